//! Reads marker calls back into what they tell.

use super::super::abi::{BASES, CASE, Fire, LEAVING, PRINT, REPR, Style, Wrapper};
use super::Strip;
use crate::ast::{Constant, Expr, ExprCall, Keyword, Pattern};
use crate::text::Ranged;

/// A call around an expression: what it wraps and what it fires.
pub(super) struct Around<'a> {
    pub value: Expr<'a>,
    pub wrapper: Wrapper,
    pub fire: Fire,
}

impl<'a> Strip<'a> {
    fn is_marker(&self, expr: Expr<'a>) -> bool {
        matches!(expr, Expr::Name(name) if name.id == self.abi.name)
    }

    /// `_instr.attr(…)`
    fn method(&self, expr: Expr<'a>, attr: &str) -> Option<&'a ExprCall<'a>> {
        let Expr::Call(call) = expr else { return None };
        let Expr::Attribute(func) = call.func else { return None };
        (func.attr == attr && self.is_marker(func.value)).then_some(call)
    }

    /// A form P, in exactly the text that it is written in.
    pub fn read_fire(&self, expr: Expr<'a>) -> Option<Fire> {
        let Expr::Call(call) = expr else { return None };
        let fire = match self.abi.style {
            Style::Call if self.is_marker(call.func) => read_captures(call.args, call.keywords)?,
            Style::Print => self.read_print(call)?,
            Style::Call | Style::Load => return None,
        };
        (self.abi.fire(&fire) == self.text(expr.range())).then_some(fire)
    }

    /// `print("4:", "s =", repr(s), file=_instr.stderr)`
    fn read_print(&self, call: &'a ExprCall<'a>) -> Option<Fire> {
        let is_print = matches!(call.func, Expr::Name(name) if name.id == PRINT);
        let [Keyword { value: Expr::Attribute(stderr), .. }] = call.keywords else { return None };
        if !is_print || !self.is_marker(stderr.value) {
            return None;
        }
        let (first, rest) = call.args.split_first()?;
        let (quote, line) = read_string(*first)?;
        let line = line.strip_suffix(':')?.parse().ok()?;
        let mut fire = Fire { line, quote, ..Fire::declaration() };
        for pair in rest.chunks(2) {
            let [_, Expr::Call(repr)] = pair else { return None };
            let (Expr::Name(func), [Expr::Name(name)]) = (repr.func, repr.args) else { return None };
            if func.id != REPR {
                return None;
            }
            fire.bound.push(name.id.to_owned());
        }
        Some(fire)
    }

    /// `_instr.after(EXPR, 4, s=s)` and its like.
    pub fn read_around(&self, expr: Expr<'a>) -> Option<Around<'a>> {
        if self.abi.style == Style::Print {
            let Expr::Subscript(subscript) = expr else { return None };
            let Expr::Tuple(tuple) = subscript.value else { return None };
            let [value, print] = tuple.elts else { return None };
            return Some(Around { value: *value, wrapper: Wrapper::After, fire: self.read_fire(*print)? });
        }
        let (wrapper, call) = Wrapper::ALL.into_iter().find_map(|w| Some((w, self.method(expr, w.method())?)))?;
        let (value, args) = call.args.split_first()?;
        Some(Around { value: *value, wrapper, fire: read_captures(args, call.keywords)? })
    }

    /// `_instr.leaving(4, "s")`
    pub fn read_leaving(&self, expr: Expr<'a>) -> Option<Fire> {
        let call = self.method(expr, LEAVING)?;
        read_captures(call.args, call.keywords)
    }

    /// `*_instr.bases(4, s=s)` `*(print(…) or ())`
    pub fn read_bases(&self, expr: Expr<'a>) -> Option<Fire> {
        let Expr::Starred(starred) = expr else { return None };
        match (self.abi.style, starred.value) {
            (Style::Print, Expr::BoolOp(or)) => match or.values {
                [print, Expr::Tuple(tuple)] if tuple.elts.is_empty() => self.read_fire(*print),
                _ => None,
            },
            (Style::Print | Style::Load, _) => None,
            (Style::Call, value) => {
                let call = self.method(value, BASES)?;
                read_captures(call.args, call.keywords)
            }
        }
    }

    /// `_instr.L4((pattern))`
    pub fn read_case(&self, pattern: Pattern<'a>) -> Option<(u32, Pattern<'a>)> {
        let Pattern::MatchClass(class) = pattern else { return None };
        let (Expr::Attribute(attribute), [inner]) = (class.cls, class.patterns) else { return None };
        let line = attribute.attr.strip_prefix(CASE)?.parse().ok()?;
        self.is_marker(attribute.value).then_some((line, *inner))
    }
}

/// `4, "c", s=s`
fn read_captures<'a>(args: &'a [Expr<'a>], keywords: &'a [Keyword<'a>]) -> Option<Fire> {
    let (Expr::Constant(line), names) = args.split_first()? else { return None };
    let Constant::Int(line) = line.value else { return None };
    let mut fire = Fire { line: line.parse().ok()?, ..Fire::declaration() };
    for &name in names {
        let (quote, name) = read_string(name)?;
        fire.quote = quote;
        fire.maybe.push(name.to_owned());
    }
    for keyword in keywords {
        fire.bound.push(keyword.arg?.to_owned());
    }
    Some(fire)
}

/// One plain literal: its quote and what is between.
fn read_string(expr: Expr<'_>) -> Option<(char, &str)> {
    let Expr::Constant(constant) = expr else { return None };
    let Constant::Str([literal]) = constant.value else { return None };
    let quote = literal.raw.chars().next().filter(|c| ['"', '\''].contains(c))?;
    let text = literal.raw.strip_prefix(quote)?.strip_suffix(quote)?;
    Some((quote, text))
}
