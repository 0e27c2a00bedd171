//! Positions in source text: `u32` byte offsets everywhere. Lines and columns exist only at the edge
//! ([`crate::source::LineIndex`]). And what Python says of a character.

use std::fmt;
use std::ops::Range;

use unicode_general_category::{GeneralCategory, get_general_category};

/// A byte offset into a source text, 0 to `u32::MAX` (4 GiB).
pub type TextSize = u32;

/// A half-open range of byte offsets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TextRange {
    start: TextSize,
    end: TextSize,
}

impl TextRange {
    /// The range from `start` up to, and without, `end`.
    #[inline]
    pub const fn new(start: TextSize, end: TextSize) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }

    /// The empty range at `offset`.
    #[inline]
    pub const fn empty(offset: TextSize) -> Self {
        Self { start: offset, end: offset }
    }

    /// First byte offset of the range.
    #[inline]
    pub const fn start(self) -> TextSize {
        self.start
    }

    /// First byte offset after the range.
    #[inline]
    pub const fn end(self) -> TextSize {
        self.end
    }

    /// Length in bytes.
    #[inline]
    pub const fn len(self) -> TextSize {
        self.end - self.start
    }

    /// True if the range holds no byte.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True if `offset` lies inside the range.
    #[inline]
    pub const fn contains(self, offset: TextSize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// True if all of `other` lies inside the range.
    #[inline]
    pub const fn contains_range(self, other: TextRange) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest range that holds both.
    #[inline]
    pub fn cover(self, other: TextRange) -> TextRange {
        TextRange { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The range as an index into a `str`.
    #[inline]
    pub const fn as_usize(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl fmt::Debug for TextRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Anything that stands at a range of the source.
pub trait Ranged {
    /// Where it stands.
    fn range(&self) -> TextRange;

    /// Its first byte.
    #[inline]
    fn start(&self) -> TextSize {
        self.range().start()
    }

    /// The first byte after it.
    #[inline]
    fn end(&self) -> TextSize {
        self.range().end()
    }
}

/// `str.isprintable` of a character.
pub fn is_printable(c: char) -> bool {
    use GeneralCategory::{
        Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, SpaceSeparator, Surrogate, Unassigned,
    };
    if c.is_ascii() {
        return matches!(c, ' '..='~');
    }
    !matches!(
        get_general_category(c),
        Control | Format | Surrogate | PrivateUse | Unassigned | LineSeparator | ParagraphSeparator | SpaceSeparator
    )
}
