//! The user's own expressions, read by our parser before anything runs, and evaluated as far as a place is known.

mod fold;
mod watch;
mod when;

pub use watch::{Sight, Watch, path};
pub use when::{Outcome, Place, When, module_of};

use bumpalo::Bump;

use crate::ast::visit::{Visitor, walk_expr};
use crate::ast::{CmpOp, Expr, ExprContext, Stmt, StmtExpr, UnaryOp};
use crate::diagnostic::Diagnostic;
use crate::parser;
use crate::text::{Ranged, TextRange};

/// An expression of the user's, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// As written.
    pub text: String,
    /// The names that it reads, each once.
    pub names: Vec<String>,
    /// It is evaluated in a function: a lambda or comprehension is in it, whose names are read in a scope of their own, or
    /// it calls what may be code with probes.
    pub nested: bool,
    /// It cannot raise if its names are bound.
    pub safe: bool,
    /// An f-string: its text is told as it is.
    pub template: bool,
}

impl Expression {
    /// A condition that never holds.
    pub fn never() -> Self {
        Self { text: "False".to_owned(), names: Vec::new(), nested: false, safe: true, template: false }
    }

    /// It is [`Self::never`].
    pub fn is_never(&self) -> bool {
        self.names.is_empty() && self.text == "False"
    }
}

/// An expression, and the words in it: names and attributes.
#[derive(Debug)]
pub struct Parsed {
    /// The expression.
    pub expression: Expression,
    /// The words.
    pub words: Vec<String>,
}

/// Reads an expression of one line.
///
/// # Errors
/// If it is none, or would bind a variable of the program or leave its frame.
pub fn read(text: &str) -> Result<Parsed, Diagnostic> {
    let arena = Bump::new();
    let expr = single(text, &arena)?;
    let whole = TextRange::new(0, text.len() as u32);
    if text.contains(['\n', '\r']) || text.contains('#') && !text.contains(['"', '\'']) {
        return Err(Diagnostic::syntax(whole, "an expression of one line, without comments, is wanted"));
    }
    let mut reader = Reader { names: Vec::new(), words: Vec::new(), nested: false, wrong: None };
    reader.visit_expr(expr, ExprContext::Load);
    if let Some(wrong) = reader.wrong {
        return Err(wrong);
    }
    let template = matches!(expr, Expr::JoinedStr(_));
    let Reader { names, words, nested, .. } = reader;
    let expression = Expression { text: text.to_owned(), names, nested, safe: is_safe(expr), template };
    Ok(Parsed { expression, words })
}

/// The one expression that a text is.
///
/// # Errors
/// If it is something else.
pub fn single<'a>(text: &'a str, arena: &'a Bump) -> Result<Expr<'a>, Diagnostic> {
    let module = parser::parse(text, arena)?;
    match module.body {
        [Stmt::Expr(StmtExpr { value, .. })] => Ok(*value),
        [] => Err(Diagnostic::syntax(TextRange::new(0, text.len() as u32), "an expression is wanted")),
        [first, ..] => Err(Diagnostic::syntax(first.range(), "an expression is wanted, this is a statement")),
    }
}

/// Nothing of the program runs in it: a name's truth may be a method's.
fn is_safe(expr: Expr<'_>) -> bool {
    let plain = |expr: &Expr<'_>| matches!(expr, Expr::Name(_) | Expr::Constant(_));
    match expr {
        Expr::Constant(_) => true,
        Expr::Compare(compare) => {
            compare.ops.iter().all(|op| matches!(op, CmpOp::Is | CmpOp::IsNot))
                && plain(&compare.left)
                && compare.comparators.iter().all(plain)
        }
        Expr::BoolOp(operation) => operation.values.iter().all(|&value| is_safe(value)),
        Expr::UnaryOp(operation) => operation.op == UnaryOp::Not && is_safe(operation.operand),
        _ => false,
    }
}

/// Builtins that can be called where the expression stands.
const CALM: [&str; 8] = ["abs", "bool", "callable", "id", "isinstance", "issubclass", "len", "type"];

struct Reader {
    names: Vec<String>,
    words: Vec<String>,
    nested: bool,
    wrong: Option<Diagnostic>,
}

impl<'a> Visitor<'a> for Reader {
    fn visit_expr(&mut self, expr: Expr<'a>, context: ExprContext) {
        let wrong = |what: &str| Some(Diagnostic::syntax(expr.range(), what));
        match expr {
            Expr::Name(name) => {
                if context == ExprContext::Load && !self.names.iter().any(|n| n == name.id) {
                    self.names.push(name.id.to_owned());
                }
                self.words.push(name.id.to_owned());
            }
            Expr::Attribute(attribute) => {
                self.words.push(attribute.attr.to_owned());
            }
            Expr::NamedExpr(_) => self.wrong = wrong("it must not bind a variable of the program"),
            Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Await(_) => {
                self.wrong = wrong("it must not leave the frame");
            }
            Expr::Lambda(_) | Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::GeneratorExp(_) => {
                self.nested = true;
            }
            // What it calls may be code with probes, which are silent then: that takes a function around it.
            Expr::Call(call) if !matches!(call.func, Expr::Name(name) if CALM.contains(&name.id)) => {
                self.nested = true;
            }
            _ => {}
        }
        walk_expr(self, expr, context);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_expression_reads() {
        let parsed = read("len(out) >= 6 and c == self.password").unwrap();
        assert_eq!(parsed.expression.names, ["len", "out", "c", "self"]);
        assert!(parsed.words.contains(&"password".to_owned()));
        assert!(!parsed.expression.safe && !parsed.expression.nested);
        assert!(read("x is None").unwrap().expression.safe);
        assert!(read("any(x > y for x in z)").unwrap().expression.nested);
        for bad in ["x :=", "(x := 1)", "x = 1", "", "yield", "a\nb", "pass"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
