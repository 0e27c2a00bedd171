//! `instr trace`: CPython's own events, as a log and as a table.

use super::pythons;
use super::sandbox::{Run, Sandbox};
use super::schema;
use serde_json::Value;

/// The program of the note "The unreasonable effectiveness of sys.settrace (and sys.setprofile)".
const PROGRAM: &str = "\
def fib(n):
    i, f1, f2 = 1, 1, 1
    while i < n:
        f1, f2 = f2, f1 + f2
        i += 1
    return f1
def g():
    try:
        len(5)
    except TypeError:
        return [].append(1)
fib(3)
g()
";

const TRUTH: &str = "\
import sys
rows = []
def trace(frame, event, arg):
    if frame.f_code.co_name != 'fib': return None
    frame.f_trace_opcodes = True
    rows.append((event, frame.f_lineno, frame.f_lasti))
    return trace
sys._getframe().f_trace_opcodes = True
code = compile(open('f.py').read(), 'f.py', 'exec')
sys.settrace(trace)
exec(code, {})
sys.settrace(None)
for row in rows: print(*row)
";

/// Event, argument, line and offset of each row.
fn rows(run: &Run) -> Vec<[String; 4]> {
    let rows = run.stderr.lines().skip(1).map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        [cells[1], cells[2], cells[3], cells[4]].map(str::to_owned)
    });
    rows.collect()
}

#[test]
fn the_table_of_the_note() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    sandbox.write("truth.py", TRUTH);
    for (version, python) in pythons::found() {
        let mut truth = std::process::Command::new(python);
        let truth = Run::of(truth.arg("truth.py").current_dir(sandbox.path(""))).exits(0).stdout;
        let python = python.to_str().unwrap();
        let events = "call,line,return,opcode,exception";
        let run = ["trace", "--python", python, "--function", "fib", "--events", events, "f.py"];
        let table = sandbox.run(&run).exits(0);
        let told: Vec<String> =
            rows(&table).iter().map(|[event, _, line, at]| format!("{event} {line} {at}")).collect();
        assert_eq!(told, truth.lines().collect::<Vec<_>>(), "{version}");
        if version.minor() == 8 {
            insta::with_settings!({
                snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
                prepend_module_to_snapshot => false,
                omit_expression => true,
            }, { insta::assert_snapshot!("trace@the_note", table.stderr) });
        }
    }
}

#[test]
fn functions_written_in_c() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    for (version, python) in pythons::found() {
        let events = "c_call,c_return,c_exception,exception";
        let run = ["trace", "--python", python.to_str().unwrap(), "--events", events, "f.py"];
        let told: Vec<String> = rows(&sandbox.run(&run).exits(0))
            .iter()
            .map(|[event, arg, line, _]| format!("{event} {line} {arg}"))
            .collect();
        let error = r#"exception 9 TypeError("object of type 'int' has no len()")"#;
        let call = ["c_call 9 len", "c_exception 9 len", error];
        let append = ["c_call 11 list.append", "c_return 11 list.append"];
        assert_eq!(told, [&call[..], &append].concat(), "{version}");
    }
}

#[test]
fn everything_as_a_log() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    for (version, python) in pythons::found() {
        let told = sandbox.run(&["trace", "--python", python.to_str().unwrap(), "f.py"]).exits(0).stderr;
        let indent = " ".repeat(40);
        let fib = "Calling fib(n = 3)\n2     i, f1, f2 = 1, 1, 1\n";
        let changed = format!("{indent} # f1 = 2, f2 = 3\n5         i += 1\n{indent} # i = 3\n3     while i < n:\n");
        for part in [fib, &changed, "6     return f1\nfib() returns 2\n13 g()\nCalling g()\n", "g() returns None\n"] {
            assert!(told.contains(part), "{version}: {part}: {told}");
        }
    }
    for (arguments, message) in [
        (&["--engine", "monitoring", "f.py"][..], "there is no option `--engine`"),
        (&["--events", "call", "--if", "n", "f.py"], "a table of events has no `--if`"),
        (&["--events", "call", "--watch", "n", "f.py"], "a table of events has no `--watch`"),
        (&["--events", "lines", "f.py"], "invalid value 'lines'"),
        (&["--function", "nowhere", "f.py"], "f.py: error: no function matches `nowhere`\n"),
    ] {
        let run = sandbox.run(&[&["trace"], arguments].concat()).exits(2);
        assert_eq!(run.stderr.matches(message).count(), 1, "{run:#?}");
    }
}

