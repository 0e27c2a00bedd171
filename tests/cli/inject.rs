//! `instr inject`: what is asked, and where the result goes.

use crate::sandbox::Sandbox;

const SOURCE: &str = "import os\n\n\ndef f(a):\n    b = a\n    return b\n\n\nf(1)\n";

fn with_source() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", SOURCE);
    sandbox
}

/// The lines of a rewritten text that carry a probe which fires them.
fn probed(text: &str) -> Vec<usize> {
    let fires = |n: usize, line: &str| line.contains(&format!("_instr({n}")) || line.contains(&format!("print(\"{n}:"));
    text.lines().enumerate().filter(|(at, line)| fires(at + 1, line)).map(|(at, _)| at + 1).collect()
}

#[test]
fn to_standard_output() {
    let sandbox = with_source();
    let run = sandbox.run(&["inject", "--lines", "5,6", "f.py"]).succeeds();
    assert_eq!(run.stderr, "");
    let line = run.stdout.lines().nth(4).unwrap();
    assert_eq!(line, "    _instr(5, a=a); b = a");
    assert_eq!(probed(&run.stdout), [5, 6]);
    assert_eq!(run.stdout.lines().count(), SOURCE.lines().count());
    assert_eq!(sandbox.read("f.py"), SOURCE);
}

#[test]
fn ways_to_name_lines() {
    let sandbox = with_source();
    let lines = |args: &[&str]| {
        let all: Vec<&str> = ["inject"].iter().chain(args).copied().collect();
        probed(&sandbox.run(&all).succeeds().stdout)
    };
    assert_eq!(lines(&["f.py:5"]), [5]);
    assert_eq!(lines(&["f.py:5,6"]), [5, 6]);
    assert_eq!(lines(&["f.py:5", "f.py:9"]), [5, 9]);
    assert_eq!(lines(&["-l", "5-6", "f.py"]), [5, 6]);
    assert_eq!(lines(&["--lines=5-", "f.py"]), [5, 6, 9]);
    assert_eq!(lines(&["--lines", "5", "--lines", "9", "f.py"]), [5, 9]);
    assert_eq!(lines(&["--function", "f", "f.py"]), [5, 6]);
    assert_eq!(lines(&["-f", "?", "-l", "9", "f.py"]), [5, 6, 9]);
    assert!(lines(&["--lines", "all", "f.py"]).ends_with(&[5, 6, 9]));
}

#[test]
fn functions_that_are_not_there() {
    let sandbox = with_source();
    let run = sandbox.run(&["inject", "--function", "g*", "f.py"]).exits(1).says("no function matches `g*`");
    assert_eq!(run.stdout, "");
    // Of several files it is enough that one has it.
    sandbox.write("g.py", "def g():\n    pass\n");
    let run = sandbox.run(&["inject", "--function", "g*", "f.py", "g.py", "--write"]).succeeds();
    assert_eq!(run.stderr, "Wrote 1 probe into 2 files\n");
    assert_eq!(sandbox.read("f.py"), SOURCE);
    sandbox.run(&["strip", "--write", "g.py"]).succeeds();
    sandbox.run(&["inject", "--function", "h*", "f.py", "g.py", "--diff"]).exits(1).says("no function matches `h*`");
}

#[test]
fn lines_without_code() {
    let sandbox = with_source();
    let run = sandbox.run(&["inject", "--lines", "2,5", "f.py"]).exits(1);
    assert!(run.stderr.starts_with("f.py:2:1: error: line 2 is blank\n"), "{}", run.stderr);
    assert!(run.stderr.contains("help: the nearest lines with code are 1 and"), "{}", run.stderr);
    assert_eq!(run.stdout, "");
    sandbox.run(&["inject", "--lines", "99", "f.py"]).exits(1).says("line 99: the file ends at line 9");
    sandbox.run(&["inject", "--lines", "7-8", "f.py"]).exits(1).says("no line of 7-8 runs code");
    sandbox.run(&["inject", "--lines", "2", "--write", "f.py"]).exits(1);
    assert_eq!(sandbox.read("f.py"), SOURCE);
}

#[test]
fn a_line_inside_a_statement() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "x = (\n    # here\n    1\n)\n");
    let run = sandbox.run(&["inject", "--lines", "4", "f.py"]).succeeds();
    assert!(run.stderr.starts_with("f.py:1:1: note: line 4 is inside the statement of line 1"), "{}", run.stderr);
    assert_eq!(sandbox.run(&["inject", "--lines", "4", "-q", "f.py"]).succeeds().stderr, "");
}

#[test]
fn a_diff() {
    let sandbox = with_source();
    let run = sandbox.run(&["inject", "--lines", "6", "--diff", "f.py"]).succeeds();
    let mut lines = run.stdout.lines();
    assert_eq!(lines.next(), Some("--- f.py"));
    assert_eq!(lines.next(), Some("+++ f.py"));
    assert_eq!(lines.next(), Some("@@ -1,9 +1,9 @@"));
    assert!(run.stdout.contains("\n-    return b\n+    _instr(6, a=a, b=b); return b\n"), "{}", run.stdout);
    assert!(!run.stdout.contains('\x1b'));
    assert_eq!(sandbox.read("f.py"), SOURCE);
}

