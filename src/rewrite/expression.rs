//! Probes before and after expressions.
//!
//! ```text
//! while c:            while _instr(1) or c:
//! f(a)                f((_instr(1) or a))
//! f(x for x in y)     f(_instr(1) or (x for x in y))
//! f(*a)               f(*(_instr(1) or a))
//! x = yield           x = (_instr(1) or (yield))
//! return a, b         return (_instr(1) or a), b
//! f(a)                f(_instr.after(a, 1))
//! if a and b:         if (a or _instr(1)) and b:
//! for x in xs:        for x in _instr.each(xs, 1, "x"):
//! return-1            return _instr.after( -1, 1)
//! ```
//!
//! The two spaces in the last line tell that the first of them was not in the source.

use super::abi::{Style, Wrapper};
use super::finder::{Finder, Reason};
use super::physical::has_own_parens;
use super::slot::{Found, Operand, Slot};
use super::zones::ZoneKind;
use crate::ast::Expr;
use crate::lines::PythonVersion;
use crate::text::Ranged;

const OLD_DECORATOR: Reason = "before Python 3.9 a decorator is a dotted name or a call of one";

impl<'a> Finder<'a> {
    /// Fires before `expr` is evaluated.
    pub fn before_expr(&self, expr: Expr<'a>) -> Result<Found, Reason> {
        let expr = self.first_operand(expr)?;
        if self.target < PythonVersion::PY39 && self.zones.is(expr.range(), ZoneKind::Decorator) {
            return self.before_old_decorator(expr);
        }
        Slot::Before(self.operand(expr)?).exact()
    }

    /// Fires after `expr` was evaluated.
    pub fn after_expr(&self, expr: Expr<'a>) -> Result<Found, Reason> {
        let expr = self.last_operand(expr)?;
        let old = self.target < PythonVersion::PY39 && self.zones.is(expr.range(), ZoneKind::Decorator);
        if old && self.style == Style::Print {
            return Err(OLD_DECORATOR);
        }
        Slot::Around(self.operand(expr)?, Wrapper::After).exact()
    }

    /// Passes the value of all of `expr` on.
    pub fn around(&self, expr: Expr<'a>) -> Result<Found, Reason> {
        Slot::Around(self.operand(expr)?, Wrapper::After).exact()
    }

    /// Fires when `expr`, a test, was found false.
    pub fn when_false(&self, expr: Expr<'a>) -> Result<Found, Reason> {
        let operand = self.operand(expr)?;
        if operand.bare || matches!(expr, Expr::Starred(_) | Expr::Slice(_)) {
            return Err("it is not a test");
        }
        Slot::False(operand).exact()
    }

    /// Fires before `next()` of the iterator of `expr`.
    pub fn each(&self, expr: Expr<'a>, wrapper: Wrapper) -> Result<Found, Reason> {
        if self.style == Style::Print {
            return Err("a print cannot fire when an iterator is asked");
        }
        Slot::Around(self.operand(expr)?, wrapper).exact()
    }

    /// `@a.b` → `@_instr.after(a.b, 1)`, `@a(b)` → `@a((_instr(1) or b))`
    fn before_old_decorator(&self, decorator: Expr<'a>) -> Result<Found, Reason> {
        if let Expr::Call(call) = decorator {
            let arguments = call.args.iter().copied().chain(call.keywords.iter().map(|k| k.value));
            if let Some(first) = arguments.min_by_key(Ranged::start) {
                return self.before_expr(first);
            }
            let found = self.after_expr(decorator)?;
            return Ok(Found { doubt: Some("fires after the decorator's expression was evaluated"), ..found });
        }
        self.after_expr(decorator)
    }

    fn operand(&self, expr: Expr<'a>) -> Result<Operand, Reason> {
        let range = expr.range();
        if let Some(reason) = self.zones.frozen(range) {
            return Err(reason);
        }
        Ok(Operand {
            range,
            test: self.zones.is(range, ZoneKind::Test),
            or_parens: needs_parens_after_or(expr),
            argument_parens: needs_parens_as_argument(expr),
            generator: matches!(expr, Expr::GeneratorExp(_)),
            bare: self.is_bare(expr),
        })
    }

    /// The expression that is evaluated first in one that cannot be wrapped itself.
    fn first_operand(&self, mut expr: Expr<'a>) -> Result<Expr<'a>, Reason> {
        loop {
            expr = match expr {
                Expr::Starred(starred) => starred.value,
                Expr::Slice(slice) => {
                    slice.lower.or(slice.upper).or(slice.step).ok_or("an empty slice evaluates nothing")?
                }
                Expr::Tuple(tuple) if self.is_bare(expr) => tuple.elts[0],
                _ => return Ok(expr),
            }
        }
    }

    /// The expression that is evaluated last in one that cannot be wrapped itself.
    fn last_operand(&self, mut expr: Expr<'a>) -> Result<Expr<'a>, Reason> {
        loop {
            expr = match expr {
                Expr::Starred(starred) => starred.value,
                Expr::Slice(slice) => {
                    slice.step.or(slice.upper).or(slice.lower).ok_or("an empty slice evaluates nothing")?
                }
                Expr::Tuple(tuple) if self.is_bare(expr) => tuple.elts[tuple.elts.len() - 1],
                _ => return Ok(expr),
            }
        }
    }

    /// A tuple without parentheses of its own.
    fn is_bare(&self, expr: Expr<'a>) -> bool {
        let Expr::Tuple(tuple) = expr else { return false };
        !has_own_parens(self.source, tuple.range, tuple.elts.first().map(Ranged::range))
    }
}

/// `P or x` would not parse, or not as meant.
pub(super) fn needs_parens_after_or(expr: Expr<'_>) -> bool {
    matches!(expr, Expr::IfExp(_) | Expr::Lambda(_) | Expr::NamedExpr(_) | Expr::Yield(_) | Expr::YieldFrom(_))
}

/// `Q(x, 1)` would not parse, or not be plain to read.
pub(super) fn needs_parens_as_argument(expr: Expr<'_>) -> bool {
    matches!(expr, Expr::NamedExpr(_) | Expr::Yield(_) | Expr::YieldFrom(_))
}
