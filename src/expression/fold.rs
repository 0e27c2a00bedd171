//! Partial evaluation: what of an expression is known, and what is left of it.

use crate::ast::literal::{PyString, decode_str};
use crate::ast::*;
use crate::text::{Ranged, TextRange};
use std::cmp::Ordering;

/// A value that is known while planning.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    None,
    Bool(bool),
    Int(i64),
    Str(String),
    /// A tuple, list or set: what stands behind `in`.
    Items(Vec<Value>),
}

impl Value {
    fn is_true(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Str(text) => !text.is_empty(),
            Self::Items(items) => !items.is_empty(),
        }
    }

    /// A bool is a number.
    fn number(&self) -> Option<i64> {
        match self {
            Self::Bool(value) => Some(i64::from(*value)),
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }

    fn equals(&self, other: &Self) -> bool {
        match (self.number(), other.number()) {
            (Some(left), Some(right)) => left == right,
            _ => self == other,
        }
    }

    fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Str(left), Self::Str(right)) => Some(left.cmp(right)),
            _ => Some(self.number()?.cmp(&other.number()?)),
        }
    }

    /// As Python source; none for one that is only ever looked into.
    fn spelled(&self) -> Option<String> {
        Some(match self {
            Self::None => "None".to_owned(),
            Self::Bool(value) => if *value { "True" } else { "False" }.to_owned(),
            Self::Int(value) if *value < 0 => format!("({value})"),
            Self::Int(value) => value.to_string(),
            Self::Str(text) => quoted(text),
            Self::Items(_) => return None,
        })
    }
}

/// A string literal that a probe's line can hold.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    for char in text.chars() {
        match char {
            '\\' | '\'' => out.extend(['\\', char]),
            ' '..='~' => out.push(char),
            _ => out.push_str(&format!("\\U{:08x}", u32::from(char))),
        }
    }
    out.push('\'');
    out
}

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Known(Value),
    /// Python source, in parentheses where it needs them.
    Open(String),
}

/// Knows what some names mean.
pub(super) trait Names {
    /// The value of a name at this place.
    fn value(&self, name: &ExprName<'_>) -> Option<Value>;
    /// The source of an expression with the names that are known replaced.
    fn source(&self, range: TextRange) -> String;
}

/// What the truth of a part means for the whole, which is false if anything in it is unbound or raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decides {
    /// If the part is so, the whole is false. Then it does not matter what would be evaluated before.
    If(bool),
    /// It depends on other parts.
    Nothing,
}

/// Evaluates an expression of which only the truth matters.
pub(super) fn truth(expr: Expr<'_>, decides: Decides, names: &impl Names) -> Part {
    match expr {
        Expr::UnaryOp(not) if not.op == UnaryOp::Not => {
            let decides = match decides {
                Decides::If(value) => Decides::If(!value),
                Decides::Nothing => Decides::Nothing,
            };
            match truth(not.operand, decides, names) {
                Part::Known(value) => Part::Known(Value::Bool(!value.is_true())),
                Part::Open(text) => Part::Open(format!("(not {text})")),
            }
        }
        Expr::BoolOp(operation) => junction(operation, decides, names),
        Expr::IfExp(node) => match truth(node.test, Decides::Nothing, names) {
            Part::Known(test) => truth(if test.is_true() { node.body } else { node.orelse }, decides, names),
            Part::Open(_) => open(expr, names),
        },
        _ => match value(expr, names) {
            Part::Known(value) => Part::Known(Value::Bool(value.is_true())),
            part => part,
        },
    }
}

/// `and`, `or`. An operand that is known to decide cuts off what follows. What comes before it stays, since a name in it
/// may be unbound, unless the whole is false in any case.
fn junction(operation: &ExprBoolOp<'_>, decides: Decides, names: &impl Names) -> Part {
    let cut = operation.op == BoolOp::Or;
    let inner = if decides == Decides::If(cut) { decides } else { Decides::Nothing };
    let mut parts: Vec<String> = Vec::new();
    for &operand in operation.values {
        match truth(operand, inner, names) {
            Part::Known(value) if value.is_true() != cut => {}
            Part::Known(_) if parts.is_empty() || inner != Decides::Nothing => return Part::Known(Value::Bool(cut)),
            Part::Known(_) => {
                parts.push(if cut { "True" } else { "False" }.to_owned());
                break;
            }
            Part::Open(text) => parts.push(text),
        }
    }
    match parts.len() {
        0 => Part::Known(Value::Bool(!cut)),
        1 => Part::Open(parts.remove(0)),
        _ => Part::Open(format!("({})", parts.join(if cut { " or " } else { " and " }))),
    }
}

