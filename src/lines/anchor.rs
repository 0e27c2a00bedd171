//! Places in the source where a probe can stand, as data: the line model chooses them, the rewriter writes them.
//!
//! `P(n)` fires line `n` and returns None. `Q(v, n)` evaluates `v`, fires line `n`, returns `v`.

use crate::ast::{Expr, FrameNode, MatchCase, Stmt, StmtClassDef, StmtWith};

/// Where the text of probes may go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// Only on lines that are there: no line moves.
    #[default]
    SameLines,
    /// On lines of their own, too: whoever loads the text moves all positions back.
    OwnLines,
}

/// One place for one probe.
#[derive(Debug, Clone, Copy)]
pub enum Anchor<'a> {
    /// Runs just before a statement: `P(1); stmt`. Before an `elif`, a `def` and the like the rewriter looks for a host.
    Before(Stmt<'a>),
    /// Runs just after a simple statement: `stmt; P(1)`, for docstrings and `__future__` imports.
    After(Stmt<'a>),
    /// Fires before an expression is evaluated: `P(1) or (expr)`, for tests, arguments, operands, decorators.
    ExprBefore(Expr<'a>),
    /// Fires after an expression was evaluated: `Q(expr, 1)`.
    ExprAfter(Expr<'a>),
    /// Fires when the block of a `with` is left, before `__exit__`: a last item `, PW(1)`.
    WithExit(&'a StmtWith<'a>),
    /// Fires when a `case` is tried: a class pattern `PX((pattern))` that matches anything.
    Case(&'a MatchCase<'a>),
    /// Fires when an expression in test position was found false, `(expr or P(1))`: the test stays false.
    ExprFalse(Expr<'a>),
    /// Fires before each `next()` of the iterator of a `for`, also the one that ends it: a wrapper around the iterable.
    IterEach(Expr<'a>),
    /// Like `IterEach`, but not before the first `next()`.
    IterAgain(Expr<'a>),
    /// Like `IterAgain`, of the iterator of a generator expression, but in the frame that asks the generator: for functions
    /// that CPython runs there.
    IterAround(Expr<'a>),
    /// Fires when an exception leaves the item of a `with` that follows this one: an item between them. For a loader.
    ItemExit(&'a StmtWith<'a>, usize),
    /// Fires before this decorator of the statement is called, counted from above; before none of them, when all were: a
    /// decorator on a line of its own.
    Decorate(Stmt<'a>, usize),
    /// Fires in the outer frame after the bases before it, `class A(*P0(1), B):`.
    ClassBases(&'a StmtClassDef<'a>),
}

/// A place, and when a probe there fires among others at the same place.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// The place.
    pub anchor: Anchor<'a>,
    /// Probes at one place fire in this order; in the order of lines where it is equal.
    pub order: usize,
}

/// How well a line's probes tell what CPython's tracer would tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The same line events, in the same order.
    Exact,
    /// Some events are missing or more: why.
    Approximate(String),
    /// No probe: why, and the nearest lines to take instead, before and after.
    Refused {
        /// Why, in a sentence without a full stop.
        reason: String,
        /// Lines near it that take a probe.
        nearest: Vec<u32>,
    },
}

/// What is planned for one line of one frame's code.
#[derive(Debug, Clone)]
pub struct LineProbe<'a> {
    /// Whose frame fires it.
    pub frame: FrameNode<'a>,
    /// The line that the events carry, from 1.
    pub line: u32,
    /// Where the probes stand; each fires `line`. One place may come twice, then it fires twice.
    pub anchors: Vec<Placed<'a>>,
    /// How well they tell it.
    pub verdict: Verdict,
    /// The frame's first event may come right before one of these, and it is not told.
    pub is_behind_start: bool,
}
