//! `instr show`: a trace file shown in each format is the log that the run would have written.

use instr::trace::Reader;

use super::sandbox::{Run, Sandbox};

/// Programs that do the same in each run; and how they are traced.
const RUNS: &[(&str, &str, &[&str])] = &[
    (
        "scalars",
        "x = 1\ny = 2.5\nz = None\ns = 'a\\n\\u2028é'\nb = b'\\x00'\nbig = 10 ** 50\nt = -x\n",
        &["--lines", "all"],
    ),
    (
        "containers",
        "a = [1, [2, 3]]\nd = {'k': (1, 2), 's': {4}}\na.append(d)\na.append(a)\ndel d\n",
        &["--lines", "all"],
    ),
    (
        "calls",
        "def f(n):\n    if n == 0:\n        raise ValueError('none')\n    return n + 1\ndef g():\n    yield f(1)\n    yield f(2)\n\
         list(g())\ntry:\n    f(0)\nexcept ValueError:\n    pass\n",
        &["--lines", "all", "--calls", "--stack", "2"],
    ),
    (
        "watch",
        "def f():\n    tag = False\n    for c in 'abc':\n        tag = not tag\n    return tag\nf()\n",
        &["--watch", "tag"],
    ),
    (
        "silent",
        "def f(c):\n    x = c\n    return x\ndef g():\n    y = 1\n    return y\nf(1)\n",
        &["--watch", "x", "--watch", "y", "--time"],
    ),
    (
        "threads",
        "import threading\ndef f(n):\n    m = n * n\n    return m\nfor i in range(3):\n    t = threading.Thread(target=f, args=(i,), \
         name=f'worker-{i}')\n    t.start()\n    t.join()\nf(9)\n",
        &["--lines", "3,4"],
    ),
    (
        "fork",
        "import os, sys\ndef f(n):\n    m = n + 1\n    return m\nf(1)\nsys.stdout.flush()\npid = os.fork()\nif pid == 0:\n    f(2)\n    \
         os._exit(0)\nos.waitpid(pid, 0)\nf(3)\n",
        &["--lines", "3,4,9"],
    ),
    (
        "raises",
        "def f(n):\n    x = 1\n    return x\nfor i in range(4):\n    f(i)\n",
        &["--lines", "2,3", "--if", "1 / (n - 1) > 0"],
    ),
    ("hits", "for i in range(9):\n    x = i\n", &["--lines", "2", "--hits", "4"]),
    ("nothing", "x = 1\nif x == 2:\n    y = 3\n", &["--lines", "3"]),
];

const FORMATS: [&str; 4] = ["text", "jsonl", "counts", "counts-json"];

/// A log without what differs between two runs: times, processes, threads.
fn same(log: &str) -> String {
    let mut out = String::new();
    for line in log.lines() {
        let mut line = line.to_owned();
        for field in ["\"time\": ", "\"monotonic\": ", "\"pid\": ", "\"thread\": ", "· pid ", "<time>"] {
            let Some(at) = line.find(field).map(|at| at + field.len()) else { continue };
            let end = line[at..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(line.len(), |len| at + len);
            line.replace_range(at..end, "0");
        }
        if line.starts_with('[') && line.as_bytes().get(12) == Some(&b']') {
            line.replace_range(..13, "[time]");
        }
        out += &line;
        out.push('\n');
    }
    out
}

fn traced(sandbox: &Sandbox, options: &[&str], output: &[&str]) -> Run {
    let args = [&["run"], options, output, &["f.py"]].concat();
    Run::of(sandbox.command(&args).env("PYTHONHASHSEED", "0"))
}

#[test]
fn the_same_to_the_byte() {
    let sandbox = Sandbox::new();
    for (name, program, options) in RUNS {
        sandbox.write("f.py", program);
        traced(&sandbox, options, &["-o", "x.instr"]).exits(0);
        assert!(sandbox.read_bytes("x.instr").starts_with(b"INSTRTRC\x01\0\0\0"), "{name}");
        for format in FORMATS {
            traced(&sandbox, options, &["-o", "log", "--format", format]).exits(0);
            let expected = sandbox.read("log");
            let shown = sandbox.run(&["show", "x.instr", "--format", format]).exits(0);
            assert_eq!(shown.stderr, "", "{name} {format}");
            assert_eq!(same(&shown.stdout), same(&expected), "{name} {format}");
            sandbox.run(&["show", "x.instr", "--format", format, "-o", "shown"]).exits(0);
            assert_eq!(sandbox.read("shown"), shown.stdout, "{name} {format}");
        }
    }
}

#[test]
fn a_table_and_the_time() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "def f(n):\n    return n\nf(3)\n");
    let trace = |output: &[&str]| {
        let args = [&["trace", "--events", "call,line,return"], output, &["f.py"]].concat();
        sandbox.run(&args).exits(0);
    };
    trace(&["-o", "x.instr"]);
    for format in ["text", "jsonl"] {
        trace(&["-o", "log", "--format", format]);
        let expected = sandbox.read("log");
        assert_eq!(same(&sandbox.run(&["show", "x.instr", "--format", format]).exits(0).stdout), same(&expected));
    }
    trace(&["-o", "log", "--time"]);
    let expected = sandbox.read("log");
    assert_eq!(same(&sandbox.run(&["show", "x.instr", "--time"]).exits(0).stdout), same(&expected));
    sandbox.run(&["show", "x.instr", "--format", "counts"]).exits(2).says("a table of events has no");
}

