//! Where the log of `instr run` goes, and where it must not.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::sandbox::{Run, Sandbox};

const VICTIM: &str = "x = 1\nprint(x)\n";

/// Waits for a file between its events: `go1`, then `go2`.
const STEPS: &str = "\
import os, time
def step(number):
    return number
for number in range(1, 4):
    step(number)
    while number < 3 and not os.path.exists(f'go{number}'):
        time.sleep(0.002)
";

#[test]
fn what_the_run_reads_stays() {
    let sandbox = Sandbox::new();
    sandbox.write("victim.py", VICTIM);
    sandbox.write("mm.py", VICTIM);
    sandbox.write("k.py", "import mm\n");
    sandbox.write("pyproject.toml", "[project]\nname = 'x'\n");
    symlink("victim.py", sandbox.path("link")).unwrap();
    fs::hard_link(sandbox.path("victim.py"), sandbox.path("hard")).unwrap();
    let cases: &[&[&str]] = &[
        &["run", "--lines", "2", "-o", "victim.py", "victim.py"],
        &["run", "--lines", "2", "-o", "link", "victim.py"],
        &["run", "--lines", "2", "-o", "hard", "victim.py"],
        &["run", "--lines", "2", "-o", "victim.py", "link"],
        &["run", "-p", "mm.py:1", "-o", "mm.py", "k.py"],
        &["run", "-p", "mm.py:1", "-o", "k.py", "k.py"],
        &["run", "-p", "mm.py:1", "-o", "k.py", "-m", "k"],
        &["run", "-p", "mm.py:1", "-o", "pyproject.toml", "k.py"],
        &["run", "-p", "mm.py:1", "--append", "-o", "mm.py", "k.py"],
        &["trace", "-o", "k.py", "k.py"],
        &["trace", "--events", "line", "-o", "k.py", "k.py"],
    ];
    for args in cases {
        let run =
            sandbox.run(args).exits(2).says("cannot write the log to ").says(": it is a file that this run reads: ");
        assert_eq!(run.stdout, "", "{args:?}");
    }
    for option in ["--html", "--markdown"] {
        let args = ["bench", "--lines", "2", option, "victim.py", "victim.py"];
        sandbox.run(&args).exits(2).says("cannot write the report to ").says(": it is a file that this run reads: ");
    }
    for name in ["victim.py", "mm.py"] {
        assert_eq!(sandbox.read(name), VICTIM);
    }
    assert_eq!(sandbox.read("k.py"), "import mm\n");
    assert_eq!(sandbox.read("pyproject.toml"), "[project]\nname = 'x'\n");
    assert!(sandbox.path("link").is_symlink());
}

#[test]
fn standard_output_a_file_and_what_it_had() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", VICTIM);
    let run = sandbox.run(&["run", "--lines", "2", "-o", "-", "f.py"]).exits(0);
    assert!(run.stdout.contains("2 print(x)\n") && run.stdout.contains("1\n"), "{run:#?}");
    assert_eq!(run.stderr, "");
    let log = "                                         # x = 1\n2 print(x)\n";
    let args = ["run", "--lines", "2", "-o", "log", "f.py"];
    sandbox.run(&args).exits(0);
    assert_eq!(sandbox.read("log"), log);
    assert_eq!(fs::metadata(sandbox.path("log")).unwrap().permissions().mode() & 0o777, 0o600);
    sandbox.run(&args).exits(0);
    assert_eq!(sandbox.read("log"), log);
    sandbox.run(&["run", "--lines", "2", "--append", "-o", "log", "f.py"]).exits(0);
    assert_eq!(sandbox.read("log"), log.repeat(2));
}

#[test]
fn a_full_log_is_rotated() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "def f(number):\n    return number\nfor number in range(500):\n    f(number)\n");
    sandbox.run(&["run", "--lines", "2", "--rotate", "4K:2", "-o", "log", "f.py"]).exits(0);
    assert_eq!(sandbox.names().iter().filter(|name| name.starts_with("log")).count(), 3);
    let parts = ["log.2", "log.1", "log"].map(|name| sandbox.read(name));
    let event =
        |number: u32| format!("                                         # number = {number}\n2     return number\n");
    for part in &parts {
        assert!(part.len() <= 4096, "{}", part.len());
        // Both lines of an event are in one file.
        assert!(part.starts_with("        ") && part.ends_with("2     return number\n"), "{part}");
    }
    assert!(parts[..2].iter().all(|part| part.len() + 2 * event(100).len() > 4096));
    let all: String = (0..500).map(event).collect();
    let kept = parts.concat();
    assert!(all.ends_with(&kept) && kept.len() > 8000, "{kept}");
}

fn start(sandbox: &Sandbox) -> Child {
    let mut command = sandbox.command(&["run", "--function", "step", "-o", "log", "steps.py"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Until the log has as many events.
fn wait(sandbox: &Sandbox, name: &str, events: usize) {
    let begin = Instant::now();
    while fs::read_to_string(sandbox.path(name)).unwrap_or_default().matches("return number").count() < events {
        assert!(begin.elapsed() < Duration::from_secs(30), "{name} has no {events} events");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_log_that_is_renamed_removed_or_cut_goes_on() {
    let event =
        |number: u32| format!("                                         # number = {number}\n3     return number\n");
    for case in ["renamed", "removed", "cut"] {
        let sandbox = Sandbox::new();
        sandbox.write("steps.py", STEPS);
        let child = start(&sandbox);
        for number in 1..3 {
            wait(&sandbox, "log", 1);
            match case {
                "renamed" => fs::rename(sandbox.path("log"), sandbox.path(&format!("log.old{number}"))).unwrap(),
                "removed" => fs::remove_file(sandbox.path("log")).unwrap(),
                _ => fs::File::options().write(true).open(sandbox.path("log")).unwrap().set_len(0).unwrap(),
            }
            std::thread::sleep(Duration::from_millis(60));
            sandbox.write(&format!("go{number}"), "");
        }
        let run = Run::from(child.wait_with_output().unwrap()).exits(0);
        assert_eq!(run.stderr, "", "{case}");
        assert_eq!(sandbox.read("log"), event(3), "{case}");
        if case == "renamed" {
            assert_eq!([sandbox.read("log.old1"), sandbox.read("log.old2")], [event(1), event(2)]);
        }
    }
}