/// Some operations have no line.
#[test]
fn operations_without_a_line() {
    let sandbox = Sandbox::new();
    let program = "def b():\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n        raise KeyError(1) from e\n\
                   try:\n    b()\nexcept KeyError as e:\n    print('caught', repr(e))\n";
    sandbox.write("f.py", program);
    for (version, python) in pythons::found() {
        let run = ["trace", "--python", python.to_str().unwrap(), "--events", "opcode", "-o", "log", "f.py"];
        let told = sandbox.run(&run).exits(0);
        assert_eq!((told.stdout.as_str(), told.stderr.as_str()), ("caught KeyError(1)\n", ""), "{version}");
    }
}

/// The rows of a table as JSON say what the table says.
#[test]
fn rows_as_json() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    let schema: Value = serde_json::from_str(include_str!("../../schemas/event.json")).unwrap();
    for (version, python) in pythons::found() {
        let events = "call,line,return,opcode,exception,c_call,c_return,c_exception";
        let trace = ["trace", "--python", python.to_str().unwrap(), "--events", events];
        let table = sandbox.run(&[&trace[..], &["f.py"]].concat()).exits(0);
        let json = sandbox.run(&[&trace[..], &["--format", "jsonl", "f.py"]].concat()).exits(0);
        let told = json.stderr.lines().map(|line| {
            let row: Value = serde_json::from_str(line).unwrap();
            if let Some(violation) = schema::violation(&schema, &row) {
                panic!("{version}: {violation}: {line}");
            }
            let text = |name: &str| row[name].as_str().map_or_else(|| row[name].to_string(), str::to_owned);
            let line = text("line").replace("null", "0");
            [text("event"), text("arg").replace("null", ""), line, text("offset")]
        });
        assert_eq!(told.collect::<Vec<_>>(), rows(&table), "{version}");
    }
}

/// Where coroutines were created that run, also in other threads, and those that never did.
#[test]
fn origins_of_coroutines() {
    let sandbox = Sandbox::new();
    let program = "\
import asyncio, threading
async def fetch(n):
    await asyncio.sleep(0)
    return n
def make(n):
    return fetch(n)
async def main():
    one = make(1)
    await one
    fetch(2)
def worker():
    asyncio.run(main())
thread = threading.Thread(target=worker)
thread.start()
thread.join()
";
    sandbox.write("f.py", program);
    let schema: Value = serde_json::from_str(include_str!("../../schemas/event.json")).unwrap();
    for (version, python) in pythons::found() {
        let trace = ["trace", "--python", python.to_str().unwrap(), "--function", "fetch"];
        let told = |options: &[&str]| {
            let run = sandbox.run(&[&trace[..], options, &["f.py"]].concat()).exits(0);
            let folder = format!("{}/", std::fs::canonicalize(sandbox.path("")).unwrap().display());
            let lines =
                run.stderr.lines().filter(|l| l.contains("Calling") || l.contains("was never awaited, created"));
            lines.map(|line| line.replace(&folder, "")).collect::<Vec<_>>()
        };
        let one = [
            "Calling fetch(n = 1), created at f.py:6 in make",
            "fetch() was never awaited, created at f.py:10 in main",
        ];
        assert_eq!(told(&["--origins"]), one, "{version}");
        let two = "Calling fetch(n = 1), created at f.py:6 in make, f.py:8 in main";
        assert_eq!(told(&["--origins=2"])[0], two, "{version}");
        assert_eq!(told(&[]), ["Calling fetch(n = 1)"], "{version}");

        let json = sandbox.run(&[&trace[..], &["--origins", "--format", "jsonl", "f.py"]].concat()).exits(0);
        let mut origins = Vec::new();
        for line in json.stderr.lines().filter(|line| line.starts_with('{')) {
            let event: Value = serde_json::from_str(line).unwrap();
            assert_eq!(schema::violation(&schema, &event), None, "{version}: {line}");
            if let Some(origin) = event.get("origin") {
                origins.push((event["event"].as_str().unwrap().to_owned(), origin[0]["line"].as_u64().unwrap()));
            }
        }
        assert_eq!(origins, [("call".to_owned(), 6), ("unawaited".to_owned(), 10)], "{version}");

        let table = sandbox.run(&[&trace[..], &["--origins", "--events", "call", "f.py"]].concat()).exits(0);
        assert!(table.stderr.contains("f.py:6 in make "), "{version}: {table:#?}");
    }
}

