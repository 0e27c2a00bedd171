//! How errors look, for people and for programs.

use crate::sandbox::{Run, Sandbox};

#[test]
fn a_syntax_error() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "def f():\n\tx = 'é' ?\n");
    let run = sandbox.run(&["inject", "f.py:1"]).exits(1);
    let mut lines = run.stderr.lines();
    assert!(lines.next().unwrap().starts_with("f.py:2:10: error: "), "{}", run.stderr);
    assert!(run.stderr.contains("2 |     x = 'é' ?\n"), "{}", run.stderr);
    let caret = run.stderr.lines().find(|line| line.contains('^')).unwrap();
    let shown = run.stderr.lines().find(|line| line.contains("| ") && line.contains('?')).unwrap();
    let column = |line: &str, c: char| line.chars().position(|other| other == c);
    assert_eq!(column(caret, '^'), column(shown, '?'), "{}", run.stderr);
}

#[test]
fn messages_as_json() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "x = (\n");
    sandbox.write("g.py", "\nx = 1\n");
    let args = ["inject", "f.py:1", "g.py:1", "no.py:1", "-o", "out", "--output-format", "json"];
    let run = sandbox.run(&args).exits(2);
    let objects: Vec<serde_json::Value> = run.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 3, "{}", run.stderr);
    let keys: Vec<&str> = objects[0].as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = ["severity", "code", "message", "help", "file", "line", "column", "end_line", "end_column"];
    expected.sort_unstable();
    assert_eq!(keys, expected);
    assert_eq!((&objects[0]["severity"], &objects[0]["code"]), (&"error".into(), &"syntax-error".into()));
    assert_eq!((&objects[1]["code"], &objects[1]["line"]), (&"no-probe".into(), &1.into()));
    assert_eq!((&objects[2]["code"], &objects[2]["line"]), (&"io-error".into(), &serde_json::Value::Null));
    let run = sandbox.run(&["inject", "f.py", "--output-format", "json"]).exits(2);
    let usage: serde_json::Value = serde_json::from_str(run.stderr.trim_end()).unwrap();
    assert_eq!(usage["code"], "usage");
}

#[test]
fn colours() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "x = 1\n");
    let run = |args: &[&str], name: &str, value: &str| {
        let mut command = sandbox.command(&["inject", "f.py:1", "--diff"]);
        command.args(args);
        if !name.is_empty() {
            command.env(name, value);
        }
        Run::of(&mut command).succeeds().stdout.contains("\x1b[")
    };
    assert!(!run(&[], "", ""), "not a terminal");
    assert!(run(&[], "CLICOLOR_FORCE", "1"));
    assert!(run(&["--color", "always"], "", ""));
    assert!(run(&["--color", "always"], "NO_COLOR", "1"), "what is asked for goes first");
    assert!(!run(&["--color", "never"], "CLICOLOR_FORCE", "1"));
    assert!(!run(&["--color", "auto"], "NO_COLOR", "1"));
    let error = |args: &[&str]| sandbox.run(&[&["inject", "f.py:2"], args].concat()).exits(1).stderr;
    assert!(!error(&[]).contains('\x1b'));
    assert!(error(&["--color", "always"]).contains('\x1b'));
}

#[test]
fn a_diff_keeps_escapes_of_the_source() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "x = '\x1b[31m'\n");
    let run = sandbox.run(&["inject", "f.py:1", "--diff"]).succeeds();
    assert!(run.stdout.contains("-x = '\x1b[31m'\n"), "{:?}", run.stdout);
}

#[test]
fn long_lines_are_shown_in_part() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", format!("x = [{}; ]\n", "1, ".repeat(100_000)));
    let run = sandbox.run(&["ast", "f.py"]).exits(1).says("f.py:1:300006: error: ");
    assert!(run.stderr.len() < 3000, "{}", run.stderr.len());
}

#[test]
fn quiet_and_verbose() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "x = 1\n");
    assert_eq!(sandbox.run(&["inject", "f.py:1", "-o", "g.py", "--quiet"]).succeeds().stderr, "");
    let run = sandbox.run(&["inject", "f.py:1", "-o", "g.py", "--verbose"]).succeeds();
    assert_eq!(run.stderr, "g.py: 1 probe\nWrote 1 probe into 1 file\n");
    sandbox.run(&["inject", "f.py:3", "--quiet"]).exits(1).says("line 3: the file ends at line 1");
}