#[test]
fn in_place_and_back() {
    let sandbox = with_source();
    let run = sandbox.run(&["inject", "--lines", "5,6", "--write", "f.py"]).succeeds();
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", "Wrote 2 probes into 1 file\n"));
    assert_eq!(probed(&sandbox.read("f.py")), [5, 6]);
    let again = sandbox.run(&["inject", "--lines", "9", "--write", "f.py"]).exits(1);
    assert!(again.stderr.contains("f.py: error: the file holds probes already"), "{}", again.stderr);
    assert!(again.stderr.contains("instr strip --write f.py"), "{}", again.stderr);
    assert_eq!(probed(&sandbox.read("f.py")), [5, 6]);
    sandbox.run(&["strip", "--write", "f.py"]).succeeds();
    assert_eq!(sandbox.read("f.py"), SOURCE);
    assert_eq!(sandbox.names(), ["f.py"]);
}

#[test]
fn a_tree_below_a_folder() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "x = 1\ny = 2\n");
    sandbox.write("pkg/b.py", "x = 1\n");
    sandbox.run(&["inject", "a.py:2", "./pkg/b.py:1", "-o", "out/"]).succeeds();
    assert_eq!(sandbox.names(), ["a.py", "out/a.py", "out/pkg/b.py", "pkg/b.py"]);
    assert_eq!(probed(&sandbox.read("out/a.py")), [2]);
    // Again, into what is there by now; with a path that leads out, and an absolute one.
    let absolute = format!("{}:1", sandbox.path("pkg/b.py").display());
    sandbox.run(&["inject", "pkg/../../x/a.py:1", "-o", "out/"]).exits(2);
    sandbox.run(&["inject", &absolute, "-o", "out2/"]).succeeds();
    assert_eq!(sandbox.names().last().unwrap(), "pkg/b.py");
    assert!(sandbox.names().iter().any(|name| name.starts_with("out2/") && name.ends_with("b.py")));
}

#[test]
fn to_a_file() {
    let sandbox = with_source();
    sandbox.run(&["inject", "f.py:5", "-o", "g.py"]).succeeds();
    assert_eq!(probed(&sandbox.read("g.py")), [5]);
    sandbox.run(&["inject", "f.py:6", "--output", "new/g.py"]).succeeds();
    assert_eq!(probed(&sandbox.read("new/g.py")), [6]);
    sandbox.run(&["inject", "f.py:9", "-o", "new"]).succeeds();
    assert_eq!(probed(&sandbox.read("new/f.py")), [9]);
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let sandbox = Sandbox::new();
    sandbox.write("good.py", "x = 1\n");
    sandbox.write("bad.py", "x = (\n");
    sandbox.write("empty.py", "# nothing\nx = 1\n");
    let args = ["inject", "--lines", "1", "bad.py", "empty.py", "good.py", "missing.py", "-o", "out"];
    let run = sandbox.run(&args).exits(2);
    assert!(run.stderr.contains("bad.py:1:"), "{}", run.stderr);
    assert!(run.stderr.contains("empty.py:1:1: error: line 1 holds only a comment"), "{}", run.stderr);
    assert!(run.stderr.contains("missing.py: error: cannot read"), "{}", run.stderr);
    assert_eq!(sandbox.names(), ["bad.py", "empty.py", "good.py", "out/good.py"]);
    let run = sandbox.run(&["inject", "--lines", "1", "--write", "bad.py", "good.py"]).exits(1);
    assert!(run.stderr.ends_with("Wrote 1 probe into 1 file\n"), "{}", run.stderr);
    assert_eq!(sandbox.read("bad.py"), "x = (\n");
}

#[test]
fn printing_probes() {
    let sandbox = with_source();
    let run = sandbox.run(&["inject", "--lines", "6", "--probe", "print", "f.py"]).succeeds();
    let line = run.stdout.lines().nth(5).unwrap();
    assert_eq!(line, "    print(\"6:\", \"a =\", repr(a), \"b =\", repr(b), file=_instr.stderr); return b");
    let back = sandbox.run_with_input(&["strip", "-"], run.stdout.as_bytes()).succeeds();
    assert_eq!(back.stdout, SOURCE);
}

#[test]
fn target_versions() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "a = open\nwith a() as b:\n    c\n");
    let of =
        |version: &str| sandbox.run(&["inject", "--lines", "2", "f.py", "--target-version", version]).succeeds().stdout;
    // Since 3.10 the block's end is an event of the `with` line.
    assert!(!of("3.8").contains("_instr.leaving(2"), "{}", of("3.8"));
    assert!(of("3.11").contains("_instr.leaving(2"), "{}", of("3.11"));
    assert_eq!(of("3.11"), of("py311"));
    // Without a wish, `python3` is asked; where there is none, it is 3.13.
    let mut command = sandbox.command(&["plan", "f.py:1", "--target-version", "3.9"]);
    command.env("PATH", "");
    let run = crate::sandbox::Run::of(&mut command).succeeds();
    assert!(run.stdout.starts_with("f.py: events of CPython 3.9\n"), "{}", run.stdout);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_instr"));
    command.args(["plan", "-v", "f.py:1"]).current_dir(sandbox.path("")).env("PATH", "");
    let run = crate::sandbox::Run::of(&mut command).exits(0).says("there is no `python3` on PATH");
    assert!(run.stdout.starts_with("f.py: events of CPython 3.13\n"), "{}", run.stdout);
}
