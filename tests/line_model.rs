//! The model of line events against CPython: its control flow equals the bytecode's, and the rewritten programs of
//! `line_events/constructs.txt` tell what `sys.settrace` tells of the original ones.

mod support;

use bumpalo::Bump;
use instr::ast::{Expr, FrameNode};
use instr::lines::{Layout, PythonVersion, Verdict, control_flow, line_probes};
use instr::{parser, plan, rewrite};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use support::pythons;

/// Blank lines before each program: hosts for the import and for a `def` in the first line.
const PADDING: &str = "\n\n\n";

/// For each `N` of `3.N` how many of the programs at least are told exactly; all others are announced.
const EXACT: [(u8, usize); 8] = [(8, 225), (9, 192), (10, 242), (11, 240), (12, 226), (13, 212), (14, 209), (15, 209)];

/// The same with lines of their own for probes.
const LOADED: [(u8, usize); 8] = [(8, 228), (9, 195), (10, 249), (11, 250), (12, 232), (13, 219), (14, 215), (15, 215)];

/// Rewritten with probes at all lines, each program tells the same stream of (function, line) as `sys.settrace`, but for
/// the lines of which the plan says that they are approximate or refused. `INSTR_ANNOUNCED=1` names those.
#[test]
fn programs_tell_what_settrace_tells() {
    let programs = programs();
    let mut failures = String::new();
    for (version, python) in pythons::found() {
        let results = compare_streams(&programs, *version, python);
        let exact = results.iter().filter(|r| r["exact"] == true).count();
        if std::env::var_os("INSTR_ANNOUNCED").is_some() {
            let announced = results.iter().filter(|r| r["exact"] == false && r["silent"].is_null());
            announced.for_each(|r| println!("{version} {}: {}", r["name"], r["announced"]));
        }
        let silent: Vec<&Value> = results.iter().filter(|r| !r["silent"].is_null()).collect();
        let announced = results.len() - exact - silent.len();
        println!(
            "{version}: {} programs, {exact} exact, {announced} announced, {} silent",
            results.len(),
            silent.len()
        );
        for result in silent {
            writeln!(failures, "{version} {}: {}", result["name"], result["silent"]).unwrap();
        }
        let least = EXACT.iter().find(|(minor, _)| *minor == version.minor()).map_or(0, |(_, least)| *least);
        if exact < least {
            writeln!(failures, "{version}: {exact} programs are exact, there were {least}").unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// Nothing is told wrongly without a word.
#[test]
fn other_programs_tell_no_other_story() {
    let programs = more_programs();
    let mut failures = String::new();
    for (version, python) in pythons::found() {
        for result in compare_streams(&programs, *version, python).iter().filter(|r| !r["silent"].is_null()) {
            writeln!(failures, "{version} {}: {}", result["name"], result["silent"]).unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// As the first, for programs that are rewritten while they are loaded: probes may take lines of their own.
#[test]
fn loaded_programs_tell_what_settrace_tells() {
    let programs = programs();
    let mut failures = String::new();
    for (version, python) in pythons::found() {
        let results = compare(&programs, *version, python, loaded_case);
        let exact = results.iter().filter(|r| r["exact"] == true).count();
        if std::env::var_os("INSTR_ANNOUNCED").is_some() {
            let announced = results.iter().filter(|r| r["exact"] == false && r["silent"].is_null());
            announced.for_each(|r| println!("loaded {version} {}: {}", r["name"], r["announced"]));
        }
        println!("loaded {version}: {} programs, {exact} exact", results.len());
        for result in results.iter().filter(|r| !r["silent"].is_null()) {
            writeln!(failures, "{version} {}: {}", result["name"], result["silent"]).unwrap();
        }
        let least = LOADED.iter().find(|(minor, _)| *minor == version.minor()).map_or(0, |(_, least)| *least);
        if exact < least {
            writeln!(failures, "{version}: {exact} programs are exact, there were {least}").unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// The dynamic engines tell what `sys.settrace` tells, of every program.
#[test]
fn dynamic_engines_tell_what_settrace_tells() {
    let programs = programs();
    let mut failures = String::new();
    for (version, python) in pythons::found() {
        for (engine, case) in [("settrace", settrace_case as Case), ("monitoring", monitoring_case)] {
            if engine == "monitoring" && version.minor() < 12 {
                continue;
            }
            let results = compare(&programs, *version, python, case);
            println!("{engine} {version}: {} programs", results.len());
            for result in results.iter().filter(|result| result["exact"] == false) {
                writeln!(failures, "{engine} {version} {}: {}", result["name"], result["silent"]).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

fn settrace_case(name: &str, source: &str, target: PythonVersion) -> Result<Value, String> {
    traced_case(name, source, target, "settrace")
}

fn monitoring_case(name: &str, source: &str, target: PythonVersion) -> Result<Value, String> {
    traced_case(name, source, target, "monitoring")
}

fn traced_case(name: &str, source: &str, target: PythonVersion, engine: &str) -> Result<Value, String> {
    let arena = Bump::new();
    let module = parser::parse(source, &arena).map_err(|e| e.message)?;
    let request = plan::Request { lines: Some("all".parse().unwrap()), ..plan::Request::default() };
    let plan = plan::plan(module, source, &arena, target, &request);
    let codes = plan::traced(module, source, &arena, &plan, &request);
    let traced = json!({
        "path": "<program>", "source": source, "codes": codes, "rest": null, "condition": null, "log": [], "hits": null, "every": null,
    });
    Ok(json!({"name": name, "source": source, "traced": traced, "engine": engine, "lines": []}))
}

/// What each program tells with probes at all lines, next to what `sys.settrace` tells of it.
fn compare_streams(programs: &[(String, String)], version: PythonVersion, python: &Path) -> Vec<Value> {
    compare(programs, version, python, case)
}

type Case = fn(&str, &str, PythonVersion) -> Result<Value, String>;

fn compare(programs: &[(String, String)], version: PythonVersion, python: &Path, case: Case) -> Vec<Value> {
    let cases = programs.iter().map(|(name, source)| case(name, source, version).unwrap().to_string());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.jsonl");
    std::fs::write(&file, cases.collect::<Vec<_>>().join("\n")).unwrap();
    run(python, "harness.py", &file).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The streams of CPython 3.14 and 3.15 are those that were recorded, so that a new release is noticed.
#[test]
fn settrace_tells_what_was_recorded() {
    let recorded = include_str!("line_events/recorded.txt");
    let folder = tempfile::tempdir().unwrap();
    for (version, python) in pythons::found().iter().filter(|(version, _)| version.minor() >= 14) {
        let file = folder.path().join(format!("{version}.jsonl"));
        let cases: Vec<String> = plain_programs()
            .iter()
            .map(|(name, source)| json!({"name": name, "source": source, "record": version.to_string()}).to_string())
            .collect();
        std::fs::write(&file, cases.join("\n")).unwrap();
        let told = run(python, "harness.py", &file);
        let known: BTreeSet<&str> = recorded.lines().collect();
        let new: Vec<&str> = told.lines().filter(|line| !known.contains(line)).collect();
        assert!(new.is_empty(), "{version} tells other streams than recorded:\n{}", new.join("\n"));
    }
}

/// The model's control flow, with the events of each step, equals that of CPython's bytecode.
#[test]
fn control_flow_is_the_bytecodes() {
    let programs = programs();
    let folder = tempfile::tempdir().unwrap();
    for (version, python) in pythons::found() {
        let mut dumps: Vec<String> = programs.iter().map(|(name, source)| dump(name, source, *version)).collect();
        if let Some(library) = pythons::standard_library(python) {
            dumps.extend(sources(&library).iter().step_by(12).map(|(name, source)| dump(name, source, *version)));
        }
        let file = folder.path().join(format!("{version}.jsonl"));
        std::fs::write(&file, dumps.join("\n")).unwrap();
        let told = run(python, "bytecode.py", &file);
        let last = told.lines().last().unwrap_or_default();
        println!("{last}");
        let counts: Vec<usize> = last.split([' ', ':', ',']).filter_map(|word| word.parse().ok()).collect();
        let [compared, differ, ..] = counts[..] else { panic!("{told}") };
        // Known: f-strings over several lines on 3.8, jumps that depend on the bytecode's length up to 3.9, patterns over
        // several lines: all announced.
        let tolerated = if version.minor() < 10 { 100 } else { 200 };
        assert!(compared > 500 && differ * tolerated < compared, "{told}");
    }
}

/// A verdict of exact is what the plan promises: no line is in two entries of one frame, none is exact without a place.
#[test]
fn entries_are_consistent() {
    for (name, source) in programs() {
        for version in PythonVersion::ALL {
            let arena = Bump::new();
            let module = parser::parse(&source, &arena).unwrap();
            let mut seen = BTreeSet::new();
            for probe in line_probes(module, &source, version, Layout::SameLines) {
                let start = match probe.frame {
                    FrameNode::Module(_) => None,
                    FrameNode::Class(node) => Some(node.range),
                    FrameNode::Function(node) => Some(node.range),
                    FrameNode::Lambda(node) => Some(node.range),
                    FrameNode::Comprehension(node) => Some(instr::text::Ranged::range(&node)),
                };
                assert!(
                    seen.insert((start.map(|r| (r.start(), r.end())), probe.line)),
                    "{name} {version} {}",
                    probe.line
                );
                let refused = matches!(probe.verdict, Verdict::Refused { .. });
                assert_eq!(refused, probe.anchors.is_empty(), "{name} {version} line {}", probe.line);
            }
        }
    }
}

/// Names and sources of the programs, as they stand in the file.
fn plain_programs() -> Vec<(String, String)> {
    named(include_str!("line_events/constructs.txt"))
}

/// Further programs: what was once told wrongly.
fn more_programs() -> Vec<(String, String)> {
    let programs = named(include_str!("line_events/more.txt")).into_iter();
    programs.map(|(name, source)| (name, format!("{PADDING}{source}"))).collect()
}

fn named(text: &str) -> Vec<(String, String)> {
    let programs = text.split("### ").filter(|program| !program.is_empty());
    let named = programs.map(|program| program.split_once('\n').unwrap());
    named.map(|(name, source)| (name.split(" | ").next().unwrap().to_owned(), source.to_owned())).collect()
}

fn programs() -> Vec<(String, String)> {
    plain_programs().into_iter().map(|(name, source)| (name, format!("{PADDING}{source}"))).collect()
}

/// The modules of a standard library.
fn sources(library: &Path) -> Vec<(String, String)> {
    let files = pythons::python_files(library).into_iter().filter(|path| path.parent() == Some(library));
    let read = |path: PathBuf| Some((path.file_stem()?.to_str()?.to_owned(), std::fs::read_to_string(&path).ok()?));
    files.filter_map(read).collect()
}

fn run(python: &Path, script: &str, argument: &Path) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/line_events").join(script);
    let output = pythons::command(python).args(["-W", "ignore"]).arg(script).arg(argument).output().unwrap();
    assert!(output.status.success(), "{}: {}", python.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A program with all its lines instrumented, and what the plan says of each.
fn case(name: &str, source: &str, target: PythonVersion) -> Result<Value, String> {
    let arena = Bump::new();
    let module = parser::parse(source, &arena).map_err(|e| e.message)?;
    let request = plan::Request { lines: Some("all".parse().unwrap()), ..plan::Request::default() };
    let plan = plan::plan(module, source, &arena, target, &request);
    let rewritten = rewrite::inject(&module, source, &plan, &rewrite::Options::default()).map_err(|e| e.to_string())?;
    let lines = verdicts(&plan, &rewritten.placements, module, source, target, Layout::SameLines);
    Ok(json!({"name": name, "source": source, "rewritten": rewritten.text, "lines": lines}))
}

/// The same for a loader.
fn loaded_case(name: &str, source: &str, target: PythonVersion) -> Result<Value, String> {
    let arena = Bump::new();
    let module = parser::parse(source, &arena).map_err(|e| e.message)?;
    let request = plan::Request {
        lines: Some("all".parse().unwrap()),
        layout: plan::Layout::OwnLines,
        ..plan::Request::default()
    };
    let plan = plan::plan(module, source, &arena, target, &request);
    let loaded = rewrite::load::load(&module, source, &plan, &request).map_err(|e| e.to_string())?;
    let lines = verdicts(&plan, &loaded.placements, module, source, target, Layout::OwnLines);
    let unit = rewrite::load::Unit::new("<program>", source, &loaded, None);
    Ok(json!({"name": name, "source": source, "unit": unit, "lines": lines}))
}

/// What is said of each line of a frame.
fn verdicts<'a>(
    plan: &plan::Plan<'a>,
    placements: &[rewrite::Placement],
    module: instr::ast::Mod<'a>,
    source: &'a str,
    target: PythonVersion,
    layout: Layout,
) -> Vec<(String, u32, String)> {
    let mut lines = Vec::new();
    for (at, probe) in plan.probes.iter().enumerate() {
        let function = probe.qualname.rsplit('.').next().unwrap_or_default().to_owned();
        lines.push(match &probe.verdict {
            Verdict::Exact => (function.clone(), probe.line, "exact".to_owned()),
            Verdict::Approximate(why) | Verdict::Refused { reason: why, .. } => {
                (function.clone(), probe.line, why.clone())
            }
        });
        for placement in placements.iter().filter(|p| p.probe == at) {
            match &placement.outcome {
                Ok(placed) => lines.extend(placed.doubt.map(|doubt| (function.clone(), probe.line, doubt.to_owned()))),
                Err(why) => lines.push((function.clone(), probe.line, (*why).to_owned())),
            }
        }
    }
    for probe in line_probes(module, source, target, layout) {
        if let Verdict::Refused { reason, .. } = probe.verdict {
            lines.push((name_of(probe.frame).to_owned(), probe.line, reason));
        }
    }
    lines
}

/// The control flow of the model, for `bytecode.py`.
fn dump(name: &str, source: &str, target: PythonVersion) -> String {
    let arena = Bump::new();
    let module = parser::parse(source, &arena).unwrap();
    let frames: Vec<_> = control_flow(module, source, target)
        .into_iter()
        .map(|(node, line, steps)| {
            let edges: Vec<_> = steps.iter().map(|s| (s.from, s.to, s.fires.unwrap_or(0), s.handler)).collect();
            let lines: BTreeMap<_, _> =
                steps.iter().filter(|s| s.handler != 0).map(|s| (s.to.to_string(), s.line)).collect();
            json!({"name": name_of(node), "line": line, "edges": edges, "lines": lines})
        })
        .collect();
    json!({"name": name, "source": source, "frames": frames}).to_string()
}

fn name_of<'a>(node: FrameNode<'a>) -> &'a str {
    match node {
        FrameNode::Module(_) => "<module>",
        FrameNode::Class(node) => node.name,
        FrameNode::Function(node) => node.name,
        FrameNode::Lambda(_) => "<lambda>",
        FrameNode::Comprehension(Expr::ListComp(_)) => "<listcomp>",
        FrameNode::Comprehension(Expr::SetComp(_)) => "<setcomp>",
        FrameNode::Comprehension(Expr::DictComp(_)) => "<dictcomp>",
        FrameNode::Comprehension(_) => "<genexpr>",
    }
}

/// Dumps for work on the model: `LINE_MODEL_FILES`, `LINE_MODEL_TARGET` and, for programs to run, `LINE_MODEL_PAD`.
#[test]
#[ignore = "a tool"]
fn dump_files() {
    let var = |name| std::env::var(name).unwrap_or_default();
    let target: PythonVersion = var("LINE_MODEL_TARGET").parse().unwrap();
    let (mut flows, mut cases) = (String::new(), String::new());
    for file in var("LINE_MODEL_FILES").lines() {
        let Ok(source) = std::fs::read_to_string(file) else { continue };
        let name = Path::new(file).file_stem().unwrap().to_str().unwrap();
        if var("LINE_MODEL_CASES").is_empty() {
            writeln!(flows, "{}", dump(name, &source, target)).unwrap();
        } else {
            match case(name, &("\n".repeat(var("LINE_MODEL_PAD").parse().unwrap_or(0)) + &source), target) {
                Ok(case) => writeln!(cases, "{case}").unwrap(),
                Err(error) => println!("{name}: {error}"),
            }
        }
    }
    std::fs::write(var("LINE_MODEL_OUT"), flows + &cases).unwrap();
}
