//! Code of `if`, loops, and of the statements that leave blocks.

use super::anchor::Anchor;
use super::emit::{Block, Emitter};
use super::fold::{Folded, fold};
use super::graph::Node;
use crate::ast::*;

impl<'a> Emitter<'a, '_> {
    pub(super) fn if_stmt(&mut self, node: &'a StmtIf<'a>) {
        let truth = self.old_truth(node.test);
        if let Some(truth) = truth {
            return self.decided_body(truth, node.body, node.orelse);
        }
        let end = self.label();
        let orelse = if node.orelse.is_empty() { end } else { self.label() };
        self.jump_if(node.test, orelse, false);
        self.body(node.body);
        if !node.orelse.is_empty() {
            self.jump_op(end);
            self.bind(orelse);
            self.body(node.orelse);
        }
        self.bind(end);
    }

    /// Code that is left out still moves the current line.
    fn decided_body(&mut self, truth: bool, body: &'a [Stmt<'a>], orelse: &'a [Stmt<'a>]) {
        if truth {
            self.body(body);
        }
        if let Some(line) = self.last_line(if truth { orelse } else { body }) {
            self.line = line;
        }
        if !truth {
            self.body(orelse);
        }
    }

    /// The line of the statement that is visited last.
    fn last_line(&self, body: &'a [Stmt<'a>]) -> Option<u32> {
        let last = *body.last()?;
        let own = self.line_of(last);
        let inner = match last {
            Stmt::If(StmtIf { body, orelse, .. })
            | Stmt::For(StmtFor { body, orelse, .. })
            | Stmt::While(StmtWhile { body, orelse, .. }) => self.last_line(orelse).or_else(|| self.last_line(body)),
            Stmt::With(node) => self.last_line(node.body),
            Stmt::Try(node) => self
                .last_line(node.finalbody)
                .or_else(|| self.last_line(node.orelse))
                .or_else(|| node.handlers.last().and_then(|h| self.last_line(h.body))),
            _ => None,
        };
        inner.or(Some(own))
    }

    /// 3.8 and 3.9 leave out what a constant test decides.
    fn old_truth(&self, test: Expr<'a>) -> Option<bool> {
        if self.since(10) { None } else { fold(test).and_then(Folded::truth) }
    }

    pub(super) fn while_stmt(&mut self, node: &'a StmtWhile<'a>) {
        let line = self.line;
        let truth = self.old_truth(node.test);
        if truth == Some(false) {
            return self.decided_body(false, node.body, node.orelse);
        }
        let (next, exit, orelse) = (self.label(), self.label(), self.label());
        self.bind(next);
        self.within(Block::Loop { next, exit, is_for: false }, |this| {
            if truth.is_none() {
                this.jump_if(node.test, orelse, false);
            }
            let body = this.label();
            this.bind(body);
            this.body(node.body);
            if this.since(10) && !this.tests_on_top() {
                // The test comes a second time, at the bottom.
                this.line = line;
                this.jump_if(node.test, body, true);
            } else {
                this.jump_op(next);
            }
        });
        self.bind(orelse);
        self.body(node.orelse);
        self.bind_end(exit);
    }

    /// A `while` has one test, and its body ends in a jump to it.
    fn tests_on_top(&self) -> bool {
        self.since(14)
    }

    pub(super) fn for_stmt(&mut self, node: &'a StmtFor<'a>) {
        let line = self.line;
        let untold = self.untold.take();
        if node.is_async {
            self.expr(node.iter)
        } else {
            self.iterated(node.iter)
        }
        let next_line = if self.since(13) { self.line_of(node.iter) } else { line };
        self.op(next_line);
        let (next, exit) = (self.label(), self.label());
        self.slot(Anchor::IterEach(node.iter));
        let (first, exhausted) = (self.label(), self.label());
        self.bind(first);
        if node.is_async {
            self.waits(line);
        }
        self.op(if node.is_async { line } else { next_line });
        if node.is_async && !self.since(10) {
            self.branch_by_exception(exhausted);
        } else {
            self.branch(exhausted);
            self.graph.relative.insert(exhausted.0);
        }
        self.within(Block::Loop { next, exit, is_for: true }, |this| {
            this.store(node.target);
            this.body(node.body);
            this.old_jump();
        });
        // All ways back pass here.
        self.bind(next);
        self.slot(Anchor::IterEach(node.iter));
        self.slot(Anchor::IterAgain(node.iter));
        self.jump(first);
        self.bind(exhausted);
        if node.is_async && !self.since(10) {
            self.silent_op(self.line);
        }
        if node.is_async && matches!(self.file.version, 10 | 11) {
            // Later versions fire nothing there.
            let iter_line = self.line_of(node.iter);
            self.silent_op(iter_line);
        }
        if let Some(line) = untold {
            self.node(Node::Untold(line));
        }
        self.body(node.orelse);
        self.bind_end(exit);
    }

    /// Since 3.14 a short way out of the function that a `break` has a copy of, just before the code that ends the loop, is
    /// not told behind that: its line.
    pub(super) fn untold_behind(&mut self, node: &'a StmtFor<'a>, next: Stmt<'a>) -> Option<u32> {
        let is_plain = node.orelse.is_empty() && !node.is_async && ends_with_break(node.body);
        let leaves_none = self.blocks.iter().all(|b| matches!(b.block, Block::Loop { .. }));
        if !self.since(14) || !is_plain || !leaves_none {
            return None;
        }
        let Stmt::Return(leaves) = next else { return None };
        let size = leaves.value.map_or(Some(1), size);
        let line = self.line_of(next);
        if size.is_none() {
            self.doubt(line, "it is perhaps not told behind the last turn of the loop before it");
        }
        size.filter(|size| *size < MAX_COPY_SIZE).map(|_| line)
    }

    /// Up to 3.9 the jump at the end of a loop has the line of the statement before it.
    pub(super) fn old_jump(&mut self) {
        if !self.since(10) {
            self.node(Node::Jump(self.line));
        }
    }

    pub(super) fn break_or_continue(&mut self, is_break: bool) {
        let line = self.line;
        if self.since(10) {
            self.here();
        }
        let Some(at) = self.blocks.iter().rposition(|b| matches!(b.block, Block::Loop { .. })) else {
            return self.leave();
        };
        let Block::Loop { next, exit, is_for } = self.blocks[at].block else { return };
        self.unwind_to(at + 1);
        self.line = line;
        if is_break && is_for {
            self.old_op();
        }
        self.old_jump();
        self.jump(if is_break { exit } else { next });
    }

    /// Leaves all blocks of the frame; true if that ran code at other lines.
    pub(super) fn unwind_all(&mut self) -> bool {
        self.unwind_to(0)
    }

    fn unwind_to(&mut self, depth: usize) -> bool {
        let blocks = self.blocks.clone();
        let handlers = self.handlers.clone();
        let mut ran = false;
        for at in (depth..blocks.len()).rev() {
            self.blocks.truncate(at);
            self.handlers.truncate(blocks[at].handlers);
            ran |= self.unwind(blocks[at].block);
        }
        self.blocks = blocks;
        self.handlers = handlers;
        ran
    }

    fn unwind(&mut self, block: Block<'a>) -> bool {
        let line = self.line;
        match block {
            Block::Loop { is_for, .. } => {
                if is_for {
                    self.old_op();
                }
                return false;
            }
            Block::Silent => {
                self.old_op();
                return false;
            }
            Block::Named => {
                self.old_op();
                if self.since(9) {
                    return false;
                }
                // 3.8 calls the code that unbinds the name.
                self.silent_detour();
            }
            Block::With { node, line: with_line, slot } => {
                if !self.since(10) {
                    self.here();
                    return false;
                }
                if slot {
                    self.slot(Anchor::WithExit(node));
                }
                self.op(with_line);
            }
            Block::Finally { body, id } => {
                self.old_op();
                if self.since(9) {
                    self.body(body);
                } else {
                    self.finally_copy(body, id);
                }
                self.line = line;
            }
        }
        true
    }
}

