//! Standard input and output.

use std::process::Stdio;

use crate::sandbox::{Run, Sandbox};

#[test]
fn a_filter() {
    let sandbox = Sandbox::new();
    let run = sandbox.run_with_input(&["inject", "--lines", "2", "-"], b"x = 1\ny = 2\n").succeeds();
    assert!(run.stdout.contains("_instr(2, x=x); y = 2\n"), "{}", run.stdout);
    let run = sandbox.run_with_input(&["inject", "--", "-:9"], b"x = 1\n").exits(1);
    assert!(run.stderr.starts_with("<stdin>:1:1: error: line 9"), "{}", run.stderr);
    let args = ["inject", "--lines", "1", "--stdin-filename", "pkg/f.py", "-"];
    let run = sandbox.run_with_input(&args, b"x = (\n").exits(1);
    assert!(run.stderr.starts_with("pkg/f.py:1:"), "{}", run.stderr);
    let args = ["inject", "--lines", "1", "--stdin-filename", "pkg/f.py", "-", "-o", "out/"];
    sandbox.run_with_input(&args, b"x = 1\n").succeeds();
    assert_eq!(sandbox.names(), ["out/pkg/f.py"]);
    let args = ["inject", "--lines", "1", "-", "--diff", "--stdin-filename", "f.py"];
    let run = sandbox.run_with_input(&args, b"x = 1\n").succeeds();
    assert!(run.stdout.starts_with("--- f.py\n+++ f.py\n"), "{}", run.stdout);
    assert_eq!(sandbox.run_with_input(&["strip", "-"], b"").succeeds().stdout, "");
}

/// Who reads only the first lines gets no complaint.
#[test]
fn a_reader_that_goes_away() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "x = 1\n".repeat(3_000));
    for args in [&["ast", "f.py"][..], &["inject", "--lines", "all", "f.py"], &["plan", "--lines", "all", "f.py"]] {
        let mut command = sandbox.command(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let run = Run::from(child.wait_with_output().unwrap());
        assert_eq!((run.stderr.as_str(), run.status), ("", Some(0)), "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "x = 1\n");
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = sandbox.command(&["inject", "f.py:1"]);
    let child = command.stdout(full).stderr(Stdio::piped()).spawn().unwrap();
    Run::from(child.wait_with_output().unwrap()).exits(2).says("cannot write to standard output: No space left");
}
