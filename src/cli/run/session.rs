//! What the processes of a run are told, and what its collector is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;

use super::{Prepared, Run, changes};
use crate::cli::args::{LogFormat, Overflow, WatchStyle};
use crate::collect::COLLECTOR;
use crate::plan::{FunctionPattern, TracedCode};
use crate::request::{CollectRequest, Format, Output, PlannedFile};
use crate::rewrite::load::Entry;

/// What all processes of a run know: Python reads it as `Session.data`.
#[derive(Serialize)]
pub(super) struct Session {
    python: (String, u32, u32),
    /// The folder of the units.
    units: String,
    /// By path: the unit, and the file's size and time of change.
    pub(super) files: BTreeMap<String, (String, u64, u64)>,
    /// By path: the first counter, and the lines that have one each.
    cells: Vec<(String, u64, Vec<u32>)>,
    engine: &'static str,
    /// The rows of a table to record in place of lines and calls.
    events: Vec<&'static str>,
    /// So many frames that created a coroutine are recorded.
    origins: u32,
    /// 0 is no limit.
    max_repr: u32,
    /// Whose own `__repr__` runs: of no class, all, or some.
    repr: Repr,
    /// Patterns of the names of secrets besides those that are always hidden; none: nothing is hidden.
    redact: Option<Vec<String>>,
    /// Hits are counted, and nothing else is recorded.
    is_counting: bool,
    rate: Option<u32>,
    stack: u32,
    /// Bytes.
    buffer: u64,
    /// A process waits until its events are out.
    waits: bool,
    /// It drops what there is no room for.
    drops: bool,
    /// For the collector.
    #[serde(skip)]
    pub(super) planned: Vec<PlannedFile>,
    /// What the log begins with.
    #[serde(skip)]
    note: Option<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Repr {
    All(bool),
    Some(Vec<String>),
}

impl Session {
    pub(super) fn add_note(&mut self, more: String) {
        self.note = Some(self.note.take().map_or_else(|| more.clone(), |note| format!("{note}; {more}")));
    }
}

impl Run<'_> {
    pub(super) fn session(&self) -> Session {
        let (about, args) = (&self.interpreter.about, self.args);
        let is_stream = self.args.output.as_ref().is_none_or(|path| path.as_os_str() == "-");
        Session {
            python: (about.implementation.clone(), about.version.0, about.version.1),
            units: self.units().display().to_string(),
            files: BTreeMap::new(),
            cells: Vec::new(),
            engine: self.engine.name(),
            events: args.events.iter().map(|event| event.name()).collect(),
            origins: args.origins,
            max_repr: args.max_repr.0.unwrap_or(0),
            repr: match args.repr.iter().any(|pattern| pattern == "*") {
                true => Repr::All(true),
                false if args.repr.is_empty() => Repr::All(false),
                false => Repr::Some(args.repr.clone()),
            },
            redact: (!args.no_redact)
                .then(|| args.redact.iter().map(FunctionPattern::text).map(str::to_owned).collect()),
            is_counting: matches!(args.format, Some(LogFormat::Counts | LogFormat::CountsJson)),
            rate: args.rate,
            stack: args.stack.unwrap_or(0),
            buffer: args.buffer.0,
            waits: is_stream,
            drops: args.overflow == Overflow::Drop,
            planned: Vec::new(),
            note: changes::note(args),
        }
    }

    /// The run's folder, with what its processes and its collector read.
    pub(super) fn write_session(&self, prepared: &mut Prepared) -> io::Result<PathBuf> {
        let session = &mut prepared.session;
        session.planned.sort_by(|left, right| left.path.cmp(&right.path));
        let mut next = 1;
        for file in &mut session.planned {
            file.first_cell = next;
            next += file.lines.len() as u64;
        }
        session.cells =
            session.planned.iter().map(|file| (file.path.clone(), file.first_cell, file.lines.clone())).collect();
        let folder = folder()?;
        fs::DirBuilder::new().mode(0o700).create(folder.join("buffers"))?;
        fs::write(folder.join("session.json"), serde_json::to_vec(&*session)?)?;
        fs::write(folder.join("collect.json"), serde_json::to_vec(&self.collect_request(prepared, &folder))?)?;
        Ok(folder)
    }

