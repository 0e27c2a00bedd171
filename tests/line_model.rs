//! The model of line events against CPython.

use bumpalo::Bump;
use instr::ast::FrameNode;
use instr::lines::{PythonVersion, Verdict, control_flow};
use instr::parser;
use instr::plan;
use instr::rewrite;
use serde_json::json;
use std::io::Write;

/// Writes the model's control flow of the files named in `LINE_MODEL_FILES`, for `line_events/bytecode.py`.
#[test]
#[ignore = "a tool: it needs LINE_MODEL_FILES, LINE_MODEL_OUT and LINE_MODEL_TARGET"]
fn dump_control_flow() {
    let files = std::env::var("LINE_MODEL_FILES").expect("LINE_MODEL_FILES");
    let out = std::env::var("LINE_MODEL_OUT").expect("LINE_MODEL_OUT");
    let target: PythonVersion = std::env::var("LINE_MODEL_TARGET").expect("LINE_MODEL_TARGET").parse().unwrap();
    let mut out = std::io::BufWriter::new(std::fs::File::create(out).unwrap());
    for file in files.lines() {
        let Ok(source) = std::fs::read_to_string(file) else { continue };
        let arena = Bump::new();
        let Ok(module) = parser::parse(&source, &arena) else { continue };
        let frames: Vec<_> = control_flow(module, &source, target)
            .into_iter()
            .map(|(node, line, steps)| {
                let edges: Vec<_> = steps.iter().map(|s| (s.from, s.to, s.fires.unwrap_or(0), s.handler)).collect();
                let lines: std::collections::BTreeMap<_, _> =
                    steps.iter().filter(|s| s.handler != 0).map(|s| (s.to.to_string(), s.line)).collect();
                json!({"name": name_of(node), "line": line, "edges": edges, "lines": lines})
            })
            .collect();
        writeln!(out, "{}", json!({"file": file, "frames": frames})).unwrap();
    }
}

fn name_of<'a>(node: FrameNode<'a>) -> &'a str {
    use instr::ast::Expr;
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

/// Writes the programs of `LINE_MODEL_FILES` as cases for `line_events/harness.py`.
#[test]
#[ignore = "a tool: it needs LINE_MODEL_FILES, LINE_MODEL_OUT and LINE_MODEL_TARGET"]
fn dump_cases() {
    let files = std::env::var("LINE_MODEL_FILES").expect("LINE_MODEL_FILES");
    let out = std::env::var("LINE_MODEL_OUT").expect("LINE_MODEL_OUT");
    let target: PythonVersion = std::env::var("LINE_MODEL_TARGET").expect("LINE_MODEL_TARGET").parse().unwrap();
    let mut out = std::io::BufWriter::new(std::fs::File::create(out).unwrap());
    for file in files.lines() {
        let pad = std::env::var("LINE_MODEL_PAD").map_or(0, |pad| pad.parse().unwrap());
        let source = "\n".repeat(pad) + &std::fs::read_to_string(file).unwrap();
        let name = std::path::Path::new(file).file_stem().unwrap().to_str().unwrap();
        match case(name, &source, target) {
            Ok(case) => writeln!(out, "{case}").unwrap(),
            Err(error) => println!("{name}: {error}"),
        }
    }
}

/// A program with all its lines instrumented, and what the plan says of each.
fn case(name: &str, source: &str, target: PythonVersion) -> Result<serde_json::Value, String> {
    let arena = Bump::new();
    let module = parser::parse(source, &arena).map_err(|e| e.message)?;
    let request = plan::Request { lines: Some("all".parse().unwrap()), ..plan::Request::default() };
    let plan = plan::plan(module, source, &arena, target, &request);
    let rewritten = rewrite::inject(&module, source, &plan, &rewrite::Options::default()).map_err(|e| e.to_string())?;
    let mut lines = Vec::new();
    for (at, probe) in plan.probes.iter().enumerate() {
        let function = function_of(&probe.qualname);
        match &probe.verdict {
            Verdict::Exact => lines.push((function, probe.line, "exact".to_owned())),
            Verdict::Approximate(why) | Verdict::Refused { reason: why, .. } => {
                lines.push((function, probe.line, why.clone()));
            }
        }
        for placement in rewritten.placements.iter().filter(|p| p.probe == at) {
            match &placement.outcome {
                Ok(placed) => {
                    if let Some(doubt) = placed.doubt {
                        lines.push((function, probe.line, doubt.to_owned()));
                    }
                }
                Err(why) => lines.push((function, probe.line, (*why).to_owned())),
            }
        }
    }
    for probe in instr::lines::line_probes(module, source, target) {
        if let Verdict::Refused { reason, .. } = probe.verdict {
            lines.push((name_of(probe.frame), probe.line, reason));
        }
    }
    Ok(json!({"name": name, "source": source, "rewritten": rewritten.text, "lines": lines}))
}

fn function_of(qualname: &str) -> &str {
    qualname.rsplit('.').next().unwrap_or(qualname)
}
