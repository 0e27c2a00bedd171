//! Beside debuggers, coverage, profilers and other trace functions: what goes on as before, and what the log says is lost.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::pythons;
use super::sandbox::{Run, Sandbox};

const F: &str = "\
def f(n):
    total = n + 1
    return total
";
/// What the log says if something may be missing.
const OWN: &str =
    "# instr: the program has set a trace function of its own: what came while it was there may not be told\n";
const GONE: &str = "# instr: the trace function is gone";

/// What is told of calls of `f` with such arguments.
fn calls(arguments: &[u32]) -> String {
    let call = |n: &u32| {
        let next = n + 1;
        format!("# n = {n}\n2     total = n + 1\n# total = {next}\n3     return total\n")
    };
    arguments.iter().map(call).collect()
}

/// A program that begins with `f`, under each engine of each version: it prints what it prints untouched.
fn all(program: &str, check: impl Fn(&str, &str)) {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", format!("{F}{program}"));
    for (version, python) in pythons::found() {
        let mut plain = Command::new(python);
        plain.arg("f.py").current_dir(sandbox.path("")).env("PYTHONPATH", runtime());
        let plain = Run::of(&mut plain).exits(0);
        for engine in ["static", "settrace", "monitoring"] {
            if engine == "monitoring" && version.minor() < 12 {
                continue;
            }
            let start =
                ["run", "--python", python.to_str().unwrap(), "--engine", engine, "-p", "f.py:2,3", "-o", "log"];
            let mut command = sandbox.command(&[&start[..], &["f.py"]].concat());
            let run = Run::of(command.env("PYTHONPATH", runtime())).exits(0);
            assert_eq!((&run.stdout, &run.stderr), (&plain.stdout, &plain.stderr), "{version} {engine}");
            let log = sandbox.read("log").replace("                                         #", "#");
            // Which thread it is of is not the question here.
            let log: String = log.split_inclusive('\n').filter(|line| !line.starts_with("# f.py · ")).collect();
            check(&log, engine);
        }
    }
}

fn runtime() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("python")
}

/// Told of all of the calls but, under `settrace`, only of the first ones: then the program has taken the place.
fn told(log: &str, engine: &str, arguments: &[u32], by_settrace: &[u32]) {
    if engine == "settrace" {
        let rest = log.strip_prefix(&calls(by_settrace)).unwrap_or_else(|| panic!("{log}"));
        assert!(rest.starts_with(GONE) && rest.lines().count() == 1, "{log}");
    } else {
        assert_eq!(log, calls(arguments), "{engine}");
    }
}

#[test]
fn a_debugger_in_the_program() {
    let steps = "\
import bdb, sys

class Debugger(bdb.Bdb):
    seen = []

    def user_line(self, frame):
        if frame.f_code is f.__code__:
            self.seen.append((frame.f_lineno, dict(frame.f_locals)))
        self.set_step()

f(1)
debugger = Debugger(skip=['instr*'])
print(debugger.runcall(f, 2), sorted({line for line, _ in debugger.seen}), debugger.seen[-1][1]['total'])
f(3)
print(sys.gettrace())
";
    all(steps, |log, engine| told(log, engine, &[1, 2, 3], &[1]));
    let commands = "\
import io, pdb
f(1)
out = io.StringIO()
debugger = pdb.Pdb(stdin=io.StringIO('b 3\\nc\\np total\\n!total = 9\\nc\\n'), stdout=out, nosigint=True, readrc=False)
debugger.prompt = ''
print(debugger.runcall(f, 2))
print(*[line for line in out.getvalue().splitlines() if not line.startswith('>')], sep='\\n')
f(3)
";
    all(commands, |log, engine| {
        assert!(log.starts_with(&calls(&[1])), "{engine}: {log}");
        assert_eq!(log.contains(GONE), engine == "settrace", "{engine}: {log}");
        assert_eq!(log.ends_with(&calls(&[3])), engine != "settrace", "{engine}: {log}");
    });
}

