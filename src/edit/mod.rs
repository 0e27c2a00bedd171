//! Insertions into a text, and a map between the offsets before and after.
//!
//! Nothing here knows Python. An [`EditSet`] takes edits in any order; at one offset they come out in this order:
//!
//! ```text
//! closing text of wraps that end here, inner before outer
//! text that belongs behind what ends here    (Edit::behind), by level
//! text that belongs in front of what begins here (Edit::in_front), by level
//! opening text of wraps that begin here, outer before inner
//! ```
//!
//! so that a statement's prefix stands outside of the wrap of its first expression, whichever was added first. Two edits
//! whose order this does not tell, and two wraps that cross, are errors: nothing is ever dropped silently.

mod map;

pub use map::SourceMap;

use crate::text::{TextRange, TextSize};
use std::fmt;

/// One insertion, or the two of a wrap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Behind { offset: TextSize, level: u8, text: String },
    InFront { offset: TextSize, level: u8, text: String },
    Wrap { range: TextRange, open: String, close: String },
}

impl Edit {
    /// Inserts `text` behind what ends at `offset`. Of several there, the lowest `level` comes first.
    pub fn behind(offset: TextSize, level: u8, text: impl Into<String>) -> Self {
        Self(Kind::Behind { offset, level, text: text.into() })
    }

    /// Inserts `text` in front of what begins at `offset`. Of several there, the lowest `level` comes first.
    pub fn in_front(offset: TextSize, level: u8, text: impl Into<String>) -> Self {
        Self(Kind::InFront { offset, level, text: text.into() })
    }

    /// Puts `open` in front of `range` and `close` behind it. Wraps nest: an outer one stays outside of an inner one
    /// that begins or ends at the same offset.
    pub fn wrap(range: TextRange, open: impl Into<String>, close: impl Into<String>) -> Self {
        Self(Kind::Wrap { range, open: open.into(), close: close.into() })
    }
}

/// Why a set of edits cannot be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditError {
    /// The offset lies outside of the text or inside of a character.
    BadOffset(TextSize),
    /// The wrap holds nothing.
    EmptyWrap(TextSize),
    /// Neither of the wraps holds the other, yet they overlap.
    Crossing(TextRange, TextRange),
    /// Two edits want the same place: two wraps of one range, or one level at one offset.
    Ambiguous(TextSize),
    /// The result would be longer than offsets can count.
    TooLong,
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadOffset(offset) => write!(f, "no character begins at offset {offset}"),
            Self::EmptyWrap(offset) => write!(f, "the wrap at offset {offset} holds nothing"),
            Self::Crossing(a, b) => write!(f, "the wraps of {a:?} and {b:?} cross"),
            Self::Ambiguous(offset) => write!(f, "two edits want the same place at offset {offset}"),
            Self::TooLong => f.write_str("the result would be longer than 4 GiB"),
        }
    }
}

impl std::error::Error for EditError {}

/// Edits of one text, in any order.
#[derive(Debug, Clone, Default)]
pub struct EditSet {
    edits: Vec<Edit>,
}

/// An insertion with the key that orders it among those at its offset.
struct Insertion<'t> {
    offset: TextSize,
    rank: u8,
    key: TextSize,
    text: &'t str,
}

impl EditSet {
    /// No edits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, edit: Edit) {
        self.edits.push(edit);
    }

    /// True if there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The text with all edits, and the map between both.
    ///
    /// # Errors
    /// An edit that does not fit the text, or two that do not fit each other.
    pub fn apply(&self, text: &str) -> Result<(String, SourceMap), EditError> {
        self.check_wraps(text)?;
        let mut insertions: Vec<Insertion<'_>> = self.edits.iter().flat_map(Edit::insertions).collect();
        if let Some(bad) = insertions.iter().find(|i| !text.is_char_boundary(i.offset as usize)) {
            return Err(EditError::BadOffset(bad.offset));
        }
        insertions.sort_by_key(|i| (i.offset, i.rank, i.key));
        if let Some(pair) =
            insertions.windows(2).find(|w| (w[0].offset, w[0].rank, w[0].key) == (w[1].offset, w[1].rank, w[1].key))
        {
            return Err(EditError::Ambiguous(pair[0].offset));
        }

        let total = text.len() + insertions.iter().map(|i| i.text.len()).sum::<usize>();
        if TextSize::try_from(total).is_err() {
            return Err(EditError::TooLong);
        }
        let mut result = String::with_capacity(total);
        let mut map = SourceMap::default();
        let mut done = 0;
        for insertion in insertions {
            let offset = insertion.offset as usize;
            result.push_str(&text[done..offset]);
            map.push(insertion.offset, result.len() as TextSize, insertion.text.len() as TextSize);
            result.push_str(insertion.text);
            done = offset;
        }
        result.push_str(&text[done..]);
        Ok((result, map))
    }

    fn check_wraps(&self, text: &str) -> Result<(), EditError> {
        let mut ranges: Vec<TextRange> = Vec::new();
        for edit in &self.edits {
            if let Kind::Wrap { range, .. } = edit.0 {
                if range.is_empty() {
                    return Err(EditError::EmptyWrap(range.start()));
                }
                if range.end() as usize > text.len() {
                    return Err(EditError::BadOffset(range.end()));
                }
                ranges.push(range);
            }
        }
        ranges.sort_by_key(|r| (r.start(), TextSize::MAX - r.end()));
        let mut open: Vec<TextRange> = Vec::new();
        for range in ranges {
            while open.last().is_some_and(|outer| outer.end() <= range.start()) {
                open.pop();
            }
            if let Some(&outer) = open.last() {
                if outer == range {
                    return Err(EditError::Ambiguous(range.start()));
                }
                if outer.end() < range.end() {
                    return Err(EditError::Crossing(outer, range));
                }
            }
            open.push(range);
        }
        Ok(())
    }
}

impl Edit {
    fn insertions(&self) -> impl Iterator<Item = Insertion<'_>> {
        let (first, second) = match &self.0 {
            Kind::Behind { offset, level, text } => {
                (Insertion { offset: *offset, rank: 1, key: (*level).into(), text }, None)
            }
            Kind::InFront { offset, level, text } => {
                (Insertion { offset: *offset, rank: 2, key: (*level).into(), text }, None)
            }
            Kind::Wrap { range, open, close } => (
                Insertion { offset: range.start(), rank: 3, key: TextSize::MAX - range.end(), text: open },
                Some(Insertion { offset: range.end(), rank: 0, key: TextSize::MAX - range.start(), text: close }),
            ),
        };
        std::iter::once(first).chain(second)
    }
}
