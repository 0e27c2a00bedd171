//! Programs under `instr run`, on every CPython at hand: each does what it does without, and its log is as reviewed.
//!
//! A case is a file in `tests/runs`. Its first comments say how it is run, parts set off by `|`:
//!
//! ```text
//! # run: --lines | 4,6 | --if | x > 1     the options of the run whose log is the snapshot
//! # program: -m | pkg                     instead of the file itself
//! # args: a | b                           the program's arguments
//! # log: sorted                         events of several threads or processes, in any order
//! # all: varies                           with probes at all lines the number of events depends on the moment
//! # all: no                               that would take too long
//! # since: 3.10                           the first version that it is for
//! # on: 3.8 | 3.13                       the versions that are enough
//! # only: 3.13                           the versions that it is for
//! # engines: differ                      the dynamic engines tell it in another order, which the case explains
//! # engines: gone                        CPython takes the trace function away in the midst of it, and the log says so
//! ```
//!
//! The dynamic engines tell the same with these options. Besides, each is run with probes and calls at all lines, on three of the versions; `INSTR_RUNS_ALL=1` takes all.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{collectors, pythons, schema};

datatest_stable::harness! {
    { test = case, root = "tests/runs", pattern = r"^[^/]*\.py$" },
}

struct Case {
    path: PathBuf,
    run: Vec<String>,
    program: Vec<String>,
    args: Vec<String>,
    sorted: bool,
    all: Option<String>,
    since: u8,
    on: Vec<String>,
    only: Vec<String>,
    engines: Option<String>,
}

impl Case {
    fn of(path: &Path) -> Self {
        let source = std::fs::read_to_string(path).unwrap();
        let header = |name: &str| {
            let prefix = format!("# {name}: ");
            let line = source.lines().take_while(|line| line.starts_with('#')).find_map(|l| l.strip_prefix(&prefix));
            line.map(|line| line.split(" | ").map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default()
        };
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let program = header("program");
        Self {
            path: path.to_path_buf(),
            run: header("run"),
            program: if program.is_empty() { vec![name] } else { program },
            args: header("args"),
            on: header("on"),
            only: header("only"),
            engines: header("engines").pop(),
            sorted: header("log") == ["sorted"],
            all: header("all").pop(),
            since: header("since").first().map_or(8, |version| version.trim_start_matches("3.").parse().unwrap()),
        }
    }
}

/// What a run shows of itself.
#[derive(Debug, PartialEq)]
struct Shown {
    status: String,
    stdout: String,
    stderr: String,
}

fn case(path: &Path) -> datatest_stable::Result<()> {
    let case = Case::of(path);
    let (mut snapshot, mut gone) = (None, 0);
    for (version, python) in pythons::found() {
        let chosen = case.on.is_empty() || case.on.contains(&version.to_string()) || pythons::found().len() < 3;
        let is_for = case.only.is_empty() || case.only.contains(&version.to_string());
        if version.minor() < case.since || !chosen || !is_for {
            continue;
        }
        let folder = tempfile::tempdir()?;
        copy(case.path.parent().unwrap(), folder.path(), &case);
        let plain = shown(start(Command::new(python).args(&case.program), &case, folder.path()));
        let mut logs = Vec::new();
        let all = ["--lines", "all", "--calls"].map(str::to_owned);
        let json = [&all[..], &["--format".to_owned(), "jsonl".to_owned()]].concat();
        let others = [&case.run[..], &all, &json];
        // Everywhere with its own options; with probes at all lines on the oldest, the newest, and one between.
        let ends = [pythons::found().first(), pythons::found().last()];
        let whole = version.minor() == 11 || ends.iter().flatten().any(|(end, _)| end == version);
        let whole = case.all.as_deref() != Some("no") && (whole || std::env::var_os("INSTR_RUNS_ALL").is_some());
        for options in &others[..if whole { 3 } else { 1 }] {
            let log = folder.path().join("log");
            let mut command = Command::new(env!("CARGO_BIN_EXE_instr"));
            command.arg("run").arg("--python").arg(python).arg("-o").arg(&log).args(*options).args(&case.program);
            let traced = shown(start(&mut command, &case, folder.path()));
            assert_eq!(traced, plain, "{version} with {options:?}");
            logs.push(std::fs::read_to_string(&log)?);
        }
        if let [_, text, json] = &logs[..] {
            let (text, json) = (text.lines().count(), told_as_text(json));
            assert!(text > 2 && json > 2, "{version}: no events of `--lines all`");
            if !case.sorted && case.all.is_none() {
                assert_eq!(json, text, "{version}: as JSON there are other events");
            }
        }
        let log = cleaned(&logs[0], case.sorted);
        for engine in ["settrace", "monitoring"] {
            if engine == "monitoring" && version.minor() < 12 {
                continue;
            }
            let file = folder.path().join(engine);
            let mut command = Command::new(env!("CARGO_BIN_EXE_instr"));
            command.args(["run", "--engine", engine, "--python"]).arg(python).arg("-o").arg(&file);
            let traced = shown(start(command.args(&case.run).args(&case.program), &case, folder.path()));
            assert_eq!(traced, plain, "{version} with {engine}");
            let told = cleaned(&std::fs::read_to_string(&file)?, case.sorted);
            let is_gone = case.engines.as_deref() == Some("gone") && engine == "settrace";
            let said = |line: &&str| line.starts_with("# instr: the trace function is gone");
            let is_said = told.lines().any(|line| said(&line));
            assert!(is_gone || !is_said, "{version}: {engine}: {told}");
            gone += usize::from(is_said);
            let told = told.lines().filter(|line| !said(line)).collect::<Vec<_>>().join("\n");
            if case.engines.as_deref() == Some("differ") {
                let sorted = |text: &str| cleaned(text, true);
                assert_eq!(sorted(&told), sorted(&log), "{version}: {engine} tells another story");
                assert_ne!(told, log, "{version}: {engine} tells the same story, against the case's header");
            } else {
                assert_eq!(told, log, "{version}: {engine} tells another story");
            }
        }
        match &snapshot {
            None => snapshot = Some((version, log)),
            Some((first, known)) => assert_eq!(*known, log, "{first} and {version} tell different stories"),
        }
    }
    // 3.11 is one of those that do.
    let has_one = pythons::found().iter().any(|(version, _)| version.minor() == 11);
    assert!(gone > 0 || case.engines.as_deref() != Some("gone") || !has_one, "no trace function was taken away");
    let Some((_, log)) = snapshot else { return Ok(()) };
    let name = path.file_stem().unwrap().to_str().unwrap();
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
        prepend_module_to_snapshot => false,
        snapshot_suffix => name,
        omit_expression => true,
        description => case.run.join(" "),
    }, { insta::assert_snapshot!("run", log) });
    Ok(())
}

