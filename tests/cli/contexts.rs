//! Lines of a text log that say of which file, function, thread, task and process an event is.

use super::pythons;
use super::untouched::{outcome, sandbox, traced};

#[test]
fn tasks_are_named() {
    for (version, python) in pythons::found() {
        let sandbox = sandbox("text");
        let options = ["--lines", "6-7", "-o", "log"];
        outcome(&mut traced(&sandbox, python, &options, &["two_tasks.py"]));
        let log = sandbox.read("log");
        let contexts: Vec<&str> = log.lines().filter(|line| line.starts_with("# ")).collect();
        for task in ["a", "b"] {
            let named = |line: &&str| line.ends_with(&format!(" · job · {task}"));
            assert!(contexts.iter().any(named), "{version} {task}: {log}");
        }
        // Whoever it is, what is said of them alternates as they do.
        assert!(contexts.len() >= 4, "{version}: {log}");
    }
}

#[test]
fn threads_and_files_are_named() {
    for (version, python) in pythons::found() {
        let sandbox = sandbox("text");
        let options = ["-p", "fk/mod.py:child", "-p", "fk/other.py:step", "-o", "log"];
        outcome(&mut traced(&sandbox, python, &options, &["two_threads.py"]));
        let log = sandbox.read("log");
        for thread in ["w10", "w20"] {
            for (file, function) in [("fk/mod.py", "child"), ("fk/other.py", "step")] {
                let named = |line: &str| {
                    line.starts_with("# ") && [thread, file, function].iter().all(|word| line.contains(word))
                };
                assert!(log.lines().any(named), "{version} {thread} {file}: {log}");
            }
        }
    }
}
