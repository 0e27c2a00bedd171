//! The collector's loop: look at all processes, put what they recorded in order, have it written.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Keeping;
use super::buffer::beat;
use super::life::{self, Life};
use super::member::{Member, Taken};
use super::out::Out;
use super::report::Report;
use super::request::CollectRequest;
use crate::event::Process;

/// So often a writer sees that the collector lives, at least.
const BEAT: Duration = Duration::from_millis(40);
/// So long after the last event the next one of a process that waits is looked for without a pause: they come in rows.
const AWAKE: Duration = Duration::from_micros(200);
/// A look takes less, if nobody else has the processor meanwhile.
const AWAY: Duration = Duration::from_micros(100);
/// So long it is not tried again then.
const BUSY: Duration = Duration::from_millis(200);
/// So often processes that may yet come to record are looked for.
const SCAN: Duration = Duration::from_millis(100);

/// Collects a run; `of` is the process that is about to become its first one. Ends when all of them have.
///
/// # Errors
/// If the folder of the run cannot be read, or the log cannot be opened.
pub fn collect(folder: &Path, of: u32, keeper: Keeping) -> io::Result<()> {
    let request: CollectRequest = serde_json::from_slice(&fs::read(folder.join("collect.json"))?)?;
    let mut collector = Collector {
        out: Out::open(&request, Some(keeper))?,
        first: Some(Life::of(of, 0)),
        request,
        members: Vec::new(),
        known: HashSet::new(),
        handles: Arc::new(Mutex::new(Vec::new())),
        report: Report::default(),
        main: None,
        active: Instant::now(),
        scanned: Instant::now(),
        has_cores: std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1),
        busy: None,
    };
    collector.start_beating();
    collector.follow();
    let _ = fs::remove_dir_all(folder);
    Ok(())
}

struct Collector {
    request: CollectRequest,
    out: Out,
    /// The process that is about to become the first one, until it has.
    first: Option<Life>,
    members: Vec<Member>,
    known: HashSet<PathBuf>,
    handles: Arc<Mutex<Vec<(u32, fs::File)>>>,
    report: Report,
    /// The run's own process, or the first that came: what is said at the end stands in its log.
    main: Option<Arc<Process>>,
    active: Instant,
    scanned: Instant,
    /// More than one.
    has_cores: bool,
    /// Since then others are known to need the processors.
    busy: Option<Instant>,
}

