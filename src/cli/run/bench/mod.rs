//! `instr bench`: what probes and tracers cost a program, or a function of it, measured side by side.

mod calls;
mod runs;

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::children::{Runs, child};
use super::program::Program;
use super::request::TraceRequest;
use super::{Prepared, Run, ignores_environment, prepare, program_of};
use crate::bench::{
    Clock, Entrant, Events, Group, Kind, Method, Report, VERSION, has_valgrind, markdown, page, rows, text,
};
use crate::cli::args::{BenchArgs, Engine, LogFormat};
use crate::cli::console::{Console, UsageError};
use crate::lines::PythonVersion;
use crate::output::reason;
use crate::output::{Finding, Severity, write_atomic};

/// The stages of a hit that `python/instr/record/stages.py` knows, each with what is left out behind it.
const STAGES: [&str; 3] = ["engine", "capture", "format"];

pub(in crate::cli) fn run(args: &BenchArgs, console: &mut Console) -> Result<(), UsageError> {
    let mut run = TraceRequest { format: args.format, ..TraceRequest::new(&args.tracepoints, &args.program) };
    check(args, &run)?;
    if args.call.is_some() {
        // The file is imported: its functions and lines are those of a module.
        let place = crate::runtime::installed().map_err(|error| UsageError::new(reason(&error)))?;
        let cache = place.parent().unwrap_or(&place);
        let interpreter = super::interpreter::Interpreter::find(run.python.as_deref(), cache)?;
        run.subject = Some(subject(&program_of(&run)?, &interpreter)?);
    }
    let Some((run, prepared)) = prepare(&run, console)? else { return Ok(()) };
    for path in [&args.html, &args.markdown].into_iter().flatten() {
        let path = env::current_dir().unwrap_or_default().join(path);
        run.check_output("the report", &path, &prepared)?;
    }
    let engines = engines(args, &run)?;
    if args.instructions && !has_valgrind() {
        return Err(UsageError::new("`--instructions` needs valgrind on PATH"));
    }
    let folder =
        tempfile::tempdir().map_err(|error| UsageError::new(format!("cannot keep the logs: {}", reason(&error))))?;
    let progress = progress(console);
    let bench = Bench { args, run: &run, prepared: &prepared, folder: folder.path(), engines, progress };
    let measured = match &args.call {
        Some(expression) => bench.calls(expression),
        None => bench.runs(),
    };
    bench.progress.finish_and_clear();
    match measured {
        Ok(entrants) => bench.tell(&entrants, console),
        Err(Wrong::Environment(error)) => Err(error),
        Err(Wrong::Finding(message)) => {
            console.finding(&Finding::new(Severity::Error, "bench", message));
            Ok(())
        }
    }
}

/// What cannot be benched.
fn check(args: &BenchArgs, run: &TraceRequest) -> Result<(), UsageError> {
    if matches!(run.format, Some(LogFormat::Counts | LogFormat::CountsJson)) {
        return Err(UsageError::new("`--format counts` leaves no events to be checked").help("`text` or `jsonl`"));
    }
    if run.asks_for_nothing() {
        let help = "`--lines 3`, `--function f`, `--watch x`, `-p FILE:LINES`, before the program";
        return Err(UsageError::new("what is to be traced?").help(help));
    }
    if ignores_environment(run) {
        return Err(UsageError::new("`-E`, `-I` and `-S` leave no way into the program for a dynamic engine"));
    }
    match (program_of(run)?, &args.call) {
        (Program::Stdin, _) => {
            Err(UsageError::new("a program from standard input can be run once only").help("write it to a file"))
        }
        (Program::Command(_) | Program::Container(_), Some(_)) => {
            Err(UsageError::new("`--call` evaluates in a script or a module").help("name a file, or `-m MODULE`"))
        }
        _ => Ok(()),
    }
}

/// The path of the file in which a call is evaluated.
fn subject(program: &Program, interpreter: &super::interpreter::Interpreter) -> Result<String, UsageError> {
    match program {
        Program::Script(path) => {
            Ok(fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path)).to_string_lossy().into_owned())
        }
        _ => match super::locations::main_file(program, interpreter)? {
            (super::locations::Whose::File(path), _) => Ok(path),
            (_, name) => Ok(name),
        },
    }
}

