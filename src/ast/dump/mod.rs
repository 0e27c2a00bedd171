//! The tree in the form of `ast.dump(tree, include_attributes=True)`, as CPython 3.14 prints it: on one line, empty
//! lists and absent values left out, `ctx=Load()` shown. What 3.15 added is shown as 3.15 does, only where it is used.
//!
//! ```text
//! x = 1
//! Module(body=[Assign(targets=[Name(id='x', ctx=Store(), lineno=1, …)], value=Constant(value=1, lineno=1, …), …)])
//! ```

mod expr;
mod pattern;
mod position;
mod stmt;
mod string;

use super::visit::with_stack;
use super::{Expr, ExprContext, Mod, Stmt};
use crate::ast::literal::{PyString, str_repr};
use crate::text::TextRange;
use position::Lines;

/// Prints `module`, the tree of `source`.
pub fn dump(module: &Mod<'_>, source: &str) -> String {
    let mut dumper = Dumper { out: String::with_capacity(source.len() * 16), source, lines: Lines::new(source) };
    let mut node = dumper.node("Module");
    node.stmts("body", module.body);
    node.close_without_position();
    dumper.out
}

struct Dumper<'s> {
    out: String,
    source: &'s str,
    lines: Lines,
}

impl<'s> Dumper<'s> {
    fn node(&mut self, name: &str) -> Node<'_, 's> {
        self.out.push_str(name);
        self.out.push('(');
        Node { dumper: self, is_first: true }
    }

    fn ctx(&mut self, ctx: ExprContext) {
        self.out.push_str(match ctx {
            ExprContext::Load => "Load()",
            ExprContext::Store => "Store()",
            ExprContext::Del => "Del()",
        });
    }

    fn identifier(&mut self, name: &str) {
        str_repr(&PyString::from(name), &mut self.out);
    }

    fn number(&mut self, number: u32) {
        position::push_number(&mut self.out, number);
    }
}

/// A node whose fields are being printed, in CPython's order.
struct Node<'d, 's> {
    dumper: &'d mut Dumper<'s>,
    is_first: bool,
}

impl<'s> Node<'_, 's> {
    /// Prints `name=`; the value is up to the caller.
    fn field(&mut self, name: &str) -> &mut Dumper<'s> {
        if !self.is_first {
            self.dumper.out.push_str(", ");
        }
        self.is_first = false;
        self.dumper.out.push_str(name);
        self.dumper.out.push('=');
        self.dumper
    }

    /// A list, left out where it is empty.
    fn list<T>(&mut self, name: &str, items: impl IntoIterator<Item = T>, mut print: impl FnMut(&mut Dumper<'s>, T)) {
        let mut items = items.into_iter();
        let Some(first) = items.next() else { return };
        let dumper = self.field(name);
        dumper.out.push('[');
        print(dumper, first);
        for item in items {
            dumper.out.push_str(", ");
            print(dumper, item);
        }
        dumper.out.push(']');
    }

    fn stmts(&mut self, name: &str, body: &[Stmt<'_>]) {
        self.list(name, body, |d, &stmt| with_stack(|| d.stmt(stmt)));
    }

    fn expr(&mut self, name: &str, expr: Expr<'_>) {
        self.expr_in(name, expr, ExprContext::Load);
    }

    fn expr_in(&mut self, name: &str, expr: Expr<'_>, ctx: ExprContext) {
        let dumper = self.field(name);
        with_stack(|| dumper.expr(expr, ctx));
    }

    fn opt_expr(&mut self, name: &str, expr: Option<Expr<'_>>) {
        if let Some(expr) = expr {
            self.expr(name, expr);
        }
    }

    fn exprs(&mut self, name: &str, exprs: &[Expr<'_>], ctx: ExprContext) {
        self.list(name, exprs, |d, &expr| with_stack(|| d.expr(expr, ctx)));
    }

    fn ctx(&mut self, ctx: ExprContext) {
        self.field("ctx").ctx(ctx);
    }

    fn identifier(&mut self, field: &str, name: &str) {
        self.field(field).identifier(name);
    }

    fn opt_identifier(&mut self, field: &str, name: Option<&str>) {
        if let Some(name) = name {
            self.identifier(field, name);
        }
    }

    fn number(&mut self, field: &str, number: u32) {
        self.field(field).number(number);
    }

    /// Ends a node that has attributes.
    fn close(mut self, range: TextRange) {
        let start = self.dumper.lines.locate(range.start());
        let end = self.dumper.lines.locate(range.end());
        self.number("lineno", start.line);
        self.number("col_offset", start.column);
        self.number("end_lineno", end.line);
        self.number("end_col_offset", end.column);
        self.close_without_position();
    }

    /// Ends a node to which CPython gives no position.
    fn close_without_position(self) {
        self.dumper.out.push(')');
    }
}