/// A way out of a function of so many instructions is copied to the jumps that go there.
const MAX_COPY_SIZE: usize = 4;

/// The code of the last statement is that of a `break`.
fn ends_with_break(body: &[Stmt<'_>]) -> bool {
    match body.last() {
        Some(Stmt::Break(_)) => true,
        Some(Stmt::If(node)) => ends_with_break(if node.orelse.is_empty() { node.body } else { node.orelse }),
        Some(Stmt::Match(node)) => node.cases.last().is_some_and(|case| ends_with_break(case.body)),
        Some(Stmt::For(node)) => ends_with_break(node.orelse),
        Some(Stmt::While(node)) => ends_with_break(node.orelse),
        // The code of handlers stands at the end of the function.
        Some(Stmt::Try(node)) => {
            let parts = [node.finalbody, node.orelse, node.body];
            parts.into_iter().find(|part| !part.is_empty()).is_some_and(ends_with_break)
        }
        _ => false,
    }
}

/// How many instructions an expression takes, if that is known.
fn size(expr: Expr<'_>) -> Option<usize> {
    let all = |exprs: &[Expr<'_>]| exprs.iter().map(|expr| size(*expr)).sum::<Option<usize>>();
    Some(match expr {
        Expr::Name(_) | Expr::Constant(_) => 1,
        Expr::Attribute(node) => size(node.value)? + 1,
        Expr::Tuple(node) => all(node.elts)? + 1,
        Expr::List(node) => all(node.elts)? + 1,
        Expr::Subscript(node) => size(node.value)? + size(node.slice)? + 1,
        Expr::BinOp(node) => size(node.left)? + size(node.right)? + 1,
        Expr::Call(node) if node.keywords.is_empty() => {
            let is_method = matches!(node.func, Expr::Attribute(_));
            size(node.func)? + usize::from(!is_method) + all(node.args)? + 1
        }
        _ => return None,
    })
}
