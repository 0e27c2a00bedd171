//! The table: a scenario's contenders take turns on an interpreter, and every turn is checked before its time counts.

use std::fs;
use std::path::Path;

use instr::bench::{Clock, Entrant, Group, Kind, Log, Worker, count, rows};

use crate::Profile;
use crate::contender::{Contender, Place, of};
use crate::scenario::Scenario;

/// The parts of a hit that `python/instr/record/stages.py` can leave out.
const STAGES: [&str; 3] = ["engine", "capture", "format"];
/// A turn tells at most so many events.
const MOST_EVENTS: u64 = 100_000;
/// Who takes longer for a turn sits out most rounds.
const SLOW: f64 = 0.4;
/// A call that takes so long is measured once.
const ENDLESS: f64 = 1.0;
/// Calls under valgrind: before the count, and counted.
const COLD: u64 = 50;
const COUNTED: u64 = 100;

struct Turn {
    worker: Worker,
    /// Ours.
    log: Option<Log>,
    calls: u64,
    /// Of a call.
    expected: Option<u64>,
    is_slow: bool,
    is_wrong: bool,
    /// The time of the only call.
    only: Option<f64>,
}

/// Measures a scenario; none if it cannot be, which is said.
pub fn group(
    scenario: &'static Scenario,
    (version, python): (&str, &Path),
    profile: &Profile,
    skipped: &mut Vec<String>,
) -> Option<Group> {
    let has_monitoring = !["3.8", "3.9", "3.10", "3.11"].contains(&version);
    let folder = tempfile::tempdir().expect("a folder");
    let mut turns: Vec<(Contender, Turn, [Option<Turn>; 3])> = Vec::new();
    let mut value = None;
    let mut number = 0;
    if let Some(option) = scenario.more.iter().find(|word| word.starts_with("--") && !profile.help.contains(*word)) {
        skipped.push(format!("{}: `instr run` has no `{option}`", scenario.name));
        return None;
    }
    let mut contenders = of(scenario, has_monitoring);
    contenders.retain(|contender| profile.has_peers || !contender.is_installed());
    if !profile.is_first && scenario.is_one_of_many() {
        contenders.retain(|contender| contender.kind != Kind::Peer);
    }
    for contender in contenders {
        let mut start = |stage: Option<&str>| {
            number += 1;
            let place = Place { python, folder: folder.path(), number };
            started(&contender, scenario, &place, stage, profile, &mut value)
        };
        let name = format!("{}, {} of {}, CPython {version}", contender.name, scenario.name, scenario.workload);
        let turn = match start(None) {
            Ok(turn) => turn,
            // The workload itself does not run here.
            Err(Failed::Absent(why)) if contender.kind == Kind::Untraced => {
                skipped.push(format!("{name}: {why}"));
                return None;
            }
            Err(Failed::Absent(why)) if contender.kind == Kind::Peer => {
                skipped.push(format!("{name}: {why}"));
                continue;
            }
            Err(Failed::Absent(why) | Failed::Wrong(why)) => panic!("{name}: {why}"),
        };
        let splits = contender.is_ours() && profile.splits && turn.expected.is_some_and(|events| events > 1);
        let parts = match splits {
            true => STAGES.map(|stage| start(Some(stage)).ok()),
            false => [None, None, None],
        };
        turns.push((contender, turn, parts));
    }
    let mut entrants: Vec<Entrant> = turns
        .iter()
        .map(|(contender, turn, parts)| {
            let mut entrant = Entrant::new(contender.name.as_str(), contender.kind);
            entrant.events = turn.expected;
            entrant.parts = parts[0].as_ref().map(|_| Default::default());
            entrant
        })
        .collect();
    for round in 0..profile.rounds {
        for ((contender, turn, parts), entrant) in turns.iter_mut().zip(&mut entrants) {
            if let Some(only) = turn.only {
                entrant.times = vec![only];
                continue;
            }
            if turn.is_wrong || turn.is_slow && round >= 3 {
                continue;
            }
            let time = match turn.take(&value) {
                Ok(time) => time,
                Err(why) => {
                    let why = format!(
                        "{}, {} of {}, CPython {version}: {why}",
                        contender.name, scenario.name, scenario.workload
                    );
                    // What others make is not ours to mend, but a wrong time is no time.
                    assert!(contender.kind == Kind::Peer, "{why}");
                    skipped.push(why);
                    entrant.times.clear();
                    turn.is_wrong = true;
                    continue;
                }
            };
            entrant.times.push(time);
            for (part, times) in parts.iter_mut().zip(entrant.parts.iter_mut().flatten()) {
                times.extend(part.as_mut().and_then(|part| part.take(&value).ok()));
            }
        }
    }
    if profile.counts {
        for ((contender, turn, _), entrant) in turns.iter().zip(&mut entrants) {
            if turn.is_slow
                || !matches!(entrant.engine.as_str(), "untraced" | "static")
                || scenario.workload != "chapter"
            {
                continue;
            }
            let place = Place { python, folder: folder.path(), number: 9000 };
            entrant.instructions = instructions(contender, scenario, &place);
        }
    }
    Some(Group {
        scenario: scenario.name.to_owned(),
        workload: match scenario.workload {
            "chapter" => scenario.call.to_owned(),
            workload => workload.to_owned(),
        },
        python: version.to_owned(),
        clock: Clock::Call,
        rows: rows(&entrants),
    })
}

