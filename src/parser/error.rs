//! Errors of lexer, grammar and actions, and the one place where they become diagnostics.

use super::comma;
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
    /// CPython finds it while it reads, not on its second pass: nothing further on matters.
    at_once: bool,
    /// CPython finds it one token late, and names the line of that token.
    one_late: bool,
}

/// The result of an action that may refuse its input.
pub(super) type Checked<T> = Result<T, ParseError<u32, Tok, Fault>>;

/// Refuses the text from `start` to `end`.
#[cold]
pub(super) fn fail<T>(start: u32, end: u32, message: impl Into<Cow<'static, str>>) -> Checked<T> {
    refuse(start, end, message.into(), false, false)
}

/// Refuses a literal, for what decoding it shows.
#[cold]
pub(super) fn fail_at_once<T>(start: u32, end: u32, message: impl Into<Cow<'static, str>>) -> Checked<T> {
    refuse(start, end, message.into(), true, false)
}

/// Refuses literals that cannot stand side by side.
#[cold]
pub(super) fn fail_one_late<T>(start: u32, end: u32, message: impl Into<Cow<'static, str>>) -> Checked<T> {
    refuse(start, end, message.into(), true, true)
}

fn refuse<T>(start: u32, end: u32, message: Cow<'static, str>, at_once: bool, one_late: bool) -> Checked<T> {
    let range = TextRange::new(start, end.max(start));
    Err(ParseError::User { error: Fault { range, message, at_once, one_late } })
}

impl From<LexError> for Fault {
    fn from(error: LexError) -> Self {
        Self { range: error.range, message: error.kind.message().into(), at_once: true, one_late: false }
    }
}

/// Turns the parser's error into one for people, on the line where CPython has its own.
#[cold]
pub(super) fn diagnose(error: ParseError<u32, Tok, Fault>, source: &str, mut tokens: TokenStream<'_>) -> Diagnostic {
    let last = tokens.last_given().map_or(0, |token| token.start);
    let (range, found, expected) = match error {
        ParseError::User { error } => {
            if error.one_late && has_newline(source, error.range.start(), last) {
                return Diagnostic::syntax(TextRange::empty(last), error.message);
            }
            let later = if error.at_once { bad_number(source, last) } else { later_error(last, source, &mut tokens) };
            return later.map_or_else(|| Diagnostic::syntax(error.range, error.message), Diagnostic::from);
        }
        ParseError::UnrecognizedToken { token: (start, tok, end), expected } => {
            (TextRange::new(start, end), Some(tok), expected)
        }
        ParseError::UnrecognizedEof { expected, .. } => (TextRange::empty(source.len() as u32), None, expected),
        ParseError::InvalidToken { location } => (TextRange::empty(location), None, Vec::new()),
        ParseError::ExtraToken { token: (start, tok, end) } => (TextRange::new(start, end), Some(tok), Vec::new()),
    };
    let range = before_last_newline(range, source);
    if expected.iter().any(|e| e == "\"indent\"") {
        return Diagnostic::syntax(range, "expected an indented block");
    }
    if found == Some(Tok::Indent) {
        return Diagnostic::syntax(range, "unexpected indent");
    }
    let forgotten_comma = comma::forgotten(tokens.line_so_far());
    if let Some(later) = later_error(last, source, &mut tokens) {
        return later.into();
    }
    if let Some(start) = forgotten_comma {
        return Diagnostic::syntax(TextRange::new(start, range.end()), "invalid syntax: is a comma missing?");
    }
    Diagnostic::syntax(range, message(found, range, source, &expected))
}

/// An error at the end of the file is one of its last line, not of the empty one behind the last newline.
fn before_last_newline(range: TextRange, source: &str) -> TextRange {
    let len = source.len() as u32;
    if range.start() < len || source.is_empty() {
        return range;
    }
    let newline = if source.ends_with("\r\n") { 2 } else { u32::from(source.ends_with(['\n', '\r'])) };
    TextRange::empty(len - newline)
}

/// CPython, about to report an error of syntax, first reads the rest of the file: a bad token there, or a bracket open
/// since an earlier line, is the more likely culprit. So do we. `last` is where it had come to.
fn later_error(last: u32, source: &str, tokens: &mut TokenStream<'_>) -> Option<LexError> {
    if let Some(number) = bad_number(source, u32::MAX) {
        return Some(number);
    }
    let error = tokens.find_map(Result::err)?;
    if error.kind != LexErrorKind::UnclosedBracket {
        return error.kind.is_raised_by_tokenizer().then_some(error);
    }
    has_newline(source, error.range.start(), last).then_some(error)
}

/// The first number up to `end`, and before any bad token, that runs into a word. Since 3.12 that is no number; before,
/// `with 1as a` was right.
fn bad_number(source: &str, end: u32) -> Option<LexError> {
    let tokens = TokenStream::new(source).map_while(Result::ok).take_while(|token| token.0 <= end);
    let mut numbers = tokens.filter(|token| matches!(token.1, Tok::Int | Tok::Float | Tok::Imaginary));
    numbers
        .find(|token| runs_into_word(&source.as_bytes()[token.2 as usize..]))
        .map(|(start, _, end)| LexError { range: TextRange::new(start, end + 1), kind: LexErrorKind::InvalidNumber })
}

/// CPython's `verify_end_of_number`: a letter, but not of a keyword that has a use behind a number.
fn runs_into_word(rest: &[u8]) -> bool {
    let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    match &rest[..len] {
        [] | b"and" | b"else" | b"for" | b"or" | b"not" => false,
        [b'i', b'f' | b'n' | b's', ..] => false,
        word => !word[0].is_ascii_digit(),
    }
}

fn has_newline(source: &str, start: u32, end: u32) -> bool {
    let between = source.as_bytes().get(start as usize..end as usize).unwrap_or_default();
    memchr::memchr2(b'\n', b'\r', between).is_some()
}

fn message(found: Option<Tok>, range: TextRange, source: &str, expected: &[String]) -> String {
    let found = match found {
        None => "end of file".to_owned(),
        Some(Tok::Newline) => "end of line".to_owned(),
        Some(Tok::Dedent) => "end of block".to_owned(),
        Some(_) => format!("`{}`", &source[range.as_usize()]),
    };
    match expected {
        [only] => format!("expected {}, found {found}", only.replace('"', "`")),
        _ => format!("unexpected {found}"),
    }
}
