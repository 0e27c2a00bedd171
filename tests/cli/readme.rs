//! What the README shows is what happens.

use crate::sandbox::Sandbox;
use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../../README.md");
const PROGRAM: &str = "examples/remove_html_markup.py";

/// The first block of the README in this language.
fn block(language: &str) -> &'static str {
    let (_, behind) = README.split_once(&format!("```{language}\n")).unwrap();
    behind.split_once("```").unwrap().0
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(PROGRAM, std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(PROGRAM)).unwrap());
    sandbox
}

#[test]
fn the_diff() {
    let run = sandbox().run(&["inject", "--lines", "228,239", PROGRAM, "--diff"]).succeeds();
    assert_eq!(run.stdout, block("diff"));
}

#[test]
fn the_log() {
    let run = sandbox().run(&["run", "--lines", "228,239", PROGRAM, "<b>x"]).exits(0);
    assert_eq!(run.stderr + &run.stdout, block("text"));
}

/// The table of costs is what `just bench-keep` writes of the stored results: nobody has mended it.
#[test]
fn the_table_of_costs() {
    let stored = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/results.json")).unwrap();
    let report: instr::bench::Report = serde_json::from_slice(&stored).unwrap();
    let written = instr::bench::with_readme(README, &instr::bench::readme(&report)).expect("a place for the table");
    assert!(written == README, "README's table is not that of benches/results.json: `just bench-keep` writes it");
}

#[test]
fn a_changed_file_tells_the_same() {
    let sandbox = sandbox();
    sandbox.run(&["inject", "--lines", "228,239", PROGRAM, "--vendor", "-o", "out/"]).succeeds();
    let mut python = Command::new("python3");
    let Ok(output) = python.arg(sandbox.path("out").join(PROGRAM)).arg("<b>x").output() else {
        return println!("skipped: no python3 on PATH");
    };
    let told = [output.stderr, output.stdout].concat();
    assert_eq!(String::from_utf8(told).unwrap(), block("text"));
}

#[test]
fn a_repr_that_raises_is_survived_but_not_by_print() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "class A:\n    def __repr__(self): raise ValueError\na = A()\nprint('end')\n");
    for (probe, survives) in [("call", true), ("print", false)] {
        sandbox.run(&["inject", "f.py:4", "--probe", probe, "-o", "out.py"]).succeeds();
        let mut python = Command::new("python3");
        python.arg(sandbox.path("out.py")).env("PYTHONPATH", concat!(env!("CARGO_MANIFEST_DIR"), "/python"));
        let Ok(output) = python.output() else { return println!("skipped: no python3 on PATH") };
        assert_eq!(output.status.success(), survives, "{probe}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn what_is_watched() {
    let shown = README.split("```console\n").skip(1).filter_map(|text| text.split_once("```"));
    let shown: Vec<&str> = shown.map(|(block, _)| block).filter(|block| block.contains("--watch")).collect();
    assert_eq!(shown.len(), 2);
    for block in shown {
        let (command, expected) = block.split_once('\n').unwrap();
        let args: Vec<&str> = command.strip_prefix("$ instr ").unwrap().split(' ').collect();
        let run = sandbox().run(&args).exits(0);
        assert_eq!(run.stderr + &run.stdout, expected, "{command}");
    }
}
