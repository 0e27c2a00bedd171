//! `instr verify`: the program untouched, and once under each engine; what it does and what is told must be the same.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use serde_json::{Map, Value};
use similar::{Algorithm, DiffOp};

use super::children::child;
use super::program::Program;
use super::request::TraceRequest;
use super::{Prepared, Run, Word, ignores_environment, prepare, program_of};
use crate::cli::args::{Engine, LogFormat, VerifyArgs};
use crate::cli::console::{Console, UsageError};
use crate::cli::exit_code::ExitCode;
use crate::lines::PythonVersion;
use crate::output::reason;

/// What is compared, and how it came out.
#[derive(Debug, Serialize)]
struct Report {
    python: String,
    engines: Vec<&'static str>,
    /// Events of the reference, `settrace`.
    events: usize,
    /// Those of them that each engine tells, in the same order.
    identical: usize,
    /// Events at lines that the plan refuses, which only the dynamic engines tell.
    left_out: usize,
    differences: Vec<Difference>,
}

/// Something that is not the same.
#[derive(Debug, Serialize)]
struct Difference {
    engine: &'static str,
    /// `stdout`, `stderr`, `status`, `event`
    what: &'static str,
    /// The program differs between two runs of the same kind, too.
    nondeterministic: bool,
    /// How many there are of this kind.
    count: usize,
    file: Option<String>,
    line: Option<u64>,
    source: Option<String>,
    /// What the reference has.
    expected: String,
    found: String,
    /// What the plan says of the line.
    plan: Option<String>,
    /// What only one of the logs says of itself.
    notes: Vec<String>,
}

pub(in crate::cli) fn run(args: &VerifyArgs, console: &mut Console) -> Result<(), UsageError> {
    let request = TraceRequest::new(&args.tracepoints, &args.program);
    let program = program_of(&request)?;
    if request.asks_for_nothing() {
        return Err(UsageError::new("what is to be compared?")
            .help("`--lines all`, `--function f`, `-p FILE:LINES`, before the program"));
    }
    if matches!(program, Program::Stdin) {
        return Err(UsageError::new("a program from standard input can be run once only").help("write it to a file"));
    }
    if ignores_environment(&request) {
        return Err(UsageError::new("`-E`, `-I` and `-S` leave no way into the program for a dynamic engine"));
    }
    let Some((run, prepared)) = prepare(&request, console)? else { return Ok(()) };
    let progress = progress(run.version, console);
    let verify = Verify { args, run: &run, prepared: &prepared, folder: folder()?, progress };
    let report = verify.compare()?;
    verify.progress.finish_and_clear();
    if console.json() {
        console.write(format!("{}\n", serde_json::to_string(&report).unwrap_or_default()).as_bytes());
    } else {
        console.print(&shown(&report));
    }
    if !report.differences.is_empty() {
        console.raise(ExitCode::Findings);
    }
    Ok(())
}

/// Which run is under way, and for how long.
fn progress(version: PythonVersion, console: &Console) -> ProgressBar {
    if !console.shows_progress() {
        return ProgressBar::hidden();
    }
    let runs = if version >= PythonVersion::PY312 { 5 } else { 4 };
    let style = ProgressStyle::with_template("{bar:20.cyan/dim} {pos}/{len} runs, {elapsed}: {msg}");
    let bar = ProgressBar::new(runs).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn folder() -> Result<tempfile::TempDir, UsageError> {
    tempfile::tempdir().map_err(|error| UsageError::new(format!("cannot keep the logs: {}", reason(&error))))
}

struct Verify<'v> {
    args: &'v VerifyArgs,
    run: &'v Run<'v>,
    prepared: &'v Prepared,
    folder: tempfile::TempDir,
    progress: ProgressBar,
}

/// A run under an engine: what the program did, and what was told.
struct Told {
    output: Output,
    events: Vec<Event>,
    /// What the log says of itself.
    notes: Vec<String>,
}

/// An event without what differs between any two runs.
#[derive(Debug, Clone)]
struct Event {
    file: String,
    line: u64,
    is_return: bool,
    /// All else, as one text.
    text: String,
}

