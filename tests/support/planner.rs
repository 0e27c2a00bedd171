//! Plans that no line model would make: probes wherever the syntax allows one, drawn by a seed.

use bumpalo::Bump;
use instr::ast::visit::{self, Visitor};
use instr::ast::*;
use instr::lines::{Anchor, PythonVersion, Verdict};
use instr::plan::{Capture, Memory, Plan, Probe, Site};
use instr::text::{Ranged, TextRange};
use std::collections::BTreeSet;

/// Which places to take.
#[derive(Debug, Clone, Copy)]
pub struct Density {
    /// Every n-th statement.
    pub statements: u32,
    /// Every n-th expression.
    pub expressions: u32,
}

/// A plan that takes places at random, all of them the same for one seed.
pub fn dense<'a>(module: Mod<'a>, source: &str, target: PythonVersion, density: Density, seed: u64) -> Plan<'a> {
    let mut planner = Planner { density, seed: seed | 1, anchors: Vec::new(), tests: Vec::new() };
    planner.visit_body(module.body);
    let lines = instr::source::LineIndex::new(source);
    let mut seed = seed | 1;
    let probes = planner
        .anchors
        .into_iter()
        .map(|(range, anchor)| {
            let line = lines.line(range.start());
            probe(module, line, anchor, capture(draw(&mut seed, 4)))
        })
        .collect();
    Plan {
        target,
        probes,
        by_number: BTreeSet::new(),
        refusals: Vec::new(),
        skipped: Vec::new(),
        calls: Vec::new(),
        entries: Vec::new(),
        watched: Vec::new(),
        never: 0,
        unmatched: Vec::new(),
    }
}

/// A plan of those anchors, each with the line to fire.
pub fn plan<'a>(module: Mod<'a>, target: PythonVersion, anchors: &[(u32, Anchor<'a>)]) -> Plan<'a> {
    let probes = anchors.iter().map(|(line, anchor)| probe(module, *line, *anchor, Capture::default())).collect();
    Plan {
        target,
        probes,
        by_number: BTreeSet::new(),
        refusals: Vec::new(),
        skipped: Vec::new(),
        calls: Vec::new(),
        entries: Vec::new(),
        watched: Vec::new(),
        never: 0,
        unmatched: Vec::new(),
    }
}

fn probe<'a>(module: Mod<'a>, line: u32, anchor: Anchor<'a>, capture: Capture<'a>) -> Probe<'a> {
    Probe {
        line,
        qualname: "<module>".to_owned(),
        frame: FrameNode::Module(module),
        memory: Memory::Module,
        sites: vec![Site { anchor, order: 0, capture, read: Capture::default(), steady: Vec::new() }],
        condition: None,
        notes: Vec::new(),
        verdict: Verdict::Exact,
        is_behind_start: false,
    }
}

fn capture(kind: u32) -> Capture<'static> {
    match kind {
        0 => Capture {
            bound: vec!["bound_one", "bound_two"],
            maybe: vec!["maybe_one", "__maybe_two"],
            ..Capture::default()
        },
        1 => Capture { bound: Vec::new(), maybe: vec!["maybe_one"], ..Capture::default() },
        2 => Capture { bound: vec!["bound_one"], maybe: Vec::new(), ..Capture::default() },
        _ => Capture::default(),
    }
}

struct Planner<'a> {
    density: Density,
    seed: u64,
    anchors: Vec<(TextRange, Anchor<'a>)>,
    tests: Vec<TextRange>,
}

/// A number below `below`, by xorshift.
fn draw(seed: &mut u64, below: u32) -> u32 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    (*seed >> 33) as u32 % below
}

impl<'a> Planner<'a> {
    fn draw(&mut self, below: u32) -> u32 {
        draw(&mut self.seed, below)
    }

    fn add(&mut self, anchor: Anchor<'a>, range: TextRange) {
        self.anchors.push((range, anchor));
        if self.draw(8) == 0 {
            self.anchors.push((range, anchor));
        }
    }
}

impl<'a> Visitor<'a> for Planner<'a> {
    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        let range = stmt.range();
        if self.draw(self.density.statements) == 0 {
            self.add(Anchor::Before(stmt), range);
            match stmt {
                Stmt::With(with) => self.add(Anchor::WithExit(with), range),
                Stmt::ClassDef(class) => self.add(Anchor::ClassBases(class), range),
                Stmt::For(node) if self.draw(2) == 0 => self.add(Anchor::IterEach(node.iter), range),
                Stmt::For(node) => self.add(Anchor::IterAgain(node.iter), range),
                Stmt::Expr(_) | Stmt::Assign(_) | Stmt::Return(_) | Stmt::ImportFrom(_) if self.draw(4) == 0 => {
                    self.add(Anchor::After(stmt), range);
                }
                _ => {}
            }
        }
        match stmt {
            Stmt::If(node) => self.tests.push(node.test.range()),
            Stmt::While(node) => self.tests.push(node.test.range()),
            Stmt::Match(node) => self.tests.push(node.subject.range()),
            _ => {}
        }
        visit::walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        let often = self.tests.contains(&expr.range()) && self.draw(2) == 0;
        if self.draw(self.density.expressions) == 0 || often {
            let range = expr.range();
            let kind = self.draw(4);
            if kind != 1 {
                self.add(Anchor::ExprBefore(expr), range);
            }
            if kind == 1 || kind == 2 {
                self.add(Anchor::ExprAfter(expr), range);
            }
            if kind == 3 || self.draw(4) == 0 {
                self.add(Anchor::ExprFalse(expr), range);
            }
        }
        visit::walk_expr(self, expr, ctx);
    }

    fn visit_match_case(&mut self, case: &'a MatchCase<'a>) {
        self.add(Anchor::Case(case), case.range);
        visit::walk_match_case(self, case);
    }

    fn visit_comprehension(&mut self, comprehension: &'a Comprehension<'a>) {
        if self.draw(self.density.expressions) == 0 {
            self.add(Anchor::IterEach(comprehension.iter), comprehension.iter.range());
        }
        visit::walk_comprehension(self, comprehension);
    }
}

/// Parses, or panics with the place.
pub fn parsed<'a>(source: &'a str, arena: &'a Bump) -> Mod<'a> {
    instr::parser::parse(source, arena).unwrap_or_else(|e| panic!("{:?}: {}\n{source}", e.range, e.message))
}