/// Why one takes no part.
enum Failed {
    /// It is not there, or cannot do it.
    Absent(String),
    /// It does something else.
    Wrong(String),
}

fn started(
    contender: &Contender,
    scenario: &Scenario,
    place: &Place,
    stage: Option<&str>,
    profile: &Profile,
    value: &mut Option<String>,
) -> Result<Turn, Failed> {
    let absent = |error: std::io::Error| {
        let words = fs::read_to_string(place.errors()).unwrap_or_default();
        let last = words.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
        Failed::Absent(if last.is_empty() { error.to_string() } else { last })
    };
    let mut command = contender.command(scenario, place, stage).map_err(absent)?;
    let mut worker = Worker::start(&mut command).map_err(absent)?;
    let mut log = contender.is_ours().then(|| Log::new(place.log(), place.runs()));
    // What is told before the first call, and by it, as caches fill.
    let mut first = None;
    for calls in [0, 1] {
        let batch = worker.batch(calls).map_err(absent)?;
        if let Some(log) = &mut log {
            log.more().map_err(absent)?;
        }
        if calls == 1 {
            let expected = value.get_or_insert_with(|| batch.value.clone());
            if *expected != batch.value {
                return Err(Failed::Wrong(format!("it returns {}, not {expected}", batch.value)));
            }
            first = Some(batch);
        }
    }
    let (batch, calls) = match first {
        Some(batch) if batch.seconds > ENDLESS => (batch, 1),
        _ => worker.warm_up(profile.turn).map_err(absent)?,
    };
    if let Some(log) = &mut log {
        log.more().map_err(absent)?;
    }
    let expected = contender.expected(scenario).filter(|_| contender.is_ours() || batch.events.is_some());
    let most = MOST_EVENTS / expected.unwrap_or(1).max(1);
    let calls = calls.min(most).max(1);
    let only = (batch.seconds > ENDLESS && batch.calls == 1).then_some(batch.seconds);
    let is_slow = batch.seconds / batch.calls as f64 * calls as f64 > SLOW;
    let mut turn =
        Turn { worker, log: log.filter(|_| stage.is_none()), calls, expected, is_slow, is_wrong: false, only };
    if stage.is_some() {
        turn.expected = None;
    }
    Ok(turn)
}

impl Turn {
    /// Seconds of a call.
    fn take(&mut self, value: &Option<String>) -> Result<f64, String> {
        let batch = self.worker.batch(self.calls).map_err(|error| error.to_string())?;
        if value.as_ref().is_some_and(|value| *value != batch.value) {
            return Err(format!("it returns {}, not {value:?}", batch.value));
        }
        if let Some(expected) = self.expected {
            let found = match &mut self.log {
                Some(log) => Some(log.more().map_err(|error| error.to_string())?),
                None => batch.events,
            };
            if found.is_some_and(|found| found != expected * self.calls) {
                return Err(format!("its log has {found:?} events of {} calls, not {expected} of each", self.calls));
            }
        }
        Ok(batch.seconds / self.calls as f64)
    }
}

/// Of a call: what a run with more calls counts more.
fn instructions(contender: &Contender, scenario: &Scenario, place: &Place) -> Option<f64> {
    let of = |calls: u64| {
        let command = contender.command(scenario, place, None)?;
        count::<std::io::Error>(&command, place.folder, |command| {
            let mut worker = Worker::start(command.stderr(std::process::Stdio::null()).current_dir(place.folder))?;
            worker.batch(COLD)?;
            worker.batch(calls)?;
            worker.end()
        })
    };
    let (less, more) = (of(COUNTED).ok()?, of(3 * COUNTED).ok()?);
    Some((more as f64 - less as f64) / (2 * COUNTED) as f64)
}
