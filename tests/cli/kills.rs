//! `kill -9` at any moment: of the program, of its child, of the collector. What was committed before is in the log; a
//! program whose collector is gone goes on.
//!
//! `INSTR_SOAK=500` kills that many.

use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::processes::numbers;
use super::pythons;
use super::sandbox::Sandbox;
use super::untouched::{collector_of, runs, sandbox, traced, until, within};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    Program,
    Child,
    Collector,
}

#[test]
fn nothing_that_was_recorded_is_lost() {
    let number = std::env::var("INSTR_SOAK").ok().and_then(|text| text.parse().ok()).unwrap_or(15_u64);
    let pythons = pythons::found();
    // No two waits are equal, and a failure can be had again.
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for turn in 0..number {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let victim = [Victim::Program, Victim::Child, Victim::Collector][turn as usize % 3];
        let (version, python) = &pythons[(turn / 3) as usize % pythons.len()];
        let wait = Duration::from_micros((random >> 33) % 120_000);
        let is_stream = turn % 2 == 1;
        kill(
            python,
            victim,
            wait,
            is_stream,
            &format!("turn {turn}, {version}, {victim:?} after {wait:?}, {is_stream}"),
        );
    }
}

fn kill(python: &Path, victim: Victim, wait: Duration, is_stream: bool, what: &str) {
    let sandbox = sandbox("processes");
    std::fs::create_dir(sandbox.path("out")).unwrap();
    // With a small buffer, there is soon no room without a collector.
    let output: &[&str] = match (victim, is_stream) {
        (_, true) => &[],
        (Victim::Collector, false) => &["-o", "log", "--buffer", "16K"],
        _ => &["-o", "log"],
    };
    let options = [&["--lines", "7", "--format", "jsonl"], output].concat();
    let total = if victim == Victim::Collector { 8000 } else { 1500 };
    let mut command = traced(&sandbox, python, &options, &["counting.py", "out", &total.to_string()]);
    command.stdout(std::process::Stdio::piped()).stderr(std::fs::File::create(sandbox.path("stderr")).unwrap());
    let program = command.spawn().unwrap();
    let begun = Instant::now();
    until(what, || written(&sandbox, "child") > 0 && written(&sandbox, "0") > 0);
    let pid = match victim {
        Victim::Program => program.id(),
        Victim::Child => std::fs::read_to_string(sandbox.path("out/child")).unwrap().parse().unwrap(),
        Victim::Collector => collector_of(&runs(&sandbox)).unwrap_or_else(|| panic!("{what}: no collector")),
    };
    std::thread::sleep(wait);
    let _ = kill_process(Pid::from_raw(pid as i32).unwrap(), Signal::KILL);
    let outcome = within(program, Duration::from_secs(90), what);
    match victim {
        Victim::Program => {}
        Victim::Child => assert_eq!(outcome.code(), 0, "{what}: {outcome:?}"),
        Victim::Collector => {
            assert_eq!((outcome.code(), &*outcome.stdout), (0, "the end 0\n"), "{what}: {outcome:?}");
            assert_eq!((written(&sandbox, "0"), written(&sandbox, "1000000")), (total, total), "{what}");
            // Its bounds: it is given up once in each process, and not again.
            assert!(begun.elapsed() < Duration::from_secs(20), "{what}: {:?}", begun.elapsed());
            return;
        }
    }
    // Also what still runs when the program is gone: its child.
    let log = if is_stream { sandbox.read("stderr") } else { sandbox.read("log") };
    let told = numbers(&log);
    for begin in [0, 1_000_000] {
        let counted = written(&sandbox, &begin.to_string());
        let missing: Vec<u64> = (begin..begin + counted).filter(|n| !told.contains(n)).collect();
        assert!(missing.is_empty(), "{what}: of {counted} these are missing: {missing:?}");
    }
}

/// Bytes that a process has written into its file.
fn written(sandbox: &Sandbox, name: &str) -> u64 {
    std::fs::metadata(sandbox.path("out").join(name)).map_or(0, |about| about.len())
}
