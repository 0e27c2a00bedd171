//! Takes probes out of expressions: the reverse of [`super::super::expression`].
//!
//! ```text
//! (_instr(1) or a)            a
//! if _instr(1) or (a if b else c):        if a if b else c:
//! _instr.after(a, 1)          a
//! ```

use super::super::abi::Style;
use super::super::expression::{needs_parens_after_or, needs_parens_as_argument};
use super::Strip;
use crate::ast::visit::{Visitor, walk_expr};
use crate::ast::{BoolOp, Expr, ExprBoolOp, ExprContext};
use crate::text::{Ranged, TextSize};

impl<'a> Strip<'a> {
    /// Takes the probes out of `expr` and of what is below.
    pub fn strip_expr(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        match expr {
            Expr::BoolOp(or) if or.op == BoolOp::Or && self.read_fire(or.values[0]).is_some() => self.strip_before(or),
            Expr::Name(name) if name.id == self.abi.name => self.fail(name.range),
            _ if self.read_after(expr).is_some() => self.strip_after(expr, false),
            _ => walk_expr(self, expr, ctx),
        }
    }

    /// `(P or x)`, and `P or x` where it is a test.
    fn strip_before(&mut self, or: &'a ExprBoolOp<'a>) {
        let fires: Vec<_> = or.values.iter().map_while(|&value| self.read_fire(value)).collect();
        let operands = &or.values[fires.len()..];
        let Some((&operand, more)) = operands.split_first() else { return self.fail(or.range) };
        let is_after = more.is_empty() && self.read_after(operand).is_some();
        let own_parens = more.is_empty() && !is_after && needs_parens_after_or(operand);
        let test = self.tests.contains(&or.range);

        let mut open = String::from(if test { "" } else { "(" });
        for fire in &fires {
            open.push_str(&self.abi.fire(fire));
            open.push_str(" or ");
        }
        let outside = TextSize::from(!test);
        let mut start = or.range.start().checked_sub(outside);
        if let Some(fused) = start.filter(|_| test).and_then(|at| self.fused(at, &open)) {
            start = Some(fused);
            open = format!(" {open} ");
        }
        if own_parens {
            open.push('(');
        }
        let close = ")".repeat(usize::from(own_parens) + usize::from(!test));
        let fits = self.remove(start, &open) && self.remove_before(or.range.end() + outside, &close);
        if !fits {
            return self.fail(or.range);
        }
        fires.iter().for_each(|fire| self.count(fire));

        if is_after {
            self.strip_after(operand, true);
        } else {
            operands.iter().for_each(|&value| self.visit_expr(value, ExprContext::Load));
        }
    }

    /// `Q(x, 1)`; inside of `(P or Q(x, 1))` it is `wrapped`.
    fn strip_after(&mut self, expr: Expr<'a>, wrapped: bool) {
        let mut core = expr;
        let mut fires = Vec::new();
        while let Some(after) = self.read_after(core) {
            core = after.value;
            fires.push(after.fire);
        }
        let parens = !wrapped && matches!(core, Expr::GeneratorExp(_));
        let own_parens = needs_parens_as_argument(core);

        let mut start = expr.start().checked_sub(TextSize::from(parens));
        let mut open = format!("{}{}", if parens { "(" } else { "" }, self.abi.after_open());
        let can_fuse = !wrapped && !parens && self.abi.style == Style::Call;
        if let Some(fused) = start.filter(|_| can_fuse).and_then(|at| self.fused(at, &open)) {
            start = Some(fused);
            open = format!(" {open} ");
        }
        open.push_str(&self.abi.after_open().repeat(fires.len() - 1));
        let mut close = String::new();
        if own_parens {
            open.push('(');
            close.push(')');
        }
        fires.iter().rev().for_each(|fire| close.push_str(&self.abi.after_close(fire)));
        if parens {
            close.push(')');
        }
        let fits = self.remove(start, &open) && self.remove_before(expr.end() + TextSize::from(parens), &close);
        if !fits {
            return self.fail(expr.range());
        }
        fires.iter().for_each(|fire| self.count(fire));
        self.visit_expr(core, ExprContext::Load);
    }

    /// Where ` open ` starts if `open` at `at` stands in spaces of its own: they kept it from a keyword before.
    pub fn fused(&self, at: TextSize, open: &str) -> Option<TextSize> {
        let behind = self.source.as_bytes().get(at as usize + open.len());
        let before = at.checked_sub(1)?;
        (behind == Some(&b' ') && self.source.as_bytes()[before as usize] == b' ').then_some(before)
    }
}