fn engines(args: &BenchArgs, run: &Run) -> Result<Vec<Engine>, UsageError> {
    let mut engines = Vec::new();
    for &engine in &args.engines {
        if engine == Engine::Auto {
            return Err(UsageError::new("`auto` is one of the others").help("name which: `--engine static,settrace`"));
        }
        if engine == Engine::Monitoring && run.version < PythonVersion::PY312 {
            let message = format!("CPython {} has no `sys.monitoring`", run.version);
            return Err(UsageError::new(message).help("leave it out, or `--python 3.12`"));
        }
        if !engines.contains(&engine) {
            engines.push(engine);
        }
    }
    if engines.is_empty() {
        engines = vec![Engine::Static, Engine::Monitoring, Engine::Settrace];
        engines.retain(|&engine| engine != Engine::Monitoring || run.version >= PythonVersion::PY312);
    }
    Ok(engines)
}

/// Why there is nothing to report.
enum Wrong {
    /// The program or an engine does something else than it has to.
    Finding(String),
    /// It cannot be run.
    Environment(UsageError),
}

impl From<io::Error> for Wrong {
    fn from(error: io::Error) -> Self {
        Self::Environment(UsageError::new(reason(&error)))
    }
}

struct Bench<'b> {
    args: &'b BenchArgs,
    run: &'b Run<'b>,
    prepared: &'b Prepared,
    folder: &'b Path,
    engines: Vec<Engine>,
    progress: ProgressBar,
}

/// Which of the processes of a bench.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Way {
    engine: Option<Engine>,
    /// Of [`STAGES`]; none leaves nothing out.
    stage: Option<&'static str>,
}

