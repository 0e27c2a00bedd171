//! Code of simple statements.

use super::anchor::Anchor;
use super::emit::{Emitter, Scope};
use super::fold::fold;
use super::graph::Node;
use crate::ast::visit::with_stack;
use crate::ast::*;

impl<'a> Emitter<'a, '_> {
    pub(super) fn body(&mut self, body: &'a [Stmt<'a>]) {
        for (at, &stmt) in body.iter().enumerate() {
            if let (Stmt::For(node), Some(&next)) = (stmt, body.get(at + 1)) {
                self.untold = self.untold_behind(node, next);
            }
            self.stmt(stmt);
            let declares = |s: Option<&Stmt<'a>>| matches!(s, Some(Stmt::Global(_) | Stmt::Nonlocal(_)));
            if !stmt.is_compound() && !declares(body.get(at + 1)) {
                self.slot(Anchor::After(stmt));
            }
        }
    }

    pub(super) fn stmt(&mut self, stmt: Stmt<'a>) {
        with_stack(|| {
            self.line = self.line_of(stmt);
            if self.can_stand_before(stmt) {
                self.slot(Anchor::Before(stmt));
            }
            let branches = !matches!(stmt, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) && stmt.is_compound();
            self.conditions += u32::from(branches);
            self.stmt_inner(stmt);
            self.conditions -= u32::from(branches);
        });
    }

    fn stmt_inner(&mut self, stmt: Stmt<'a>) {
        match stmt {
            Stmt::FunctionDef(node) => self.function_def(node),
            Stmt::ClassDef(node) => self.class_def(node),
            Stmt::Return(node) => self.return_stmt(node),
            Stmt::Delete(node) => {
                for &target in node.targets {
                    self.delete(target);
                }
            }
            Stmt::Assign(node) => self.assign(node),
            Stmt::TypeAlias(node) => {
                self.doubt_lines(
                    Stmt::TypeAlias(node),
                    "the alias is evaluated in a frame of its own, which is not told",
                );
                self.here();
            }
            Stmt::AugAssign(node) => self.aug_assign(node),
            Stmt::AnnAssign(node) => self.ann_assign(node),
            Stmt::For(node) => self.for_stmt(node),
            Stmt::While(node) => self.while_stmt(node),
            Stmt::If(node) => self.if_stmt(node),
            Stmt::With(node) => self.with_stmt(node),
            Stmt::Match(node) => self.match_stmt(node),
            Stmt::Raise(node) => {
                self.exprs(node.exc.into_iter().chain(node.cause));
                self.here();
                self.leave();
            }
            Stmt::Try(node) => self.try_stmt(node),
            Stmt::Assert(node) => self.assert_stmt(node),
            Stmt::Import(_) | Stmt::ImportFrom(_) => self.here(),
            Stmt::Global(_) | Stmt::Nonlocal(_) => {}
            Stmt::Expr(node) => self.expr_stmt(node),
            Stmt::Pass(_) => {
                if self.since(10) {
                    self.here();
                }
            }
            Stmt::Break(_) => self.break_or_continue(true),
            Stmt::Continue(_) => self.break_or_continue(false),
        }
    }

    /// A probe can stand before the statement; a name must not be used before its `global`.
    fn can_stand_before(&self, stmt: Stmt<'a>) -> bool {
        match stmt {
            Stmt::If(_) | Stmt::For(_) | Stmt::With(_) | Stmt::Match(_) | Stmt::Try(_) => false,
            Stmt::Global(_) | Stmt::Nonlocal(_) => false,
            Stmt::ClassDef(node) => !node.decorator_list.is_empty() && !self.since(9),
            _ => true,
        }
    }

    fn expr_stmt(&mut self, node: &'a StmtExpr<'a>) {
        if fold(node.value).is_some() {
            if self.since(10) {
                self.here();
            }
            return;
        }
        self.expr(node.value);
        self.old_op();
    }

    fn return_stmt(&mut self, node: &'a StmtReturn<'a>) {
        let line = self.line;
        let computed = node.value.filter(|&v| fold(v).is_none());
        if !self.since(10) {
            self.exprs(computed);
            self.unwind_all();
            self.line = line;
            if computed.is_none() {
                // A probe in it would run before the blocks are left.
                self.mute += 1;
                self.exprs(node.value);
                self.mute -= 1;
                self.here();
            } else {
                self.node(Node::Return(line));
            }
            return self.leave();
        }
        match (computed, node.value) {
            (Some(value), _) => self.expr(value),
            (None, Some(value)) => {
                let value_line = self.line_of(value);
                self.slot(Anchor::ExprBefore(value));
                self.op(value_line);
            }
            (None, None) => {}
        }
        if node.value.is_none_or(|v| self.line_of(v) != line) {
            if let Some(value) = node.value.filter(|_| computed.is_none()) {
                self.slot(Anchor::ExprAfter(value));
            }
            self.op(line);
        }
        if self.unwind_all() {
            self.node(Node::Quiet);
        } else {
            self.op(line);
        }
        self.leave();
    }

    fn delete(&mut self, target: Expr<'a>) {
        let line = self.line_of(target);
        self.at(line, |this| match target {
            Expr::Tuple(ExprTuple { elts, .. }) | Expr::List(ExprList { elts, .. }) => {
                elts.iter().for_each(|&e| this.delete(e));
            }
            _ => this.place(target),
        });
    }

    fn assign(&mut self, node: &'a StmtAssign<'a>) {
        self.expr(node.value);
        let last = node.targets.len() - 1;
        for (at, &target) in node.targets.iter().enumerate() {
            if at < last {
                self.here();
            }
            self.store(target);
        }
    }

    fn aug_assign(&mut self, node: &'a StmtAugAssign<'a>) {
        let target_line = self.line_of(node.target);
        self.at(target_line, |this| match node.target {
            Expr::Attribute(target) => {
                this.expr(target.value);
                this.attribute_op(target);
            }
            Expr::Subscript(target) => {
                this.expr(target.value);
                this.index(target.slice);
                this.here();
            }
            _ => this.here(),
        });
        self.expr(node.value);
        self.here();
        self.at(target_line, |this| match node.target {
            Expr::Attribute(target) => this.attribute_op(target),
            _ => this.here(),
        });
    }

    fn ann_assign(&mut self, node: &'a StmtAnnAssign<'a>) {
        if let Some(value) = node.value {
            self.expr(value);
            self.store(node.target);
            if matches!(node.target, Expr::Name(_)) {
                // Binding a name goes unnoticed, and no probe can stand in an annotation.
                self.slot_again(Anchor::ExprAfter(value));
            }
        }
        let evaluated = self.scope != Scope::Function && !self.since(14);
        if self.scope != Scope::Function && node.simple {
            self.lazy_annotations(self.graph.first_line, [node.annotation]);
        }
        if node.simple {
            if evaluated {
                self.annotation(node.annotation);
                self.silent_op(self.line);
            } else if self.since(14)
                && !self.file.future_annotations
                && (self.scope == Scope::Module || self.scope == Scope::Class && self.conditions > 0)
            {
                // 3.14 notes which annotations of a branch were passed.
                self.here();
            }
            return;
        }
        if node.value.is_none() {
            match node.target {
                Expr::Attribute(target) => {
                    self.expr(target.value);
                    self.here();
                }
                Expr::Subscript(target) => {
                    self.expr(target.value);
                    self.exprs(Some(target.slice));
                    self.here();
                }
                _ => {}
            }
        }
        if evaluated && !self.file.future_annotations {
            self.annotation(node.annotation);
            self.here();
        }
    }

    /// Annotations that are evaluated when somebody asks for them, in a frame of their own
    /// that starts at the line of the owner: no probe can stand in one.
    pub(super) fn lazy_annotations(&mut self, owner: u32, annotations: impl IntoIterator<Item = Expr<'a>>) {
        if self.since(14) && !self.file.future_annotations {
            const WHY: &str = "annotations that are asked for run in a frame of their own, which is not told";
            for annotation in annotations {
                self.doubt_lines(annotation, WHY);
                self.doubt(owner, WHY);
            }
        }
    }

    /// An annotation that is evaluated where it stands; probes never stand in one.
    pub(super) fn annotation(&mut self, annotation: Expr<'a>) {
        if self.file.future_annotations {
            let line = if self.since(12) { self.line_of(annotation) } else { self.line };
            return self.op(line);
        }
        self.muted(|this| this.expr(annotation));
    }

    fn assert_stmt(&mut self, node: &'a StmtAssert<'a>) {
        let end = self.label();
        self.jump_if(node.test, end, true);
        self.here();
        if let Some(message) = node.msg {
            self.expr(message);
            self.here();
        }
        self.here();
        self.leave();
        self.bind(end);
    }
}
