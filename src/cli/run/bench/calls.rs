//! Calls of a function: an interpreter for each engine, all alive, which take turns of some milliseconds.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::request::TraceRequest;
use super::{Bench, Way, Wrong, finding, last_words};
use crate::bench::{Entrant, Events, Log, WORKER, Worker, count};
use crate::cli::args::LogFormat;
use crate::cli::console::UsageError;

/// The CPU time of a turn.
const TURN: f64 = 0.03;
const QUICK_TURN: f64 = 0.01;
/// A turn tells at most so many events: logs stay small enough for any disk.
const MOST_EVENTS: u64 = 100_000;
/// Calls under valgrind: those before the count, and those that it is of.
const COLD: u64 = 50;
const COUNTED: u64 = 100;

/// What every engine has to do.
struct Expected {
    value: String,
    /// Events of a call of each way; none if they vary from call to call.
    events: Vec<Option<u64>>,
}

/// A worker that takes part.
struct Turn {
    worker: Worker,
    log: Log,
    errors: PathBuf,
    calls: u64,
}

impl Bench<'_> {
    pub(super) fn calls(&self, expression: &str) -> Result<Vec<Entrant>, Wrong> {
        let worker = self.folder.join("worker.py");
        fs::write(&worker, WORKER)?;
        let ways = self.ways();
        let turns = self.rounds() * ways.len() + ways.len() * 2;
        self.progress.set_length(turns as u64);
        let expected = self.expected(&worker, expression, &ways)?;
        let mut workers = Vec::new();
        for (at, way) in ways.iter().enumerate() {
            self.progress.set_message(format!("{} warms up", name(*way)));
            workers.push(self.warm(&worker, expression, *way, at, &expected)?);
            self.progress.inc(1);
        }
        let mut times = vec![Vec::new(); ways.len()];
        for round in 0..self.rounds() {
            self.progress.set_message(format!("round {}", round + 1));
            for (at, way) in ways.iter().enumerate() {
                times[at].push(self.turn(&mut workers[at], *way, at, &expected)?);
                self.progress.inc(1);
            }
        }
        for (turn, way) in workers.into_iter().zip(&ways) {
            let errors = turn.errors;
            turn.worker.end().map_err(|error| ended(*way, &errors, &error))?;
        }
        let mut entrants = self.entrants(&times, &expected.events, &vec![None; ways.len()]);
        if self.args.instructions {
            let whole = ways.iter().filter(|way| way.stage.is_none());
            for (entrant, way) in entrants.iter_mut().zip(whole) {
                self.progress.set_message(format!("counts the instructions of {}", entrant.engine));
                entrant.instructions = Some(self.instructions(&worker, expression, *way)?);
            }
        }
        Ok(entrants)
    }

    /// The interpreter with the worker, under what is asked for.
    fn of_calls(
        &self,
        worker: &Path,
        expression: &str,
        way: Way,
        log: &Path,
        format: Option<LogFormat>,
    ) -> Result<Command, Wrong> {
        let mut program = self.run.args.program.iter().cloned();
        let what: Vec<OsString> = match &self.run.args.module {
            Some(module) => {
                vec!["-m".into(), expression.into(), "-".into(), module.clone()]
            }
            None => vec![program.next().unwrap_or_default(), expression.into(), "-".into()],
        };
        let program: Vec<OsString> = [worker.into()].into_iter().chain(what).chain(program).collect();
        let mut command = match way.engine {
            None => {
                let mut command = Command::new(&self.run.interpreter.path);
                command.args(self.run.options()).args(program);
                self.environment(&mut command);
                command
            }
            Some(engine) => {
                let request = self.request(engine, log, format);
                self.traced(way, &TraceRequest { module: None, program, ..request })?
            }
        };
        // Modules that `-p` names are looked for where the worker will find them.
        if !self.run.args.probe.is_empty()
            && let Some(folder) = self.run.args.subject.as_deref().and_then(|file| Path::new(file).parent())
            && self.run.args.module.is_none()
        {
            let old = std::env::var_os("PYTHONPATH").unwrap_or_default();
            let folders = [folder.to_path_buf()].into_iter().chain(std::env::split_paths(&old));
            command.env("PYTHONPATH", std::env::join_paths(folders).unwrap_or_default());
        }
        Ok(command)
    }

    fn started(&self, command: &mut Command, errors: &Path) -> io::Result<Worker> {
        Worker::start(command.stderr(File::create(errors)?))
    }

    /// Runs a few calls everywhere: the values are the same, and so is what is told.
    fn expected(&self, worker: &Path, expression: &str, ways: &[Way]) -> Result<Expected, Wrong> {
        let mut value: Option<String> = None;
        let (mut events, mut told) = (Vec::new(), Vec::new());
        for (at, way) in ways.iter().enumerate() {
            self.progress.set_message(format!("{} is checked", name(*way)));
            let path = self.folder.join(format!("check{at}.jsonl"));
            let errors = self.folder.join(format!("check{at}.err"));
            let mut running =
                self.started(&mut self.of_calls(worker, expression, *way, &path, Some(LogFormat::Jsonl))?, &errors)?;
            let mut log = Log::new(path.clone(), self.runs_folder());
            let mut counts = Vec::new();
            let before = self.first_look(&mut running, &mut log, *way, &errors)?;
            for calls in [1, 1, 2] {
                let batch = running.batch(calls).map_err(|error| ended(*way, &errors, &error))?;
                counts.push(log.more()?);
                same(value.get_or_insert_with(|| batch.value.clone()), &batch.value, *way)?;
            }
            running.end().map_err(|error| ended(*way, &errors, &error))?;
            log.more()?;
            let steady = before == 0 || counts[0] == counts[1];
            let steady = steady && counts[1] * 2 == counts[2];
            events.push(match (way.engine, way.stage) {
                (Some(_), None) if steady => Some(counts[1]),
                _ => None,
            });
            if let (Some(engine), None) = (way.engine, way.stage) {
                told.push((engine, Events::of_json_lines(&fs::read_to_string(&path).unwrap_or_default())));
            }
            self.progress.inc(1);
        }
        self.compare(&told)?;
        if told.iter().all(|(_, events)| events.count() == 0)
            && self.run.args.condition.is_none()
            && self.run.args.when.is_none()
        {
            return Err(finding("nothing is told of these calls: the lines are not reached"));
        }
        Ok(Expected { value: value.unwrap_or_default(), events })
    }

    /// What is told while the file is imported, before any call.
    fn first_look(&self, running: &mut Worker, log: &mut Log, way: Way, errors: &Path) -> Result<u64, Wrong> {
        running.batch(0).map_err(|error| ended(way, errors, &error))?;
        Ok(log.more()?)
    }

    fn warm(&self, worker: &Path, expression: &str, way: Way, at: usize, expected: &Expected) -> Result<Turn, Wrong> {
        let path = self.folder.join(format!("log{at}"));
        let errors = self.folder.join(format!("{at}.err"));
        let mut running = self.started(&mut self.of_calls(worker, expression, way, &path, None)?, &errors)?;
        let seconds = if self.args.quick { QUICK_TURN } else { TURN };
        let (batch, calls) = running.warm_up(seconds).map_err(|error| ended(way, &errors, &error))?;
        same(&expected.value, &batch.value, way)?;
        let mut log = Log::new(path, self.runs_folder());
        log.more()?;
        let most = MOST_EVENTS / expected.events[at].unwrap_or(1).max(1);
        Ok(Turn { worker: running, log, errors, calls: calls.min(most).max(1) })
    }

    /// Seconds of a call.
    fn turn(&self, turn: &mut Turn, way: Way, at: usize, expected: &Expected) -> Result<f64, Wrong> {
        let batch = turn.worker.batch(turn.calls).map_err(|error| ended(way, &turn.errors, &error))?;
        same(&expected.value, &batch.value, way)?;
        if let Some(events) = expected.events[at] {
            let (found, expected) = (turn.log.more()?, events * turn.calls);
            if found != expected {
                return Err(finding(format!("the log of {} has {found} events, not {expected}", name(way))));
            }
        }
        Ok(batch.seconds / turn.calls as f64)
    }

    /// Of a call: the difference between two runs that differ in their calls alone.
    fn instructions(&self, worker: &Path, expression: &str, way: Way) -> Result<f64, Wrong> {
        let log = self.folder.join("instructions");
        let errors = self.folder.join("instructions.err");
        let of = |calls: u64| {
            let command = self.of_calls(worker, expression, way, &log, None)?;
            count(&command, self.folder, |command| {
                let mut running = self.started(command, &errors)?;
                let mut batch = |calls| running.batch(calls).map_err(|error| ended(way, &errors, &error));
                batch(COLD)?;
                batch(calls)?;
                running.end().map_err(|error| ended(way, &errors, &error))
            })
        };
        let (less, more) = (of(COUNTED)?, of(3 * COUNTED)?);
        Ok((more as f64 - less as f64) / (2 * COUNTED) as f64)
    }
}

fn name(way: Way) -> &'static str {
    way.engine.map_or("untraced", |engine| engine.name())
}

fn same(expected: &str, found: &str, way: Way) -> Result<(), Wrong> {
    match expected == found {
        true => Ok(()),
        false => Err(finding(format!("the call returns something else under {}: {found}, not {expected}", name(way)))),
    }
}

/// A worker that has ended: untraced it is what was asked for that does not work.
fn ended(way: Way, errors: &Path, error: &io::Error) -> Wrong {
    let words = last_words(errors);
    match way.engine {
        None => Wrong::Environment(UsageError::new(format!("the call does not work: {words}"))),
        Some(engine) => finding(format!("the call does not work under {}: {words} ({error})", engine.name())),
    }
}