/// Threads that `_thread` started before `threading` came are seen since 3.12.
#[test]
fn threads_of_the_lower_kind() {
    let sandbox = Sandbox::new();
    let program = "\
import _thread
go, done = _thread.allocate_lock(), _thread.allocate_lock()
go.acquire()
done.acquire()
def body():
    go.acquire()
    later()
    done.release()
def later():
    x = 1
_thread.start_new_thread(body, ())
import threading
go.release()
done.acquire()
thread = threading.Thread(target=later)
thread.start()
thread.join()
";
    sandbox.write("f.py", program);
    for (version, python) in pythons::found() {
        let run = ["run", "--engine", "settrace", "--python", python.to_str().unwrap(), "--lines", "10", "f.py"];
        let told = sandbox.run(&run).exits(0).stderr;
        let times = if version.minor() < 12 { 1 } else { 2 };
        let lines: Vec<&str> = told.lines().filter(|line| !line.starts_with("# ")).collect();
        assert_eq!(lines, vec!["10     x = 1"; times], "{version}");
    }
}

/// 3.12 writes back what a trace function has read: comprehensions of files and classes keep their variables.
#[test]
fn comprehensions_of_files_and_classes() {
    let sandbox = Sandbox::new();
    let program = "\
class A:
    y = 3; z = [str(
      i)
      for i in (1, 2)]
    k = 1
w = 1; v = [str(
   i) + str(w)
   for i in (1, 2)]
exec('''
q = [str(
  i)
  for i in (5, 6)]
print(q)
''')
g = {a: [b
   for b in range(a)]
   for a in (1, 2)}
print(A.z, v, g)
";
    sandbox.write("m.py", program);
    sandbox.write("t.py", "import io\nfrom instr import Tracer\nwith Tracer(file=io.StringIO()):\n    import m\n");
    let stdout = "['5', '6']\n['1', '2'] ['11', '21'] {1: [0], 2: [0, 1]}\n";
    for (version, python) in pythons::found() {
        let python = python.to_str().unwrap();
        for args in [
            &["run", "--engine", "settrace", "--lines", "all"][..],
            &["run", "--engine", "settrace", "--lines", "all", "--if", "w == 1 or y == 3"],
            &["run", "--engine", "settrace", "--watch", "w"],
            &["trace"],
            &["trace", "--events", "line,opcode,c_call"],
        ] {
            let run = sandbox.run(&[args, &["--python", python, "-o", "log", "m.py"]].concat()).exits(0);
            assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (stdout, ""), "{version} {args:?}");
        }
        let log = ["run", "--engine", "settrace", "--lines", "7", "--if", "w == 1", "--python", python, "m.py"];
        assert!(sandbox.run(&log).exits(0).stderr.matches("7    i) + str(w)").count() >= 2, "{version}");
        let mut tracer = std::process::Command::new(python);
        let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/python");
        let run = Run::of(tracer.arg("t.py").current_dir(sandbox.path("")).env("PYTHONPATH", runtime)).exits(0);
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (stdout, ""), "{version}");
    }
}
