//! Options of the log that hold for every event: how many, from where, when.

use super::pythons;
use super::sandbox::Sandbox;

const PROGRAM: &str = "\
def f(n):
    for i in range(n):
        x = i
f(1000)
";

/// What `--rate` leaves out is counted to the last event.
#[test]
fn so_many_events_a_second() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    for (version, python) in pythons::found() {
        for engine in ["static", "settrace"] {
            let python = python.to_str().unwrap();
            let options = ["--lines", "3", "--rate", "5", "--engine", engine, "-o", "log", "f.py"];
            sandbox.run(&[&["run", "--python", python], &options[..]].concat()).exits(0);
            let log = sandbox.read("log");
            let told = log.lines().filter(|line| line.starts_with("3 ")).count();
            let note =
                log.lines().find_map(|line| line.strip_prefix("# instr: f.py:3: ")).unwrap_or_else(|| panic!("{log}"));
            let left_out: usize = note.strip_suffix(" more events left out by `--rate`").unwrap().parse().unwrap();
            assert!(told >= 5 && told + left_out == 1000, "{version} {engine}: {told} and {left_out}");
        }
    }
}

#[test]
fn callers_and_the_time() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "def f():\n    return 1\ndef g():\n    return f()\ng()\n");
    for (version, python) in pythons::found() {
        for engine in ["static", "settrace"] {
            let python = python.to_str().unwrap();
            let run = |options: &[&str]| {
                let start = ["run", "--python", python, "--engine", engine, "--lines", "2"];
                sandbox.run(&[&start[..], options, &["f.py"]].concat()).exits(0).stderr
            };
            let callers = "2     return 1\n    from f.py:4 in g\n    from f.py:5 in <module>\n";
            assert_eq!(run(&["--stack", "9"]), callers, "{version} {engine}");
            let time = run(&["--time"]);
            let rest =
                time.strip_prefix('[').and_then(|rest| rest.split_once("] ")).unwrap_or_else(|| panic!("{time}"));
            assert!(rest.0.trim().parse::<f64>().is_ok() && rest.1 == "2     return 1\n", "{version} {engine}: {time}");
        }
    }
}