impl Collector {
    /// Another thread shows that the collector lives, also while a write takes long.
    fn start_beating(&self) {
        let handles = Arc::clone(&self.handles);
        std::thread::spawn(move || {
            for number in 1.. {
                for (_, file) in handles.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                    beat(file, number);
                }
                std::thread::sleep(BEAT);
            }
        });
    }

    fn follow(&mut self) {
        let note = self.request.note.take();
        let mut late: Vec<Life> = Vec::new();
        loop {
            self.discover(note.as_deref());
            let has_more = self.round();
            if has_more {
                self.active = Instant::now();
            }
            if self.first.as_ref().is_some_and(Life::has_ended) && self.known.is_empty() {
                // It never came to record.
                return;
            }
            if self.members.is_empty() && !self.known.is_empty() {
                self.end();
                if self.scanned.elapsed() >= SCAN || late.is_empty() {
                    late = life::of_run(&self.request.folder);
                    self.scanned = Instant::now();
                }
                late.retain(|life| !life.has_ended());
                if late.is_empty() && !self.has_new() {
                    return;
                }
            }
            if !has_more && !self.is_awaited() {
                let lives = self.members.iter().map(|member| &member.life).chain(&self.first).chain(&late);
                life::wait(lives, self.pause());
            }
        }
    }

    /// Looks out for an event of a process that waits, as long as it is likely; whether there is one.
    ///
    /// A pause takes longer than all that is to be done for an event. Where others need the processor, a pause is better:
    /// who has paused has the next turn.
    fn is_awaited(&mut self) -> bool {
        if !self.members.iter().any(Member::waits) || self.busy.is_some_and(|since| since.elapsed() < BUSY) {
            return false;
        }
        self.busy = None;
        let mut looked = Instant::now();
        while self.has_cores && self.active.elapsed() < AWAKE {
            if self.members.iter().any(|member| member.waits() && member.buffer.has_more()) {
                return true;
            }
            let now = Instant::now();
            if now - looked > AWAY {
                self.busy = Some(now);
                return false;
            }
            looked = now;
            std::hint::spin_loop();
        }
        false
    }

    /// A process that waits for its output is served soon; else events are taken by the batch.
    fn pause(&self) -> Duration {
        let idle = self.active.elapsed();
        let waits = self.members.iter().any(Member::waits);
        match () {
            () if waits && idle < Duration::from_millis(2) => Duration::from_micros(10),
            () if waits && idle < Duration::from_millis(50) => Duration::from_micros(300),
            () if idle < Duration::from_secs(1) => Duration::from_millis(2),
            () => Duration::from_millis(10),
        }
    }

    fn buffers(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.request.folder.join("buffers")) else { return Vec::new() };
        let is_buffer = |path: &PathBuf| path.extension().is_some_and(|end| end == "buf") && !self.known.contains(path);
        let mut found: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_buffer).collect();
        found.sort();
        found
    }

    fn has_new(&self) -> bool {
        !self.buffers().is_empty()
    }

    /// Takes in processes that have come.
    fn discover(&mut self, note: Option<&str>) {
        for path in self.buffers() {
            self.known.insert(path.clone());
            let number = self.known.len() as u32;
            let Ok(member) = Member::open(&path, number, &self.request) else { continue };
            self.first = None;
            if let Ok(handle) = member.buffer.handle() {
                beat(&handle, u64::from(number) << 32);
                self.handles.lock().unwrap_or_else(PoisonError::into_inner).push((number, handle));
            }
            let process = Arc::clone(member.stream.process());
            let header = member.buffer.header;
            if self.main.is_none() || member.is_main() {
                self.main = Some(Arc::clone(&process));
            }
            self.out.keep(|keeper| keeper.process(&process, &header));
            if let (1, Some(note)) = (number, note) {
                self.out.begin(&self.request, &process, note);
            }
            self.members.push(member);
        }
    }

    /// Looks at each process once; whether there was anything.
    fn round(&mut self) -> bool {
        let mut taken: Vec<Taken> = Vec::new();
        let keeps = self.out.keeps_frames();
        let mut has_more = false;
        let mut looks = Vec::new();
        for member in &mut self.members {
            // Asked first: what it committed before it ended is read behind that.
            let has_ended = member.life.has_ended();
            let look = member.look(&self.request, keeps, &mut self.report, &mut taken);
            has_more |= look.has_more;
            looks.push((look, has_ended));
        }
        if looks.len() > 1 {
            // Each process's own are in order, so that this keeps them so.
            taken.sort_by_key(|taken| taken.at);
        }
        for taken in &taken {
            if !taken.frame.is_empty() {
                self.out.keep(|keeper| keeper.frame(&taken.process, &taken.frame));
            }
            taken.item.iter().for_each(|item| self.out.item(&self.request, &taken.process, item));
        }
        self.out.flush();
        if !has_more {
            self.out.check();
        }
        for (member, (look, _)) in self.members.iter().zip(&looks) {
            if look.has_more {
                member.buffer.publish_done();
            }
        }
        self.ends(&looks.iter().map(|&(look, ended)| (look.has_more, look.is_ending, ended)).collect::<Vec<_>>());
        has_more
    }

    /// Processes that have nothing more to record: `looks` has whether there was something, it is ending, it has ended.
    fn ends(&mut self, looks: &[(bool, bool, bool)]) {
        let alone = self.members.len() == 1;
        for (at, &(has_more, is_ending, has_ended)) in looks.iter().enumerate().rev() {
            if has_more {
                continue;
            }
            if has_ended {
                let mut member = self.members.remove(at);
                member.count(&self.request, &mut self.report);
                member.buffer.remove();
                let number = member.stream.process().number;
                self.handles.lock().unwrap_or_else(PoisonError::into_inner).retain(|(other, _)| *other != number);
            } else if is_ending && !self.members[at].buffer.is_closed() {
                if let (true, Some(message)) = (self.members[at].is_main(), self.out.take_message()) {
                    self.members[at].buffer.leave(&message);
                }
                if alone {
                    self.members[at].count(&self.request, &mut self.report);
                    self.end();
                }
                self.members[at].buffer.close();
            }
        }
    }

    /// Says what there is to say at the end, and was not said yet.
    fn end(&mut self) {
        let Some(process) = self.main.clone() else { return };
        let counts = self.report.counts(&self.request);
        let lines = self.report.lines(&self.request);
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_nanos());
        self.out.end(&self.request, &process, now as u64, &lines, &counts);
        self.out.keep(|keeper| keeper.end(now as u64, &lines, &counts));
    }
}