impl Bench<'_> {
    fn rounds(&self) -> usize {
        let (quick, usual) = if self.args.call.is_some() { (5, 15) } else { (3, 7) };
        self.args.rounds.map_or(if self.args.quick { quick } else { usual }, |rounds| rounds as usize)
    }

    /// In the order of the turns: untraced, its control, and each engine, with its parts behind it.
    fn ways(&self) -> Vec<Way> {
        let mut ways = vec![Way { engine: None, stage: None }; 2];
        for &engine in &self.engines {
            ways.push(Way { engine: Some(engine), stage: None });
            if self.args.split {
                ways.extend(STAGES.map(|stage| Way { engine: Some(engine), stage: Some(stage) }));
            }
        }
        ways
    }

    /// `instr run` with what is asked for, and another program.
    fn traced(&self, way: Way, request: &TraceRequest) -> Result<Command, Wrong> {
        let (mut command, _) = child(request, self.folder)?;
        if let Some(stage) = way.stage {
            command.env("INSTR_BENCH_STAGE", stage);
        }
        self.environment(&mut command);
        Ok(command)
    }

    /// Where all that is started here runs.
    fn runs_folder(&self) -> PathBuf {
        Runs::new(self.folder).path().to_path_buf()
    }

    /// What an engine is asked for, with another log.
    fn request(&self, engine: Engine, log: &Path, format: Option<LogFormat>) -> TraceRequest {
        let args = self.run.args;
        TraceRequest { engine, output: Some(log.to_path_buf()), format: format.or(args.format), ..args.clone() }
    }

    fn environment(&self, command: &mut Command) {
        if env::var_os("PYTHONHASHSEED").is_none() {
            command.env("PYTHONHASHSEED", "0");
        }
    }

    /// The events without those at lines that the plan refuses: there only the dynamic engines tell something.
    fn comparable(&self, mut events: Events) -> Events {
        let is_refused = |file: &str, line: u64| {
            self.prepared.words.get(&(file.to_owned(), line as u32)).is_some_and(|word| word.refused)
        };
        events.0.retain(|(_, file, _, line), _| !is_refused(file, *line));
        events
    }

    /// All engines tell the same.
    fn compare(&self, told: &[(Engine, Events)]) -> Result<(), Wrong> {
        let Some((first, expected)) = told.first() else { return Ok(()) };
        let expected = self.comparable(expected.clone());
        for (engine, found) in &told[1..] {
            if let Some(difference) = expected.difference(&self.comparable(found.clone())) {
                return Err(Wrong::Finding(format!(
                    "the logs differ: {} and {}: {difference}; `instr verify` shows more",
                    first.name(),
                    engine.name()
                )));
            }
        }
        Ok(())
    }

    fn report(&self, entrants: &[Entrant], python: String) -> Report {
        let words = self.run.args.program_words();
        let program = words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
        let clock = if self.args.call.is_some() { Clock::Call } else { Clock::Process };
        let seed = env::var("PYTHONHASHSEED").unwrap_or_else(|_| "0".to_owned());
        let (warm_up, garbage_collector) = match clock {
            Clock::Call => (
                "calls are warmed up before the first round",
                "the garbage collector is on, and empty before each turn",
            ),
            Clock::Process => ("one run before the first round", "the garbage collector is the program's"),
        };
        let group = Group {
            scenario: self.scenario(),
            workload: self.args.call.clone().unwrap_or_else(|| program.clone()),
            python,
            clock,
            rows: rows(entrants),
        };
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Report {
            v: VERSION,
            title: format!("instr bench {} {program}", self.scenario()),
            machine: format!("{} {}, {cores} cores", env::consts::OS, env::consts::ARCH),
            method: Method {
                rounds: self.rounds(),
                warm_up: warm_up.to_owned(),
                garbage_collector: garbage_collector.to_owned(),
                hash_seed: seed,
                sink: "logs go to files, what the program prints to nowhere that it could wait for".to_owned(),
            },
            groups: vec![group],
            skipped: Vec::new(),
        }
    }

    /// What is traced, without the path of the interpreter: that is said by its version.
    fn scenario(&self) -> String {
        self.run.args.words().join(" ")
    }

    fn tell(&self, entrants: &[Entrant], console: &mut Console) -> Result<(), UsageError> {
        let report = self.report(entrants, version_of(&self.run.interpreter.path)?);
        for (path, content) in
            [(&self.args.html, page as fn(&Report) -> String), (&self.args.markdown, markdown as fn(&Report) -> String)]
        {
            let Some(path) = path else { continue };
            write_atomic(path, content(&report).as_bytes())
                .map_err(|error| UsageError::new(format!("cannot write {}: {}", path.display(), reason(&error))))?;
        }
        if console.json() {
            console.write(format!("{}\n", serde_json::to_string(&report).unwrap_or_default()).as_bytes());
        } else {
            console.print(&text(&report));
        }
        // The text says it itself.
        let is_json = console.json();
        for noise in report.groups.iter().filter_map(Group::noise).filter(|_| is_json) {
            console.finding(&Finding::new(Severity::Warning, "noise", noise));
        }
        Ok(())
    }

    /// An entrant for each way that is a row.
    fn entrants(&self, times: &[Vec<f64>], events: &[Option<u64>], memory: &[Option<u64>]) -> Vec<Entrant> {
        let mut entrants: Vec<Entrant> = Vec::new();
        for (at, way) in self.ways().into_iter().enumerate() {
            match (way.engine, way.stage) {
                (Some(_), Some(stage)) => {
                    let part = STAGES.iter().position(|name| *name == stage).unwrap_or(0);
                    if let Some(last) = entrants.last_mut() {
                        last.parts.get_or_insert_default()[part].clone_from(&times[at]);
                    }
                    continue;
                }
                (Some(engine), None) => entrants.push(Entrant::new(engine.name(), Kind::Engine)),
                (None, _) if at == 0 => entrants.push(Entrant::new("untraced", Kind::Untraced)),
                (None, _) => entrants.push(Entrant::new("control", Kind::Control)),
            }
            if let Some(last) = entrants.last_mut() {
                last.times.clone_from(&times[at]);
                last.events = events[at];
                last.memory = memory[at];
            }
        }
        entrants
    }
}

/// `3.12.1`
fn version_of(python: &Path) -> Result<String, UsageError> {
    let mut command = Command::new(python);
    command.args(["-I", "-S", "-c", "import platform; print(platform.python_version())"]);
    let output = command.output().map_err(|error| UsageError::new(reason(&error)))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Which round it is, and for how long.
fn progress(console: &Console) -> ProgressBar {
    if !console.shows_progress() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:20.cyan/dim} {pos}/{len} turns, {elapsed}: {msg}");
    let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// What a process wrote to standard error, its last line.
fn last_words(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it says nothing").to_owned()
}

fn finding(text: impl Into<String>) -> Wrong {
    Wrong::Finding(text.into())
}
