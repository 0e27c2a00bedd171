//! `instr bench`: what it checks, and the form of what it writes; never how long something takes.

use std::path::PathBuf;
use std::process::Command;

use super::pythons;
use super::sandbox::Sandbox;
use instr::bench::{Kind, Report};
use instr::lines::PythonVersion;

const PROGRAM: &str = "\
import sys
def total(numbers):
    out = 0
    for number in numbers:
        out += number
    return out
if __name__ == '__main__':
    print(total(range(int(sys.argv[1]))), len(sys.argv))
";

fn engines(version: PythonVersion) -> Vec<&'static str> {
    match version >= PythonVersion::PY312 {
        true => vec!["untraced", "control", "static", "monitoring", "settrace"],
        false => vec!["untraced", "control", "static", "settrace"],
    }
}

fn report(text: &str) -> Report {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn calls_of_a_function_on_every_version() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    for (version, python) in pythons::found() {
        let call = ["--quick", "--call", "total([1, 2, 3])", "--output-format", "json", "f.py"];
        let args = [&["bench", "--python", python.to_str().unwrap(), "--lines", "5,6", "--split"][..], &call].concat();
        let report = report(&sandbox.run(&args).exits(0).stdout);
        let [group] = &report.groups[..] else { panic!("{report:?}") };
        let names: Vec<&str> = group.rows.iter().map(|row| row.engine.as_str()).collect();
        assert_eq!(names, engines(*version));
        assert_eq!((group.workload.as_str(), group.scenario.as_str()), ("total([1, 2, 3])", "--lines 5,6"));
        assert!(group.python.starts_with(&format!("{version}.")), "{}", group.python);
        assert_eq!(report.method.rounds, 5);
        for row in &group.rows {
            assert!(row.ratio.low <= row.ratio.median && row.ratio.median <= row.ratio.high, "{row:?}");
            assert!(row.seconds.low > 0.0, "{row:?}");
            let is_engine = row.kind == Kind::Engine;
            assert_eq!((row.events, row.split.is_some()), (is_engine.then_some(4), is_engine), "{row:?}");
        }
        assert_eq!(group.rows[0].ratio.median, 1.0);
    }
}

#[test]
fn whole_runs_of_a_script_and_a_module() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    for program in [&["--lines", "5", "f.py", "3", "--lines"][..], &["-p", "f.py:5", "-m", "f", "3"]] {
        let args = [&["bench", "--quick", "--html", "r.html", "--markdown", "r.md"], program].concat();
        let run = sandbox.run(&args).exits(0);
        assert!(run.stdout.starts_with("untraced ") && run.stdout.contains("  static "), "{run:#?}");
        assert!(run.stdout.contains("3 events") && run.stdout.contains("medians of 3 rounds"), "{run:#?}");
        let markdown = sandbox.read("r.md");
        assert!(markdown.contains("| control |") && markdown.contains("| settrace |"), "{markdown}");
        let page = sandbox.read("r.html");
        let (_, behind) = page.split_once("type=\"application/json\">").unwrap();
        let report = report(behind.split_once("</script>").unwrap().0);
        assert!(report.groups[0].rows.iter().all(|row| row.memory.is_some_and(|bytes| bytes > 1 << 20)), "{report:?}");
        assert!(!page.contains("http://") || page.matches("http://").count() == page.matches("www.w3.org").count());
    }
}

#[test]
fn some_engines_only_and_what_they_tell() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    let quick = ["bench", "--quick", "--output-format", "json", "--call", "total([1, 2, 3])"];
    let run = |more: &[&str]| report(&sandbox.run(&[&quick, more, &["f.py"]].concat()).exits(0).stdout);
    for (options, events) in [
        (&["--engine", "static", "--lines", "5", "--if", "number > 1"][..], 2),
        (&["--engine", "static", "--calls"], 2),
        (&["--engine", "settrace", "--function", "total", "--format", "jsonl"], 9),
        (&["--engine", "static", "--when", "line == 6"], 1),
    ] {
        let report = run(options);
        let rows = &report.groups[0].rows;
        assert_eq!(rows.len(), 3, "{options:?}");
        assert_eq!((rows[2].engine.as_str(), rows[2].events), (options[1], Some(events)), "{options:?}");
    }
}

/// A function that behaves differently under a tracer is no bench.
#[test]
fn another_value_or_other_output_is_a_finding() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "import sys\ndef f():\n    return sys.gettrace() is None\nprint(f())\n");
    let args = ["bench", "--quick", "--engine", "settrace", "--lines", "3"];
    let run = sandbox.run(&[&args[..], &["--call", "f()", "f.py"]].concat()).exits(1);
    run.says("the call returns something else under settrace: 'False', not 'True'");
    let run = sandbox.run(&[&args[..], &["f.py"]].concat()).exits(1);
    run.says("the program's output differs under settrace");
    // The same with probes is fine.
    sandbox.run(&["bench", "--quick", "--engine", "static", "--lines", "3", "f.py"]).exits(0);
}

