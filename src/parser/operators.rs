//! Operators in order of precedence: shunting-yard, one step for each operator the parser meets.
//!
//! For `a + b * c < d` the steps leave
//!
//! ```text
//! operands   a        a b        a b c         (a + b * c)        ... Compare
//! pending    +        + *        + * , `<`:    <
//! ```
//!
//! An operator first finishes the pending ones that bind tighter. Comparisons wait for each other, as do equal `and`s
//! and `or`s: `a < b < c` is one node. Operands carry the range of their text, parentheses included, since an operation
//! spans the parentheses of its operands.

use super::builder::{Builder, range};
use super::error::{Checked, fail};
use crate::ast::*;
use crate::text::TextRange;

/// An operand and the range of its text.
#[derive(Debug, Clone, Copy)]
pub struct Operand<'a> {
    expr: Expr<'a>,
    range: TextRange,
}

/// An operation of which operators have been seen, but not the last operand: the height of the stack below it.
#[derive(Debug, Clone, Copy)]
pub struct Chain {
    pending: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Comparison,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Sum,
    Product,
    Sign,
    Power,
}

/// An operator that waits for its right operand.
#[derive(Debug, Clone, Copy)]
pub struct Pending {
    level: Level,
    what: What,
    /// Where a prefix operator stands.
    start: u32,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Prefix(UnaryOp),
    Binary(Operator),
    Compare(CmpOp),
    Bool(BoolOp),
}

/// An operator before its operand.
#[derive(Debug, Clone, Copy)]
pub struct Prefix(Level, UnaryOp);

impl Prefix {
    pub const NOT: Self = Self(Level::Not, UnaryOp::Not);
    pub const MINUS: Self = Self(Level::Sign, UnaryOp::USub);
    pub const PLUS: Self = Self(Level::Sign, UnaryOp::UAdd);
    pub const INVERT: Self = Self(Level::Sign, UnaryOp::Invert);
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy)]
pub struct Binary(Level, What);

macro_rules! binary {
    ($($name:ident: $level:ident, $what:ident($of:ident::$op:ident);)*) => {
        impl Binary {
            $(pub const $name: Self = Self(Level::$level, What::$what($of::$op));)*
        }
    };
}

binary! {
    OR: Or, Bool(BoolOp::Or);
    AND: And, Bool(BoolOp::And);
    EQ: Comparison, Compare(CmpOp::Eq);
    NOT_EQ: Comparison, Compare(CmpOp::NotEq);
    LT: Comparison, Compare(CmpOp::Lt);
    LT_E: Comparison, Compare(CmpOp::LtE);
    GT: Comparison, Compare(CmpOp::Gt);
    GT_E: Comparison, Compare(CmpOp::GtE);
    IS: Comparison, Compare(CmpOp::Is);
    IS_NOT: Comparison, Compare(CmpOp::IsNot);
    IN: Comparison, Compare(CmpOp::In);
    NOT_IN: Comparison, Compare(CmpOp::NotIn);
    BIT_OR: BitOr, Binary(Operator::BitOr);
    BIT_XOR: BitXor, Binary(Operator::BitXor);
    BIT_AND: BitAnd, Binary(Operator::BitAnd);
    L_SHIFT: Shift, Binary(Operator::LShift);
    R_SHIFT: Shift, Binary(Operator::RShift);
    ADD: Sum, Binary(Operator::Add);
    SUB: Sum, Binary(Operator::Sub);
    MULT: Product, Binary(Operator::Mult);
    DIV: Product, Binary(Operator::Div);
    FLOOR_DIV: Product, Binary(Operator::FloorDiv);
    MOD: Product, Binary(Operator::Mod);
    MAT_MULT: Product, Binary(Operator::MatMult);
    POW: Power, Binary(Operator::Pow);
}

impl<'a> Builder<'a> {
    /// `-`
    pub fn begin_prefix(&self, start: u32, Prefix(level, op): Prefix) -> Chain {
        let pending = self.pending.push(Pending { level, what: What::Prefix(op), start });
        Chain { pending }
    }

    /// `a +`
    pub fn begin_binary(&self, start: u32, expr: Expr<'a>, end: u32, Binary(level, what): Binary) -> Chain {
        self.operands.push(Operand { expr, range: range(start, end) });
        let pending = self.pending.push(Pending { level, what, start });
        Chain { pending }
    }