#[test]
fn a_file_of_each_process() {
    let sandbox = Sandbox::new();
    let (_, program, options) = RUNS.iter().find(|(name, ..)| *name == "fork").unwrap();
    sandbox.write("f.py", program);
    traced(&sandbox, options, &["-o", "x.instr"]).exits(0);
    traced(&sandbox, options, &["-o", "log.{pid}"]).exits(0);
    sandbox.names();
    sandbox.run(&["show", "x.instr", "-o", "shown.{pid}"]).exits(0);
    let names = sandbox.names();
    let of = |begin: &str| {
        let mut logs: Vec<String> =
            names.iter().filter(|name| name.starts_with(begin)).map(|name| same(&sandbox.read(name))).collect();
        logs.sort();
        logs
    };
    assert_eq!(of("log.").len(), 2, "{names:?}");
    assert_eq!(of("log."), of("shown."));
}

/// Where blocks begin, as the lengths in their heads say; and the end.
fn blocks(trace: &[u8]) -> Vec<usize> {
    let mut found = vec![12];
    while let Some(head) = found.last().and_then(|&at| trace.get(at..at + 9)) {
        let length = u32::from_le_bytes(head[1..5].try_into().unwrap()) as usize;
        found.push(found.last().unwrap() + 9 + length);
    }
    found
}

#[test]
fn what_is_left_of_a_trace_is_shown() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "for i in range(3):\n    x = i\n");
    traced(&sandbox, &["--lines", "all"], &["-o", "x.instr"]).exits(0);
    let whole = sandbox.read_bytes("x.instr");
    let log = sandbox.run(&["show", "x.instr"]).exits(0).stdout;
    let places = blocks(&whole);
    assert!(places.len() > 4 && *places.last().unwrap() == whole.len(), "{places:?}");
    let mut before = String::new();
    for (number, &at) in places.iter().enumerate() {
        sandbox.write("cut.instr", &whole[..at]);
        let run = sandbox.run(&["show", "cut.instr"]);
        if number == 0 {
            run.exits(2).says("it ends before anything was recorded: record the run again");
            continue;
        }
        let run = run.exits(0);
        assert!(log.starts_with(&run.stdout) && run.stdout.starts_with(&before), "{at}: {}", run.stdout);
        assert_eq!(run.stderr.contains("has no end"), at < whole.len(), "{at}: {}", run.stderr);
        assert!(!run.stderr.contains("is not whole"), "{at}: {}", run.stderr);
        before = run.stdout;
        if at < whole.len() {
            for more in [1, 8, 9, places[number + 1] - at - 1] {
                sandbox.write("cut.instr", &whole[..at + more]);
                let run = sandbox.run(&["show", "cut.instr"]).exits(0);
                assert_eq!(run.stdout, before);
                let run = run.says(&format!("it ends within the block that begins at byte {at}, which is left out"));
                run.says("has no end");
            }
            sandbox.run(&["show", "cut.instr", "--format", "counts"]).exits(2).says("has no counts");
        }
    }
    assert_eq!(before, log);
}