/// A log from which something is missing does not count: this function tells less after some calls.
#[test]
fn a_missing_event_is_a_finding() {
    let sandbox = Sandbox::new();
    let program = "\
def f():
    x = 1
    return x
count = 0
def fewer():
    global count
    count += 1
    return f() if count < 6 else 1
";
    sandbox.write("f.py", program);
    let bench = ["bench", "--quick", "--engine", "static", "--lines", "3", "--call"];
    let run = sandbox.run(&[&bench[..], &["fewer()", "f.py"]].concat()).exits(1);
    run.says("the log of static has ");
    let run = sandbox.run(&[&bench[..], &["1 + 1", "f.py"]].concat()).exits(1);
    run.says("nothing is told of these calls");
}

#[test]
fn what_cannot_be_benched() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    for (args, message) in [
        (&["f.py"][..], "what is to be traced?"),
        (&["--lines", "3", "-o", "log", "f.py"], "there is no option `-o`"),
        (&["--lines", "3", "--format", "counts", "f.py"], "leaves no events to be checked"),
        (&["--lines", "3", "--set", "out=0", "f.py"], "there is no option `--set`"),
        (&["--lines", "3", "-"], "standard input can be run once only"),
        (&["--lines", "3", "--call", "f()", "-c", "pass"], "in a script or a module"),
        (&["--lines", "3", "--engine", "auto", "f.py"], "`auto` is one of the others"),
        (&["--lines", "3", "--engine", "frob", "f.py"], "frob"),
        (&["--lines", "3", "--rounds", "2", "f.py"], "2 is not in 3..=1000"),
        (&["--lines", "3", "--quick", "--rounds", "9", "f.py"], "cannot be used with"),
        (
            &["--lines", "3", "--call", "nope()", "f.py"],
            "the call does not work: NameError: name 'nope' is not defined",
        ),
        (&["--lines", "3", "--call", "total(", "f.py"], "the call does not work: --call:"),
        (&["--lines", "3", "none.py"], "there is no file none.py"),
        (&["--lines", "3", "--python-option=-E", "f.py"], "leave no way into the program"),
    ] {
        let run = sandbox.run(&[&["bench"], args].concat()).exits(2).says(message);
        assert_eq!(run.stdout, "", "{args:?}");
    }
}

/// A Chromium of this machine: that of `INSTR_CHROMIUM`, or one on PATH.
fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("INSTR_CHROMIUM").map(PathBuf::from);
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome", "headless_shell"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path);
    named.or_else(|| folders.find_map(|folder| names.map(|name| folder.join(name)).into_iter().find(|p| p.is_file())))
}

/// The page as a browser shows it: what its script has drawn is what its JSON says, and nothing complains.
#[test]
fn the_page_in_a_browser() {
    let Some(chromium) = chromium() else {
        return println!("skipped: no Chromium on PATH or in INSTR_CHROMIUM");
    };
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    let args = ["bench", "--quick", "--lines", "5", "--call", "total([1, 2])", "--html", "r.html"];
    let json = sandbox.run(&[&args[..], &["--output-format", "json", "f.py"]].concat()).exits(0).stdout;
    let report = report(&json);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/browser.py");
    let mut command = Command::new(&pythons::found().last().unwrap().1);
    let output = command.arg(script).arg(chromium).arg(format!("file://{}", sandbox.path("r.html").display()));
    let output = output.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(shown["errors"].as_array().map(Vec::len), Some(0), "{shown}");
    assert_ne!(shown["light"], shown["dark"]);
    let bars = shown["bars"].as_array().unwrap();
    let rows: Vec<_> = report.groups[0].rows.iter().filter(|row| row.kind != Kind::Untraced).collect();
    assert_eq!(bars.len(), rows.len(), "{shown}");
    let mut scales = Vec::new();
    for row in rows {
        let bar = bars.iter().find(|bar| bar["engine"] == row.engine.as_str()).unwrap();
        let ratio: f64 = bar["ratio"].as_str().unwrap().parse().unwrap();
        assert_eq!(ratio, row.ratio.median, "{}", row.engine);
        if ratio > 1.5 {
            scales.push(bar["width"].as_f64().unwrap() / ratio.log10());
        }
    }
    assert!(scales.iter().all(|scale| (scale / scales[0] - 1.0).abs() < 1e-3), "a log scale: {scales:?}");
}

/// A report that is read again has the very numbers that were written: a chart's are compared with them.
#[test]
fn numbers_of_a_report_are_read_as_they_were_written() {
    let written = "59.208164994560796";
    let read: f64 = serde_json::from_str(written).unwrap();
    assert_eq!(read, written.parse::<f64>().unwrap());
}