#[test]
fn trace_functions_of_the_program() {
    let program = "\
import sys, threading

def in_thread(n):
    thread = threading.Thread(target=f, args=(n,))
    thread.start()
    thread.join()

def own(frame, event, arg):
    if frame.f_code is f.__code__ and event in ('call', 'line', 'return'):
        seen.append((event, frame.f_lineno))
        return own

seen = []
f(1)
";
    let ends = "print(seen, sys.gettrace() is own, sys.getprofile())\nf(5)\n";
    let with = |middle: &str| format!("{program}{middle}{ends}");
    all(&with("sys.settrace(own)\nf(2)\nsys.settrace(None)\n"), |log, engine| {
        told(log, engine, &[1, 2, 5], &[1]);
    });
    all(&with("sys.settrace(own)\nf(2)\n"), |log, engine| told(log, engine, &[1, 2, 5], &[1]));
    // Its threads are its own; this one's goes on being told.
    all(&with("threading.settrace(own)\nin_thread(2)\nthreading.settrace(None)\n"), |log, engine| {
        let calls = calls(if engine == "settrace" { &[1, 5] } else { &[1, 2, 5] });
        assert_eq!(log, calls + if engine == "settrace" { OWN } else { "" }, "{engine}");
    });
    all(&with("sys.setprofile(own)\nf(2)\nsys.setprofile(None)\n"), |log, engine| {
        assert_eq!(log, calls(&[1, 2, 5]), "{engine}");
    });
    // One that passes on what it was told takes nothing away.
    let chained = "\
before = sys.gettrace()
def chain(frame, event, arg):
    local = before and before(frame, event, arg)
    own(frame, event, arg)
    return local and (lambda frame, event, arg: (own(frame, event, arg), local(frame, event, arg)) and None) or own
sys.settrace(chain)
f(2)
sys.settrace(before)
";
    all(&format!("{program}{chained}print(seen)\nf(5)\n"), |log, engine| {
        assert_eq!(log, calls(&[1, 2, 5]) + if engine == "settrace" { OWN } else { "" }, "{engine}");
    });
}

