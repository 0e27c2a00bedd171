//! Where probes may take lines of their own, they need fewer forms.
//!
//! What is evaluated first in a statement is told before the statement: `if c:` gets a line above. And a loop's turns are
//! told without a wrapper around its iterator:
//!
//! ```text
//! for x in xs:            for x in xs:
//!     if x: continue          if x: P; continue
//!     f(x)                    f(x)
//!                             P
//! ```
//!
//! That is exact, unless a `continue` leaves a `with` or a `try` on its way: what they run then comes before the event.

use super::{Plan, Site};
use crate::ast::visit::{Visitor, walk_stmt, with_stack};
use crate::ast::*;
use crate::lines::Anchor;
use crate::text::{Ranged, TextRange};
use std::collections::HashMap;

/// The order of what comes behind all others of a place: the line of a loop, behind a turn.
pub(super) const BEHIND: usize = usize::MAX / 2;

/// Replaces anchors in the headers of statements and around iterators, where that is exact.
pub(super) fn simplify<'a>(plan: &mut Plan<'a>, module: Mod<'a>, source: &'a str) {
    let mut found = Found { source, heads: HashMap::new(), by_iterable: HashMap::new(), open: Vec::new() };
    found.visit_body(module.body);
    for probe in &mut plan.probes {
        let mut sites = Vec::with_capacity(probe.sites.len());
        for site in std::mem::take(&mut probe.sites) {
            let (expr, each) = match site.anchor {
                Anchor::IterEach(expr) => (expr, true),
                Anchor::IterAgain(expr) => (expr, false),
                Anchor::ExprBefore(expr) if found.heads.contains_key(&expr.range()) => {
                    sites.push(Site { anchor: Anchor::Before(found.heads[&expr.range()]), ..site });
                    continue;
                }
                _ => {
                    sites.push(site);
                    continue;
                }
            };
            let Some(ends) = found.by_iterable.get(&expr.range()).and_then(Option::as_ref) else {
                sites.push(site);
                continue;
            };
            let at = |anchor, order| Site { anchor, order, ..site.clone() };
            sites.extend(each.then(|| at(Anchor::ExprAfter(expr), site.order)));
            // The line of the `continue` itself comes first.
            sites.extend(ends.iter().map(|&anchor| at(anchor, BEHIND.saturating_add(site.order))));
        }
        probe.sites = sites;
    }
}

struct Found<'a> {
    source: &'a str,
    /// Statements by the range of what is evaluated first in them.
    heads: HashMap<TextRange, Stmt<'a>>,
    /// The ends of turns of each loop, by the range of its iterable; none where they would not be exact.
    by_iterable: HashMap<TextRange, Option<Vec<Anchor<'a>>>>,
    open: Vec<Open<'a>>,
}

/// What is around the current statement.
enum Open<'a> {
    /// A loop with its `continue`s so far; none if one of them leaves a block.
    Loop(Option<Vec<Anchor<'a>>>),
    /// A statement whose exit runs code.
    Block,
}

impl<'a> Found<'a> {
    fn body(&mut self, open: Open<'a>, body: &'a [Stmt<'a>]) -> Open<'a> {
        self.open.push(open);
        self.visit_body(body);
        self.open.pop().unwrap_or(Open::Block)
    }

    fn leaves(&mut self, stmt: Stmt<'a>) {
        let inner = self.open.iter().rposition(|open| matches!(open, Open::Loop(_)));
        let Some(at) = inner else { return };
        let in_block = at + 1 < self.open.len();
        if let Open::Loop(ends) = &mut self.open[at] {
            match ends {
                Some(_) if in_block => *ends = None,
                Some(ends) => ends.push(Anchor::Before(stmt)),
                None => {}
            }
        }
    }
}

impl<'a> Visitor<'a> for Found<'a> {
    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        let head = match stmt {
            Stmt::If(node) if !self.source[stmt.start() as usize..].starts_with("elif") => Some(node.test),
            Stmt::For(node) => Some(node.iter),
            Stmt::With(node) => node.items.first().map(|item| item.context_expr),
            Stmt::Match(node) => Some(node.subject),
            _ => None,
        };
        if let Some(head) = head {
            self.heads.insert(head.range(), stmt);
        }
        with_stack(|| match stmt {
            Stmt::For(node) => {
                let open = self.body(Open::Loop(Some(Vec::new())), node.body);
                if let Open::Loop(ends) = open {
                    let ends = ends.filter(|_| !node.is_async).map(|mut ends| {
                        let last = node.body.last().copied();
                        let leaves = |s: &Stmt<'_>| {
                            matches!(s, Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_))
                        };
                        ends.extend(last.filter(|last| !leaves(last)).map(Anchor::After));
                        ends
                    });
                    self.by_iterable.insert(node.iter.range(), ends);
                }
                self.visit_body(node.orelse);
            }
            Stmt::While(node) => {
                self.body(Open::Loop(Some(Vec::new())), node.body);
                self.visit_body(node.orelse);
            }
            Stmt::With(node) => drop(self.body(Open::Block, node.body)),
            // A handler that names its exception unbinds it on the way out: that runs no line.
            Stmt::Try(node) if node.finalbody.is_empty() => walk_stmt(self, stmt),
            Stmt::Try(_) => {
                self.open.push(Open::Block);
                walk_stmt(self, stmt);
                self.open.pop();
            }
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {
                let outer = std::mem::take(&mut self.open);
                walk_stmt(self, stmt);
                self.open = outer;
            }
            Stmt::Continue(_) => self.leaves(stmt),
            _ => walk_stmt(self, stmt),
        });
    }

    // No statement is inside of an expression.
    fn visit_expr(&mut self, _: Expr<'a>, _: ExprContext) {}

    fn visit_pattern(&mut self, _: Pattern<'a>) {}
}
