//! Decoding of literals: what CPython makes of the text of a number, a string or bytes.
//!
//! The tree keeps literals as written. [`check`] and [`check_fragment`] tell the parser what CPython's own parser would
//! refuse; the decoding functions are for texts that passed.

mod escape;
mod name;
mod number;
mod pystring;
mod repr;
#[cfg(test)]
mod tests;

use super::expr::{Constant, StringLiteral};
use crate::text::{Ranged, TextRange, TextSize};
use std::borrow::Cow;

pub use number::{MAX_DECIMAL_DIGITS, complex_repr, float_repr, int_repr};
pub use pystring::PyString;
pub use repr::{bytes_repr, str_repr};

/// Why CPython's parser refuses a literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiteralError {
    /// The literal, or the run of literal text of an f-string: CPython names its first line.
    pub range: TextRange,
    /// The offending characters themselves.
    pub place: TextRange,
    /// What is wrong, in one sentence without a full stop.
    pub message: Cow<'static, str>,
}

/// Checks what only decoding a constant shows; `range` is the whole constant.
///
/// # Errors
/// Where CPython's parser refuses the literal: a malformed escape, bytes that are not ASCII, too many decimal digits.
pub fn check(constant: &Constant<'_>, range: TextRange) -> Result<(), LiteralError> {
    match *constant {
        Constant::Int(raw) => {
            number::check_int(raw).map_err(|message| LiteralError { range, place: range, message: Cow::Owned(message) })
        }
        Constant::Str(literals) => literals.iter().try_for_each(check_str),
        Constant::Bytes(literals) => literals.iter().try_for_each(check_bytes),
        _ => Ok(()),
    }
}

/// Checks one literal of a `'a' 'b'` or of the plain parts of an f-string.
///
/// # Errors
/// Where an escape is malformed.
pub fn check_str(literal: &StringLiteral<'_>) -> Result<(), LiteralError> {
    if memchr::memchr(b'\\', literal.raw.as_bytes()).is_none() {
        return Ok(());
    }
    let parts = LiteralParts::of(literal.raw);
    if parts.is_raw {
        return Ok(());
    }
    let place = literal.start() + parts.offset;
    escape::unescape_str(parts.body, &mut escape::Discard).map_err(|e| e.at(literal.range, place))
}

/// Checks one literal of a `b'a' b'b'`.
///
/// # Errors
/// Where an escape is malformed or a character is not ASCII.
pub fn check_bytes(literal: &StringLiteral<'_>) -> Result<(), LiteralError> {
    if let Some(at) = literal.raw.bytes().position(|b| !b.is_ascii()) {
        let start = literal.start() + at as TextSize;
        let len = literal.raw[at..].chars().next().map_or(1, char::len_utf8);
        return Err(LiteralError {
            range: literal.range,
            place: TextRange::new(start, start + len as TextSize),
            message: Cow::Borrowed("bytes can only contain ASCII characters; write the others as escapes"),
        });
    }
    if memchr::memchr(b'\\', literal.raw.as_bytes()).is_none() {
        return Ok(());
    }
    let parts = LiteralParts::of(literal.raw);
    if parts.is_raw {
        return Ok(());
    }
    let place = literal.start() + parts.offset;
    escape::unescape_bytes(parts.body, &mut escape::Discard).map_err(|e| e.at(literal.range, place))
}

/// Checks a run of literal text of an f-string, a t-string or a format spec.
///
/// # Errors
/// Where an escape is malformed.
pub fn check_fragment(literal: &StringLiteral<'_>, is_raw: bool, in_format_spec: bool) -> Result<(), LiteralError> {
    if is_raw || memchr::memchr(b'\\', literal.raw.as_bytes()).is_none() {
        return Ok(());
    }
    for token in fragment_tokens(literal.raw, is_raw, in_format_spec) {
        let start = literal.start() + token.start as TextSize;
        let range = TextRange::new(start, literal.start() + token.end as TextSize);
        escape::unescape_str(token.text, &mut escape::Discard).map_err(|e| e.at(range, start))?;
    }
    Ok(())
}

/// Decodes one string literal, prefix and quotes included.
pub fn decode_str(literal: &StringLiteral<'_>, out: &mut PyString) {
    let parts = LiteralParts::of(literal.raw);
    decode_text(parts.body, parts.is_raw, out);
}

