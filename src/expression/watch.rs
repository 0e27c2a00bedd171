//! An expression whose changes are told: what of the program can change it.

use super::{Expression, read, single};
use crate::ast::visit::{Visitor, walk_expr};
use crate::ast::{CmpOp, Expr, ExprContext};
use crate::diagnostic::Diagnostic;
use crate::text::Ranged;
use bumpalo::Bump;

/// An expression, and what can change its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// The expression.
    pub expression: Expression,
    /// What is looked at.
    pub sight: Sight,
    /// The names, attributes and items that it reads, each as a [`path`].
    pub paths: Vec<String>,
    /// The words of it: names and attributes.
    pub words: Vec<String>,
}

/// What of an expression is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// A bare name: what it is bound to.
    Name,
    /// Names and operators: a value that is made anew of what the names are bound to.
    Names,
    /// Attributes, items, calls: what is inside of objects.
    Contents,
}

impl Watch {
    /// Reads an expression of one line.
    ///
    /// # Errors
    /// As [`read`]; and if it reads no variable.
    pub fn read(text: &str) -> Result<Self, Diagnostic> {
        let mut parsed = read(text)?;
        let arena = Bump::new();
        let expr = single(text, &arena)?;
        let mut reader = Reader { source: text, sight: Sight::Names, paths: Vec::new(), own: Vec::new() };
        reader.visit_expr(expr, ExprContext::Load);
        match expr {
            Expr::Starred(_) => return Err(Diagnostic::syntax(expr.range(), "it is no value: write `[*x]`")),
            Expr::Lambda(_) | Expr::GeneratorExp(_) => {
                return Err(Diagnostic::syntax(expr.range(), "it is another object each time it is looked at"));
            }
            _ => {}
        }
        parsed.expression.names.retain(|name| !reader.own.contains(name));
        if parsed.expression.names.is_empty() {
            return Err(Diagnostic::syntax(expr.range(), "it has no variable: it never changes"));
        }
        let sight = if matches!(expr, Expr::Name(_)) { Sight::Name } else { reader.sight };
        Ok(Self { expression: parsed.expression, sight, paths: reader.paths, words: parsed.words })
    }
}

/// A name, or an attribute or an item of one, without white space: `self.items`, `d['k']`, `d[i].x`.
pub fn path(expr: Expr<'_>, source: &str) -> Option<String> {
    match expr {
        Expr::Name(name) => Some(name.id.to_owned()),
        Expr::Attribute(attribute) => Some(format!("{}.{}", path(attribute.value, source)?, attribute.attr)),
        Expr::Subscript(item) => {
            let key: String = source[item.slice.range().as_usize()].split_whitespace().collect();
            Some(format!("{}[{}]", path(item.value, source)?, key.replace('"', "'")))
        }
        _ => None,
    }
}

struct Reader<'r> {
    source: &'r str,
    sight: Sight,
    paths: Vec<String>,
    /// The variables of its comprehensions.
    own: Vec<String>,
}

impl<'a> Visitor<'a> for Reader<'_> {
    fn visit_expr(&mut self, expr: Expr<'a>, context: ExprContext) {
        if let (Expr::Name(name), ExprContext::Store) = (expr, context) {
            self.own.push(name.id.to_owned());
            return;
        }
        if let Some(path) = path(expr, self.source)
            && !self.paths.contains(&path)
        {
            self.paths.push(path);
        }
        let is_plain = match expr {
            Expr::Name(_)
            | Expr::Constant(_)
            | Expr::BoolOp(_)
            | Expr::BinOp(_)
            | Expr::UnaryOp(_)
            | Expr::IfExp(_)
            | Expr::Tuple(_) => true,
            Expr::Compare(compare) => !compare.ops.iter().any(|op| matches!(op, CmpOp::In | CmpOp::NotIn)),
            _ => false,
        };
        if !is_plain {
            self.sight = Sight::Contents;
        }
        walk_expr(self, expr, context);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_at() {
        let sight = |text: &str| Watch::read(text).unwrap().sight;
        assert_eq!(sight("tag"), Sight::Name);
        assert_eq!(sight("c == '/' and not quote"), Sight::Names);
        for text in ["len(out)", "self.items", "d['k']", "x in seen", "[a, b]", "f'{x}'"] {
            assert_eq!(sight(text), Sight::Contents, "{text}");
        }
        assert!(Watch::read("1 + 1").is_err());
    }

    #[test]
    fn paths_have_no_white_space() {
        let watch = Watch::read("self.items + d [ \"k\" ]").unwrap();
        assert_eq!(watch.paths, ["self.items", "self", "d['k']", "d"]);
    }
}
