//! Expressions: what is evaluated, in which order, and what may be skipped.

use super::state::State;
use super::{Point, Walk};
use crate::ast::visit::{walk_arguments, walk_expr, with_stack};
use crate::ast::*;
use crate::scope::{ComprehensionParts, Resolution, ScopeId, comprehension_parts};
use crate::text::Ranged;

impl<'a> Walk<'_, 'a> {
    pub(super) fn expr(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        self.record(Point::BeforeExpr(expr.range()));
        with_stack(|| self.expr_inner(expr, ctx));
        self.record(Point::AfterExpr(expr.range()));
        self.record(Point::FalseExpr(expr.range()));
    }

    pub(super) fn load(&mut self, expr: Expr<'a>) {
        self.expr(expr, ExprContext::Load);
    }

    fn expr_inner(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        match expr {
            Expr::Name(name) => self.name(name.id, ctx),
            Expr::BoolOp(_) | Expr::UnaryOp(ExprUnaryOp { op: UnaryOp::Not, .. }) => {
                let (mut holds, fails) = self.condition_inner(expr);
                holds.join(&fails);
                self.state = holds;
            }
            Expr::IfExp(e) => {
                let (holds, fails) = self.condition(e.test);
                self.state = holds;
                self.load(e.body);
                let body = std::mem::replace(&mut self.state, fails);
                self.load(e.orelse);
                self.state.join(&body);
            }
            Expr::Compare(e) if e.comparators.len() > 1 => {
                self.load(e.left);
                self.load(e.comparators[0]);
                let mut left_early = self.state.clone();
                e.comparators[1..].iter().for_each(|&e| self.load(e));
                left_early.join(&self.state);
                self.state = left_early;
            }
            Expr::NamedExpr(e) => {
                self.load(e.value);
                if let Expr::Name(target) = e.target {
                    self.bind(self.outer_slot(target.id));
                }
            }
            Expr::Lambda(e) => {
                walk_arguments(self, e.args);
                self.make(FrameNode::Lambda(e));
            }
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::GeneratorExp(_) => {
                self.comprehension(expr);
            }
            _ => walk_expr(self, expr, ctx),
        }
    }

    fn name(&mut self, name: &'a str, ctx: ExprContext) {
        let slot = self.slot(name);
        match ctx {
            ExprContext::Load => {
                if let (Some(slot), true) = (slot, self.frame.reading_proves() || self.is_target(&self.mangle(name))) {
                    self.state.must.insert(slot);
                }
            }
            ExprContext::Store => self.bind(slot),
            ExprContext::Del => self.kill(slot),
        }
    }

    /// Evaluates a condition. What is known if it holds, and if it fails.
    pub(super) fn condition(&mut self, expr: Expr<'a>) -> (State, State) {
        self.record(Point::BeforeExpr(expr.range()));
        let (holds, fails) = with_stack(|| self.condition_inner(expr));
        self.record_as(Point::FalseExpr(expr.range()), |_| fails.clone());
        self.record_as(Point::AfterExpr(expr.range()), |_| {
            let mut either = holds.clone();
            either.join(&fails);
            either
        });
        (holds, fails)
    }

    fn condition_inner(&mut self, expr: Expr<'a>) -> (State, State) {
        match expr {
            Expr::BoolOp(e) => {
                let mut decided = self.state.dead();
                for &value in e.values {
                    let (holds, fails) = self.condition(value);
                    let (goes_on, short) = match e.op {
                        BoolOp::And => (holds, fails),
                        BoolOp::Or => (fails, holds),
                    };
                    decided.join(&short);
                    self.state = goes_on;
                }
                match e.op {
                    BoolOp::And => (self.state.clone(), decided),
                    BoolOp::Or => (decided, self.state.clone()),
                }
            }
            Expr::UnaryOp(ExprUnaryOp { op: UnaryOp::Not, operand, .. }) => {
                let (holds, fails) = self.condition(*operand);
                (fails, holds)
            }
            _ => {
                self.expr_inner(expr, ExprContext::Load);
                let (holds, fails) = (self.state.clone(), self.state.clone());
                match constant_truth(expr) {
                    Some(true) => (holds, fails.dead()),
                    Some(false) => (holds.dead(), fails),
                    None => (holds, fails),
                }
            }
        }
    }

    fn comprehension(&mut self, expr: Expr<'a>) {
        let Some(parts) = comprehension_parts(expr) else { return };
        if let [first, ..] = parts.generators {
            self.load(first.iter);
        }
        // A walrus inside may have bound, if only in the turn before.
        self.frame.run_in_part(&mut self.state, expr.range());
        let node = FrameNode::Comprehension(expr);
        let Some(id) = self.scopes.id_of(node) else { return };
        if !self.scopes.is_inlined(id) {
            self.make(node);
            return;
        }
        let after = self.state.clone();
        self.comprehensions.push(id);
        self.generators(id, parts);
        self.comprehensions.pop();
        self.state = after;
    }

    /// What the comprehension of scope `id` runs for each element; the first iterable was evaluated before.
    pub(super) fn generators(&mut self, id: ScopeId, parts: ComprehensionParts<'a>) {
        let symbols = self.scopes.get(id).symbols.iter();
        let targets = symbols.filter(|s| s.resolution == Resolution::Local).map(|s| s.name);
        let targets: Vec<usize> = targets.filter_map(|name| self.frame.own_slot(name)).collect();
        for &slot in &targets {
            self.state.must.remove(slot);
            // An outer `for` comes back to an inner one that has bound its target before.
            self.state.may.set(slot, parts.generators.len() > 1);
        }
        for (i, generator) in parts.generators.iter().enumerate() {
            if i > 0 {
                self.load(generator.iter);
            }
            self.record_as(Point::Next(generator.iter.range()), |walk| {
                let mut again = walk.state.clone();
                targets.iter().for_each(|&slot| again.may.insert(slot));
                again
            });
            self.expr(generator.target, ExprContext::Store);
            for &test in generator.ifs {
                self.state = self.condition(test).0;
            }
        }
        parts.elements.into_iter().flatten().for_each(|e| self.load(e));
    }
}

/// The truth of a condition that CPython does not test.
fn constant_truth(expr: Expr<'_>) -> Option<bool> {
    let Expr::Constant(constant) = expr else { return None };
    match constant.value {
        Constant::True | Constant::Int("1") => Some(true),
        Constant::False | Constant::None | Constant::Int("0") => Some(false),
        _ => None,
    }
}
