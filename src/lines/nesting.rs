//! How deep blocks are nested: CPython allows 20 in a frame, and a probe at the exit of a `with` is one more item of it.

use crate::ast::visit::{Visitor, walk_stmt};
use crate::ast::*;
use std::collections::HashSet;

/// Since 3.13 it is 21, in most cases.
const MAX_BLOCKS: usize = 20;

/// The `with` statements that can take one more item, even if all others take one too.
#[derive(Default)]
pub(super) struct Nesting<'a> {
    roomy: HashSet<*const StmtWith<'a>>,
    /// Blocks around the statement, and the deepest nest within it.
    above: usize,
    below: usize,
}

impl<'a> Nesting<'a> {
    pub(super) fn of(body: &'a [Stmt<'a>]) -> Self {
        let mut nesting = Self::default();
        nesting.visit_body(body);
        nesting
    }

    pub(super) fn has_room(&self, node: &StmtWith<'a>) -> bool {
        self.roomy.contains(&std::ptr::from_ref(node))
    }

    fn within(&mut self, blocks: usize, inner: impl FnOnce(&mut Self)) {
        let before = std::mem::take(&mut self.below);
        self.above += blocks;
        inner(self);
        self.above -= blocks;
        self.below = before.max(blocks + self.below);
    }

    fn with_stmt(&mut self, node: &'a StmtWith<'a>) {
        self.within(node.items.len() + 1, |this| {
            this.visit_body(node.body);
            if this.above + this.below <= MAX_BLOCKS {
                this.roomy.insert(node);
            }
        });
    }

    /// The protected body is one block, each handler and the second copy of a `finally` are up to two more.
    fn try_stmt(&mut self, node: &'a StmtTry<'a>) {
        self.within(usize::from(!node.finalbody.is_empty()), |this| {
            this.within(1, |this| this.visit_body(node.body));
            this.within(3, |this| node.handlers.iter().for_each(|handler| this.visit_body(handler.body)));
            this.visit_body(node.orelse);
        });
        self.within(2, |this| this.visit_body(node.finalbody));
    }

    fn frame(&mut self, stmt: Stmt<'a>) {
        let around = (std::mem::take(&mut self.above), std::mem::take(&mut self.below));
        walk_stmt(self, stmt);
        (self.above, self.below) = around;
    }
}

impl<'a> Visitor<'a> for Nesting<'a> {
    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        match stmt {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => self.frame(stmt),
            Stmt::For(_) | Stmt::While(_) => self.within(1, |this| walk_stmt(this, stmt)),
            Stmt::With(node) => self.with_stmt(node),
            Stmt::Try(node) => self.try_stmt(node),
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, _: Expr<'a>, _: ExprContext) {}
}