fn open(expr: Expr<'_>, names: &impl Names) -> Part {
    let text = names.source(expr.range());
    Part::Open(match expr {
        Expr::Name(_) | Expr::Constant(_) | Expr::Call(_) | Expr::Attribute(_) | Expr::Subscript(_) => text,
        _ => format!("({text})"),
    })
}

/// Evaluates an expression whose value matters.
fn value(expr: Expr<'_>, names: &impl Names) -> Part {
    known(expr, names).map_or_else(
        || match expr {
            Expr::Compare(node) => compared(node, names),
            _ => open(expr, names),
        },
        Part::Known,
    )
}

fn known(expr: Expr<'_>, names: &impl Names) -> Option<Value> {
    let all = |items: &[Expr<'_>]| items.iter().map(|&item| known(item, names)).collect::<Option<Vec<_>>>();
    Some(match expr {
        Expr::Name(name) => names.value(name)?,
        Expr::Constant(node) => match node.value {
            Constant::None => Value::None,
            Constant::True => Value::Bool(true),
            Constant::False => Value::Bool(false),
            Constant::Int(digits) => Value::Int(digits.replace('_', "").parse().ok()?),
            Constant::Str(literals) => {
                let mut text = PyString::new();
                literals.iter().for_each(|literal| decode_str(literal, &mut text));
                Value::Str(text.code_points().map(char::from_u32).collect::<Option<String>>()?)
            }
            _ => return None,
        },
        Expr::Tuple(node) => Value::Items(all(node.elts)?),
        Expr::List(node) => Value::Items(all(node.elts)?),
        Expr::Set(node) => Value::Items(all(node.elts)?),
        Expr::UnaryOp(node) => match (node.op, known(node.operand, names)?) {
            (UnaryOp::Not, value) => Value::Bool(!value.is_true()),
            (UnaryOp::USub, value) => Value::Int(value.number()?.checked_neg()?),
            (UnaryOp::UAdd, value) => Value::Int(value.number()?),
            (UnaryOp::Invert, _) => return None,
        },
        Expr::BinOp(node) => arithmetic(node.op, &known(node.left, names)?, &known(node.right, names)?)?,
        Expr::Compare(node) => match compared(node, names) {
            Part::Known(value) => value,
            Part::Open(_) => return None,
        },
        Expr::BoolOp(node) => {
            // The value of the operand that decides.
            let mut last = None;
            for &operand in node.values {
                let value = known(operand, names)?;
                let decides = value.is_true() == (node.op == BoolOp::Or);
                last = Some(value);
                if decides {
                    break;
                }
            }
            last?
        }
        Expr::IfExp(node) => {
            let test = known(node.test, names)?;
            known(if test.is_true() { node.body } else { node.orelse }, names)?
        }
        Expr::Call(node) if node.keywords.is_empty() => called(node, names)?,
        _ => return None,
    })
}

fn arithmetic(op: Operator, left: &Value, right: &Value) -> Option<Value> {
    if let (Operator::Add, Value::Str(left), Value::Str(right)) = (op, left, right) {
        return Some(Value::Str(format!("{left}{right}")));
    }
    let (left, right) = (left.number()?, right.number()?);
    Some(Value::Int(match op {
        Operator::Add => left.checked_add(right)?,
        Operator::Sub => left.checked_sub(right)?,
        Operator::Mult => left.checked_mul(right)?,
        // Python rounds down, and the sign of the rest is the divisor's.
        Operator::Mod if right > 0 => left.rem_euclid(right),
        Operator::FloorDiv if right > 0 => left.div_euclid(right),
        _ => return None,
    }))
}

/// Methods of strings, and `len`.
fn called(node: &ExprCall<'_>, names: &impl Names) -> Option<Value> {
    let Expr::Attribute(attribute) = node.func else { return None };
    let Value::Str(text) = known(attribute.value, names)? else { return None };
    let arguments = node.args.iter().map(|&argument| known(argument, names)).collect::<Option<Vec<_>>>()?;
    Some(match (attribute.attr, arguments.as_slice()) {
        ("startswith" | "endswith", [prefix]) => {
            let fits = |prefix: &Value| match prefix {
                Value::Str(prefix) if attribute.attr == "startswith" => Some(text.starts_with(prefix.as_str())),
                Value::Str(suffix) => Some(text.ends_with(suffix.as_str())),
                _ => None,
            };
            // Of a list or set Python says that it must be a tuple.
            let is_tuple = matches!(node.args, [Expr::Tuple(_)]);
            Value::Bool(match prefix {
                Value::Items(items) if is_tuple => items.iter().map(fits).collect::<Option<Vec<_>>>()?.contains(&true),
                prefix => fits(prefix)?,
            })
        }
        ("lower", []) if text.is_ascii() => Value::Str(text.to_ascii_lowercase()),
        ("upper", []) if text.is_ascii() => Value::Str(text.to_ascii_uppercase()),
        ("strip", []) if text.is_ascii() => Value::Str(text.trim().to_owned()),
        _ => return None,
    })
}

/// `a < b < c`: what is known is decided from the left, what is left begins with the first pair that is not known.
fn compared(node: &ExprCompare<'_>, names: &impl Names) -> Part {
    let mut left = node.left;
    for (nth, (&op, &right)) in node.ops.iter().zip(node.comparators).enumerate() {
        let pair = match (known(left, names), known(right, names)) {
            (Some(a), Some(b)) => holds(op, &a, &b),
            _ => None,
        };
        match pair {
            Some(false) => return Part::Known(Value::Bool(false)),
            Some(true) => left = right,
            None => {
                let mut text = operand(left, names);
                for (&op, &right) in node.ops.iter().zip(node.comparators).skip(nth) {
                    text.push_str(&format!(" {} {}", symbol(op), operand(right, names)));
                }
                return Part::Open(format!("({text})"));
            }
        }
    }
    Part::Known(Value::Bool(true))
}

fn operand(expr: Expr<'_>, names: &impl Names) -> String {
    match value(expr, names) {
        Part::Known(known) => known.spelled().unwrap_or_else(|| format!("({})", names.source(expr.range()))),
        Part::Open(text) => text,
    }
}

fn holds(op: CmpOp, left: &Value, right: &Value) -> Option<bool> {
    let is_single = |value: &Value| matches!(value, Value::None | Value::Bool(_));
    Some(match op {
        CmpOp::Eq | CmpOp::NotEq if matches!((left, right), (Value::Items(_), _) | (_, Value::Items(_))) => {
            return None;
        }
        CmpOp::Eq => left.equals(right),
        CmpOp::NotEq => !left.equals(right),
        CmpOp::Lt => left.order(right)?.is_lt(),
        CmpOp::LtE => left.order(right)?.is_le(),
        CmpOp::Gt => left.order(right)?.is_gt(),
        CmpOp::GtE => left.order(right)?.is_ge(),
        CmpOp::Is | CmpOp::IsNot if !is_single(left) && !is_single(right) => return None,
        CmpOp::Is => left == right,
        CmpOp::IsNot => left != right,
        CmpOp::In | CmpOp::NotIn => {
            let found = match (left, right) {
                (Value::Str(part), Value::Str(text)) => text.contains(part.as_str()),
                (Value::Items(_), _) => return None,
                (_, Value::Items(items)) => items.iter().any(|item| left.equals(item)),
                _ => return None,
            };
            found == (op == CmpOp::In)
        }
    })
}

fn symbol(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => "==",
        CmpOp::NotEq => "!=",
        CmpOp::Lt => "<",
        CmpOp::LtE => "<=",
        CmpOp::Gt => ">",
        CmpOp::GtE => ">=",
        CmpOp::Is => "is",
        CmpOp::IsNot => "is not",
        CmpOp::In => "in",
        CmpOp::NotIn => "not in",
    }
}
