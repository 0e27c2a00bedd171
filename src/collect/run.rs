//! The collector's loop: look at all processes, put what they recorded in order, have it written.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::buffer::beat;
use super::life::{self, Life};
use super::member::{Member, Taken};
use super::report::Report;
use super::request::{CollectRequest, Format, Output};
use super::{Keeper, Keeping};
use crate::event::{Item, Process};
use crate::render::{Counts, Renderer, renderer};
use crate::sink::{self, Sink};

/// So often a writer sees that the collector lives, at least.
const BEAT: Duration = Duration::from_millis(40);
/// So long after the last event the next one of a process that waits is looked for without a pause: they come in rows.
const AWAKE: Duration = Duration::from_micros(200);
/// So often processes that may yet come to record are looked for.
const SCAN: Duration = Duration::from_millis(100);

/// Collects a run; `of` is the process that is about to become its first one. Ends when all of them have.
///
/// # Errors
/// If the folder of the run cannot be read, or the log cannot be opened.
pub fn collect(folder: &Path, of: u32, keeper: Keeping) -> io::Result<()> {
    let request: CollectRequest = serde_json::from_slice(&fs::read(folder.join("collect.json"))?)?;
    let mut collector = Collector {
        out: Out::open(&request, keeper)?,
        first: Some(Life::of(of, 0)),
        request,
        members: Vec::new(),
        known: HashSet::new(),
        handles: Arc::new(Mutex::new(Vec::new())),
        report: Report::default(),
        process: None,
        main: None,
        said: Counts::default(),
        active: Instant::now(),
        scanned: Instant::now(),
        has_cores: std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1),
    };
    collector.start_beating();
    collector.follow();
    let _ = fs::remove_dir_all(folder);
    Ok(())
}

/// Where items go.
struct Out {
    renderer: Box<dyn Renderer>,
    /// Of logs of a process each, by its number.
    renderers: Option<HashMap<u32, Box<dyn Renderer>>>,
    sink: Option<Box<dyn Sink>>,
    keeper: Option<Box<dyn Keeper>>,
    bytes: Vec<u8>,
    what: String,
    /// Why it has ended: the run's own process says so, as the collector does not hold its standard error.
    message: Option<String>,
}

impl Out {
    fn open(request: &CollectRequest, keeper: Keeping) -> io::Result<Self> {
        let what = match &request.output {
            Output::Stderr => "standard error".to_owned(),
            Output::Stdout => "standard output".to_owned(),
            Output::File { path, .. } => path.display().to_string(),
        };
        let is_trace = request.format == Format::Trace;
        let keeper = if is_trace { Some(keeper(request)?) } else { None };
        let sink = if is_trace { None } else { Some(sink::open(request)?) };
        let is_each = matches!(&request.output, Output::File { path, .. } if sink::is_for_each(path));
        let renderers = is_each.then(HashMap::new);
        Ok(Self { renderer: renderer(request), renderers, sink, keeper, bytes: Vec::new(), what, message: None })
    }

    /// Renders an item. What was rendered before is written if both do not fit into a file: only here it is known where
    /// an event ends.
    fn item(&mut self, request: &CollectRequest, process: &Process, item: &Item) {
        let before = self.bytes.len();
        let renderer = match &mut self.renderers {
            Some(each) => each.entry(process.number).or_insert_with(|| renderer(request)),
            None => &mut self.renderer,
        };
        renderer.item(item, &mut self.bytes);
        let room = self.sink.as_ref().map_or(u64::MAX, |sink| sink.room(process));
        if before > 0 && self.bytes.len() as u64 > room {
            self.write(process, before);
        }
    }

    /// Writes what is rendered; after an error nothing more.
    fn flush(&mut self, process: &Process) {
        if !self.bytes.is_empty() {
            self.write(process, self.bytes.len());
        }
    }

    /// Writes so much of it.
    fn write(&mut self, process: &Process, len: usize) {
        if let Some(Err(error)) = self.sink.as_mut().map(|sink| sink.write(process, &self.bytes[..len])) {
            self.stop(&error);
        }
        self.bytes.drain(..len);
    }

