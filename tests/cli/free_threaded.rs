//! Threads that record at once: on a CPython without a global lock, and on one with it.

use std::path::{Path, PathBuf};

use super::processes::numbers;
use super::pythons;
use super::untouched::{outcome, plain, sandbox, traced};

/// The newest CPython of either kind.
fn both() -> Vec<PathBuf> {
    let usual = pythons::found().last().map(|(_, python)| python.clone());
    usual.into_iter().chain(pythons::free_threaded().map(|(_, python)| python)).collect()
}

/// The lines of the log.
fn log(python: &Path, options: &[&str]) -> Vec<String> {
    let sandbox = sandbox("processes");
    let expected = outcome(&mut plain(&sandbox, python, &["threads.py"]));
    let options = [options, &["--lines", "5", "--format", "jsonl", "-o", "log"]].concat();
    assert_eq!(outcome(&mut traced(&sandbox, python, &options, &["threads.py"])), expected, "{}", python.display());
    sandbox.read("log").lines().map(str::to_owned).collect()
}

#[test]
fn every_event_of_every_thread_arrives() {
    for python in both() {
        let log = log(&python, &[]);
        assert_eq!(numbers(&log.join("\n")).len(), 16_000, "{}", python.display());
        assert_eq!(log.len(), 16_000, "{}", python.display());
    }
}

#[test]
fn hits_are_counted_over_all_threads() {
    for python in both() {
        for hits in ["1", "1000"] {
            assert_eq!(log(&python, &["--hits", hits]).len().to_string(), hits, "{}", python.display());
        }
    }
}
