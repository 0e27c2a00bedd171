//! `instr run`: what keeps a program from starting, where the log goes, and what stays as it was.

use std::process::Stdio;

use super::sandbox::{Run, Sandbox};

const PROGRAM: &str = "\
import sys
def f(x):
    y = x + 1
    return y
print(f(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    sandbox
}

#[test]
fn the_log_goes_to_standard_error_or_to_a_file() {
    let sandbox = sandbox();
    let log = "                                         # x = 5, y = 6\n4     return y\n";
    let run = sandbox.run(&["run", "--lines", "4", "f.py", "5"]).exits(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("6\n", log));
    let run = sandbox.run(&["run", "--lines", "4", "-o", "log", "f.py", "5"]).exits(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("6\n", ""));
    assert_eq!(sandbox.read("log"), log);
    // A later run does not touch what an earlier one may still have open.
    sandbox.run(&["run", "--lines", "3", "-o", "log", "f.py", "5"]).exits(0);
    assert!(sandbox.read("log").ends_with("3     y = x + 1\n"));
    sandbox.run(&["run", "--lines", "4", "-o", "log-{pid}", "f.py", "5"]).exits(0);
    let names = sandbox.names();
    let own = names.iter().find(|name| name.starts_with("log-")).unwrap();
    assert!(own["log-".len()..].parse::<u32>().is_ok(), "{own}");
    assert_eq!(sandbox.read(own), log);
}

#[test]
fn a_module_a_text_and_standard_input() {
    let sandbox = sandbox();
    let module = sandbox.run(&["run", "--lines", "4", "-m", "f", "7"]).exits(0);
    assert!(module.stdout == "8\n" && module.stderr.ends_with("4     return y\n"), "{module:#?}");
    let by_name = sandbox.run(&["run", "-p", "f:4", "-c", "import f", "2"]).exits(0);
    assert!(by_name.stdout == "3\n" && by_name.stderr.ends_with("4     return y\n"), "{by_name:#?}");
    let text = sandbox.run(&["run", "--lines", "2", "-c", "x = 1\nprint(x)"]).exits(0);
    assert!(text.stdout == "1\n" && text.stderr.ends_with("2 print(x)\n"), "{text:#?}");
    let stdin = sandbox.run_with_input(&["run", "--lines", "4", "-", "3"], PROGRAM.as_bytes()).exits(0);
    assert!(stdin.stdout == "4\n" && stdin.stderr.ends_with("4     return y\n"), "{stdin:#?}");
}

#[test]
fn what_is_wrong_is_said_before_anything_runs() {
    let sandbox = sandbox();
    sandbox.write("g.py", "def f(a):\n    def g():\n        return 1\n    return g, a\nopen('ran', 'w')\nf(1)\n");
    sandbox.write("bad.py", "x = (\n");
    let cases: &[(&[&str], &str)] = &[
        (&["--lines", "3", "--if", "a ==", "g.py"], "--if:1:5"),
        (&["--lines", "3", "--if", "(a := 1)", "g.py"], "must not bind"),
        (&["--lines", "3", "--if", "x = 1", "g.py"], "this is a statement"),
        (&["--lines", "3", "--if", "a > 1", "g.py"], "`a` is a variable around `f.<locals>.g`, which does not use it"),
        (&["--lines", "3", "--log", "a, ,", "g.py"], "--log:1:4"),
        (&["--lines", "3", "--log", "self.password", "g.py"], "which has the name of a secret"),
        (&["--lines", "20", "g.py"], "the file ends at line"),
        (&["--function", "h", "g.py"], "no function matches `h`"),
        (&["-p", "g.py", "g.py"], "names no lines"),
        (&["-p", "nothing.py:3", "g.py"], "there is no file nothing.py"),
        (&["--lines", "1", "bad.py"], "bad.py:1:5"),
        (&["--lines", "1", "missing.py"], "there is no file missing.py"),
        (&["--lines", "1", "-o", "none/log", "g.py"], "is in no folder that exists"),
        (&["--lines", "1", "-o", "-", "g.py"], "standard output is the program's"),
        (&["--lines", "1", "--max-repr", "3", "g.py"], "a number from 20 on"),
        (&["--lines", "1", "--python", "no-such-python", "g.py"], "there is no Python `no-such-python`"),
        (&["--lines", "1", "--python-option=-I", "-m", "g"], "leave no way into the program"),
        (&["--lines", "1"], "which program?"),
    ];
    for (args, message) in cases {
        let run = sandbox.run(&[&["run"], *args].concat()).exits(2).says(message);
        assert_eq!(run.stdout, "", "{args:?}");
        assert!(!sandbox.path("ran").exists(), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn other_interpreters_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sandbox();
    for (about, message) in [
        (
            r#"{"implementation": "cpython", "version": [3, 7], "tag": "t"}"#,
            "is cpython 3.7: probes need CPython 3.8 to",
        ),
        (r#"{"implementation": "pypy", "version": [3, 10], "tag": "t"}"#, "is pypy 3.10"),
        ("no", "does not run, or is no Python 3"),
    ] {
        let python = sandbox.write("other-python", format!("#!/bin/sh\necho '{about}'\n"));
        std::fs::set_permissions(&python, std::fs::Permissions::from_mode(0o755)).unwrap();
        sandbox.run(&["run", "--lines", "3", "--python", "./other-python", "f.py"]).exits(2).says(message);
    }
}

#[cfg(unix)]
#[test]
fn a_log_that_cannot_be_written_stops_alone() {
    let sandbox = Sandbox::new();
    sandbox.write("g.py", "def f(i):\n    return i\nfor i in range(3000):\n    f(i)\nprint('done')\n");
    let full = sandbox.run(&["run", "--lines", "2", "-o", "/dev/full", "g.py"]).exits(0);
    assert_eq!(full.stdout, "done\n");
    assert_eq!(full.stderr, "instr: the log stops here: cannot write to /dev/full: No space left on device\n");
    let mut command = sandbox.command(&["run", "--lines", "2", "g.py"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    command.stdout(Stdio::piped()).stderr(writer);
    let closed = Run::of(&mut command).exits(0);
    assert_eq!(closed.stdout, "done\n");
}

/// What has no probe is as the ordinary machinery makes it: the whole code object, with its tables of lines and columns.
#[test]
fn code_without_probes_is_identical() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "g.py",
        "\
import other
def before(x):
    return [y for y in x if y], f'{x!r:>{3}}'
def probed(x):
    while x:
        for y in range(3):
            if y: continue
        x -= 1
    return x
def after(x, *, k=lambda: 1):
    try:
        return before(x)[
            0]
    finally:
        pass
class A:
    def m(self): return super().__init__()
probed(2)
for f in (before, after, after.__kwdefaults__['k'], A.m, other.f):
    rest = [f.__code__]
    for code in rest:
        rest += [const for const in code.co_consts if hasattr(const, 'co_code')]
        names = [name for name in dir(code) if name.startswith('co_') and not callable(getattr(code, name))]
        print({name: getattr(code, name) for name in names if name != 'co_consts'})
        print([const for const in code.co_consts if const not in rest])
",
    );
    sandbox.write("other.py", "def f(a):\n    return a.b.c(\n        1)\n");
    let plain = sandbox.run(&["run", "g.py"]).exits(0);
    let traced = sandbox.run(&["run", "--function", "probed", "--calls", "-o", "log", "g.py"]).exits(0);
    assert_eq!(traced.stdout, plain.stdout);
    assert!(plain.stdout.contains("co_linetable") || plain.stdout.contains("co_lnotab"));
    assert!(sandbox.read("log").contains("Calling probed(x = 2)"));
}

#[test]
fn a_file_that_changed_is_left_alone() {
    let sandbox = Sandbox::new();
    sandbox.write("other.py", "def f(a):\n    return a\n");
    sandbox.write("g.py", "open('other.py', 'a').write('# more\\n')\nimport other\nprint(other.f(1))\n");
    let run = sandbox.run(&["run", "-p", "other.py:2", "g.py"]).exits(0);
    assert_eq!(run.stdout, "1\n");
    assert!(run.stderr.contains("other.py has changed since the run began"), "{run:#?}");
}

/// The first hit at a probe need not change a thing.
#[test]
fn each_hit_is_told_on_standard_error() {
    let sandbox = Sandbox::new();
    sandbox.write("g.py", "a = 1\nb = a\nprint(b)\n");
    let run = sandbox.run(&["run", "-l", "all", "g.py"]).exits(0);
    let log = "1 a = 1\n                                         # a = 1\n2 b = a\n\
               \x20                                        # b = 1\n3 print(b)\n";
    assert_eq!(run.stderr, log);
}
