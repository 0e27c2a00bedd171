//! The collector's loop: look at all processes, put what they recorded in order, have it written.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::Keeping;
use super::buffer::beat;
use super::life::{self, Life};
use super::member::{Member, Taken};
use super::out::Out;
use super::pace::Pace;
use super::report::Report;
use crate::event::{Item, Process};
use crate::request::CollectRequest;

/// So often a writer sees that the collector lives, at least.
const BEAT: Duration = Duration::from_millis(40);
/// So often processes that may yet come to record are looked for.
const SCAN: Duration = Duration::from_millis(100);

/// Collects a run; `of` is the process that is about to become its first one. Ends when all of them have.
///
/// # Errors
/// If the folder of the run cannot be read.
pub fn collect(folder: &Path, of: u32, keeper: Keeping) -> io::Result<()> {
    let request: CollectRequest = serde_json::from_slice(&fs::read(folder.join("collect.json"))?)?;
    raise_limit();
    let mut collector = Collector {
        out: Out::open_or_discard(&request, keeper),
        first: Some(Life::of(of, 0)),
        main: Arc::new(Process { number: 0, pid: of }),
        request,
        members: Vec::new(),
        known: HashSet::new(),
        handles: Arc::new(Mutex::new(Vec::new())),
        report: Report::default(),
        is_said: false,
        scanned: Instant::now(),
        pace: Pace::new(),
    };
    collector.start_beating();
    collector.follow();
    let _ = fs::remove_dir_all(folder);
    Ok(())
}

/// Each process of the run takes two descriptors here, and a run may have more of them than a shell allows files.
fn raise_limit() {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}

/// By number of the process: where it sees that the collector lives.
type Handles = Arc<Mutex<Vec<(u32, Arc<fs::File>)>>>;

