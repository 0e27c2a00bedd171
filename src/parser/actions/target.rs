//! What may be assigned to, deleted, or looped over.

use crate::ast::*;
use crate::parser::builder::Builder;
use crate::parser::error::{Checked, fail};
use crate::text::Ranged;

impl<'a> Builder<'a> {
    /// A target of `=`, `for` or `as`: names, attributes, subscripts; lists, tuples and stars of such.
    fn check_store(&self, target: Expr<'a>, start: u32, verb: &str) -> Checked<()> {
        match target {
            Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) => Ok(()),
            Expr::Tuple(tuple) => tuple.elts.iter().try_for_each(|&e| self.check_store(e, e.start(), verb)),
            Expr::List(list) => list.elts.iter().try_for_each(|&e| self.check_store(e, e.start(), verb)),
            Expr::Starred(starred) => self.check_store(starred.value, starred.value.start(), verb),
            _ => fail(start.max(target.start()), target.end(), format!("cannot {verb} {}", kind(target))),
        }
    }

    pub fn assign_target(&self, start: u32, target: Expr<'a>) -> Checked<u32> {
        self.check_store(target, start, "assign to")?;
        Ok(self.exprs.push(target))
    }

    pub fn check_for_target(&self, start: u32, target: Expr<'a>) -> Checked<()> {
        self.check_store(target, start, "assign to")
    }

    pub fn check_del_target(&self, target: Expr<'a>) -> Checked<()> {
        match target {
            Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) => Ok(()),
            Expr::Tuple(tuple) => tuple.elts.iter().try_for_each(|&e| self.check_del_target(e)),
            Expr::List(list) => list.elts.iter().try_for_each(|&e| self.check_del_target(e)),
            // 3.8 leaves this one to its compiler.
            Expr::Starred(starred) => self.check_del_target(starred.value),
            _ => fail(target.start(), target.end(), format!("cannot delete {}", kind(target))),
        }
    }

    /// A target of `+=` or of an annotation: one alone.
    pub fn check_single(&self, target: Expr<'a>, what: &str) -> Checked<()> {
        match target {
            Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) => Ok(()),
            _ => fail(target.start(), target.end(), format!("{} is an illegal {what}", kind(target))),
        }
    }
}

fn kind(expr: Expr<'_>) -> &'static str {
    match expr {
        Expr::BoolOp(_) | Expr::BinOp(_) | Expr::UnaryOp(_) => "an expression",
        Expr::NamedExpr(_) => "a named expression",
        Expr::Lambda(_) => "a lambda",
        Expr::IfExp(_) => "a conditional expression",
        Expr::Dict(_) => "a dict literal",
        Expr::Set(_) => "a set display",
        Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) => "a comprehension",
        Expr::GeneratorExp(_) => "a generator expression",
        Expr::Await(_) => "an await expression",
        Expr::Yield(_) | Expr::YieldFrom(_) => "a yield expression",
        Expr::Compare(_) => "a comparison",
        Expr::Call(_) => "a function call",
        Expr::JoinedStr(_) => "an f-string",
        Expr::TemplateStr(_) => "a t-string",
        Expr::Constant(node) => match node.value {
            Constant::None => "None",
            Constant::True => "True",
            Constant::False => "False",
            Constant::Ellipsis => "an ellipsis",
            _ => "a literal",
        },
        Expr::Attribute(_) => "an attribute",
        Expr::Subscript(_) => "a subscript",
        Expr::Starred(_) => "a starred expression",
        Expr::Name(_) => "a name",
        Expr::List(_) => "a list",
        Expr::Tuple(_) => "a tuple",
        Expr::Slice(_) => "a slice",
    }
}
