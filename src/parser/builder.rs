//! What the actions of the grammar share: the arena, the source, and scratch stacks on which lists grow.

use super::actions::{DictEntry, ParamEntry, PatternItem};
use super::operators::{Operand, Pending};
use crate::ast::*;
use crate::text::TextRange;
use bumpalo::Bump;
use std::cell::{Cell, RefCell};
use unicode_normalization::UnicodeNormalization;

/// Builds the tree.
pub struct Builder<'a> {
    pub arena: &'a Bump,
    pub source: &'a str,
    pub stmts: Scratch<Stmt<'a>>,
    pub exprs: Scratch<Expr<'a>>,
    pub keywords: Scratch<Keyword<'a>>,
    pub names: Scratch<&'a str>,
    pub aliases: Scratch<Alias<'a>>,
    pub handlers: Scratch<ExceptHandler<'a>>,
    /// For each of `handlers`: is it `except*`?
    pub handler_stars: Scratch<bool>,
    pub with_items: Scratch<WithItem<'a>>,
    pub params: Scratch<ParamEntry<'a>>,
    pub type_params: Scratch<TypeParam<'a>>,
    pub comprehensions: Scratch<Comprehension<'a>>,
    pub dict_items: Scratch<DictEntry<'a>>,
    pub parts: Scratch<StringPart<'a>>,
    pub elements: Scratch<InterpolatedElement<'a>>,
    pub cases: Scratch<MatchCase<'a>>,
    pub patterns: Scratch<Pattern<'a>>,
    pub pattern_items: Scratch<PatternItem<'a>>,
    pub operands: Scratch<Operand<'a>>,
    pub pending: Scratch<Pending>,
    /// Where the last line of simple statements ends: the end of every block that ends there.
    pub line_end: Cell<u32>,
}

/// The heights of the stacks where the arguments of an open call begin.
#[derive(Debug, Clone, Copy)]
pub struct CallBase {
    pub exprs: u32,
    pub keywords: u32,
    /// There is a `**a` among them.
    pub has_unpacking: bool,
}

/// A stack of list elements. An open list is known by the height of the stack below it; lists nest, so what lies above
/// is its own.
#[derive(Debug)]
pub struct Scratch<T>(RefCell<Vec<T>>);

impl<T: Copy> Scratch<T> {
    fn new() -> Self {
        Self(RefCell::new(Vec::new()))
    }

    /// Adds an element; gives the height before.
    #[inline]
    pub fn push(&self, value: T) -> u32 {
        let mut stack = self.0.borrow_mut();
        let base = stack.len() as u32;
        stack.push(value);
        base
    }

    #[inline]
    pub fn len(&self) -> u32 {
        self.0.borrow().len() as u32
    }

    #[inline]
    pub fn get(&self, index: u32) -> T {
        self.0.borrow()[index as usize]
    }

    #[inline]
    pub fn last(&self) -> Option<T> {
        self.0.borrow().last().copied()
    }

    #[inline]
    pub fn pop(&self) -> Option<T> {
        self.0.borrow_mut().pop()
    }

    /// Moves what lies above `base` into the arena.
    #[inline]
    pub fn take<'a>(&self, base: u32, arena: &'a Bump) -> &'a [T] {
        let mut stack = self.0.borrow_mut();
        let list = arena.alloc_slice_copy(&stack[base as usize..]);
        stack.truncate(base as usize);
        list
    }

    /// Gives what lies above `base` to `f`, then drops it.
    #[inline]
    pub fn drain<R>(&self, base: u32, f: impl FnOnce(&[T]) -> R) -> R {
        let mut stack = self.0.borrow_mut();
        let result = f(&stack[base as usize..]);
        stack.truncate(base as usize);
        result
    }
}

impl<'a> Builder<'a> {
    pub fn new(source: &'a str, arena: &'a Bump) -> Self {
        Self {
            arena,
            source,
            stmts: Scratch::new(),
            exprs: Scratch::new(),
            keywords: Scratch::new(),
            names: Scratch::new(),
            aliases: Scratch::new(),
            handlers: Scratch::new(),
            handler_stars: Scratch::new(),
            with_items: Scratch::new(),
            params: Scratch::new(),
            type_params: Scratch::new(),
            comprehensions: Scratch::new(),
            dict_items: Scratch::new(),
            parts: Scratch::new(),
            elements: Scratch::new(),
            cases: Scratch::new(),
            patterns: Scratch::new(),
            pattern_items: Scratch::new(),
            operands: Scratch::new(),
            pending: Scratch::new(),
            line_end: Cell::new(0),
        }
    }

    #[inline]
    pub fn text(&self, start: u32, end: u32) -> &'a str {
        &self.source[start as usize..end as usize]
    }

    /// An identifier, normalised as CPython does.
    #[inline]
    pub fn name(&self, start: u32, end: u32) -> &'a str {
        let text = self.text(start, end);
        if text.is_ascii() { text } else { self.normalise(text) }
    }

    #[cold]
    pub fn normalise(&self, text: &str) -> &'a str {
        self.arena.alloc_str(&text.nfkc().collect::<String>())
    }

    /// True if `expr`, whose text with parentheses begins at `start`, has parentheses that are not part of it.
    #[inline]
    pub fn is_parenthesised(&self, start: u32, expr: Expr<'a>) -> bool {
        use crate::text::Ranged;
        expr.start() > start
    }
}

#[inline]
pub fn range(start: u32, end: u32) -> TextRange {
    TextRange::new(start, end)
}
