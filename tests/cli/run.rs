//! `instr run`: what keeps a program from starting, where the log goes, and what stays as it was.

use std::process::Stdio;

use super::pythons;
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

/// pyenv puts a command on PATH that fails where the version is not chosen.
#[cfg(unix)]
#[test]
fn a_version_is_found_under_pyenv() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sandbox();
    let script = |name: &str, text: &str| {
        let path = sandbox.write(name, format!("#!/bin/sh\n{text}\n"));
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    };
    script("shims/python3.11", "exit 127");
    for version in ["3.11.9", "3.11.10", "3.12.1", "3.1.1"] {
        let about = r#"{"implementation": "pypy", "version": [3, 11], "tag": "t"}"#;
        script(&format!("root/versions/{version}/bin/python3"), &format!("echo '{about}'"));
    }
    let run = |asked: &str| {
        let mut command = sandbox.command(&["run", "--lines", "3", "--python", asked, "f.py"]);
        command.env("PYENV_ROOT", sandbox.path("root")).env("PATH", sandbox.path("shims"));
        Run::of(&mut command).exits(2)
    };
    for asked in ["3.11", "python3.11", "3.11.10"] {
        run(asked).says("3.11.10/bin/python3 is pypy 3.11");
    }
    run("3.11.9").says("3.11.9/bin/python3 is pypy 3.11");
    run("3.13").says("there is no Python `3.13`");
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

#[test]
fn the_interpreters_options_are_its_own() {
    let Some(python) = pythons::default() else { return println!("skipped: no python3 on PATH") };
    let sandbox = Sandbox::new();
    sandbox.write(
        "g.py",
        "import sys\nx = 1\nprint(sys.flags, sys.warnoptions, sys._xoptions, __debug__)\nassert not x\n",
    );
    let options = ["-O", "-X", "dev", "-W", "error"];
    let mut plain = std::process::Command::new(&python);
    let plain = Run::of(plain.args(options).args(["-u", "-B", "g.py"]).current_dir(sandbox.path(""))).exits(0);
    let more = ["--python-option=-u", "--python-option=-B", "--lines", "2", "-o", "log", "g.py"];
    let python = python.to_str().unwrap();
    let traced = sandbox.run(&[&["run", "--python", python], &options[..], &more].concat()).exits(0);
    assert_eq!((traced.stdout, traced.stderr), (plain.stdout, plain.stderr));
    assert_eq!(sandbox.read("log"), "2 x = 1\n");
}

#[cfg(unix)]
#[test]
fn the_active_environment_comes_first() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sandbox();
    let about = r#"{"implementation": "cpython", "version": [3, 7], "tag": "t"}"#;
    let python = sandbox.write("env/bin/python", format!("#!/bin/sh\necho '{about}'\n"));
    std::fs::set_permissions(&python, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = sandbox.command(&["run", "--lines", "3", "f.py"]);
    Run::of(command.env("VIRTUAL_ENV", sandbox.path("env"))).exits(2).says("env/bin/python is cpython 3.7");
}

#[test]
fn values_whole_and_secrets_if_asked() {
    let sandbox = Sandbox::new();
    sandbox.write("g.py", "def f(token):\n    return token\nf('t' * 1000)\n");
    let hidden = sandbox.run(&["run", "--lines", "2", "g.py"]).exits(0).stderr;
    assert!(hidden.contains("token = <redacted>"), "{hidden}");
    sandbox.write("h.py", "Pin = 1\nPIN_OF = 2\nx = 3\n");
    for engine in ["static", "settrace"] {
        let run = ["run", "--engine", engine, "--lines", "3", "--redact", "PIN*", "h.py"];
        let hidden = sandbox.run(&run).exits(0).stderr;
        assert!(hidden.contains("Pin = <redacted>, PIN_OF = <redacted>"), "{engine}: {hidden}");
    }
    let cut = sandbox.run(&["run", "--lines", "2", "--no-redact", "g.py"]).exits(0).stderr;
    assert!(cut.contains("t…t") && cut.len() < 400, "{cut}");
    let whole = sandbox.run(&["run", "--lines", "2", "--no-redact", "--max-repr", "none", "g.py"]).exits(0).stderr;
    assert!(whole.contains(&format!("token = '{}'\n", "t".repeat(1000))), "{whole}");
}

