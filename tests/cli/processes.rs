//! Processes that a program starts: their events, their counts, and what is said at the end of all of them.

use std::collections::BTreeSet;
use std::path::Path;

use super::pythons;
use super::sandbox::Sandbox;
use super::untouched::{events, outcome, plain, sandbox, traced};

/// The output is as it is untouched; the log.
#[track_caller]
fn log(sandbox: &Sandbox, python: &Path, options: &[&str], program: &[&str]) -> String {
    let expected = outcome(&mut plain(sandbox, python, program));
    let options = [options, &["-o", "log"]].concat();
    let found = outcome(&mut traced(sandbox, python, &options, program));
    assert_eq!(found, expected, "{} {program:?}", python.display());
    sandbox.read("log")
}

#[test]
fn counts_are_of_all_processes() {
    let sandbox = sandbox("processes");
    for (version, python) in pythons::found() {
        let found = log(&sandbox, python, &["--lines", "4", "--format", "counts"], &["counts_fork.py"]);
        assert!(found.split_whitespace().any(|word| word == "2"), "{version}: {found}");
        let found = log(&sandbox, python, &["-p", "fk/mod.py:child", "--format", "counts"], &["fork_counts.py"]);
        let numbers: Vec<&str> = found.split_whitespace().filter(|word| *word == "3").collect();
        assert!(numbers.len() >= 2, "{version}: {found}");
        for kind in ["fork", "spawn", "forkserver"] {
            let options = ["--lines", "6", "--format", "counts-json"];
            let found = log(&sandbox, python, &options, &["pool.py", kind]);
            let counts: serde_json::Value = serde_json::from_str(&found).unwrap();
            assert!(counts.to_string().contains(":8"), "{version} {kind}: {found}");
        }
    }
}

#[test]
fn pools_tell_their_events() {
    let sandbox = sandbox("processes");
    for (version, python) in pythons::found() {
        for kind in ["fork", "spawn", "forkserver"] {
            let found = log(&sandbox, python, &["--lines", "6"], &["pool.py", kind]);
            assert_eq!(events(&found).len(), 8, "{version} {kind}: {found}");
        }
        let found = log(&sandbox, python, &["--function", "local"], &["forkserver.py"]);
        assert_eq!(events(&found).len(), 2, "{version}: {found}");
        assert!(!found.contains("never"), "{version}: {found}");
    }
}

/// What was reached in any process was reached.
#[test]
fn the_report_is_of_all_processes() {
    let sandbox = sandbox("processes");
    for (version, python) in pythons::found() {
        let found = log(&sandbox, python, &["-p", "fk/mod.py:never"], &["fork_report.py"]);
        assert!(found.contains("never reached"), "{version}: {found}");
        assert!(!found.contains("never loaded"), "{version}: {found}");
        let found = log(&sandbox, python, &["-p", "fk/mod.py:child"], &["fork_report.py"]);
        assert!(!found.contains("# instr"), "{version}: {found}");
    }
}

/// Two runs at once, with many processes each.
#[test]
fn two_runs_at_once() {
    let (version, python) = pythons::found().last().unwrap();
    for logs in [["one", "two"], ["same", "same"]] {
        let sandbox = sandbox("processes");
        let running: Vec<_> = [("0", logs[0]), ("100000", logs[1])]
            .into_iter()
            .map(|(begin, log)| {
                let options = ["--lines", "7", "--format", "jsonl", "--append", "-o", log];
                traced(&sandbox, python, &options, &["many.py", begin]).spawn().unwrap()
            })
            .collect();
        for mut child in running {
            assert!(child.wait().unwrap().success(), "{version}");
        }
        let text: String = BTreeSet::from(logs).iter().map(|name| sandbox.read(name)).collect();
        let expected: BTreeSet<u64> = (0..1200).chain(100_000..101_200).collect();
        assert_eq!(numbers(&text), expected, "{version} {logs:?}");
        assert_eq!(text.lines().filter(|line| line.contains("\"line\"")).count(), 2400, "{version} {logs:?}");
    }
}

/// The values of `n` in a log of JSON.
pub(super) fn numbers(log: &str) -> BTreeSet<u64> {
    let number = |line: &str| {
        let event: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        find(&event)
    };
    log.lines().filter_map(number).collect()
}

fn find(event: &serde_json::Value) -> Option<u64> {
    let fields = ["variables", "changed", "values", "vars"].into_iter().find_map(|name| event.get(name))?;
    let text = fields.get("n").map(|value| value.get("repr").unwrap_or(value).to_string())?;
    text.trim_matches('"').parse().ok()
}
