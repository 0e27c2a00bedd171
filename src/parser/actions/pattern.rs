//! Patterns of `case`.

use crate::ast::*;
use crate::parser::builder::{Builder, range};
use crate::parser::error::{Checked, fail};
use crate::text::{Ranged, TextRange};

/// `'a': b`, `**c` in a mapping pattern; `a`, `b=c` in a class pattern.
#[derive(Debug, Clone, Copy)]
pub enum PatternItem<'a> {
    Pair(Expr<'a>, Pattern<'a>),
    Rest(&'a str, TextRange),
    Positional(Pattern<'a>),
    Keyword(&'a str, Pattern<'a>),
}

impl<'a> Builder<'a> {
    pub fn match_value(&self, l: u32, value: Expr<'a>, r: u32) -> Pattern<'a> {
        Pattern::MatchValue(self.arena.alloc(PatternMatchValue { range: range(l, r), value }))
    }

    pub fn match_singleton(&self, l: u32, value: Constant<'a>, r: u32) -> Pattern<'a> {
        Pattern::MatchSingleton(self.arena.alloc(PatternMatchSingleton { range: range(l, r), value }))
    }

    pub fn match_capture(&self, l: u32, name: &'a str, r: u32) -> Pattern<'a> {
        let name = (name != "_").then_some(name);
        Pattern::MatchAs(self.arena.alloc(PatternMatchAs { range: range(l, r), pattern: None, name }))
    }

    pub fn match_star(&self, l: u32, name: &'a str, r: u32) -> Pattern<'a> {
        let name = (name != "_").then_some(name);
        Pattern::MatchStar(self.arena.alloc(PatternMatchStar { range: range(l, r), name }))
    }

    pub fn match_as(
        &self,
        l: u32,
        pattern: Pattern<'a>,
        name_start: u32,
        name: &'a str,
        r: u32,
    ) -> Checked<Pattern<'a>> {
        if name == "_" {
            return fail(name_start, r, "cannot use `_` as a target");
        }
        let node = PatternMatchAs { range: range(l, r), pattern: Some(pattern), name: Some(name) };
        Ok(Pattern::MatchAs(self.arena.alloc(node)))
    }

    pub fn match_or(&self, l: u32, base: u32, r: u32) -> Pattern<'a> {
        let patterns = self.patterns.take(base, self.arena);
        Pattern::MatchOr(self.arena.alloc(PatternMatchOr { range: range(l, r), patterns }))
    }

    pub fn match_sequence(&self, l: u32, base: u32, r: u32) -> Pattern<'a> {
        let patterns = self.patterns.take(base, self.arena);
        Pattern::MatchSequence(self.arena.alloc(PatternMatchSequence { range: range(l, r), patterns }))
    }

    pub fn mapping_item(&self, key: Expr<'a>, pattern: Pattern<'a>) -> u32 {
        self.pattern_items.push(PatternItem::Pair(key, pattern))
    }

    pub fn mapping_rest(&self, l: u32, name: &'a str, r: u32) -> u32 {
        self.pattern_items.push(PatternItem::Rest(name, range(l, r)))
    }

    pub fn match_mapping(&self, l: u32, base: u32, r: u32) -> Checked<Pattern<'a>> {
        self.pattern_items.drain(base, |items| {
            let mut rest = None;
            for (at, item) in items.iter().enumerate() {
                if let PatternItem::Rest(name, range) = *item {
                    if at + 1 < items.len() || name == "_" {
                        let message = if name == "_" { "cannot use `_` as a target" } else { "`**` must come last" };
                        return fail(range.start(), range.end(), message);
                    }
                    rest = Some(name);
                }
            }
            let pairs = &items[..items.len() - usize::from(rest.is_some())];
            let key = |item: &PatternItem<'a>| match *item {
                PatternItem::Pair(key, _) => key,
                _ => unreachable!("the rest is the last"),
            };
            let pattern = |item: &PatternItem<'a>| match *item {
                PatternItem::Pair(_, pattern) => pattern,
                _ => unreachable!("the rest is the last"),
            };
            let keys = self.arena.alloc_slice_fill_iter(pairs.iter().map(key));
            let patterns = self.arena.alloc_slice_fill_iter(pairs.iter().map(pattern));
            let node = PatternMatchMapping { range: range(l, r), keys, patterns, rest };
            Ok(Pattern::MatchMapping(self.arena.alloc(node)))
        })
    }

    pub fn class_item(&self, name: Option<&'a str>, pattern: Pattern<'a>) -> u32 {
        self.pattern_items.push(match name {
            None => PatternItem::Positional(pattern),
            Some(name) => PatternItem::Keyword(name, pattern),
        })
    }

    pub fn match_class(&self, l: u32, cls: Expr<'a>, base: u32, r: u32) -> Checked<Pattern<'a>> {
        self.pattern_items.drain(base, |items| {
            let positional = items.iter().take_while(|item| matches!(item, PatternItem::Positional(_))).count();
            let (first, keywords) = items.split_at(positional);
            for item in keywords {
                if let PatternItem::Positional(pattern) = item {
                    let message = "positional patterns follow keyword patterns";
                    return fail(pattern.start(), pattern.end(), message);
                }
            }
            let pattern = |item: &PatternItem<'a>| match *item {
                PatternItem::Positional(pattern) | PatternItem::Keyword(_, pattern) => pattern,
                _ => unreachable!("a class pattern has no other items"),
            };
            let name = |item: &PatternItem<'a>| match *item {
                PatternItem::Keyword(name, _) => name,
                _ => unreachable!("the positional ones stand before"),
            };
            let patterns = self.arena.alloc_slice_fill_iter(first.iter().map(pattern));
            let kwd_attrs = self.arena.alloc_slice_fill_iter(keywords.iter().map(name));
            let kwd_patterns = self.arena.alloc_slice_fill_iter(keywords.iter().map(pattern));
            let node = PatternMatchClass { range: range(l, r), cls, patterns, kwd_attrs, kwd_patterns };
            Ok(Pattern::MatchClass(self.arena.alloc(node)))
        })
    }

    /// `1 + 2j`: a real number, then an imaginary one.
    pub fn complex(&self, l: u32, left: Expr<'a>, op: Operator, right: Expr<'a>, r: u32) -> Checked<Expr<'a>> {
        let real = match left {
            Expr::UnaryOp(unary) => unary.operand,
            other => other,
        };
        if is_imaginary(real) {
            return fail(left.start(), left.end(), "a real number is required in a complex literal");
        }
        if !is_imaginary(right) {
            return fail(right.start(), right.end(), "an imaginary number is required in a complex literal");
        }
        Ok(Expr::BinOp(self.arena.alloc(ExprBinOp { range: range(l, r), left, op, right })))
    }

    pub fn signed(&self, l: u32, op: UnaryOp, operand: Expr<'a>, r: u32) -> Expr<'a> {
        Expr::UnaryOp(self.arena.alloc(ExprUnaryOp { range: range(l, r), op, operand }))
    }

    /// The name of a class, or of what holds a value.
    pub fn pattern_name(&self, l: u32, r: u32) -> Checked<Expr<'a>> {
        if self.name(l, r) == "_" {
            return fail(l, r, "`_` is a wildcard here, not a name");
        }
        Ok(self.name_expr(l, r))
    }
}

fn is_imaginary(expr: Expr<'_>) -> bool {
    matches!(expr, Expr::Constant(node) if matches!(node.value, Constant::Complex(_)))
}
