//! Patterns of `case` clauses, with CPython's names.

use super::expr::Expr;
use crate::text::{Ranged, TextRange};

/// A pattern: a tag and a reference into the arena, cheap to copy.
#[derive(Debug, Clone, Copy)]
pub enum Pattern<'a> {
    /// `1` `-1j` `a.b` `'x'`
    MatchValue(&'a PatternMatchValue<'a>),
    /// `None` `True` `False`
    MatchSingleton(&'a PatternMatchSingleton<'a>),
    /// `[a, *b]` `(a, b)` `a, b`
    MatchSequence(&'a PatternMatchSequence<'a>),
    /// `{'a': b, **c}`
    MatchMapping(&'a PatternMatchMapping<'a>),
    /// `C(a, b=c)`
    MatchClass(&'a PatternMatchClass<'a>),
    /// `*a` `*_`
    MatchStar(&'a PatternMatchStar<'a>),
    /// `a` `_` `p as a`
    MatchAs(&'a PatternMatchAs<'a>),
    /// `a | b`
    MatchOr(&'a PatternMatchOr<'a>),
}

impl Ranged for Pattern<'_> {
    #[inline]
    fn range(&self) -> TextRange {
        match self {
            Pattern::MatchValue(node) => node.range,
            Pattern::MatchSingleton(node) => node.range,
            Pattern::MatchSequence(node) => node.range,
            Pattern::MatchMapping(node) => node.range,
            Pattern::MatchClass(node) => node.range,
            Pattern::MatchStar(node) => node.range,
            Pattern::MatchAs(node) => node.range,
            Pattern::MatchOr(node) => node.range,
        }
    }
}

/// `1` `-1j` `a.b` `'x'`
#[derive(Debug, Clone, Copy)]
pub struct PatternMatchValue<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// The value compared with `==`.
    pub value: Expr<'a>,
}

/// `None` `True` `False`
#[derive(Debug, Clone, Copy)]
pub struct PatternMatchSingleton<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// Compared with `is`.
    pub value: super::expr::Constant<'a>,
}

/// `[a, *b]` `(a, b)` `a, b`
#[derive(Debug, Clone, Copy)]
pub struct PatternMatchSequence<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// The element patterns.
    pub patterns: &'a [Pattern<'a>],
}

/// `{'a': b, **c}`
#[derive(Debug, Clone, Copy)]
pub struct PatternMatchMapping<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `'a'`
    pub keys: &'a [Expr<'a>],
    /// `b`
    pub patterns: &'a [Pattern<'a>],
    /// `c`
    pub rest: Option<&'a str>,
}

/// `C(a, b=c)`
#[derive(Debug, Clone, Copy)]
pub struct PatternMatchClass<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `C`
    pub cls: Expr<'a>,
    /// `a`
    pub patterns: &'a [Pattern<'a>],
    /// `b`
    pub kwd_attrs: &'a [&'a str],
    /// `c`
    pub kwd_patterns: &'a [Pattern<'a>],
}

/// `*a` `*_`
#[derive(Debug, Clone, Copy)]
pub struct PatternMatchStar<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`; none for `_`.
    pub name: Option<&'a str>,
}

/// `a` `_` `p as a`
#[derive(Debug, Clone, Copy)]
pub struct PatternMatchAs<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `p`
    pub pattern: Option<Pattern<'a>>,
    /// `a`; none for `_`.
    pub name: Option<&'a str>,
}

/// `a | b`
#[derive(Debug, Clone, Copy)]
pub struct PatternMatchOr<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// The alternatives.
    pub patterns: &'a [Pattern<'a>],
}
