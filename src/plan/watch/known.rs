//! Values that are known: behind a binding to the constant that the name already has, nothing has changed.

use super::effect::Effect;
use crate::ast::{Expr, Stmt};
use crate::text::Ranged;

/// The constant that a watched bare name is bound to, as its source text; none if it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Known<'a>(Option<&'a str>);

impl<'a> Known<'a> {
    /// The state behind a statement, and whether the statement leaves the value as it was.
    pub fn step(self, stmt: Stmt<'a>, effect: Option<Effect>, name: &str, source: &'a str) -> (Self, bool) {
        if effect.is_none() {
            return (self, true);
        }
        let (target, value) = match stmt {
            Stmt::Assign(node) => match node.targets {
                [target] => (*target, node.value),
                _ => return (Self(None), false),
            },
            Stmt::AnnAssign(node) => match node.value {
                Some(value) => (node.target, value),
                None => return (Self(None), false),
            },
            _ => return (Self(None), false),
        };
        match (target, value) {
            (Expr::Name(target), Expr::Constant(_)) if target.id == name => {
                let text = &source[value.range().as_usize()];
                (Self(Some(text)), self.0 == Some(text))
            }
            // `x = x`
            (Expr::Name(target), Expr::Name(value)) if target.id == name && value.id == name => (self, true),
            _ => (Self(None), false),
        }
    }
}
