//! What the scanner is inside of: brackets, f-strings, replacement fields, format specs.

use super::error::{LexError, LexErrorKind};
use crate::text::{TextRange, TextSize};

/// CPython's `MAXLEVEL`.
const MAX_BRACKETS: usize = 200;

/// One open construct. The innermost decides whether text is scanned as code or as literal text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// Code in `(`, `[` or `{`, up to the byte that closes it.
    Bracket { close: u8, at: TextSize },
    /// Literal text of an f-string.
    Text(Quotes),
    /// Code of a replacement field, up to `}`.
    Field { quotes: Quotes, at: TextSize },
    /// The format spec of the field below it.
    Spec(Quotes),
}

/// How an f-string began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quotes {
    pub byte: u8,
    pub is_long: bool,
    pub is_raw: bool,
    /// Replacement fields of this literal that are open: more than one only in format specs.
    pub fields: u8,
    /// The first byte of the literal.
    pub at: TextSize,
}

/// The open constructs, outermost first.
#[derive(Debug, Default)]
pub(super) struct Frames {
    stack: Vec<Frame>,
    brackets: usize,
}

impl Frames {
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }

    #[inline]
    pub fn depth(&self) -> usize {
        self.stack.len()
    }

    #[inline]
    pub fn top(&self) -> Option<Frame> {
        self.stack.last().copied()
    }

    pub fn push(&mut self, frame: Frame) {
        self.stack.push(frame);
    }

    pub fn pop(&mut self) {
        self.stack.pop();
    }

    #[inline]
    pub fn open_bracket(&mut self, close: u8, at: TextSize) -> Result<(), LexErrorKind> {
        if self.brackets >= MAX_BRACKETS {
            return Err(LexErrorKind::TooManyBrackets);
        }
        self.brackets += 1;
        self.stack.push(Frame::Bracket { close, at });
        Ok(())
    }

    #[inline]
    pub fn close_bracket(&mut self, byte: u8) -> Result<(), LexErrorKind> {
        match self.stack.last() {
            Some(&Frame::Bracket { close, .. }) if close == byte => {
                self.brackets -= 1;
                self.stack.pop();
                Ok(())
            }
            Some(Frame::Bracket { .. }) => Err(LexErrorKind::MismatchedBracket),
            _ => Err(LexErrorKind::UnmatchedBracket),
        }
    }

    /// The error of a file that ends here.
    pub fn unclosed(&self) -> Option<LexError> {
        let (at, kind) = match self.top()? {
            Frame::Bracket { at, .. } => (at, LexErrorKind::UnclosedBracket),
            Frame::Field { at, .. } => (at, LexErrorKind::UnclosedField),
            Frame::Text(quotes) | Frame::Spec(quotes) => (quotes.at, LexErrorKind::UnterminatedInterpolated),
        };
        Some(LexError { range: TextRange::new(at, at + 1), kind })
    }
}