#[test]
fn tracers_of_the_package() {
    let program = "\
import io, sys
from instr import ConditionalTracer, Tracer
before = sys.gettrace()
f(1)
outer, inner = io.StringIO(), io.StringIO()
with Tracer(file=outer):
    f(2)
    with ConditionalTracer(\"function == 'f'\", file=inner):
        f(3)
assert sys.gettrace() is before
try:
    with Tracer(file=inner):
        f(4)
        raise KeyError
except KeyError:
    f(5)
assert sys.gettrace() is before
for log in outer, inner:
    print([line for line in log.getvalue().splitlines() if line.startswith('Calling f(')])
";
    all(program, |log, engine| assert_eq!(log, calls(&[1, 2, 3, 4, 5]), "{engine}"));
}

#[test]
fn profilers() {
    let program = "\
import cProfile, pstats
profile = cProfile.Profile()
f(1)
profile.enable()
f(2)
f(3)
profile.disable()
f(4)
print([counts[:2] for name, counts in pstats.Stats(profile).stats.items() if name[2] == 'f'])
";
    all(program, |log, engine| assert_eq!(log, calls(&[1, 2, 3, 4]), "{engine}"));
    let sandbox = Sandbox::new();
    sandbox.write("f.py", F);
    sandbox.write("main.py", "from f import f\nprint(f(f(1)))\n");
    for (_, python) in pythons::found() {
        for engine in ["static", "settrace"] {
            let start =
                ["run", "--python", python.to_str().unwrap(), "--engine", engine, "-p", "f.py:2,3", "-o", "log"];
            let run = sandbox.run(&[&start[..], &["-m", "cProfile", "-s", "name", "main.py"]].concat()).exits(0);
            let counts = run.stdout.lines().filter(|line| line.ends_with("f.py:1(f)"));
            let counts: Vec<&str> = counts.filter_map(|line| line.split_whitespace().next()).collect();
            assert_eq!(counts, ["2"], "{engine} {run:#?}");
            let log = sandbox.read("log").replace("                                         #", "#");
            assert_eq!(log, calls(&[1, 2]), "{engine}");
        }
    }
}

/// The engine takes the tool id that is left; a tool of the program's own sees what it sees untouched.
#[test]
fn tools_of_sys_monitoring() {
    let sandbox = Sandbox::new();
    let program = "\
import sys
m = sys.monitoring
free = [number for number in range(6) if m.get_tool(number) is None]
for number in free:
    m.use_tool_id(number, 'mine')
seen = []
m.register_callback(free[0], m.events.LINE, lambda code, line: seen.append(line))
m.set_local_events(free[0], f.__code__, m.events.LINE)
f(1)
m.set_local_events(free[0], f.__code__, 0)
m.free_tool_id(free[0])
f(2)
print(seen, sum(m.get_tool(number) == 'mine' for number in range(6)) >= 4)
";
    sandbox.write("f.py", format!("{F}{program}"));
    let newer: Vec<_> = pythons::found().iter().filter(|(version, _)| version.minor() >= 12).collect();
    for (version, python) in newer {
        let python = python.to_str().unwrap();
        let run = |python, engine, more: &[&str]| {
            let start = ["run", "--python", python, "--engine", engine, "-p", "f.py:2,3"];
            sandbox.run(&[&start[..], more, &["f.py"]].concat())
        };
        for engine in ["static", "settrace", "monitoring"] {
            let told = run(python, engine, &["-o", "log"]).exits(0);
            assert_eq!((told.stdout.as_str(), told.stderr.as_str()), ("[2, 3] True\n", ""), "{version} {engine}");
            assert_eq!(sandbox.read("log").replace("                                         #", "#"), calls(&[1, 2]));
        }
        // Something that is installed has taken all before the program begins.
        let environment = sandbox.path(&format!("v{version}"));
        let mut made = Command::new(python);
        Run::of(made.args(["-m", "venv", "--without-pip", "--symlinks"]).arg(&environment)).exits(0);
        let packages = environment.join(format!("lib/python{version}/site-packages"));
        let take =
            "import sys; [sys.monitoring.use_tool_id(n, 'x') for n in range(6) if not sys.monitoring.get_tool(n)]\n";
        std::fs::write(packages.join("taken.pth"), take).unwrap();
        sandbox.write("f.py", format!("{F}f(1)\n"));
        let python = environment.join("bin/python");
        run(python.to_str().unwrap(), "monitoring", &[]).says("all tool ids of sys.monitoring are in use");
        assert!(run(python.to_str().unwrap(), "static", &[]).exits(0).stderr.ends_with("3     return total\n"));
        sandbox.write("f.py", format!("{F}{program}"));
    }
}

/// The lines and branches that coverage counts are those of the untouched run; it is used as pure Python, which each
/// version can load.
#[test]
fn coverage() {
    let lib = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/venv/lib");
    let versions = lib.read_dir().into_iter().flatten().flatten();
    let Some(packages) = versions.map(|entry| entry.path().join("site-packages")).find(|path| path.is_dir()) else {
        println!("skipped: no target/venv, which `.ci/run` makes");
        return;
    };
    let sandbox = Sandbox::new();
    let program = "\
from app import cart
print(cart.total([1, 0, 2]), list(cart.each([1, 2])), cart.first([]))
";
    let cart = "\
def total(items):
    total = 0
    for price in items:
        if price:
            total += price
    else:
        return total

def each(items):
    for item in items:
        yield item

def first(items):
    if items is None:
        return 'never'
    try:
        return items[0]
    except IndexError:
        return None
";
    sandbox.write("main.py", program);
    sandbox.write("app/__init__.py", "");
    sandbox.write("app/cart.py", cart);
    for (version, python) in pythons::found() {
        let with = |command: &mut Command, core: &str| {
            command.env("PYTHONPATH", &packages).env("PYTHONDONTWRITEBYTECODE", "1").env("COVERAGE_CORE", core);
            Run::of(command.current_dir(sandbox.path("")))
        };
        let here = |core: &str, args: &[&str]| with(Command::new(python).args(args), core);
        if here("pytrace", &["-c", "import coverage.cmdline"]).status != Some(0) {
            println!("skipped: no coverage for {version}");
            continue;
        }
        let counted = |core: &str| {
            let told: serde_json::Value =
                serde_json::from_str(&here(core, &["-m", "coverage", "json", "-q", "-o", "-"]).stdout).unwrap();
            told["files"].clone()
        };
        let suite = ["-m", "coverage", "run", "--branch", "main.py"];
        // Its own choice, where it counts branches.
        let core = if version.minor() < 14 { "pytrace" } else { "sysmon" };
        let plain = here(core, &suite).exits(0);
        let expected = counted(core);
        assert!(expected["app/cart.py"]["executed_lines"].as_array().is_some_and(|lines| lines.len() > 8));
        for engine in ["static", "settrace", "monitoring"] {
            if engine == "monitoring" && version.minor() < 12 {
                continue;
            }
            let start = ["run", "--python", python.to_str().unwrap(), "--engine", engine, "-p", "app/cart.py:all"];
            let mut command = sandbox.command(&[&start[..], &["-o", "log"], &suite].concat());
            let run = with(&mut command, core).exits(0);
            assert_eq!((&run.stdout, &run.stderr), (&plain.stdout, &plain.stderr), "{version} {core} {engine}");
            assert_eq!(counted(core), expected, "{version} {core} {engine}");
            let log = sandbox.read("log");
            let is_gone = log.contains(GONE) || log.contains("has set a trace function of its own");
            assert!(
                is_gone || log.contains("app/cart.py: line 15 was never reached"),
                "{version} {core} {engine}: {log}"
            );
            assert!(engine == "settrace" || !is_gone, "{version} {core} {engine}: {log}");
            assert!(is_gone || log.matches("total += price").count() == 2, "{version} {core} {engine}: {log}");
        }
    }
}

/// A file's other functions run without a trace function of their own.
#[test]
fn settrace_traces_the_frames_that_can_match() {
    let sandbox = Sandbox::new();
    let program = "\
import sys
def other():
    return sys._getframe().f_trace is None
def chosen():
    return sys._getframe().f_trace is None
print(other(), chosen(), (lambda: sys._getframe().f_trace is None)())
";
    sandbox.write("f.py", program);
    for (version, python) in pythons::found() {
        let python = python.to_str().unwrap();
        let run = sandbox.run(&["run", "--python", python, "--engine", "settrace", "--lines", "5", "f.py"]).exits(0);
        assert_eq!(run.stdout, "True False True\n", "{version}");
        assert!(run.stderr.starts_with("5     return"), "{version}: {run:#?}");
    }
}

/// A tracer of the program's own sees the same lines as without probes; of the operations those more that ask whether a
/// probe can still fire.
#[test]
fn a_trace_function_and_probes_that_have_stopped() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", STOPPED);
    for (version, python) in pythons::found() {
        let plain = Run::of(Command::new(python).arg("f.py").current_dir(sandbox.path(""))).exits(0);
        let python = python.to_str().unwrap();
        let run =
            sandbox.run(&["run", "--python", python, "-p", "f.py:1-28", "--hits", "2", "-o", "log", "f.py"]).exits(0);
        let (before, after): (Vec<&str>, Vec<&str>) = (plain.stdout.lines().collect(), run.stdout.lines().collect());
        assert_eq!(before.len(), 15, "{version}");
        for (turn, (before, after)) in before.iter().zip(&after).enumerate() {
            let ((lines, operations), (same, more)) = (before.split_once(' ').unwrap(), after.split_once(' ').unwrap());
            assert_eq!(same, lines, "{version}");
            let [operations, more] = [operations, more].map(|number| number.parse::<u32>().unwrap());
            // A probe that has stopped takes three or four for each line.
            let few = operations + 4 * lines.matches('/').count() as u32 + 4 * operations / 3 + 9;
            assert!(turn < 9 || more <= few, "{version}: {more} operations, not {operations}");
        }
    }
}