    fn stop(&mut self, error: &io::Error) {
        self.sink = None;
        self.keeper = None;
        // To a stream that is closed there is nothing to say.
        if self.what != "standard error" {
            let reason = crate::output::reason(error);
            self.message = Some(format!("instr: the log stops here: cannot write to {}: {reason}\n", self.what));
        }
    }

    fn keep(&mut self, write: impl FnOnce(&mut dyn Keeper) -> io::Result<()>) {
        if let Some(keeper) = &mut self.keeper
            && let Err(error) = write(keeper.as_mut())
        {
            self.stop(&error);
        }
    }
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
    /// The last process that wrote.
    process: Option<Arc<Process>>,
    /// The run's own process, or the first that came: what is said at the end stands in its log.
    main: Option<Arc<Process>>,
    said: Counts,
    active: Instant,
    scanned: Instant,
    /// More than one.
    has_cores: bool,
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
    /// A pause takes longer than all that is to be done for an event. Others have their turn between the looks.
    fn is_awaited(&self) -> bool {
        while self.has_cores && self.active.elapsed() < AWAKE {
            if self.members.iter().any(|member| member.waits() && member.buffer.has_more()) {
                return true;
            }
            std::thread::yield_now();
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
            // What is said at the end has a process, also if none ever wrote.
            self.process.get_or_insert_with(|| Arc::clone(&process));
            let header = member.buffer.header;
            if self.main.is_none() || member.is_main() {
                self.main = Some(Arc::clone(&process));
            }
            self.out.keep(|keeper| keeper.process(&process, &header));
            if let (1, Some(note)) = (number, note) {
                self.write(&process, &Item::Note { unix: self.request.began, message: note.to_owned() });
                self.out.flush(&process);
            }
            self.members.push(member);
        }
    }

    /// Looks at each process once; whether there was anything.
    fn round(&mut self) -> bool {
        let mut taken: Vec<Taken> = Vec::new();
        let keeps = self.out.keeper.is_some();
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
            if self.process.as_ref().is_some_and(|last| *last != taken.process) {
                let last = self.process.take();
                last.iter().for_each(|last| self.out.flush(last));
            }
            self.process = Some(Arc::clone(&taken.process));
            if !taken.frame.is_empty() {
                self.out.keep(|keeper| keeper.frame(&taken.process, &taken.frame));
            }
            taken.item.iter().for_each(|item| self.out.item(&self.request, &taken.process, item));
        }
        let last = self.process.clone();
        last.iter().for_each(|last| self.out.flush(last));
        self.out.keep(|keeper| keeper.flush());
        if !has_more && let Some(Err(error)) = self.out.sink.as_mut().map(|sink| sink.check()) {
            self.out.stop(&error);
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
                if let (true, Some(message)) = (self.members[at].is_main(), self.out.message.take()) {
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

    fn write(&mut self, process: &Arc<Process>, item: &Item) {
        if self.process.as_ref().is_some_and(|last| last != process) {
            let last = self.process.take();
            last.iter().for_each(|last| self.out.flush(last));
        }
        self.process = Some(Arc::clone(process));
        self.out.item(&self.request, process, item);
    }

    /// Says what there is to say at the end, and was not said yet.
    fn end(&mut self) {
        let is_counting = matches!(self.request.format, Format::Counts | Format::CountsJson);
        let counts = self.report.counts(&self.request);
        let Some(process) = self.main.clone() else { return };
        if self.process.as_ref().is_some_and(|last| *last != process) {
            let last = self.process.replace(Arc::clone(&process));
            last.iter().for_each(|last| self.out.flush(last));
        }
        if is_counting && self.said != counts {
            self.out.renderer.end(&counts, &mut self.out.bytes);
            self.said = counts.clone();
        }
        let mut lines = self.report.lines(&self.request);
        if is_counting {
            lines.retain(|line| line.contains("dropped"));
        }
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_nanos());
        for message in &lines {
            let item = Item::Note { unix: now as u64, message: message.clone() };
            self.out.item(&self.request, &process, &item);
        }
        self.out.flush(&process);
        self.out.keep(|keeper| keeper.end(now as u64, &lines, &counts));
    }
}