impl Event {
    /// What has to be the same. Of a return the line is where its value was made, or the last one that ran: by the engine.
    fn key(&self) -> (&str, Option<u64>, &str) {
        (&self.file, (!self.is_return).then_some(self.line), &self.text)
    }

    /// `14 line in total: x = 3, y = 4`
    fn shown(&self) -> String {
        format!("{} {}", self.line, self.text)
    }
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Event {}

impl Hash for Event {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for Event {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Event {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// What CPython hands to its own tracers in place of a value that an asynchronous generator yields.
const WRAPPED: (&str, &str) = (
    "<async_generator_wrapped_value ",
    "the values that an asynchronous generator yields are told by static probes alone",
);

/// Why a static probe tells a return before other events.
const EARLY: &str = "a static probe tells a returned value when it is made: before `finally`, the exits of `with`, and the \
                     ends of generators";

impl Verify<'_> {
    fn compare(&self) -> Result<Report, UsageError> {
        let mut engines = vec![Engine::Static, Engine::Settrace];
        if self.run.version >= PythonVersion::PY312 {
            engines.push(Engine::Monitoring);
        }
        let (untouched, again) = (self.untouched()?, self.untouched()?);
        let reference = self.told(Engine::Settrace)?;
        let mut report = Report {
            python: self.run.version.to_string(),
            engines: engines.iter().map(|engine| engine.name()).collect(),
            events: 0,
            identical: 0,
            left_out: 0,
            differences: Vec::new(),
        };
        let mut second: Option<Told> = None;
        let (expected, left_out) = self.comparable(&reference.events);
        report.events = expected.len();
        report.left_out = left_out;
        report.identical = expected.len();
        for engine in engines {
            let told = if engine == Engine::Settrace { None } else { Some(self.told(engine)?) };
            let told = told.as_ref().unwrap_or(&reference);
            let engine = engine.name();
            let is_steady = [untouched.stdout == again.stdout, untouched.stderr == again.stderr];
            for (what, steady, expected, found) in [
                ("stdout", is_steady[0], &untouched.stdout, &told.output.stdout),
                ("stderr", is_steady[1], &untouched.stderr, &told.output.stderr),
            ] {
                if expected != found {
                    let texts = [expected, found].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
                    report.differences.push(Difference::of_output(engine, what, !steady, &texts[0], &texts[1]));
                }
            }
            if untouched.status != told.output.status {
                let texts = [untouched.status, told.output.status].map(|status| status.to_string());
                let is_steady = untouched.status == again.status;
                report.differences.push(Difference::of_output(engine, "status", !is_steady, &texts[0], &texts[1]));
            }
            let (found, _) = self.comparable(&told.events);
            let ops = similar::capture_diff_slices(Algorithm::Myers, &expected, &found);
            let same: usize =
                ops.iter().filter(|op| matches!(op, DiffOp::Equal { .. })).map(|op| op.new_range().len()).sum();
            report.identical = report.identical.min(same);
            let other = |op: &&DiffOp| !matches!(op, DiffOp::Equal { .. });
            if let Some(first) = ops.iter().find(other) {
                if second.is_none() {
                    second = Some(self.told(Engine::Settrace)?);
                }
                let steady = second.as_ref().is_none_or(|second| second.events == reference.events);
                let count = ops.iter().filter(other).count();
                let mut difference = self.event(engine, first, (&expected, &found), steady, count);
                difference.notes = notes_of_one(&reference.notes, &told.notes);
                report.differences.push(difference);
            }
        }
        Ok(report)
    }

    /// The events at lines that static probes can tell, and how many are left out.
    fn comparable(&self, events: &[Event]) -> (Vec<Event>, usize) {
        let is_refused = |event: &&Event| !event.is_return && self.word(event).is_some_and(|word| word.refused);
        let kept: Vec<Event> = events.iter().filter(|event| !is_refused(event)).cloned().collect();
        let left_out = events.len() - kept.len();
        (kept, left_out)
    }

    fn word(&self, event: &Event) -> Option<&Word> {
        self.prepared.words.get(&(event.file.clone(), event.line as u32))
    }