/// Nothing is in the cache, and all want it at once.
#[test]
fn many_runs_at_once() {
    let sandbox = sandbox();
    let start = |_| {
        let mut command = sandbox.command(&["run", "--lines", "4", "f.py", "5"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let running: Vec<_> = (0..8).map(start).collect();
    for child in running {
        let run = Run::from(child.wait_with_output().unwrap()).exits(0);
        assert_eq!((run.stdout.as_str(), run.stderr.lines().count()), ("6\n", 2), "{run:#?}");
    }
}

/// A pipe gets each event by a write of its own: none waits in a buffer when the process dies.
#[test]
fn standard_error_loses_nothing_either() {
    let sandbox = Sandbox::new();
    sandbox.write("g.py", "import os\ndef f(i):\n    return None\nfor i in range(500): f(i)\nos._exit(3)\n");
    let run = sandbox.run(&["run", "--lines", "3", "g.py"]).exits(3);
    assert_eq!(run.stderr.matches("3     return None").count(), 500);
}

/// A name that one of a line's frames cannot see takes only that frame's probe away.
#[test]
fn a_condition_that_some_frames_cannot_see() {
    let sandbox = Sandbox::new();
    sandbox.write("g.py", "def f(a):\n    return sum(b for b in (1, 2)), (lambda: 3)()\nprint(f(1))\n");
    for lines in ["all", "2"] {
        let run = sandbox.run(&["run", "--lines", lines, "--if", "a == 1", "g.py"]).exits(0);
        assert!(run.stdout == "(3, 3)\n" && run.stderr.contains("# a = 1\n2     return sum("), "{run:#?}");
    }
}

/// What the loader compiles, for people: every form that may take lines of its own.
#[test]
fn the_text_for_the_loader() {
    use instr::plan::{Layout, Request, plan};
    let source = "\
def f(xs):
    for x in xs:
        if x:
            continue
        elif xs:
            pass
    while xs:
        xs = 0
    try:
        with a() as b, \\
             c() as d:
            return x
    except E:
        return
@deco
def g():
    yield 1
";
    let arena = bumpalo::Bump::new();
    let module = instr::parser::parse(source, &arena).unwrap();
    let request = Request {
        lines: Some("all".parse().unwrap()),
        calls: vec!["f".parse().unwrap()],
        hits: Some(3),
        layout: Layout::OwnLines,
        ..Request::default()
    };
    let target = instr::lines::PythonVersion::PY311;
    let plan = plan(module, source, &arena, target, &request);
    let loaded = instr::rewrite::load::load(&module, source, &plan, &request).unwrap();
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("load@all_forms", loaded.text) });
}

/// Our parser takes it, CPython does not: it runs as it is, and CPython says why.
#[test]
fn what_only_cpython_rejects() {
    let sandbox = Sandbox::new();
    let program = "import sys\nprint(sys.argv)\nreturn 1\n";
    sandbox.write("g.py", program);
    let cases: [&[&str]; 5] =
        [&["g.py", "a"], &["-c", program, "", "b\nc"], &["-", "--", ""], &["-I", "g.py"], &["-I", "-", "a"]];
    for (_, python) in pythons::found() {
        let name = python.to_str().unwrap();
        for arguments in cases {
            let input = if arguments.contains(&"-") { program } else { "" };
            let mut plain = std::process::Command::new(python);
            let plain = Run::fed(plain.args(arguments).current_dir(sandbox.path("")), input.as_bytes()).exits(1);
            let (option, rest) = match arguments {
                ["-I", rest @ ..] => ("--python-option=-I", rest),
                _ => ("--python-option=-B", arguments),
            };
            let run = ["run", "--python", name, "--format", "counts", option, "--lines", "2"];
            let traced = sandbox.run_with_input(&[&run[..], rest].concat(), input.as_bytes()).exits(1);
            let own: Vec<&str> = traced.stderr.lines().filter(|line| !line.starts_with("# instr: ")).collect();
            assert_eq!(own, plain.stderr.lines().collect::<Vec<_>>(), "{python:?} {arguments:?}");
            assert_eq!(traced.stdout, plain.stdout);
        }
    }
}

/// All that a run compiles is in the cache for the next one, whether or not CPython may write bytecode.
#[test]
fn a_warm_start_compiles_nothing() {
    let sandbox = sandbox();
    for (_, python) in pythons::found() {
        let run = || {
            let option = "--python-option=-v";
            let mut command =
                sandbox.command(&["run", "--python", python.to_str().unwrap(), option, "--lines", "3", "f.py"]);
            Run::of(command.env("PYTHONDONTWRITEBYTECODE", "1")).exits(0).stderr
        };
        assert!(run().contains("import '_ast'"), "{python:?}");
        let warm = run();
        assert!(!warm.contains("import '_ast'"), "{python:?}: {warm}");
        assert!(warm.contains("matches") && warm.contains("__pycache__/sitecustomize."), "{python:?}: {warm}");
    }
}

/// With `{pid}` in the log's name each process has its own, a forked one, too.
#[cfg(unix)]
#[test]
fn a_log_for_each_process() {
    let program =
        "import os\ndef f(x):\n    return x\nf(1)\nif os.fork() == 0:\n    f(2)\n    os._exit(0)\nos.wait()\n";
    for (_, python) in pythons::found() {
        let sandbox = Sandbox::new();
        sandbox.write("g.py", program);
        let run = ["run", "--python", python.to_str().unwrap(), "--lines", "3", "-o", "log-{pid}", "g.py"];
        sandbox.run(&run).exits(0);
        let names = sandbox.names();
        let logs = names.iter().filter(|name| name.starts_with("log-"));
        let mut logs: Vec<String> = logs.map(|name| sandbox.read(name).trim().to_owned()).collect();
        logs.sort();
        assert_eq!(logs, ["# x = 1\n3     return x", "# x = 2\n3     return x"], "{python:?}");
    }
}

#[test]
fn a_zip_that_imports_a_file_with_probes() {
    let Some(python) = pythons::default() else { return println!("skipped: no python3 on PATH") };
    let sandbox = sandbox();
    sandbox.write("z.py", "import zipfile\nz = zipfile.ZipFile('app.zip', 'w')\nz.writestr('__main__.py', 'import sys; sys.path.append(\".\"); import f; print(sys.argv, __file__)')\nz.close()\n");
    let mut make = std::process::Command::new(&python);
    Run::of(make.arg("z.py").current_dir(sandbox.path(""))).exits(0);
    let mut plain = std::process::Command::new(&python);
    let plain = Run::of(plain.args(["app.zip", "5"]).current_dir(sandbox.path(""))).exits(0);
    let python = python.to_str().unwrap();
    let traced = sandbox.run(&["run", "--python", python, "-p", "f.py:4", "-o", "log", "app.zip", "5"]).exits(0);
    assert_eq!((traced.stdout, traced.stderr), (plain.stdout, plain.stderr));
    assert!(sandbox.read("log").contains("# x = 5, y = 6\n4     return y"));
    sandbox.run(&["run", "--lines", "1", "app.zip", "5"]).exits(2);
}

/// A script that starts an interpreter may keep it from looking at the environment.
#[cfg(unix)]
#[test]
fn an_interpreter_behind_a_script() {
    use std::os::unix::fs::PermissionsExt;
    let Some(python) = pythons::default() else { return println!("skipped: no python3 on PATH") };
    let sandbox = sandbox();
    let text = format!("#!/bin/sh\nexec '{}' -E \"$@\"\n", python.display());
    let wrapper = sandbox.write("python", text);
    std::fs::set_permissions(&wrapper, std::fs::Permissions::from_mode(0o755)).unwrap();
    for _ in 0..2 {
        let run = sandbox.run(&["run", "--python", "./python", "--lines", "4", "f.py", "5"]).exits(0);
        assert_eq!((run.stdout.as_str(), run.stderr.lines().last()), ("6\n", Some("4     return y")));
    }
}

/// The engine is named, and why it is this one.
#[test]
fn the_engine_that_fits() {
    let sandbox = sandbox();
    let waits = "async def f(): pass\nasync def g():\n    await f()\nimport asyncio\nasyncio.run(g())\n";
    sandbox.write("waits.py", waits);
    for (version, python) in pythons::found() {
        let python = python.to_str().unwrap();
        let run = |file| sandbox.run(&["run", "--python", python, "--engine", "auto", "--lines", "3", file]).exits(0);
        assert!(run("f.py").stderr.starts_with("# instr: the engine is static\n"));
        let told = run("waits.py").stderr;
        let note = if version.minor() < 13 { "static\n" } else { "monitoring, as waits.py:3 is approximate: " };
        assert!(told.replace(sandbox.path("").to_str().unwrap(), "").contains(note), "{version}: {told}");
        assert!(told.ends_with("3     await f()\n"), "{version}: {told}");
    }
}

#[test]
fn dynamic_engines_see_every_kind_of_program() {
    let sandbox = sandbox();
    for (version, python) in pythons::found() {
        let python = python.to_str().unwrap();
        for engine in ["settrace", "monitoring"] {
            let run = ["run", "--python", python, "--engine", engine, "--lines", "4"];
            if engine == "monitoring" && version.minor() < 12 {
                sandbox.run(&[&run[..], &["f.py"]].concat()).exits(2).says("has no `sys.monitoring`");
                continue;
            }
            let last = "4     return y\n";
            for rest in [&["f.py", "5"][..], &["-m", "f", "5"], &["-c", PROGRAM, "5"]] {
                let run = sandbox.run(&[&run[..], rest].concat()).exits(0);
                assert!(run.stdout == "6\n" && run.stderr.ends_with(last), "{version} {engine} {rest:?}: {run:#?}");
            }
            let run = sandbox.run_with_input(&[&run[..], &["-", "5"]].concat(), PROGRAM.as_bytes()).exits(0);
            assert!(run.stdout == "6\n" && run.stderr.ends_with(last), "{version} {engine}: {run:#?}");
        }
    }
    sandbox.run(&["run", "--engine", "settrace", "--python-option=-I", "-l", "4", "f.py"]).exits(2).says("no way into");
}

/// CPython takes a trace function away from which an exception rises; nothing is said to be unreached then.
#[test]
fn a_trace_function_that_is_gone() {
    let sandbox = Sandbox::new();
    let program = "def r(n):\n    return r(n + 1)\ntry:\n    r(0)\nexcept RecursionError:\n    print('deep')\nx = 1\n";
    sandbox.write("f.py", program);
    sandbox.write("own.py", "import sys\nx = 1\nsys.settrace(None)\nx = 2\n");
    for (version, python) in pythons::found() {
        // Where the function itself is not traced, its recursion may leave the trace function alone.
        for lines in ["2,6-", "6-"] {
            let run = ["run", "--python", python.to_str().unwrap(), "--engine", "settrace", "--lines", lines];
            let told = sandbox.run(&[&run[..], &["f.py"]].concat()).exits(0);
            assert_eq!(told.stdout, "deep\n", "{version}");
            let (is_gone, is_whole) =
                (told.stderr.contains("the trace function is gone"), told.stderr.ends_with("\n7 x = 1\n"));
            assert!(is_gone != is_whole && (is_gone || lines == "6-"), "{version}: {told:#?}");
            assert!(!told.stderr.contains("never"), "{version}: {told:#?}");
        }
        let run = ["run", "--python", python.to_str().unwrap(), "--engine", "settrace", "--lines", "all", "own.py"];
        let told = sandbox.run(&run).exits(0).stderr;
        assert!(told.contains("3 sys.settrace(None)\n# instr: the trace function is gone"), "{version}: {told}");
    }
}

/// The ids of `sys.monitoring` are the program's, too.
#[test]
fn a_program_that_takes_the_tool_id_away() {
    let sandbox = Sandbox::new();
    let program = "import sys\nm = sys.monitoring\nfor i in range(6):\n    if m.get_tool(i): m.free_tool_id(i)\n\
                   def f():\n    return 1\nprint(f())\n";
    sandbox.write("f.py", program);
    for (_, python) in pythons::found().iter().filter(|(version, _)| version.minor() >= 12) {
        let run = ["run", "--python", python.to_str().unwrap(), "--engine", "monitoring", "--lines", "all", "f.py"];
        let told = sandbox.run(&run).exits(0);
        assert_eq!(told.stdout, "1\n");
        assert!(told.stderr.contains("has taken the tool id"), "{told:#?}");
    }
}
