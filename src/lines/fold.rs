//! What CPython folds to a constant before it generates code.

use crate::ast::{BoolOp, Constant, Expr, Operator, StringLiteral, UnaryOp};

/// As much of a constant's value as lines depend on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Folded {
    /// A value of unknown truth.
    Some,
    /// A value of known truth.
    Truth(bool),
    Number(f64),
}

impl Folded {
    pub(super) fn truth(self) -> Option<bool> {
        match self {
            Self::Some => None,
            Self::Truth(truth) => Some(truth),
            Self::Number(number) => Some(number != 0.0),
        }
    }
}

/// More levels than these are no constant.
const MAX_LEVELS: u32 = 200;

/// The constant that an expression in load position is.
pub(super) fn fold(expr: Expr<'_>) -> Option<Folded> {
    fold_within(expr, MAX_LEVELS)
}

fn fold_within(expr: Expr<'_>, levels: u32) -> Option<Folded> {
    let levels = levels.checked_sub(1)?;
    let fold = |expr| fold_within(expr, levels);
    match expr {
        Expr::Constant(node) => Some(literal(node.value)),
        Expr::Name(node) if node.id == "__debug__" => Some(Folded::Truth(true)),
        Expr::UnaryOp(node) => unary(node.op, fold(node.operand)?),
        Expr::BinOp(node) => binary(fold(node.left)?, node.op, fold(node.right)?),
        Expr::Tuple(node) if node.elts.iter().all(|&e| fold(e).is_some()) => Some(Folded::Truth(!node.elts.is_empty())),
        Expr::Subscript(node) => {
            // `'abc'[0]`: which element it is does not matter, that there is one does.
            let is_index = matches!(fold(node.slice)?, Folded::Number(_));
            (is_index && matches!(node.value, Expr::Constant(c) if matches!(c.value, Constant::Str(_))))
                .then_some(Folded::Some)
        }
        _ => None,
    }
}

/// All of them are constants.
pub(super) fn all_constant(exprs: &[Expr<'_>]) -> bool {
    exprs.iter().all(|&e| fold(e).is_some())
}

/// `x in [1, 2]` and `for x in [1, 2]`: the list becomes a constant.
pub(super) fn is_constant_container(expr: Expr<'_>) -> bool {
    match expr {
        Expr::List(node) => all_constant(node.elts),
        Expr::Set(node) => all_constant(node.elts),
        _ => false,
    }
}

/// The value that decides a chain of `and` or `or`.
pub(super) const fn decides(op: BoolOp) -> bool {
    matches!(op, BoolOp::Or)
}

fn literal(value: Constant<'_>) -> Folded {
    match value {
        Constant::None | Constant::False => Folded::Truth(false),
        Constant::True | Constant::Ellipsis => Folded::Truth(true),
        Constant::Int(text) => int(text).map_or(Folded::Truth(true), Folded::Number),
        Constant::Float(text) => text.replace('_', "").parse().map_or(Folded::Some, Folded::Number),
        Constant::Complex(_) => Folded::Some,
        Constant::Str(parts) | Constant::Bytes(parts) => Folded::Truth(parts.iter().any(|part| !is_empty(part))),
    }
}

#[expect(clippy::cast_precision_loss, reason = "only truth and rough size matter")]
fn int(text: &str) -> Option<f64> {
    let text = text.replace('_', "");
    let radix = match text.get(..2) {
        Some("0x" | "0X") => 16,
        Some("0o" | "0O") => 8,
        Some("0b" | "0B") => 2,
        _ => return text.parse().ok(),
    };
    u128::from_str_radix(&text[2..], radix).ok().map(|n| n as f64)
}

fn is_empty(part: &StringLiteral<'_>) -> bool {
    let body = part.raw.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    body.len() == 2 || body.len() == 6 && (body.starts_with("\"\"\"") || body.starts_with("'''"))
}

fn unary(op: UnaryOp, operand: Folded) -> Option<Folded> {
    match (op, operand) {
        (UnaryOp::Not, _) => operand.truth().map(|truth| Folded::Truth(!truth)),
        (UnaryOp::UAdd, Folded::Number(n)) => Some(Folded::Number(n)),
        (UnaryOp::USub, Folded::Number(n)) => Some(Folded::Number(-n)),
        (UnaryOp::Invert, Folded::Number(_)) => Some(Folded::Some),
        (UnaryOp::USub, Folded::Some) => Some(Folded::Some),
        _ => None,
    }
}

fn binary(left: Folded, op: Operator, right: Folded) -> Option<Folded> {
    let (Folded::Number(a), Folded::Number(b)) = (left, right) else {
        // Text: `'a' + 'b'`, `'a' * 3`, and `1 + 2j`.
        let sizes = matches!(op, Operator::Add) && !matches!((left, right), (Folded::Number(_), Folded::Truth(_)));
        return (sizes && left == right || matches!((left, right), (_, Folded::Some) | (Folded::Some, _)))
            .then_some(Folded::Some);
    };
    match op {
        Operator::Add => Some(Folded::Number(a + b)),
        Operator::Sub => Some(Folded::Number(a - b)),
        Operator::Mult => Some(Folded::Number(a * b)),
        Operator::Div | Operator::FloorDiv | Operator::Mod if b == 0.0 => None,
        Operator::MatMult => None,
        Operator::Pow | Operator::LShift if a.abs().log2() * b > 120.0 || b > 120.0 => None,
        _ => Some(Folded::Some),
    }
}