    fn event(
        &self,
        engine: &'static str,
        op: &DiffOp,
        (expected, found): (&[Event], &[Event]),
        steady: bool,
        count: usize,
    ) -> Difference {
        let (left, right) = (expected.get(op.old_range().start), found.get(op.new_range().start));
        let at = left.or(right);
        let word = [left, right].into_iter().flatten().find_map(|event| self.word(event));
        let text = |event: Option<&Event>| event.map_or_else(|| "nothing more".to_owned(), Event::shown);
        let is_early = right.is_some_and(|event| event.is_return && expected[op.old_range().start..].contains(event));
        let is_wrapped = left.is_some_and(|event| event.text.contains(WRAPPED.0));
        let by_nature = if is_wrapped { Some(WRAPPED.1) } else { is_early.then_some(EARLY) };
        let by_nature = by_nature.filter(|_| engine == "static").map(str::to_owned);
        Difference {
            engine,
            what: "event",
            nondeterministic: !steady,
            count,
            file: at.map(|event| event.file.clone()),
            line: at.map(|event| event.line),
            source: at.and_then(source_line),
            expected: text(left),
            found: text(right),
            plan: word.map(|word| word.reason.clone()).or(by_nature),
            notes: Vec::new(),
        }
    }

    fn environment(&self, command: &mut Command) {
        if env::var_os("PYTHONHASHSEED").is_none() {
            command.env("PYTHONHASHSEED", "0");
        }
    }

    fn output(&self, mut command: Command, what: &str) -> Result<Output, UsageError> {
        self.environment(&mut command);
        let input = match &self.args.stdin {
            None => Stdio::null(),
            Some(path) => File::open(path)
                .map_err(|error| UsageError::new(format!("cannot read {}: {}", path.display(), reason(&error))))?
                .into(),
        };
        command.stdin(input);
        self.progress.set_message(what.to_owned());
        let output = command.output();
        self.progress.inc(1);
        output.map_err(|error| UsageError::new(format!("cannot start the program: {}", reason(&error))))
    }

    fn untouched(&self) -> Result<Output, UsageError> {
        let mut command = Command::new(&self.run.interpreter.path);
        command.args(self.run.plain());
        self.output(command, "untouched")
    }