/// Decodes one bytes literal, prefix and quotes included.
pub fn decode_bytes(literal: &StringLiteral<'_>, out: &mut Vec<u8>) {
    let parts = LiteralParts::of(literal.raw);
    if parts.is_raw {
        normalise_newlines(parts.body, |chunk| out.extend_from_slice(chunk.as_bytes()));
    } else {
        // A text that did not pass `check` keeps what was decoded before its error.
        let _ = escape::unescape_bytes(parts.body, out);
    }
}

/// True if the literal is written `u'...'`, which CPython keeps as the constant's `kind`. A capital U leaves no trace.
pub fn has_unicode_kind(literal: &StringLiteral<'_>) -> bool {
    literal.raw.starts_with('u')
}

/// Decodes text without quotes. A text that did not pass its check keeps what was decoded before the error.
pub(super) fn decode_text(text: &str, is_raw: bool, out: &mut PyString) {
    if is_raw || memchr::memchr(b'\\', text.as_bytes()).is_none() {
        normalise_newlines(text, |chunk| out.push_str(chunk));
    } else {
        let _ = escape::unescape_str(text, out);
    }
}

/// Hands `text` on in pieces, each CRLF and CR as an LF.
pub(super) fn normalise_newlines(text: &str, mut push: impl FnMut(&str)) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\r', rest.as_bytes()) {
        push(&rest[..at]);
        push("\n");
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    if !rest.is_empty() {
        push(rest);
    }
}

/// A run of literal text as CPython's tokenizer cuts it. Doubled braces end a token that keeps one of them; in a format
/// spec, where braces are not doubled, the brace of a `\N{...}` does.
pub(super) struct FragmentToken<'a> {
    /// The text to decode.
    pub text: &'a str,
    /// First byte of the token.
    pub start: usize,
    /// First byte after it, behind both braces.
    pub end: usize,
}

/// Cuts a run of literal text.
pub(super) fn fragment_tokens(
    text: &str,
    is_raw: bool,
    in_format_spec: bool,
) -> impl Iterator<Item = FragmentToken<'_>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start == text.len() {
            return None;
        }
        let (cut, end) = next_cut(text, start, is_raw, in_format_spec).unwrap_or((text.len(), text.len()));
        let token = FragmentToken { text: &text[start..cut], start, end };
        start = end;
        Some(token)
    })
}

/// Where the text of the token at `from` ends, and where the token ends.
fn next_cut(text: &str, from: usize, is_raw: bool, in_format_spec: bool) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += memchr::memchr3(b'{', b'}', b'\\', &bytes[at..])?;
        if bytes[at] == b'\\' {
            at = match bytes.get(at + 1) {
                Some(b'N') if !is_raw && bytes.get(at + 2) == Some(&b'{') => {
                    let end = at + 2 + memchr::memchr(b'}', &bytes[at + 2..])? + 1;
                    if in_format_spec {
                        return Some((end, end));
                    }
                    end
                }
                Some(b'\\') => at + 2,
                _ => at + 1,
            };
        } else if !in_format_spec && bytes.get(at + 1) == Some(&bytes[at]) {
            return Some((at + 1, at + 2));
        } else {
            at += 1;
        }
    }
}

/// A literal without its prefix and quotes.
struct LiteralParts<'a> {
    is_raw: bool,
    body: &'a str,
    /// Where the body starts in the literal.
    offset: TextSize,
}

impl<'a> LiteralParts<'a> {
    fn of(raw: &'a str) -> Self {
        let prefix = memchr::memchr2(b'\'', b'"', raw.as_bytes()).unwrap_or(raw.len());
        let is_raw = raw[..prefix].bytes().any(|b| b | 0x20 == b'r');
        let quoted = &raw[prefix..];
        let triple = quoted.len() >= 6 && (quoted.starts_with("'''") || quoted.starts_with("\"\"\""));
        let quote = if triple { 3 } else { 1 };
        let body = quoted.get(quote..quoted.len().saturating_sub(quote)).unwrap_or("");
        Self { is_raw, body, offset: (prefix + quote) as TextSize }
    }
}

impl Ranged for StringLiteral<'_> {
    fn range(&self) -> TextRange {
        self.range
    }
}