#[test]
fn a_byte_that_is_another_one() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "for i in range(3):\n    x = i\n");
    traced(&sandbox, &["--lines", "all"], &["-o", "x.instr"]).exits(0);
    let whole = sandbox.read_bytes("x.instr");
    let log = sandbox.run(&["show", "x.instr"]).exits(0).stdout;
    let places = blocks(&whole);
    let flipped = |at: usize| {
        let mut trace = whole.clone();
        trace[at] ^= 0x10;
        sandbox.write("bad.instr", trace);
        sandbox.run(&["show", "bad.instr"])
    };
    flipped(3).exits(2).says("it is no trace file: `instr run -o x.instr");
    flipped(8).exits(2).says("it has version 17 of the format").says("use the instr that wrote it, or a newer one");
    flipped(places[0] + 20).exits(2).says("its beginning is damaged");
    for pair in places[1..].windows(2) {
        for at in [pair[0], pair[0] + 1, pair[0] + 6, pair[0] + 9, pair[1] - 1] {
            let run = flipped(at).exits(0).says("bad.instr is not whole: ");
            assert!(log.starts_with(&run.stdout), "{at}: {}", run.stdout);
        }
    }
}

#[test]
fn a_program_that_is_killed() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "import os\nfor i in range(50):\n    x = i\nos.kill(os.getpid(), 9)\nx = 51\n");
    traced(&sandbox, &["--lines", "3,5"], &["-o", "x.instr"]);
    sandbox.read_bytes("x.instr");
    let run = sandbox.run(&["show", "x.instr"]).exits(0);
    assert_eq!(run.stderr, "");
    assert!(run.stdout.contains("i = 49") && run.stdout.contains("line 5 was never reached"), "{}", run.stdout);
    let counts = sandbox.run(&["show", "x.instr", "--format", "counts"]).exits(0).stdout;
    assert_eq!(counts, "f.py:3 50\nf.py:5 0\n");
}

/// The trace is for its owner alone, holds the source, and is not written through the links of others.
#[test]
fn what_is_kept() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    let path = sandbox.write("f.py", "x = 1  # é\n");
    traced(&sandbox, &["--lines", "1"], &["-o", "x.instr"]).exits(0);
    sandbox.read_bytes("x.instr");
    let file = std::fs::File::open(sandbox.path("x.instr")).unwrap();
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let reader = Reader::open(file).unwrap();
    let [source] = &reader.meta().sources[..] else { panic!("{:?}", reader.meta()) };
    assert_eq!(source.path, path.canonicalize().unwrap().to_str().unwrap());
    assert_eq!(source.text.as_deref(), Some("x = 1  # é\n"));
    assert_eq!(source.sha256.as_ref().map(String::len), Some(64));
    // Another run begins it anew.
    sandbox.write("f.py", "x = 2\n");
    traced(&sandbox, &["--lines", "1"], &["-o", "x.instr"]).exits(0);
    sandbox.read_bytes("x.instr");
    assert!(sandbox.run(&["show", "x.instr"]).exits(0).stdout.contains("x = 2"));
}

#[test]
fn wrong_usage() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "x = 1\n");
    sandbox.run(&["show", "f.py"]).exits(2).says("it is no trace file");
    sandbox.run(&["show", "none.instr"]).exits(2).says("cannot read none.instr: No such file");
    sandbox.run(&["show", "."]).exits(2).says("cannot read .: ");
    traced(&sandbox, &["--lines", "1"], &["-o", "x.instr", "--append"]).exits(2).says("which has no `--append`");
    traced(&sandbox, &["--lines", "1"], &["-o", "x.instr", "--rotate", "1M:2"])
        .exits(2)
        .says("which has no `--rotate`");
    traced(&sandbox, &["--lines", "1"], &["-o", "{pid}.instr"]).exits(2).says("which has no `{pid}` in its name");
    traced(&sandbox, &["--lines", "1"], &["-o", "x.instr"]).exits(0);
    sandbox.read_bytes("x.instr");
    sandbox.run(&["show", "x.instr", "-o", "x.instr"]).exits(2).says("it is a file that this run reads");
    sandbox.run(&["show", "x.instr", "-o", "none/log"]).exits(2).says("cannot write the log to");
    let full = sandbox.run(&["show", "x.instr", "-o", "/dev/full"]).exits(2);
    full.says("cannot write to /dev/full: No space left");
}
