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
use crate::ast::visit::{Visitor, walk_expr, with_stack};
use crate::ast::{BoolOp, Expr, ExprBoolOp, ExprContext};
use crate::text::{Ranged, TextSize};

impl<'a> Strip<'a> {
    /// Takes the probes out of `expr` and of what is below.
    pub fn strip_expr(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        match expr {
            Expr::BoolOp(or) if or.op == BoolOp::Or && self.has_fires(or) => with_stack(|| self.strip_or(or)),
            Expr::Name(name) if name.id == self.abi.name => self.fail(name.range),
            _ if self.read_around(expr).is_some() => with_stack(|| self.strip_around(expr, false)),
            _ => walk_expr(self, expr, ctx),
        }
    }

    fn has_fires(&self, or: &'a ExprBoolOp<'a>) -> bool {
        let [first, .., last] = or.values else { return false };
        self.is_import(*first) || self.read_fire(*first).is_some() || self.read_fire(*last).is_some()
    }

    /// `(P or x)`, `(x or P)`, and both without parentheses where they are a test.
    fn strip_or(&mut self, or: &'a ExprBoolOp<'a>) {
        let imports = self.is_import(or.values[0]);
        let values = &or.values[usize::from(imports)..];
        let before: Vec<_> = values.iter().map_while(|&value| self.read_fire(value)).collect();
        let values = &values[before.len()..];
        let mut when_false: Vec<_> = values.iter().rev().map_while(|&value| self.read_fire(value)).collect();
        when_false.reverse();
        let operands = &values[..values.len() - when_false.len()];
        let Some((&operand, more)) = operands.split_first() else { return self.fail(or.range) };
        let is_around = more.is_empty() && self.read_around(operand).is_some();
        let own_parens = more.is_empty() && !is_around && needs_parens_after_or(operand);
        let test = self.tests.contains(&or.range);

        let mut open = String::from(if test { "" } else { "(" });
        let import = imports.then(|| self.abi.inline());
        let first: Vec<_> = import.into_iter().chain(before.iter().map(|fire| self.abi.fire(fire))).collect();
        first.iter().for_each(|text| open.push_str(&format!("{text} or ")));
        let outside = TextSize::from(!test);
        let mut start = or.range.start().checked_sub(outside);
        if let Some(fused) = start.filter(|_| test && !first.is_empty()).and_then(|at| self.fused(at, &open)) {
            start = Some(fused);
            open = format!(" {open} ");
        }
        if own_parens {
            open.push('(');
        }
        let mut close = ")".repeat(usize::from(own_parens));
        when_false.iter().for_each(|fire| close.push_str(&format!(" or {}", self.abi.fire(fire))));
        close.push_str(&")".repeat(usize::from(!test)));
        let fits = self.remove(start, &open) && self.remove_before(or.range.end() + outside, &close);
        if !fits {
            return self.fail(or.range);
        }
        before.iter().chain(&when_false).for_each(|fire| self.count(fire));
        if imports {
            self.remove_hint(or.range.start());
        }

        if is_around {
            self.strip_around(operand, !first.is_empty() || !test);
        } else {
            operands.iter().for_each(|&value| self.visit_expr(value, ExprContext::Load));
        }
    }

    /// `Q(x, 1)`; inside of `(P or Q(x, 1))` it is `shielded` from what stands before.
    fn strip_around(&mut self, expr: Expr<'a>, shielded: bool) {
        let mut core = expr;
        let mut layers = Vec::new();
        while let Some(around) = self.read_around(core) {
            core = around.value;
            layers.push((around.wrapper, around.fire));
        }
        let parens = !shielded && matches!(core, Expr::GeneratorExp(_));

        let mut start = expr.start().checked_sub(TextSize::from(parens));
        let mut open = format!("{}{}", if parens { "(" } else { "" }, self.abi.wrapper_open(layers[0].0));
        let can_fuse = !shielded && !parens && self.abi.style == Style::Call;
        if let Some(fused) = start.filter(|_| can_fuse).and_then(|at| self.fused(at, &open)) {
            start = Some(fused);
            open = format!(" {open} ");
        }
        layers[1..].iter().for_each(|(wrapper, _)| open.push_str(&self.abi.wrapper_open(*wrapper)));
        let inside = start.map_or(0, |at| at + open.len() as TextSize);
        let own = match core {
            Expr::Tuple(tuple) if tuple.range.start() == inside + 1 => 2,
            _ => usize::from(needs_parens_as_argument(core)),
        };
        open.push_str(&"(".repeat(own));
        let mut close = ")".repeat(own);
        layers.iter().rev().for_each(|(_, fire)| close.push_str(&self.abi.wrapper_close(fire)));
        if parens {
            close.push(')');
        }
        let fits = self.remove(start, &open) && self.remove_before(expr.end() + TextSize::from(parens), &close);
        if !fits {
            return self.fail(expr.range());
        }
        layers.iter().for_each(|(_, fire)| self.count(fire));
        self.visit_expr(core, ExprContext::Load);
    }

    /// Where ` open ` starts if `open` at `at` stands in spaces of its own: they kept it from a keyword before.
    pub fn fused(&self, at: TextSize, open: &str) -> Option<TextSize> {
        let behind = self.source.as_bytes().get(at as usize + open.len());
        let before = at.checked_sub(1)?;
        (behind == Some(&b' ') && self.source.as_bytes()[before as usize] == b' ').then_some(before)
    }
}
