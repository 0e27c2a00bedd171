//! Code of `try` and `with`: blocks that are left in several ways.

use super::anchor::Anchor;
use super::emit::{Block, Emitter, Label, Scope};
use super::graph::{Node, NodeId};
use crate::ast::visit::with_stack;
use crate::ast::*;

impl<'a> Emitter<'a, '_> {
    pub(super) fn try_stmt(&mut self, node: &'a StmtTry<'a>) {
        // Nothing can stand before `try` on its line: what comes first in it takes that over.
        self.silent_op(self.line);
        if node.finalbody.is_empty() {
            self.try_except(node);
        } else {
            self.try_finally(node);
        }
    }

    fn try_finally(&mut self, node: &'a StmtTry<'a>) {
        let (handler, exit) = (self.label(), self.label());
        let id = std::ptr::from_ref(node).addr();
        self.within(Block::Finally { body: node.finalbody, id }, |this| {
            this.guarded(handler, |this| {
                if node.handlers.is_empty() {
                    this.body(node.body)
                } else {
                    this.try_except(node)
                }
                this.old_op();
            });
        });
        if self.since(9) {
            self.body(node.finalbody);
            self.jump_op(exit);
            self.bind(handler);
            if self.since(11) {
                self.node(Node::NoLine);
            }
            self.within(Block::Silent, |this| this.body(node.finalbody));
            self.reraise();
        } else {
            self.finally_38(node, id, handler, exit);
        }
        self.bind(exit);
    }

    /// 3.8 has the code of a `finally` once: here. It is copied for each way that leads to it.
    fn finally_38(&mut self, node: &'a StmtTry<'a>, id: usize, handler: Label, exit: Label) {
        let start = self.graph.nodes.len();
        self.body(node.finalbody);
        self.here();
        let end = self.graph.nodes.len();
        let line = self.line;
        self.jump(exit);
        self.bind(handler);
        self.finally_copy(node.finalbody, id);
        self.leave();
        self.line = line;
        let originals = self.ops(start, end);
        for (_, from, to) in self.copies.extract_if(.., |copy| copy.0 == id).collect::<Vec<_>>() {
            for (copy, &original) in self.ops(from, to).into_iter().zip(&originals) {
                self.graph.twins.insert(copy, original);
            }
        }
    }

    /// The code of a `finally` that stands elsewhere.
    pub(super) fn finally_copy(&mut self, body: &'a [Stmt<'a>], id: usize) {
        let line = self.line;
        let start = self.graph.nodes.len();
        self.body(body);
        self.here();
        let end = self.graph.nodes.len();
        self.graph.detached.extend(start..end);
        self.copies.push((id, start, end));
        self.come_back();
        self.line = line;
    }

    /// Code elsewhere whose lines never start an entry.
    pub(super) fn silent_detour(&mut self) {
        let node = self.node(Node::Quiet);
        self.graph.detached.insert(node);
        self.come_back();
    }

    fn ops(&self, start: NodeId, end: NodeId) -> Vec<NodeId> {
        (start..end).filter(|&n| matches!(self.graph.nodes[n], Node::Op(_) | Node::Jump(_))).collect()
    }

    fn reraise(&mut self) {
        if self.since(10) {
            self.node(Node::Quiet);
        } else {
            self.here();
        }
        self.leave();
    }

    fn try_except(&mut self, node: &'a StmtTry<'a>) {
        let (caught, orelse, end) = (self.label(), self.label(), self.label());
        self.within(Block::Silent, |this| this.guarded(caught, |this| this.body(node.body)));
        self.old_op();
        self.jump_op(orelse);
        self.bind(caught);
        if self.since(11) {
            self.node(Node::NoLine);
        }
        for handler in node.handlers {
            if node.is_star { self.star_handler(handler) } else { self.handler(handler, end) }
        }
        if node.is_star {
            self.branch(end);
        }
        self.reraise();
        self.bind(orelse);
        self.body(node.orelse);
        self.bind(end);
    }

    /// `except* X`: whatever happens in it, the next one is tried.
    fn star_handler(&mut self, handler: &'a ExceptHandler<'a>) {
        self.line = self.file.starts.line(handler.range.start());
        let Some(kind) = handler.type_ else { return };
        self.silent_op(self.line);
        self.expr(kind);
        self.here();
        let (next, raised) = (self.label(), self.label());
        self.branch(next);
        self.within(Block::Silent, |this| this.guarded(raised, |this| this.body(handler.body)));
        self.jump(next);
        self.bind(raised);
        self.node(Node::NoLine);
        self.bind(next);
    }

    fn handler(&mut self, handler: &'a ExceptHandler<'a>, end: Label) {
        let line = self.file.starts.line(handler.range.start());
        self.line = line;
        let next = self.label();
        if let Some(kind) = handler.type_ {
            self.silent_op(line);
            self.expr(kind);
            self.here();
            self.branch(next);
        } else {
            self.silent_op(line);
        }
        match handler.name {
            Some(_) => {
                let unbind = self.label();
                self.within(Block::Named, |this| this.guarded(unbind, |this| this.body(handler.body)));
                self.old_op();
                if self.since(10) {
                    self.jump(end);
                } else if self.since(9) {
                    self.jump_op(end);
                }
                let past = self.label();
                if !self.since(9) {
                    self.jump(past);
                }
                self.bind(unbind);
                if self.since(10) {
                    self.node(Node::Quiet);
                } else {
                    self.here();
                }
                self.leave();
                self.bind(past);
                if !self.since(9) {
                    self.here();
                    self.jump_op(end);
                }
            }
            None => {
                self.within(Block::Silent, |this| this.body(handler.body));
                self.old_op();
                self.jump_op(end);
            }
        }
        self.bind(next);
    }

    pub(super) fn with_stmt(&mut self, node: &'a StmtWith<'a>) {
        self.with_item(node, 0);
    }

    /// Probes behind each item have a place: in a function, which has room for their variables, and where nothing but an
    /// item can raise.
    fn tells_items(&self, node: &'a StmtWith<'a>) -> bool {
        let plain = |item: &WithItem<'_>| item.optional_vars.is_none_or(|target| matches!(target, Expr::Name(_)));
        let own = self.file.own_lines && matches!(self.scope, Scope::Function);
        own && node.items.len() < 4 && node.items.iter().all(plain) && self.file.nesting.has_room(node)
    }

    fn with_item(&mut self, node: &'a StmtWith<'a>, at: usize) {
        let item = &node.items[at];
        let stmt_line = self.file.starts.line(node.range.start());
        let begin = self.graph.nodes.len();
        self.expr(item.context_expr);
        let line = if self.since(13) { self.line_of(item.context_expr) } else { stmt_line };
        self.line = stmt_line;
        self.op(if self.since(10) { line } else { self.line });
        if node.is_async {
            self.waits(line);
        }
        if at > 0 && self.tells_items(node) {
            // What raises here, on another line, fires the line of the item before.
            let before = if self.since(13) { self.line_of(node.items[at - 1].context_expr) } else { stmt_line };
            for id in begin..self.graph.nodes.len() {
                if self.graph.nodes[id].line().is_some_and(|line| line != before) {
                    self.slot_on_raise(id, Anchor::ItemExit(node, at - 1));
                }
            }
        }
        let slot = at + 1 == node.items.len() && self.file.nesting.has_room(node);
        let (handler, exit) = (self.label(), self.label());
        self.within(Block::With { node, line, slot }, |this| {
            this.guarded(handler, |this| {
                match item.optional_vars {
                    Some(target) => this.store(target),
                    None => this.silent_op(if this.since(10) { line } else { this.line }),
                }
                if at + 1 < node.items.len() {
                    with_stack(|| this.with_item(node, at + 1))
                } else {
                    this.body(node.body)
                }
                this.old_op();
            });
        });
        if self.since(10) {
            if slot {
                self.slot(Anchor::WithExit(node));
            }
            self.op(line);
            self.jump(exit);
            self.bind(handler);
            if slot {
                self.slot(Anchor::WithExit(node));
            }
            let cleanup = self.label();
            self.guarded(cleanup, |this| {
                this.op(line);
                this.branch(exit);
                this.op(line);
                this.leave();
            });
            // Code without a line is between: the handler around fires again even if it is on the same line.
            self.bind(cleanup);
            let raises = self.node(if self.file.version == 12 { Node::Quiet } else { Node::NoLine });
            if at > 0 && self.tells_items(node) {
                self.slot_on_raise(raises, Anchor::ItemExit(node, at - 1));
            }
            self.leave();
        } else {
            self.here();
            self.jump_op(exit);
            self.bind(handler);
            self.here();
            self.branch(exit);
            self.here();
            self.leave();
        }
        self.bind(exit);
    }
}
