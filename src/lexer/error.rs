//! What can be wrong with single tokens and with the layout.

use crate::diagnostic::Diagnostic;
use crate::text::TextRange;

/// Text that is no token, or indentation that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LexError {
    /// Where it is.
    pub range: TextRange,
    /// What is wrong.
    pub kind: LexErrorKind,
}

/// What is wrong with a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub enum LexErrorKind {
    #[default]
    InvalidCharacter,
    InvalidIdentifier,
    NulByte,
    TooLong,
    InvalidNumber,
    LeadingZeros,
    UnterminatedString,
    UnterminatedLongString,
    UnterminatedInterpolated,
    StrayContinuation,
    EofAfterContinuation,
    UnmatchedBracket,
    MismatchedBracket,
    UnclosedBracket,
    TooManyBrackets,
    TooManyIndents,
    InconsistentTabs,
    InconsistentDedent,
    SingleCloseBrace,
    UnclosedField,
    DeepField,
}

impl LexErrorKind {
    /// The sentence for people.
    pub fn message(self) -> &'static str {
        match self {
            Self::InvalidCharacter => "invalid character",
            Self::InvalidIdentifier => "invalid character in identifier",
            Self::NulByte => "source code cannot contain null bytes",
            Self::TooLong => "the file is larger than 4 GiB",
            Self::InvalidNumber => "invalid number literal",
            Self::LeadingZeros => "leading zeros in decimal integer literals are not permitted",
            Self::UnterminatedString => "unterminated string literal",
            Self::UnterminatedLongString => "unterminated triple-quoted string literal",
            Self::UnterminatedInterpolated => "unterminated f-string literal",
            Self::StrayContinuation => "unexpected character after line continuation character",
            Self::EofAfterContinuation => "unexpected end of file after line continuation character",
            Self::UnmatchedBracket => "unmatched closing bracket",
            Self::MismatchedBracket => "closing bracket does not match the opening one",
            Self::UnclosedBracket => "bracket was never closed",
            Self::TooManyBrackets => "too many nested parentheses",
            Self::TooManyIndents => "too many levels of indentation",
            Self::InconsistentTabs => "inconsistent use of tabs and spaces in indentation",
            Self::InconsistentDedent => "unindent does not match any outer indentation level",
            Self::SingleCloseBrace => "single '}' is not allowed in an f-string",
            Self::UnclosedField => "expected '}' in an f-string",
            Self::DeepField => "expressions nested too deeply in an f-string",
        }
    }
}

impl LexErrorKind {
    /// True if CPython's tokenizer raises it by itself. The others come from its parser, when it gets to them.
    pub fn is_raised_by_tokenizer(self) -> bool {
        !matches!(
            self,
            Self::StrayContinuation
                | Self::EofAfterContinuation
                | Self::TooManyIndents
                | Self::InconsistentTabs
                | Self::InconsistentDedent
        )
    }
}

impl From<LexError> for Diagnostic {
    fn from(error: LexError) -> Self {
        Diagnostic::syntax(error.range, error.kind.message())
    }
}
