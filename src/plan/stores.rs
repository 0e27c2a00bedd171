//! Variables that a site must not tell yet. CPython tells a line of a target before it stores there; a probe of that line
//! may have its place only behind the store.
//!
//! ```text
//! [f(x)              line 1 again: x has its value
//!  for x in xs]      line 2: x has it not yet, but the probe stands before f(x), too
//!
//! (a,
//!  b, c.d) = t       line 3: a has its value, b has it not yet, but the probe stands before c
//!
//! y = [x
//!      for x in xs]  line 1 at last: since 3.13 an x around it does not have its value again, but behind it, it has
//!
//! except E as e: f(e)
//! def g(): pass      line 2: e is unbound, but the probe stands behind f(e)
//! ```

use crate::ast::visit::{Visitor, walk_except_handler, walk_expr, walk_stmt, with_stack};
use crate::ast::*;
use crate::lines::{Anchor, PythonVersion};
use crate::source::LineIndex;
use crate::text::{Ranged, TextRange, TextSize};
use std::collections::HashMap;

/// By the place behind the stores: names with their lines, in the order of the program.
pub(super) struct Stores<'a> {
    index: LineIndex,
    gives_back_late: bool,
    behind: HashMap<TextSize, Vec<(&'a str, u32)>>,
    /// Exceptions' names, with the handlers that unbind them at their ends.
    exceptions: Vec<(TextRange, &'a str)>,
}

impl<'a> Stores<'a> {
    pub(super) fn new(module: Mod<'a>, source: &str, target: PythonVersion) -> Self {
        let gives_back_late = target >= PythonVersion::PY313;
        let mut stores =
            Self { index: LineIndex::new(source), gives_back_late, behind: HashMap::new(), exceptions: Vec::new() };
        stores.visit_body(module.body);
        stores
    }

    /// True if the site of `line` at `anchor` stands behind a store to `name` that the line's event comes before.
    pub(super) fn is_later(&self, anchor: &Anchor<'_>, line: u32, name: &str) -> bool {
        let place = match anchor {
            Anchor::ExprBefore(expr) => expr.start(),
            Anchor::Before(stmt) => stmt.start(),
            Anchor::After(stmt) => stmt.end(),
            Anchor::ExprAfter(expr) => return self.is_given_back(*expr, line, name),
            _ => return false,
        };
        let Some(stored) = self.behind.get(&place) else { return false };
        if matches!(anchor, Anchor::After(_)) || self.index.line(place) != line {
            let is_of_target = stored.iter().any(|&(_, at)| at == line);
            return is_of_target && stored.iter().any(|&(other, at)| other == name && at >= line);
        }
        // Where the last stores are on the line of the place, its event comes before them.
        stored.iter().rev().take_while(|&&(_, at)| at == line).any(|&(other, _)| other == name)
    }

    /// The exceptions' names that are bound at `anchor`, but no more when a line behind their handlers is told.
    pub(super) fn unbound_by_then(&self, anchor: &Anchor<'_>, line: u32) -> Vec<&'a str> {
        let place = match anchor {
            Anchor::Before(stmt) | Anchor::After(stmt) => stmt.start(),
            Anchor::ExprBefore(expr) | Anchor::ExprAfter(expr) | Anchor::ExprFalse(expr) => expr.start(),
            _ => return Vec::new(),
        };
        let is_left = |range: &TextRange| range.contains(place) && line > self.index.line(range.end());
        self.exceptions.iter().filter(|(range, _)| is_left(range)).map(|&(_, name)| name).collect()
    }

    /// True for the first line of a class.
    pub(super) fn starts_class(&self, frame: FrameNode<'_>, line: u32) -> bool {
        matches!(frame, FrameNode::Class(class) if line <= self.index.line(class.range.start()))
    }

    /// True for a variable of a comprehension that is over, on its line.
    fn is_given_back(&self, expr: Expr<'_>, line: u32, name: &str) -> bool {
        let generators = match expr {
            Expr::ListComp(node) => node.generators,
            Expr::SetComp(node) => node.generators,
            Expr::DictComp(node) => node.generators,
            _ => return false,
        };
        self.gives_back_late
            && self.index.line(expr.start()) == line
            && generators.iter().any(|generator| generator.target.bound_names().contains(&name))
    }

    fn add(&mut self, place: TextSize, targets: &[Expr<'a>]) {
        let mut stored = Vec::new();
        let mut rest: Vec<Expr<'a>> = targets.iter().rev().copied().collect();
        while let Some(target) = rest.pop() {
            match target {
                Expr::Name(name) => stored.push((name.id, self.index.line(name.range.start()))),
                Expr::Tuple(node) => rest.extend(node.elts.iter().rev()),
                Expr::List(node) => rest.extend(node.elts.iter().rev()),
                Expr::Starred(node) => rest.push(node.value),
                Expr::Attribute(_) | Expr::Subscript(_) if !stored.is_empty() => {
                    self.behind.insert(target.start(), stored.clone());
                }
                _ => {}
            }
        }
        self.behind.entry(place).or_default().extend(stored);
    }

    fn comprehension(&mut self, elements: &[Expr<'a>], generators: &'a [Comprehension<'a>]) {
        for (nth, generator) in generators.iter().enumerate() {
            let inner = generators[nth + 1..].first().map(|next| next.iter);
            // What is evaluated first behind the stores.
            let next = generator.ifs.first().copied().or(inner).or(elements.first().copied());
            if let Some(next) = next {
                self.add(next.start(), &[generator.target]);
            }
        }
    }
}

impl<'a> Visitor<'a> for Stores<'a> {
    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        match stmt {
            Stmt::Assign(node) => self.add(node.range.end(), node.targets),
            Stmt::For(node) => {
                if let Some(first) = node.body.first() {
                    self.add(first.start(), &[node.target]);
                }
            }
            _ => {}
        }
        with_stack(|| walk_stmt(self, stmt));
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler<'a>) {
        self.exceptions.extend(handler.name.map(|name| (handler.range, name)));
        walk_except_handler(self, handler);
    }

    fn visit_expr(&mut self, expr: Expr<'a>, context: ExprContext) {
        match expr {
            Expr::ListComp(node) => self.comprehension(&[node.elt], node.generators),
            Expr::DictComp(node) => self.comprehension(&[node.key], node.generators),
            Expr::SetComp(node) => self.comprehension(&[node.elt], node.generators),
            Expr::GeneratorExp(node) => self.comprehension(&[node.elt], node.generators),
            _ => {}
        }
        with_stack(|| walk_expr(self, expr, context));
    }
}