const STOPPED: &str = "\
def straight(n):
    a = n
    b = a + 1
    return a * b

def turns(n):
    total = 0
    while n:
        n -= 1
        try:
            total += 10 // n
        except ZeroDivisionError:
            total = -total
        finally:
            total += 1
    return total

def partly(n):
    if n > 99:
        return n
    total = 0
    for i in range(n):
        a = i * 2 + i * 3
        b = a + i - a * i
        c = b - a + total
        d = a * b * c + i
        total += a * b - c * d
    return total

import sys

def traced(function):
    lines, operations = [], []
    def trace(frame, event, arg):
        if frame.f_code is not function.__code__:
            return None
        frame.f_trace_opcodes = True
        if event == 'opcode':
            operations.append(1)
        elif event == 'line':
            lines.append(frame.f_lineno)
        return trace
    sys.settrace(trace)
    function(7)
    sys.settrace(None)
    # The header of a loop with a probe is seen twice a turn.
    seen = [line for line, before in zip(lines, [0, *lines]) if line != before]
    print('/'.join(map(str, seen)), len(operations))

for _ in range(5):
    traced(straight)
    traced(turns)
    traced(partly)
";

/// What a signal handler raises in the midst of a hit is the program's, also where the log itself raises such a thing.
#[test]
fn a_signal_handler_that_raises_what_a_full_log_does() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", HANDLER);
    for (version, python) in pythons::found() {
        for what in [&["--lines", "19"][..], &["--lines", "19", "--hits", "10000000"], &["--watch", "i"]] {
            let start = ["run", "--python", python.to_str().unwrap(), "-o", "log"];
            let run = sandbox.run(&[&start[..], what, &["f.py"]].concat()).exits(0);
            assert_eq!(run.stdout, "ValueError 0\nTypeError 0\n", "{version} {what:?}");
            std::fs::remove_file(sandbox.path("log")).unwrap();
        }
    }
}

const HANDLER: &str = "\
import signal

fired = caught = 0

def handler(*_):
    global fired
    fired += 1
    raise Error

signal.signal(signal.SIGVTALRM, handler)
for Error in ValueError, TypeError:
    def turns():
        global caught
        for _ in range(30):
            try:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0.0003)
                i = 0
                for _ in range(20000):
                    i = 0 if i == 7 else i + 1
            except Error:
                caught += 1

    turns()
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        for _ in range(9): pass
    except Error:
        caught += 1
    print(Error.__name__, fired - caught)
";