    fn told(&self, engine: Engine) -> Result<Told, UsageError> {
        let log = self.folder.path().join(engine.name());
        let request =
            TraceRequest { engine, format: Some(LogFormat::Jsonl), output: Some(log.clone()), ..self.run.args.clone() };
        let failed = |error: io::Error| UsageError::new(format!("cannot start: {}", reason(&error)));
        let (command, runs) = child(&request, self.folder.path()).map_err(failed)?;
        let output = self.output(command, engine.name())?;
        runs.wait();
        let (events, notes) = read(&log);
        Ok(Told { output, events, notes })
    }
}

impl Difference {
    /// The first line that is not the same.
    fn of_output(
        engine: &'static str,
        what: &'static str,
        nondeterministic: bool,
        expected: &str,
        found: &str,
    ) -> Self {
        let first = |text: &str, at: usize| text.lines().nth(at).unwrap_or("nothing more").to_owned();
        let same = expected.lines().zip(found.lines()).take_while(|(left, right)| left == right).count();
        Self {
            engine,
            what,
            nondeterministic,
            count: 1,
            file: None,
            line: None,
            source: None,
            expected: first(expected, same),
            found: first(found, same),
            plan: None,
            notes: Vec::new(),
        }
    }
}

/// The events and the notes of a log, in order.
fn read(log: &Path) -> (Vec<Event>, Vec<String>) {
    let text = fs::read_to_string(log).unwrap_or_default();
    let objects: Vec<Map<String, Value>> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let note = |object: &Map<String, Value>| object.get("message").and_then(Value::as_str).map(str::to_owned);
    let notes = objects.iter().filter(|object| is_of(object, "note")).filter_map(note).collect();
    (objects.into_iter().filter_map(event).collect(), notes)
}

fn is_of(object: &Map<String, Value>, kind: &str) -> bool {
    object.get("event").and_then(Value::as_str) == Some(kind)
}

/// What only one of two logs says of itself.
fn notes_of_one(expected: &[String], found: &[String]) -> Vec<String> {
    let only = |notes: &[String], others: &[String]| {
        notes.iter().filter(|note| !others.contains(note)).cloned().collect::<Vec<_>>()
    };
    [only(expected, found), only(found, expected)].concat()
}

fn event(mut object: Map<String, Value>) -> Option<Event> {
    let apart = ["v", "time", "monotonic", "seq", "pid", "thread", "thread_name", "activation"];
    // What the texts say already.
    let again = ["typed", "typed_value", "typed_old", "typed_new"];
    for name in apart.into_iter().chain(again) {
        object.remove(name);
    }
    let file = object.remove("file")?.as_str()?.to_owned();
    let line = object.get("line")?.as_u64()?;
    Some(Event { file, line, is_return: is_of(&object, "return"), text: without_addresses(&text_of(&object)) })
}

/// `line in total: x = 3, y = 4`
fn text_of(object: &Map<String, Value>) -> String {
    let word = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut text = format!("{} in {}", word("event"), word("function"));
    let rest: BTreeMap<&str, String> = object
        .iter()
        .filter(|(name, _)| !["line", "event", "function"].contains(&name.as_str()))
        .map(|(name, value)| (name.as_str(), shown_value(value)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    for (name, value) in rest {
        text += &match name {
            "values" => format!(": {value}"),
            _ => format!("; {name} {value}"),
        };
    }
    text
}

fn shown_value(value: &Value) -> String {
    match value {
        Value::Object(values) => {
            let pair = |(name, value): (&String, &Value)| format!("{name} = {}", shown_value(value));
            values.iter().map(pair).collect::<Vec<_>>().join(", ")
        }
        Value::Array(values) => values.iter().map(shown_value).collect::<Vec<_>>().join(", "),
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Addresses of objects differ between runs, also what is left of one where a value was cut.
fn without_addresses(text: &str) -> String {
    let mut parts = text.split('…');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        whole.push('…');
        whole += if rest.starts_with('>') { rest } else { part };
    }
    // `<md5 _hashlib.HASH object @ 0x7f01>`
    [" at 0x", " @ 0x"].iter().fold(whole, |text, sign| {
        let mut parts = text.split(sign);
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            out += sign;
            out.push('…');
            out += part.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        }
        out
    })
}

fn source_line(event: &Event) -> Option<String> {
    let text = fs::read_to_string(&event.file).ok()?;
    text.lines().nth((event.line as usize).checked_sub(1)?).map(|line| line.trim().to_owned())
}

/// For people.
fn shown(report: &Report) -> String {
    let mut out = format!(
        "{} of {} events identical ({}; CPython {})\n",
        report.identical,
        report.events,
        report.engines.join(", "),
        report.python
    );
    if report.left_out > 0 {
        out += &format!("{} events at lines that the plan refuses are left out\n", report.left_out);
    }
    for difference in &report.differences {
        let what = difference.what;
        let engine = difference.engine;
        let reference = if what == "event" { "settrace" } else { "untouched" };
        let place = match (&difference.file, difference.line) {
            (Some(file), Some(line)) => format!("{file}:{line}: "),
            _ => String::new(),
        };
        let times =
            if difference.count > 1 { format!(" in {} places, the first", difference.count) } else { String::new() };
        out += &format!("\n{place}{what} differs under {engine}{times}\n");
        if let Some(source) = &difference.source {
            out += &format!("  {:<10} {source}\n", "source");
        }
        out += &format!("  {reference:<10} {}\n  {engine:<10} {}\n", difference.expected, difference.found);
        if let Some(plan) = &difference.plan {
            out += &format!("  {:<10} {plan}\n", "plan");
        }
        for note in &difference.notes {
            out += &format!("  {:<10} {note}\n", "log");
        }
        if difference.nondeterministic {
            out +=
                &format!("  {:<10} two runs of the same kind differ, too: the program is not deterministic\n", "note");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_no_difference() {
        for (text, expected) in [
            ("x = <object at 0x7f01>, y = 0x7f", "x = <object at 0x…>, y = 0x7f"),
            ("[<a at 0x1f>, <b at 0x2f>]", "[<a at 0x…>, <b at 0x…>]"),
            ("<md5 object @ 0x1f>", "<md5 object @ 0x…>"),
            ("['a', <object objec…48a80>]", "['a', <object objec…>]"),
            ("'abc…def'", "'abc…def'"),
        ] {
            assert_eq!(without_addresses(text), expected);
        }
    }
}
