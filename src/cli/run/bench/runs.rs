//! Whole runs of a program, each engine's in turn.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::children::Runs;
use super::{Bench, Way, Wrong, finding, last_words};
use crate::bench::{Entrant, Events, Log, Ran, Stopwatch, count};
use crate::cli::args::LogFormat;
use crate::cli::console::UsageError;

/// What a run has done.
#[derive(PartialEq, Eq)]
struct Done {
    status: i32,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Bench<'_> {
    pub(super) fn runs(&self) -> Result<Vec<Entrant>, Wrong> {
        let mut watch = Stopwatch::start(&self.run.interpreter.path)?;
        let ways = self.ways();
        self.progress.set_length(((self.rounds() + 1) * ways.len()) as u64);
        // One run of each for what it does, which also fills the caches.
        let (mut told, mut events) = (Vec::new(), Vec::new());
        let mut reference: Option<Done> = None;
        let mut steady = true;
        for (at, way) in ways.iter().enumerate() {
            let log = self.folder.join(format!("check{at}.jsonl"));
            let (_, done) = self.once(&mut watch, *way, &log, Some(LogFormat::Jsonl))?;
            match (&reference, way.engine) {
                (None, _) => reference = Some(done),
                // A program that does not do the same twice cannot be checked for it.
                (Some(reference), None) => steady = *reference == done,
                (Some(reference), Some(_)) if steady => same(reference, &done, *way)?,
                _ => {}
            }
            let found = Events::of_json_lines(&fs::read_to_string(&log).unwrap_or_default());
            events.push(match (way.engine, way.stage) {
                (Some(engine), None) => {
                    told.push((engine, found.clone()));
                    Some(found.count())
                }
                _ => None,
            });
        }
        if steady {
            self.compare(&told)?;
        } else {
            events.fill(None);
        }
        let mut times = vec![Vec::new(); ways.len()];
        let mut memory = vec![None; ways.len()];
        for _ in 0..self.rounds() {
            for (at, way) in ways.iter().enumerate() {
                let log = self.folder.join(format!("log{at}"));
                let (ran, done) = self.once(&mut watch, *way, &log, None)?;
                if let (true, Some(reference)) = (steady, &reference) {
                    same(reference, &done, *way)?;
                }
                if let Some(expected) = events[at] {
                    let found = Log::new(log, self.runs_folder()).more()?;
                    if found != expected {
                        let message = format!("the log of {} has {found} events, not {expected}", name(*way));
                        return Err(finding(message));
                    }
                }
                times[at].push(ran.seconds);
                memory[at] = memory[at].max(Some(ran.memory));
            }
        }
        let mut entrants = self.entrants(&times, &events, &memory);
        if self.args.instructions {
            let whole = ways.iter().filter(|way| way.stage.is_none());
            for (entrant, way) in entrants.iter_mut().zip(whole) {
                self.progress.set_message(format!("counts the instructions of {}", entrant.engine));
                let command = self.of_run(*way, &self.folder.join("instructions"), None)?;
                let counted = count::<Wrong>(&command, self.folder, |command| {
                    self.timed(&mut watch, command, *way)?;
                    Ok(())
                })?;
                entrant.instructions = Some(counted as f64);
            }
        }
        Ok(entrants)
    }

    fn of_run(&self, way: Way, log: &Path, format: Option<LogFormat>) -> Result<Command, Wrong> {
        let Some(engine) = way.engine else {
            let mut command = Command::new(&self.run.interpreter.path);
            command.args(self.run.plain());
            self.environment(&mut command);
            return Ok(command);
        };
        self.traced(way, &self.request(engine, log, format))
    }

    fn once(
        &self,
        watch: &mut Stopwatch,
        way: Way,
        log: &Path,
        format: Option<LogFormat>,
    ) -> Result<(Ran, Done), Wrong> {
        self.progress.set_message(name(way));
        let command = self.of_run(way, log, format)?;
        let found = self.timed(watch, &command, way)?;
        self.progress.inc(1);
        Ok(found)
    }

    fn timed(&self, watch: &mut Stopwatch, command: &Command, way: Way) -> Result<(Ran, Done), Wrong> {
        let [stdout, stderr] = ["stdout", "stderr"].map(|name| self.folder.join(name));
        let stdin = self.args.stdin.clone().unwrap_or_else(|| PathBuf::from("/dev/null"));
        let ran = watch.run(command, &stdin, &stdout, &stderr).map_err(|error| {
            Wrong::Environment(UsageError::new(format!("cannot run the program ({}): {error}", name(way))))
        })?;
        // Behind the clock: what the program waits for is in its time.
        Runs::new(self.folder).wait();
        let done = Done { status: ran.status, stdout: fs::read(stdout)?, stderr: fs::read(&stderr)? };
        if way.engine.is_some() && ran.status == 2 && last_words(&stderr).starts_with("error:") {
            return Err(finding(format!("{}: {}", name(way), last_words(&stderr))));
        }
        Ok((ran, done))
    }
}

fn name(way: Way) -> &'static str {
    way.engine.map_or("untraced", |engine| engine.name())
}

fn same(reference: &Done, done: &Done, way: Way) -> Result<(), Wrong> {
    let what = match () {
        () if reference.status != done.status => "status",
        () if reference.stdout != done.stdout => "output",
        () if reference.stderr != done.stderr => "standard error",
        () => return Ok(()),
    };
    Err(finding(format!("the program's {what} differs under {}; `instr verify` shows where", name(way))))
}