struct Collector {
    request: CollectRequest,
    out: Out,
    /// The process that is about to become the first one, until it has.
    first: Option<Life>,
    /// The run's own process, or the first that came: what is said at the end stands in its log.
    main: Arc<Process>,
    members: Vec<Member>,
    known: HashSet<PathBuf>,
    handles: Handles,
    report: Report,
    /// All that there is to say at the end is said.
    is_said: bool,
    scanned: Instant,
    pace: Pace,
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
            let is_busy = self.round();
            if is_busy {
                self.pace.is_active();
            }
            if self.first.as_ref().is_some_and(Life::has_ended) && self.buffers().is_empty() {
                // It never came to record.
                return self.end();
            }
            if self.members.is_empty() && !self.known.is_empty() {
                self.end();
                if self.scanned.elapsed() >= SCAN || late.is_empty() {
                    late = life::of_run(&self.request.folder);
                    self.scanned = Instant::now();
                }
                late.retain(|life| !life.has_ended());
                if late.is_empty() && self.buffers().is_empty() {
                    return;
                }
            }
            if !is_busy && !self.pace.is_awaited(&self.members) {
                let lives = self.members.iter().map(|member| &member.life).chain(&self.first).chain(&late);
                life::wait(lives, self.pace.pause(&self.members));
            }
        }
    }

    /// Those that have come since the last look.
    fn buffers(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.request.folder.join("buffers")) else { return Vec::new() };
        let is_buffer = |path: &PathBuf| path.extension().is_some_and(|end| end == "buf") && !self.known.contains(path);
        let mut found: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_buffer).collect();
        found.sort();
        found
    }

    /// Takes in processes that have come.
    fn discover(&mut self, note: Option<&str>) {
        for path in self.buffers() {
            self.known.insert(path.clone());
            self.first = None;
            let number = self.known.len() as u32;
            let member = match Member::open(&path, number, &self.request) {
                Ok(member) => member,
                Err(error) => {
                    self.report.is_incomplete = true;
                    let message = format!("the records of a process cannot be read: {error}");
                    self.out.item(&self.request, &self.main, &Item::Note { unix: now(), message });
                    self.out.flush();
                    continue;
                }
            };
            let handle = member.buffer.handle();
            beat(&handle, u64::from(number) << 32);
            self.handles.lock().unwrap_or_else(PoisonError::into_inner).push((number, handle));
            let process = Arc::clone(member.stream.process());
            self.out.keep(|keeper| keeper.process(&process, &member.buffer.header));
            if self.main.number == 0 || member.is_main() {
                self.main = Arc::clone(&process);
            }
            if let (1, Some(note)) = (number, note) {
                self.out.begin(&self.request, &process, note);
            }
            self.members.push(member);
        }
        // Parents before their children: when one is seen to end, those that it waited for are seen to have ended.
        self.members.sort_by_key(|member| member.buffer.header.monotonic);
    }

    /// Looks at each process once; whether there is reason to look again at once.
    fn round(&mut self) -> bool {
        // All heads before any record: else the last ones looked at would be ahead of the others.
        self.members.iter_mut().for_each(Member::look);
        let has_more = self.members.iter().any(|member| member.seen.has_more);
        let mut taken: Vec<Taken> = Vec::new();
        let keeps = self.out.keeps_frames();
        for member in &mut self.members {
            member.read(&self.request, keeps, &mut self.report, &mut taken);
        }
        if self.members.len() > 1 {
            // Each process's own are in order, so that this keeps them so.
            taken.sort_by_key(|taken| taken.at);
        }
        for Taken { process, item, frame, .. } in &taken {
            if !frame.is_empty() {
                self.out.keep(|keeper| keeper.frame(process, frame));
            }
            item.iter().for_each(|item| self.out.item(&self.request, process, item));
        }
        if has_more {
            self.is_said = false;
            self.out.flush();
        } else {
            self.out.check();
        }
        self.members.iter().filter(|member| member.seen.has_more).for_each(|member| member.buffer.publish_done());
        let has_gone = self.bury();
        self.close() || has_more || has_gone
    }

    /// Lets go of processes that have ended, and of which all is read.
    fn bury(&mut self) -> bool {
        let mut gone: Vec<Member> =
            self.members.extract_if(.., |member| member.seen.has_ended && !member.seen.has_more).collect();
        for member in &mut gone {
            self.is_said = false;
            member.count(&self.request, &mut self.report);
            member.buffer.remove();
            let number = member.stream.process().number;
            self.handles.lock().unwrap_or_else(PoisonError::into_inner).retain(|(other, _)| *other != number);
        }
        !gone.is_empty()
    }

    /// Tells processes that end, and of which all is written, that they need not wait. The last one that lives waits for
    /// the report, too. True if that is not yet clear.
    fn close(&mut self) -> bool {
        let is_ending = |member: &Member| member.seen.is_ending && !member.seen.has_more && !member.buffer.is_closed();
        if !self.members.iter().any(is_ending) {
            return false;
        }
        // A process that became another program has a buffer of each.
        let alive = self.members.iter().filter(|member| !member.seen.has_ended);
        if alive.map(|member| member.buffer.header.pid).collect::<HashSet<_>>().len() == 1 {
            // A child may have come and gone since the buffers were listed.
            if !self.buffers().is_empty() {
                return true;
            }
            self.is_said = false;
            self.members.iter_mut().for_each(|member| member.count(&self.request, &mut self.report));
            self.end();
        }
        for member in self.members.iter_mut().filter(|member| is_ending(member)) {
            if member.is_main()
                && let Some(message) = self.out.take_message()
            {
                member.buffer.leave(&message);
            }
            member.buffer.close();
        }
        false
    }

    /// Says what there is to say at the end, and was not said yet.
    fn end(&mut self) {
        if std::mem::replace(&mut self.is_said, true) {
            return;
        }
        let counts = self.report.counts(&self.request);
        let (now, lines) = (now(), self.report.lines(&self.request));
        self.out.end(&self.request, &self.main, now, &lines, &counts);
        self.out.keep(|keeper| keeper.end(now, &lines, &counts));
        self.out.keep(|keeper| keeper.flush());
    }
}

/// Nanoseconds since 1970-01-01 UTC.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64)
}
