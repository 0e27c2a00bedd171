//! Where injected text goes, and under what form: the answer to one anchor of a plan.

use super::abi::Wrapper;
use crate::text::{TextRange, TextSize};
use std::fmt;

/// A place for text. Several probes can share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// In front of a simple statement.
    Prefix(TextSize),
    /// Behind a simple statement.
    Suffix(TextSize),
    /// On a line without code.
    Line(HostLine),
    /// On lines of their own, before what begins a line.
    Above(OwnLine),
    /// On lines of their own, behind the last statement of a suite.
    Below(OwnLine),
    /// As a `case` of its own before another, one that never matches.
    CaseAbove(OwnLine),
    /// As the value of a keyword that has none: `return`, `yield`.
    Bare(TextSize),
    /// Before an expression is evaluated.
    Before(Operand),
    /// After a test was found false.
    False(Operand),
    /// A call around an expression.
    Around(Operand, Wrapper),
    /// Behind the last item of a `with`.
    LastItem(TextSize),
    /// Behind another item of a `with`.
    MiddleItem(TextSize),
    /// A decorator on a line of its own, before another or the header.
    Decorator(OwnLine),
    /// Around the pattern of a `case`.
    Case(TextRange),
    /// Before the bases of a class.
    Bases(TextSize, BasesShape),
}

/// A line without code that can hold a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct HostLine {
    /// Where the statement goes.
    pub at: TextSize,
    /// The indentation to copy, for an empty line.
    pub indent: TextRange,
    pub kind: HostKind,
}

/// A place for whole lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OwnLine {
    /// In front of, or behind, this offset.
    pub at: TextSize,
    /// The indentation to copy.
    pub indent: TextRange,
}

/// What such a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HostKind {
    /// Nothing at all.
    Empty,
    /// Exactly the indentation.
    Blank,
    /// The indentation and a comment.
    Comment,
}

/// An expression that is wrapped, and what its kind and its place ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Operand {
    pub range: TextRange,
    /// It is a test: `P or x` without parentheses around.
    pub test: bool,
    /// `P or (x)`
    pub or_parens: bool,
    /// `Q((x), 1)`
    pub argument_parens: bool,
    /// `(Q(x, 1))`, for a generator expression: the parentheses may be those of the call whose only argument it is.
    pub generator: bool,
    /// A tuple without parentheses: it gets two pairs, `Q(((a, b)), 1)`, since one would look like its own.
    pub bare: bool,
}

/// The header of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum BasesShape {
    /// `class A:`
    None,
    /// `class A():`
    Empty,
    /// `class A(B):`
    Some,
}

/// The form that a probe takes in the text, to tell a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// `P; stmt`
    Prefix,
    /// `stmt; P`
    Suffix,
    /// A line of its own, empty or a comment before.
    Line,
    /// `if P or test:`
    Test,
    /// `(P or expr)`
    Before,
    /// `(expr or P)`
    False,
    /// `Q(expr)`
    After,
    /// `for x in _instr.each(xs, 4):`
    Iterator,
    /// `with a, PW:`
    WithItem,
    /// `case PX((pattern)):`
    Case,
    /// `class A(*PB, B):`
    Bases,
}

impl Form {
    /// A word or two for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prefix => "before the statement",
            Self::Suffix => "behind the statement",
            Self::Line => "on the line above",
            Self::Test => "in the test",
            Self::Before => "before the expression",
            Self::False => "after the expression, if it is false",
            Self::After => "after the expression",
            Self::Iterator => "around the iterator",
            Self::WithItem => "last item of the with",
            Self::Case => "around the pattern",
            Self::Bases => "among the bases",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Slot {
    pub fn form(&self) -> Form {
        match self {
            Self::Prefix(_) => Form::Prefix,
            Self::Suffix(_) => Form::Suffix,
            Self::Line(_) | Self::Above(_) | Self::Below(_) | Self::CaseAbove(_) | Self::Decorator(_) => Form::Line,
            Self::Bare(_) => Form::After,
            Self::Before(operand) if operand.test => Form::Test,
            Self::Before(_) => Form::Before,
            Self::False(_) => Form::False,
            Self::Around(_, Wrapper::After) => Form::After,
            Self::Around(_, Wrapper::Each | Wrapper::Again | Wrapper::Around) => Form::Iterator,
            Self::LastItem(_) | Self::MiddleItem(_) => Form::WithItem,
            Self::Case(_) => Form::Case,
            Self::Bases(..) => Form::Bases,
        }
    }

    /// The first offset at which it inserts.
    pub fn offset(&self) -> TextSize {
        match *self {
            Self::Prefix(at)
            | Self::Suffix(at)
            | Self::LastItem(at)
            | Self::MiddleItem(at)
            | Self::Bases(at, _)
            | Self::Bare(at) => at,
            Self::Line(line) => line.at,
            Self::Above(line) | Self::Below(line) | Self::CaseAbove(line) | Self::Decorator(line) => line.at,
            Self::Before(operand) | Self::False(operand) | Self::Around(operand, _) => operand.range.start(),
            Self::Case(range) => range.start(),
        }
    }
}

/// A slot that was found, and what is not exact about it.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub slot: Slot,
    pub doubt: Option<&'static str>,
}

impl From<Slot> for Found {
    fn from(slot: Slot) -> Self {
        Self { slot, doubt: None }
    }
}
