//! How deep expressions are nested: probes around expressions that stand within one another are more parentheses, of
//! which CPython's parsers take so many only.

use crate::lexer;
use crate::text::{TextRange, TextSize};
use std::cell::OnceCell;

/// Levels of expressions that are looked into. CPython compiles up to some thousand.
const MAX_LEVELS: u32 = 1000;

/// Parentheses that every form of a probe keeps to, around its expression.
const PER_PROBE: u32 = 2;

/// So many brackets need not be told apart from nested ones.
const FEW: usize = 20;

/// Nested parentheses that the parser of 3.`version` takes; measured: 98 on 3.8, and 200 since, or 186 with lambdas.
const fn max_parentheses(version: u8) -> u32 {
    if version == 8 { 80 } else { 180 }
}

/// What is around an expression.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Depth {
    levels: u32,
    /// Lines whose probes may stand around it.
    probes: u32,
    /// Brackets within brackets of the outermost expression.
    brackets: u32,
    /// The first and the last line of the expression around it.
    lines: Option<(u32, u32)>,
}

impl Depth {
    /// Within an expression, which is on these lines.
    pub(super) fn within(self, range: TextRange, lines: (u32, u32), file: &Brackets<'_>) -> Self {
        let probes = self.lines.map_or(2, |outer| u32::from(outer.0 != lines.0) + u32::from(outer.1 != lines.1));
        Self {
            levels: self.levels + 1,
            probes: self.probes + probes,
            brackets: if self.levels == 0 { file.within(range) } else { self.brackets },
            lines: Some(lines),
        }
    }

    /// Within a frame of its own, whose probes are others.
    pub(super) const fn in_frame(self) -> Self {
        Self { lines: None, ..self }
    }

    /// Within what a comprehension iterates over, where probes of the comprehension's own frame may stand too.
    pub(super) const fn in_iterable(self) -> Self {
        Self { probes: self.probes + 4, ..self }
    }

    pub(super) const fn is_too_deep(self) -> bool {
        self.levels > MAX_LEVELS
    }

    /// There may be no room for a probe.
    pub(super) const fn is_crowded(self, version: u8) -> bool {
        self.probes * PER_PROBE + self.brackets > max_parentheses(version)
    }
}

/// The brackets of a file, counted when they are asked for.
pub(super) struct Brackets<'a> {
    source: &'a str,
    /// Behind each bracket: how many are open.
    open: OnceCell<Vec<(TextSize, u32)>>,
}

impl<'a> Brackets<'a> {
    pub(super) const fn of(source: &'a str) -> Self {
        Self { source, open: OnceCell::new() }
    }

    /// A probe can stand around what holds no expression.
    pub(super) fn have_room(&self, range: TextRange, version: u8) -> bool {
        self.within(range) + PER_PROBE <= max_parentheses(version)
    }

    /// How many are open at most in the range; more, if they are few.
    fn within(&self, range: TextRange) -> u32 {
        let text = &self.source.as_bytes()[range.start() as usize..range.end() as usize];
        let all = text.iter().filter(|byte| matches!(byte, b'(' | b'[' | b'{')).count();
        if all <= FEW {
            return u32::try_from(all).unwrap_or(u32::MAX);
        }
        let open = self.open.get_or_init(|| self.count());
        let first = open.partition_point(|&(end, _)| end <= range.start());
        let inner = open[first..].iter().take_while(|&&(end, _)| end <= range.end());
        inner.map(|&(_, depth)| depth).max().unwrap_or(0)
    }

    fn count(&self) -> Vec<(TextSize, u32)> {
        let mut depth = 0u32;
        let change = |token: lexer::Token| {
            let range = token.range();
            match self.source.as_bytes()[range.start() as usize..range.end() as usize] {
                [b'(' | b'[' | b'{'] => depth += 1,
                [b')' | b']' | b'}'] => depth = depth.saturating_sub(1),
                _ => return None,
            }
            Some((range.end(), depth))
        };
        lexer::tokens(self.source).filter_map(Result::ok).filter_map(change).collect()
    }
}
