//! Variables that a site must not tell yet. CPython tells a line of a target before it stores there; a probe of that line
//! may have its place only behind the store.
//!
//! ```text
//! [f(x)              line 1 again: x has its value
//!  for x in xs]      line 2: x has it not yet, but the probe stands before f(x), too
//! ```

use crate::ast::visit::{Visitor, walk_expr, walk_stmt, with_stack};
use crate::ast::*;
use crate::lines::Anchor;
use crate::source::LineIndex;
use crate::text::{Ranged, TextSize};
use std::collections::HashMap;

/// By the place behind the stores: names with their lines.
pub(super) struct Stores<'a> {
    index: LineIndex,
    behind: HashMap<TextSize, Vec<(&'a str, u32)>>,
}

impl<'a> Stores<'a> {
    pub(super) fn new(module: Mod<'a>, source: &str) -> Self {
        let mut stores = Self { index: LineIndex::new(source), behind: HashMap::new() };
        stores.visit_body(module.body);
        stores
    }

    /// True if the site of `line` at `anchor` stands behind a store to `name` that the line's event comes before.
    pub(super) fn is_later(&self, anchor: &Anchor<'_>, line: u32, name: &str) -> bool {
        let place = match anchor {
            Anchor::ExprBefore(expr) => expr.start(),
            Anchor::Before(stmt) => stmt.start(),
            Anchor::After(stmt) => stmt.end(),
            _ => return false,
        };
        let is_elsewhere = matches!(anchor, Anchor::After(_)) || self.index.line(place) != line;
        let stored = self.behind.get(&place).map_or(&[][..], Vec::as_slice);
        let is_of_target = stored.iter().any(|&(_, at)| at == line);
        is_elsewhere && is_of_target && stored.iter().any(|&(other, at)| other == name && at >= line)
    }

    fn add(&mut self, place: TextSize, targets: &[Expr<'a>]) {
        let mut rest = targets.to_vec();
        while let Some(target) = rest.pop() {
            match target {
                Expr::Name(name) => {
                    let line = self.index.line(name.range.start());
                    self.behind.entry(place).or_default().push((name.id, line));
                }
                Expr::Tuple(node) => rest.extend(node.elts),
                Expr::List(node) => rest.extend(node.elts),
                Expr::Starred(node) => rest.push(node.value),
                _ => {}
            }
        }
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