/// Checks each line of a log in JSON, and tells how many lines its events make as text.
fn told_as_text(log: &str) -> usize {
    let schema: Value = serde_json::from_str(include_str!("../schemas/event.json")).unwrap();
    let mut lines = 0;
    let mut numbers: Vec<u64> = Vec::new();
    for line in log.lines().filter(|line| !line.trim().is_empty()) {
        let event: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        if let Some(violation) = schema::violation(&schema, &event) {
            panic!("{violation}: {line}");
        }
        numbers.push(event["seq"].as_u64().unwrap());
        let changes = event["event"] == "line" && event["values"].as_object().is_some_and(|values| !values.is_empty());
        lines += 1 + usize::from(changes);
    }
    assert!(numbers.iter().copied().eq(1..=numbers.len() as u64), "a line is missing");
    lines
}

/// The case with what it needs: a folder of its name.
fn copy(from: &Path, to: &Path, case: &Case) {
    std::fs::copy(&case.path, to.join(case.path.file_name().unwrap())).unwrap();
    let name = case.path.file_stem().unwrap();
    let needed = from.join(name);
    if needed.is_dir() {
        for file in pythons::python_files(&needed) {
            let target = to.join(file.strip_prefix(&needed).unwrap());
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::copy(&file, target).unwrap();
        }
    }
}

fn start(command: &mut Command, case: &Case, folder: &Path) -> Output {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("runs-cache");
    command.args(&case.args).current_dir(folder).stdin(Stdio::null());
    command.env("XDG_CACHE_HOME", cache).env("PYTHONDONTWRITEBYTECODE", "1").env_remove("VIRTUAL_ENV");
    let runs = collectors::Runs::of(command);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let id = child.id();
    let begin = Instant::now();
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || send.send(child.wait_with_output()));
    match receive.recv_timeout(Duration::from_secs(120)) {
        Ok(output) => {
            runs.wait();
            output.unwrap()
        }
        Err(_) => panic!("{command:?} (process {id}) hangs for {:?}", begin.elapsed()),
    }
}

fn shown(output: Output) -> Shown {
    Shown {
        status: output.status.to_string(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Without the spaces that a process leaves behind its last event if it is not asked before it goes.
fn cleaned(log: &str, sorted: bool) -> String {
    assert!(!log.contains('\0'), "zeros in the log");
    let lines: Vec<&str> = log.lines().map(str::trim_end).collect();
    // An event is a line and, before it, what changed.
    let mut events: Vec<String> = Vec::new();
    let mut changes = String::new();
    for line in lines {
        let line = scrubbed(line);
        if is_context(&line) {
            // Of events in any order the context changes in any order, too.
            if !sorted {
                events.push(line);
            }
        } else if line.starts_with("     ") && line.contains(" # ") {
            changes = format!("{line}\n");
        } else {
            // Nor is the depth of a call the same, if others come before it.
            let line = if sorted { line.trim_start() } else { &line };
            events.push(format!("{}{line}", std::mem::take(&mut changes)));
        }
    }
    if sorted {
        events.sort();
    }
    events.join("\n")
}

/// `# file · function · pid …`
fn is_context(line: &str) -> bool {
    line.starts_with("# ") && line.contains(" · ")
}

/// Without addresses, and without the numbers of processes.
fn scrubbed(line: &str) -> String {
    if let (true, Some((before, behind))) = (is_context(line), line.split_once(" · pid ")) {
        let digits = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
        return format!("{before} · pid …{}", &behind[digits..]);
    }
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("0x") {
        let digits = rest[at + 2..].find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len() - at - 2);
        out.push_str(&rest[..at]);
        out.push_str("0x…");
        rest = &rest[at + 2 + digits..];
    }
    out + rest
}
