//! What probes cost the program that they are in: the chapter's function untraced, with code written by hand, and under
//! `instr run`, side by side on each CPython at hand.
//!
//! The programs measure themselves, in CPU time, without their start. Each run is checked: a wrong result, or a log that
//! is not complete, fails the bench. At the end there are ratios of rounds that took turns.

#[path = "../tests/support/pythons.rs"]
#[allow(dead_code)] // the tests use the rest
mod pythons;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};

/// A way to run the function.
struct Way {
    name: &'static str,
    /// What somebody wrote by hand into the program, each before a line of that number.
    by_hand: &'static [(usize, &'static str)],
    /// Options of `instr run`; none for plain Python.
    traced: Option<&'static [&'static str]>,
    /// For how much slower runs, fewer calls.
    calls: u64,
}

const PROGRAM: &str = include_str!("slowdown/chapter.py");
const GUARD: &str = "len(out) >= 6 and c == '#'";
const NOTHING: &[(usize, &str)] = &[];
const HAND_GUARD: &[(usize, &str)] = &[(13, "        if len(out) >= 6 and c == '#': print(c)")];
const HAND_LOG: &[(usize, &str)] = &[
    (
        13,
        r#"        log(f"s = {s!r}, tag = {tag!r}, quote = {quote!r}, out = {out!r}, c = {c!r}\n13         assert\n")"#,
    ),
    (24, r#"    log(f"out = {out!r}\n24     return out\n")"#),
    (40, r#"log = open(sys.argv[2], "w").write"#),
];
const WAYS: [Way; 7] = [
    Way { name: "untraced", by_hand: NOTHING, traced: None, calls: 4000 },
    Way { name: "guard by hand", by_hand: HAND_GUARD, traced: None, calls: 4000 },
    Way { name: "guard", by_hand: NOTHING, traced: Some(&["--lines", "13", "--if", GUARD]), calls: 4000 },
    Way { name: "cold", by_hand: NOTHING, traced: Some(&["--lines", "28"]), calls: 4000 },
    Way { name: "two lines by hand", by_hand: HAND_LOG, traced: None, calls: 400 },
    Way { name: "two lines", by_hand: NOTHING, traced: Some(&["--lines", "13,24"]), calls: 400 },
    Way { name: "every line", by_hand: NOTHING, traced: Some(&["--function", "remove_html_markup"]), calls: 100 },
];
const ROUNDS: usize = 7;

impl Way {
    /// The CPU time of so many calls.
    fn run(&self, python: &Path, calls: u64, folder: &Path) -> Duration {
        let program = folder.join("program.py");
        std::fs::write(&program, self.source()).expect("a program");
        let log = folder.join("log");
        let mut command = match self.traced {
            None => Command::new(python),
            Some(options) => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_instr"));
                command.arg("run").arg("--python").arg(python).arg("-o").arg(&log).args(options);
                command.env("XDG_CACHE_HOME", folder);
                command
            }
        };
        let output = command.arg(program).arg(calls.to_string()).arg(&log).output().expect("it starts");
        let told = String::from_utf8_lossy(&output.stdout);
        let Some((seconds, result)) = told.trim_end().split_once(' ') else { panic!("{}: {output:?}", self.name) };
        assert_eq!(result, "{'\"foo\"'}", "{}: {output:?}", self.name);
        if self.name != "untraced" && self.name != "guard by hand" {
            let lines = std::fs::read_to_string(&log).unwrap_or_default().lines().filter(|l| is_hit(l)).count() as u64;
            assert_eq!(lines, self.hits(calls), "{}: the log is not complete", self.name);
        }
        Duration::from_secs_f64(seconds.parse().expect("seconds"))
    }

    fn source(&self) -> String {
        let before = |number| self.by_hand.iter().filter(move |(line, _)| *line == number).map(|(_, text)| *text);
        let lines = PROGRAM.lines().enumerate().flat_map(|(at, line)| before(at + 1).chain([line]));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// How many lines the log tells of.
    fn hits(&self, calls: u64) -> u64 {
        match self.name {
            "two lines" | "two lines by hand" => 25 * calls,
            "every line" => 148 * calls,
            "cold" => 1,
            _ => 0,
        }
    }
}

/// A line of the program in the log, not what changed or a note.
fn is_hit(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit())
}

fn slowdown(c: &mut Criterion) {
    let folder: PathBuf = tempfile::tempdir().expect("a folder").keep();
    for (version, python) in pythons::found() {
        let mut group = c.benchmark_group(format!("slowdown {version}"));
        group.sample_size(10).warm_up_time(Duration::from_millis(1)).measurement_time(Duration::from_millis(500));
        for way in &WAYS {
            // Criterion's iterations are calls of the function, in runs of many.
            group.bench_function(way.name, |bencher| {
                bencher.iter_custom(|calls| {
                    let whole = way.run(python, way.calls, &folder);
                    Duration::from_secs_f64(whole.as_secs_f64() / way.calls as f64 * calls as f64)
                });
            });
        }
        group.finish();
        let mut times = vec![Vec::new(); WAYS.len()];
        for _ in 0..ROUNDS {
            for (way, times) in WAYS.iter().zip(&mut times) {
                times.push(way.run(python, way.calls, &folder).as_secs_f64() / way.calls as f64);
            }
        }
        let median = |name: &str| {
            let at = WAYS.iter().position(|way| way.name == name).expect("a way");
            let mut sorted = times[at].clone();
            sorted.sort_by(f64::total_cmp);
            sorted[ROUNDS / 2]
        };
        let ratio = |name: &str, to: &str| median(name) / median(to);
        println!(
            "CPython {version}: guard {:.2} of the guard by hand, cold {:.2}, two lines {:.1} (by hand {:.1}), every line {:.1} of \
             untraced, {:.2} µs",
            ratio("guard", "guard by hand"),
            ratio("cold", "untraced"),
            ratio("two lines", "untraced"),
            ratio("two lines by hand", "untraced"),
            ratio("every line", "untraced"),
            median("untraced") * 1e6,
        );
    }
    let _ = std::fs::remove_dir_all(folder);
}

criterion_group!(benches, slowdown);
criterion_main!(benches);
