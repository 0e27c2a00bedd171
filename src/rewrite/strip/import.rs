//! Finds the import of the probe: a statement, or an expression in the header of the first one that fires.

use super::super::abi::{Abi, HINT, MARKER, PACKAGE, PROBE, SYS, Style};
use super::super::physical::line_around;
use super::Strip;
use crate::ast::{Constant, Expr, ExprCall, Stmt};
use crate::text::{Ranged, TextRange, TextSize};

/// The style and name that the import in a statement of the file tells, if there is one.
pub(super) fn found(stmt: Stmt<'_>) -> Option<Abi> {
    let header = match stmt {
        Stmt::If(node) => Some(node.test),
        Stmt::While(node) => Some(node.test),
        Stmt::For(node) => Some(node.iter),
        Stmt::Match(node) => Some(node.subject),
        Stmt::With(node) => node.items.first().map(|item| item.context_expr),
        Stmt::ClassDef(node) => node.decorator_list.first().or(node.bases.first()).copied(),
        Stmt::FunctionDef(node) => {
            let parameters = node.args.posonlyargs.iter().chain(node.args.args).chain(node.args.kwonlyargs);
            let default = parameters.filter_map(|p| p.default).next();
            node.decorator_list.first().copied().or(default)
        }
        Stmt::Try(node) => return found(*node.body.first()?),
        _ => return statement(stmt),
    };
    let mut expr = header?;
    // Down to what is evaluated first.
    loop {
        expr = match expr {
            Expr::BoolOp(or) => or.values[0],
            Expr::Starred(starred) => starred.value,
            Expr::Tuple(tuple) => *tuple.elts.first()?,
            Expr::Call(call) => match call.args.first() {
                Some(&first) if matches!(call.func, Expr::Attribute(_)) => first,
                _ => return expression(call),
            },
            _ => return None,
        }
    }
}

/// `from instr import probe as _instr` `import sys as _instr`
pub(super) fn statement(stmt: Stmt<'_>) -> Option<Abi> {
    let (alias, style, package) = match stmt {
        Stmt::ImportFrom(import) if import.level == 0 && import.module == Some(PACKAGE) => {
            (import.names.first()?, Style::Call, PROBE)
        }
        Stmt::Import(import) => (import.names.first()?, Style::Print, SYS),
        _ => return None,
    };
    if alias.name == package { abi(alias.asname?, style) } else { None }
}

/// `globals().update(_instr=__import__("instr").probe)`
fn expression(update: &ExprCall<'_>) -> Option<Abi> {
    let Expr::Attribute(function) = update.func else { return None };
    let [keyword] = update.keywords else { return None };
    let (call, style) = match keyword.value {
        Expr::Attribute(attribute) if attribute.attr == PROBE => (attribute.value, Style::Call),
        call => (call, Style::Print),
    };
    let Expr::Call(call) = call else { return None };
    let is_import = matches!(call.func, Expr::Name(func) if func.id == "__import__");
    let is_ours = matches!(call.args, [Expr::Constant(c)] if matches!(c.value, Constant::Str(_)));
    if function.attr == "update" && is_import && is_ours { abi(keyword.arg?, style) } else { None }
}

fn abi(name: &str, style: Style) -> Option<Abi> {
    let number = name.strip_prefix(MARKER)?;
    number.bytes().all(|b| b.is_ascii_digit()).then(|| Abi { name: name.to_owned(), style })
}

impl<'a> Strip<'a> {
    /// The expression is the import.
    pub fn is_import(&self, expr: Expr<'a>) -> bool {
        matches!(expr, Expr::Call(_)) && self.text(expr.range()) == self.abi.inline()
    }

    /// `*(globals().update(_instr=…) or ())`
    pub fn is_import_base(&self, expr: Expr<'a>) -> bool {
        matches!(expr, Expr::Starred(_)) && self.text(expr.range()) == self.abi.inline_base()
    }

    /// Takes out the hint at the end of the line that holds `offset`.
    pub fn remove_hint(&mut self, offset: TextSize) {
        let line = line_around(self.source, offset);
        if self.abi.style == Style::Call && self.text(line).ends_with(HINT) {
            self.removals.push(TextRange::new(line.end() - HINT.len() as TextSize, line.end()));
        }
    }
}
