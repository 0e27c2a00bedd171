//! Errors of lexer, grammar and actions, and the one place where they become diagnostics.

use crate::diagnostic::Diagnostic;
use crate::lexer::{LexError, LexErrorKind, Tok, TokenStream};
use crate::text::TextRange;
use lalrpop_util::ParseError;
use std::borrow::Cow;

/// What an action or the lexer found wrong.
#[derive(Debug, Clone)]
pub struct Fault {
    range: TextRange,
    message: Cow<'static, str>,
}

/// The result of an action that may refuse its input.
pub(super) type Checked<T> = Result<T, ParseError<u32, Tok, Fault>>;

/// Refuses the text from `start` to `end`.
#[cold]
pub(super) fn fail<T>(start: u32, end: u32, message: impl Into<Cow<'static, str>>) -> Checked<T> {
    let range = TextRange::new(start, end.max(start));
    Err(ParseError::User { error: Fault { range, message: message.into() } })
}

impl From<LexError> for Fault {
    fn from(error: LexError) -> Self {
        Self { range: error.range, message: error.kind.message().into() }
    }
}

/// Turns the parser's error into one for people.
///
/// CPython, about to say a plain "invalid syntax", first reads the rest of the file: a bad token there, or a bracket
/// open since an earlier line, is the more likely culprit. So do we.
#[cold]
pub(super) fn diagnose(error: ParseError<u32, Tok, Fault>, source: &str, tokens: TokenStream<'_>) -> Diagnostic {
    let (range, found, expected) = match error {
        ParseError::User { error } => return Diagnostic::syntax(error.range, error.message),
        ParseError::UnrecognizedToken { token: (start, tok, end), expected } => {
            (TextRange::new(start, end), Some(tok), expected)
        }
        ParseError::UnrecognizedEof { location, expected } => (TextRange::empty(location), None, expected),
        ParseError::InvalidToken { location } => (TextRange::empty(location), None, Vec::new()),
        ParseError::ExtraToken { token: (start, tok, end) } => (TextRange::new(start, end), Some(tok), Vec::new()),
    };
    let range = if range.start() as usize == source.len() { end_of_last_line(source) } else { range };
    if expected.iter().any(|e| e == "\"indent\"") {
        return Diagnostic::syntax(range, "expected an indented block");
    }
    if found == Some(Tok::Indent) {
        return Diagnostic::syntax(range, "unexpected indent");
    }
    if let Some(later) = later_error(range, source, tokens) {
        return later.into();
    }
    Diagnostic::syntax(range, message(found, range, source, &expected))
}

/// The end of the file is on its last line, not behind the newline that ends it.
fn end_of_last_line(source: &str) -> TextRange {
    let line = source.strip_suffix('\n').unwrap_or(source);
    TextRange::empty(line.strip_suffix('\r').unwrap_or(line).len() as u32)
}

fn later_error(range: TextRange, source: &str, mut tokens: TokenStream<'_>) -> Option<LexError> {
    let error = tokens.by_ref().find_map(Result::err)?;
    if error.kind != LexErrorKind::UnclosedBracket {
        return Some(error);
    }
    let between = source.as_bytes().get(error.range.start() as usize..range.start() as usize)?;
    between.iter().any(|b| matches!(b, b'\n' | b'\r')).then_some(error)
}

fn message(found: Option<Tok>, range: TextRange, source: &str, expected: &[String]) -> String {
    let text = &source[range.as_usize()];
    let found = match found {
        None => "end of file".to_owned(),
        Some(Tok::Newline) => "end of line".to_owned(),
        Some(Tok::Dedent) => "end of block".to_owned(),
        Some(_) => format!("`{text}`"),
    };
    match expected {
        [only] => format!("expected {}, found {found}", only.replace('"', "`")),
        _ => format!("unexpected {found}"),
    }
}
