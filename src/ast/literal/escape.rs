//! Backslash escapes of strings and bytes.

use super::{LiteralError, PyString, name, normalise_newlines};
use crate::text::{TextRange, TextSize};
use std::borrow::Cow;

/// Where decoded text goes.
pub(super) trait Sink {
    /// Text without escapes, newlines normalised.
    fn text(&mut self, text: &str);
    /// The value of an escape: a code point, or a byte.
    fn value(&mut self, value: u32);
}

/// Only the errors are of interest.
pub(super) struct Discard;

impl Sink for Discard {
    fn text(&mut self, _: &str) {}
    fn value(&mut self, _: u32) {}
}

impl Sink for PyString {
    fn text(&mut self, text: &str) {
        self.push_str(text);
    }
    fn value(&mut self, value: u32) {
        self.push(value);
    }
}

impl Sink for Vec<u8> {
    fn text(&mut self, text: &str) {
        self.extend_from_slice(text.as_bytes());
    }
    fn value(&mut self, value: u32) {
        // CPython keeps the low eight bits of `b'\777'`.
        self.push(value as u8);
    }
}

/// An escape that CPython refuses: bytes `start..end` of the body.
#[derive(Debug)]
pub(super) struct EscapeError {
    start: usize,
    end: usize,
    message: &'static str,
}

impl EscapeError {
    /// The error in a body that starts at `offset` of the source, in the literal at `range`.
    pub(super) fn at(self, range: TextRange, offset: TextSize) -> LiteralError {
        let place = TextRange::new(offset + self.start as TextSize, offset + self.end as TextSize);
        LiteralError { range, place, message: Cow::Borrowed(self.message) }
    }
}

/// Decodes the body of a string.
pub(super) fn unescape_str(body: &str, out: &mut impl Sink) -> Result<(), EscapeError> {
    unescape(body, true, out)
}

/// Decodes the body of bytes, where `\N`, `\u` and `\U` are no escapes.
pub(super) fn unescape_bytes(body: &str, out: &mut impl Sink) -> Result<(), EscapeError> {
    unescape(body, false, out)
}

fn unescape(body: &str, is_str: bool, out: &mut impl Sink) -> Result<(), EscapeError> {
    let bytes = body.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..]) {
        let slash = at + found;
        normalise_newlines(&body[at..slash], |chunk| out.text(chunk));
        at = slash + 2;
        let simple = match bytes.get(slash + 1) {
            Some(b'\n') => continue,
            Some(b'\r') => {
                at += usize::from(bytes.get(at) == Some(&b'\n'));
                continue;
            }
            Some(b'\\') => b'\\',
            Some(b'\'') => b'\'',
            Some(b'"') => b'"',
            Some(b'a') => 0x07,
            Some(b'b') => 0x08,
            Some(b'f') => 0x0c,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'v') => 0x0b,
            Some(b'0'..=b'7') => {
                let digits = bytes[slash + 1..].iter().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
                at = slash + 1 + digits;
                out.value(bytes[slash + 1..at].iter().fold(0, |n, b| n * 8 + u32::from(b - b'0')));
                continue;
            }
            Some(b'x') => {
                let message = if is_str {
                    r"\x takes two hexadecimal digits"
                } else {
                    r"\x in bytes takes two hexadecimal digits"
                };
                out.value(hex(bytes, slash, 2, message)?);
                at = slash + 4;
                continue;
            }
            Some(b'u') if is_str => {
                out.value(hex(bytes, slash, 4, r"\u takes four hexadecimal digits")?);
                at = slash + 6;
                continue;
            }
            Some(b'U') if is_str => {
                let value = hex(bytes, slash, 8, r"\U takes eight hexadecimal digits")?;
                at = slash + 10;
                if value > 0x10_ffff {
                    return Err(EscapeError { start: slash, end: at, message: r"\U goes beyond U+10FFFF" });
                }
                out.value(value);
                continue;
            }
            Some(b'N') if is_str => {
                let (value, end) = named(body, slash)?;
                out.value(value);
                at = end;
                continue;
            }
            // Any other character stands for itself, and so does its backslash.
            _ => {
                out.text("\\");
                at = slash + 1;
                continue;
            }
        };
        out.value(u32::from(simple));
    }
    normalise_newlines(&body[at..], |chunk| out.text(chunk));
    Ok(())
}

/// The value of the `count` hexadecimal digits behind the letter of the escape at `slash`.
fn hex(bytes: &[u8], slash: usize, count: usize, message: &'static str) -> Result<u32, EscapeError> {
    let from = slash + 2;
    let digits = bytes[from..].iter().take(count).take_while(|b| b.is_ascii_hexdigit());
    let (mut value, mut seen) = (0, 0);
    for digit in digits {
        value = value << 4 | char::from(*digit).to_digit(16).unwrap_or(0);
        seen += 1;
    }
    if seen < count { Err(EscapeError { start: slash, end: from + seen, message }) } else { Ok(value) }
}

/// The character and the end of the `\N{...}` at `slash`.
fn named(body: &str, slash: usize) -> Result<(u32, usize), EscapeError> {
    let malformed = |end| EscapeError { start: slash, end, message: r"\N takes a character name in braces" };
    let open = slash + 2;
    if body.as_bytes().get(open) != Some(&b'{') {
        return Err(malformed(open));
    }
    let close = memchr::memchr(b'}', &body.as_bytes()[open..]).ok_or_else(|| malformed(body.len()))? + open;
    if close == open + 1 {
        return Err(malformed(close + 1));
    }
    match name::lookup(&body[open + 1..close]) {
        Some(c) => Ok((u32::from(c), close + 1)),
        None => Err(EscapeError { start: slash, end: close + 1, message: r"\N names no Unicode character" }),
    }
}