    /// `a + -`
    pub fn prefix(&self, chain: Chain, start: u32, Prefix(level, op): Prefix) -> Checked<Chain> {
        if level == Level::Not && self.pending.last().is_some_and(|before| before.level > Level::Not) {
            return fail(start, start + 3, "`not` must be in parentheses after an operator that binds tighter");
        }
        self.pending.push(Pending { level, what: What::Prefix(op), start });
        Ok(chain)
    }

    /// `a + b *`
    pub fn binary(&self, chain: Chain, start: u32, expr: Expr<'a>, end: u32, Binary(level, what): Binary) -> Chain {
        self.operands.push(Operand { expr, range: range(start, end) });
        // `a ** b ** c` is `a ** (b ** c)`, and signs bind less than a power on their right.
        let waits = |before: Level| match level {
            Level::Or | Level::And | Level::Comparison => before <= level,
            Level::Power => true,
            _ => before < level,
        };
        while self.pending.len() > chain.pending && self.pending.last().is_some_and(|before| !waits(before.level)) {
            self.reduce(chain);
        }
        self.pending.push(Pending { level, what, start });
        chain
    }

    /// `a + b * c`
    pub fn finish_chain(&self, chain: Chain, start: u32, expr: Expr<'a>, end: u32) -> Expr<'a> {
        self.operands.push(Operand { expr, range: range(start, end) });
        while self.pending.len() > chain.pending {
            self.reduce(chain);
        }
        self.pop_operand().expr
    }

    /// Builds the node of the last pending operator, or of the run that ends with it.
    fn reduce(&self, chain: Chain) {
        let Some(last) = self.pending.last() else { return };
        let operand = match last.what {
            What::Prefix(op) => {
                self.pending.pop();
                let operand = self.pop_operand();
                let range = range(last.start, operand.range.end());
                let node = ExprUnaryOp { range, op, operand: operand.expr };
                Operand { expr: Expr::UnaryOp(self.arena.alloc(node)), range }
            }
            What::Binary(op) => {
                self.pending.pop();
                let right = self.pop_operand();
                let left = self.pop_operand();
                let range = left.range.cover(right.range);
                let node = ExprBinOp { range, left: left.expr, op, right: right.expr };
                Operand { expr: Expr::BinOp(self.arena.alloc(node)), range }
            }
            What::Compare(_) => self.reduce_compare(self.start_of_run(chain, last.level)),
            What::Bool(op) => self.reduce_bool(op, self.start_of_run(chain, last.level)),
        };
        self.operands.push(operand);
    }

    fn pop_operand(&self) -> Operand<'a> {
        self.operands.pop().expect("the grammar gives each operator its operands")
    }

    /// The height of the stack below the run of operators of this level.
    fn start_of_run(&self, chain: Chain, level: Level) -> u32 {
        let mut start = self.pending.len();
        while start > chain.pending && self.pending.get(start - 1).level == level {
            start -= 1;
        }
        start
    }

    fn reduce_compare(&self, run: u32) -> Operand<'a> {
        let count = self.pending.len() - run;
        let ops = self.pending.drain(run, |pending| {
            self.arena.alloc_slice_fill_iter(pending.iter().map(|p| match p.what {
                What::Compare(op) => op,
                _ => unreachable!("runs are of one level"),
            }))
        });
        self.operands.drain(self.operands.len() - count - 1, |operands| {
            let (left, right) = (operands[0], operands[operands.len() - 1]);
            let comparators = self.arena.alloc_slice_fill_iter(operands[1..].iter().map(|o| o.expr));
            let range = left.range.cover(right.range);
            let node = ExprCompare { range, left: left.expr, ops, comparators };
            Operand { expr: Expr::Compare(self.arena.alloc(node)), range }
        })
    }

    fn reduce_bool(&self, op: BoolOp, run: u32) -> Operand<'a> {
        let count = self.pending.len() - run;
        self.pending.drain(run, |_| ());
        self.operands.drain(self.operands.len() - count - 1, |operands| {
            let values = self.arena.alloc_slice_fill_iter(operands.iter().map(|o| o.expr));
            let range = operands[0].range.cover(operands[operands.len() - 1].range);
            Operand { expr: Expr::BoolOp(self.arena.alloc(ExprBoolOp { range, op, values })), range }
        })
    }
}