    fn collect_request(&self, prepared: &Prepared, folder: &Path) -> CollectRequest {
        let (args, session) = (self.args, &prepared.session);
        let output = match &prepared.output {
            None if args.output.is_some() => Output::Stdout,
            None => Output::Stderr,
            Some(path) => {
                Output::File { path: path.clone(), append: args.append, rotate: args.rotate.map(|rotate| rotate.0) }
            }
        };
        let is_trace = args.format.is_none() && prepared.output.as_ref().is_some_and(|path| is_trace(path));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
        let monotonic = clock_gettime(ClockId::Monotonic);
        CollectRequest {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            folder: folder.to_path_buf(),
            output,
            format: match args.format.unwrap_or(LogFormat::Text) {
                _ if is_trace => Format::Trace,
                LogFormat::Text => Format::Text,
                LogFormat::Jsonl => Format::Jsonl,
                LogFormat::Counts => Format::Counts,
                LogFormat::CountsJson => Format::CountsJson,
            },
            time: args.time,
            is_table: !args.events.is_empty(),
            note: session.note.clone(),
            files: session.planned.clone(),
            condition: args.condition.clone(),
            names_unreached: args.when.is_none() && args.style != WatchStyle::Chapter,
            began: now as u64,
            began_monotonic: monotonic.tv_sec as u64 * 1_000_000_000 + monotonic.tv_nsec as u64,
        }
    }
}

/// A log of that name is a trace file.
pub(super) fn is_trace(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "instr")
}

/// A new private folder: in memory if there is such a file system, as what is recorded there is read at once.
///
/// `INSTR_RUNS` names another place, which nothing is in when no collector of it runs any more.
fn folder() -> io::Result<PathBuf> {
    let user = rustix::process::geteuid().as_raw();
    let own = std::env::var_os("INSTR_RUNS").map(PathBuf::from).into_iter();
    let shared = ["/dev/shm".into(), std::env::temp_dir()].map(|base: PathBuf| base.join(format!("instr-{user}")));
    let mut error = io::Error::other("there is no place for a run's folder");
    for base in own.chain(shared) {
        match private(&base, user) {
            Ok(folder) => return Ok(folder),
            Err(other) => error = other,
        }
    }
    Err(error)
}

fn private(base: &Path, user: u32) -> io::Result<PathBuf> {
    match fs::DirBuilder::new().mode(0o700).create(base) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let about = fs::symlink_metadata(base)?;
    if !about.is_dir() || about.uid() != user || about.permissions().mode() & 0o077 != 0 {
        return Err(io::Error::other(format!("{} is not a private folder of this user", base.display())));
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    sweep(base);
    let folder = base.join(format!("{}-{now}", std::process::id()));
    fs::DirBuilder::new().mode(0o700).create(&folder)?;
    Ok(folder)
}

/// Takes away what is left of runs whose collector was killed.
fn sweep(base: &Path) {
    let is_gone = |folder: &PathBuf| {
        let collector = folder.join(COLLECTOR);
        fs::symlink_metadata(&collector).is_ok() && fs::metadata(&collector).is_err()
    };
    if Path::new("/proc/self").exists() {
        let folders = fs::read_dir(base).into_iter().flatten().flatten().map(|entry| entry.path());
        folders.filter(is_gone).for_each(|folder| drop(fs::remove_dir_all(folder)));
    }
}

/// What the collector knows of a file whose probes are in its text.
pub(super) fn of_entries(path: &str, shown: &str, entries: &[Entry]) -> PlannedFile {
    let counted: Vec<(u32, bool)> = entries.iter().filter_map(Entry::counted).collect();
    let watches = entries.iter().filter_map(Entry::watched).map(str::to_owned).collect();
    let lines = counted.iter().map(|&(line, _)| line).collect();
    let expected = counted.iter().filter(|(_, is_expected)| *is_expected).map(|&(line, _)| line).collect();
    planned(path, shown, lines, expected, watches)
}

/// The same of a file whose code objects are traced.
pub(super) fn of_codes(path: &str, shown: &str, codes: &[TracedCode]) -> PlannedFile {
    let expected: BTreeSet<u32> = codes
        .iter()
        .flat_map(|code| {
            let entered = code.parameters.is_some() || !code.entries.is_empty();
            let jumps = code.jumps.iter().map(|&(from, _)| from);
            code.expected.iter().copied().chain(jumps).chain(entered.then_some(code.first))
        })
        .collect();
    let watches = codes.iter().flat_map(|code| code.watches.iter().map(|watch| watch.expression.clone())).collect();
    planned(path, shown, expected.clone(), expected, watches)
}

fn planned(
    path: &str,
    shown: &str,
    lines: BTreeSet<u32>,
    expected: BTreeSet<u32>,
    watches: BTreeSet<String>,
) -> PlannedFile {
    PlannedFile {
        path: path.to_owned(),
        shown: shown.to_owned(),
        lines: lines.into_iter().collect(),
        first_cell: 0,
        expected: expected.into_iter().collect(),
        watches: watches.into_iter().collect(),
    }
}
