//! Processes that record, as far as a collector can tell: a buffer each, and a process whose life it follows.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use instr::event::Value;
use instr::request::{CollectRequest, Format, Output, PlannedFile};
use instr::wire::frame;
use instr::wire::layout::{self, CLOSED, DONE, HEADER, TAIL, WRITER};
use instr::wire::record::{Event, Field, Kind, Record};

/// The file that the simulated programs are of, and what each of its lines is.
pub const PATH: &str = "/of/program.py";

/// Waits for what another process does.
pub fn until(what: &str, mut is_there: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_there() {
        assert!(begin.elapsed() < Duration::from_secs(120), "{what} does not come");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A process that does nothing until it is ended.
pub struct Sleeper(Child);

impl Sleeper {
    pub fn new() -> Self {
        Self::with(&mut Command::new("sleep"))
    }

    /// One that may yet come to record in a run.
    pub fn of_run(run: &Run) -> Self {
        let variable = format!("{0}:{0}/session.json", run.folder.display());
        Self::with(Command::new("sleep").env("INSTR_RUN", variable))
    }

    fn with(command: &mut Command) -> Self {
        Self(command.arg("1000").stdin(Stdio::null()).spawn().unwrap())
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    pub fn end(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        self.end();
    }
}

/// A run: its folder, and its log.
pub struct Run {
    keep: tempfile::TempDir,
    pub folder: PathBuf,
    pub request: CollectRequest,
}

impl Run {
    /// Of a program with a line 3 and a line 4.
    pub fn new(format: Format) -> Self {
        let keep = tempfile::tempdir().unwrap();
        let folder = keep.path().join("run");
        let file = PlannedFile {
            path: PATH.to_owned(),
            shown: "program.py".to_owned(),
            lines: vec![3, 4],
            first_cell: 1,
            expected: vec![3, 4],
            watches: Vec::new(),
        };
        let request = CollectRequest {
            version: "0".to_owned(),
            folder: folder.clone(),
            output: Output::File { path: keep.path().join("log"), append: false, rotate: None },
            format,
            time: false,
            is_table: false,
            note: None,
            files: vec![file],
            condition: None,
            names_unreached: true,
            began: 1_700_000_000_000_000_000,
            began_monotonic: 1_000_000,
        };
        fs::create_dir_all(folder.join("buffers")).unwrap();
        Self { keep, folder, request }
    }

    /// Starts the collector.
    pub fn collect(&self, of: u32) -> Collector {
        Collector(self.command(of).spawn().unwrap())
    }

    /// The collector's command.
    pub fn command(&self, of: u32) -> Command {
        fs::write(self.folder.join("collect.json"), serde_json::to_vec(&self.request).unwrap()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_instr"));
        command.arg("collect").arg(&self.folder).args(["--of", &of.to_string()]).stdin(Stdio::null());
        command.stdout(Stdio::null());
        command
    }

    /// What is in the log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.keep.path().join("log")).unwrap_or_default()
    }
}

/// A collector at work.
pub struct Collector(Child);

impl Collector {
    /// Waits for its end.
    pub fn ends(mut self) {
        let mut status = None;
        until("the end of the collector", || {
            status = self.0.try_wait().unwrap();
            status.is_some()
        });
        assert!(status.unwrap().success(), "the collector fails");
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// How a buffer is made.
#[derive(Debug, Clone, Copy)]
pub struct Made {
    pub flags: u32,
    pub size: u64,
    pub cells: u64,
    /// Nanoseconds after the run.
    pub after: u64,
    /// The process, if it is not one of its own.
    pub of: Option<u32>,
}

impl Default for Made {
    fn default() -> Self {
        Self { flags: layout::MAIN, size: 1 << 16, cells: 16, after: 0, of: None }
    }
}

/// A process that records.
pub struct Writer {
    process: Sleeper,
    file: File,
    ring: u64,
    size: u64,
    head: u64,
}

impl Writer {
    pub fn new(run: &Run, made: Made) -> Self {
        Self::with(run, made, |_| {})
    }

    /// The collector sees the buffer when it holds all of that.
    pub fn with(run: &Run, made: Made, begin: impl FnOnce(&mut Self)) -> Self {
        let process = Sleeper::new();
        let path = run.folder.join("buffers").join(format!("{}-1", process.id()));
        let ring = HEADER + (8 * made.cells).next_multiple_of(4096);
        let file = File::options().read(true).write(true).create_new(true).open(&path).unwrap();
        file.set_len(ring + made.size).unwrap();
        let (monotonic, unix) = (run.request.began_monotonic + made.after, run.request.began + made.after);
        let mut page = [&layout::MAGIC[..], &layout::VERSION.to_ne_bytes(), &made.flags.to_ne_bytes()].concat();
        let pid = made.of.unwrap_or(process.id());
        for number in [u64::from(pid), 0, monotonic, unix, made.cells, ring, made.size] {
            page.extend_from_slice(&number.to_ne_bytes());
        }
        file.write_all_at(&page, 0).unwrap();
        let mut writer = Self { process, file, ring, size: made.size, head: 0 };
        begin(&mut writer);
        fs::rename(&path, path.with_extension("buf")).unwrap();
        writer
    }

    pub fn id(&self) -> u32 {
        self.process.id()
    }

    pub fn word(&self, at: u64) -> u64 {
        let mut bytes = [0; 8];
        self.file.read_exact_at(&mut bytes, at).unwrap();
        u64::from_ne_bytes(bytes)
    }

    pub fn set(&self, at: u64, number: u64) {
        self.file.write_all_at(&number.to_ne_bytes(), at).unwrap();
    }

    /// Appends bytes, as room comes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = self.size - (self.head - self.word(TAIL));
            let at = self.head % self.size;
            let length = room.min(self.size - at).min(rest.len() as u64) as usize;
            if length == 0 {
                let full = self.head - self.size;
                until("room", || self.word(TAIL) > full);
                continue;
            }
            self.file.write_all_at(&rest[..length], self.ring + at).unwrap();
            self.head += length as u64;
            self.set(WRITER + 8, self.head);
            self.set(WRITER, self.head);
            rest = &rest[length..];
        }
    }

    /// A frame of a record.
    pub fn frame(record: &Record) -> Vec<u8> {
        let (mut body, mut bytes) = (Vec::new(), Vec::new());
        record.encode(&mut body);
        frame::push(&body, &mut bytes);
        bytes
    }

    pub fn record(&mut self, record: &Record) {
        self.bytes(&Self::frame(record));
    }

    /// What the records below use: the file is text 1, the lines 3 and 4 are sites, the thread is 1, `x` is text 6.
    pub fn names(&mut self) {
        let text = |id, text: &str| Record::Text { id, text: text.to_owned() };
        for record in [
            text(1, PATH),
            text(2, "main"),
            text(5, "    pass"),
            text(6, "x"),
            text(7, "1 / x"),
            Record::Site { id: 3, path: 1, function: 2, line: 3, text: 5 },
            Record::Site { id: 4, path: 1, function: 2, line: 4, text: 5 },
            Record::Thread { id: 1, ident: 77, name: "MainThread".to_owned() },
            Record::Loaded { path: 1 },
        ] {
            self.record(&record);
        }
    }

    /// A line was reached; `x` is a number then.
    pub fn line(site: u64, time: u64, number: i64) -> Record {
        let fields = vec![Field { name: 6, is_template: false, value: Value::Int(number) }];
        Record::Event(Event { site, time, thread: 1, task: 0, activation: 1, kind: Kind::Line { fields } })
    }

    pub fn hit(&mut self, site: u64, time: u64, number: i64) {
        self.record(&Self::line(site, time, number));
    }

    pub fn cell(&self, cell: u64, number: u64) {
        self.set(HEADER + 8 * cell, number);
    }

    /// Its functions for the end have run.
    pub fn is_ending(&self) {
        self.set(WRITER + 24, layout::ENDING);
        self.set(WRITER + 32, self.head);
    }

    pub fn is_closed(&self) -> bool {
        self.word(CLOSED) == 1
    }

    /// All that it recorded is in the log.
    pub fn is_written(&self) -> bool {
        self.word(DONE) == self.head && self.word(DONE + 8) == self.head
    }

    /// As the end of a program does it.
    pub fn finish(&mut self) {
        self.is_ending();
        until("the collector's leave", || self.is_closed());
        self.end();
    }

    /// Ends the process.
    pub fn end(&mut self) {
        self.process.end();
    }
}

/// The numbers of `x` in a log as text.
pub fn numbers(log: &str) -> Vec<i64> {
    let change = |line: &str| line.trim_start().strip_prefix("# x = ")?.parse().ok();
    log.lines().filter_map(change).collect()
}

/// What the log says of itself.
pub fn notes(log: &str) -> Vec<&str> {
    log.lines().filter_map(|line| line.strip_prefix("# instr: ")).collect()
}

/// Whether a folder is gone.
pub fn is_gone(folder: &Path) -> bool {
    !folder.exists()
}
