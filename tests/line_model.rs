//! The model of line events against CPython.

use bumpalo::Bump;
use instr::ast::FrameNode;
use instr::lines::{PythonVersion, control_flow};
use instr::parser;
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
                json!({"name": name(node), "line": line, "edges": edges, "lines": lines})
            })
            .collect();
        writeln!(out, "{}", json!({"file": file, "frames": frames})).unwrap();
    }
}

fn name(node: FrameNode<'_>) -> &str {
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
