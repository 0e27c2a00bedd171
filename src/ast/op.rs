//! Operators and small closed sets.

/// `and` `or`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BoolOp {
    /// `a and b`
    And,
    /// `a or b`
    Or,
}

/// Binary operators, of `BinOp` and `AugAssign`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mult,
    /// `a @ b`
    MatMult,
    /// `a / b`
    Div,
    /// `a % b`
    Mod,
    /// `a ** b`
    Pow,
    /// `a << b`
    LShift,
    /// `a >> b`
    RShift,
    /// `a | b`
    BitOr,
    /// `a ^ b`
    BitXor,
    /// `a & b`
    BitAnd,
    /// `a // b`
    FloorDiv,
}

/// Prefix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `~a`
    Invert,
    /// `not a`
    Not,
    /// `+a`
    UAdd,
    /// `-a`
    USub,
}

/// Comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CmpOp {
    /// `a == b`
    Eq,
    /// `a != b`
    NotEq,
    /// `a < b`
    Lt,
    /// `a <= b`
    LtE,
    /// `a > b`
    Gt,
    /// `a >= b`
    GtE,
    /// `a is b`
    Is,
    /// `a is not b`
    IsNot,
    /// `a in b`
    In,
    /// `a not in b`
    NotIn,
}

/// What an expression in target position is used for. It follows from the position, so the tree does not store it:
/// visitors and the dump hand it down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExprContext {
    /// Read.
    Load,
    /// Bound.
    Store,
    /// Deleted.
    Del,
}
