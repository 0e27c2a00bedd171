//! What the patterns of [`Tok`] leave to code: the bodies of strings, the ends of numbers, Unicode identifiers.

use super::error::LexErrorKind;
use super::token::Tok;
use logos::Lexer;
use unicode_normalization::UnicodeNormalization;

/// Goes on from the opening quote to the closing one.
pub(super) fn string(lex: &mut Lexer<'_, Tok>) -> Result<(), LexErrorKind> {
    let quote = opening_quote(lex);
    let rest = lex.remainder().as_bytes();
    let mut at = 0;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\\' => at += escape_len(&rest[at..]),
            b'\n' | b'\r' => break,
            _ if byte == quote => {
                lex.bump(at + 1);
                return Ok(());
            }
            _ => at += 1,
        }
    }
    Err(LexErrorKind::UnterminatedString)
}

/// Goes on from three opening quotes to three closing ones.
pub(super) fn long_string(lex: &mut Lexer<'_, Tok>) -> Result<(), LexErrorKind> {
    let quote = opening_quote(lex);
    let rest = lex.remainder().as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr2(quote, b'\\', rest.get(at..).unwrap_or_default()) {
        at += found;
        if rest[at] == b'\\' {
            at += escape_len(&rest[at..]);
        } else if rest[at..].starts_with(&[quote; 3]) {
            lex.bump(at + 3);
            return Ok(());
        } else {
            at += 1;
        }
    }
    Err(LexErrorKind::UnterminatedLongString)
}

fn opening_quote(lex: &Lexer<'_, Tok>) -> u8 {
    *lex.slice().as_bytes().last().unwrap_or(&b'"')
}

/// The backslash and what it escapes; only the first byte of a character matters.
fn escape_len(rest: &[u8]) -> usize {
    if rest[1..].starts_with(b"\r\n") { 3 } else { 2 }
}

/// A number must not run into more digits. A letter may follow: `1if x else y`.
pub(super) fn number(lex: &mut Lexer<'_, Tok>) -> Result<(), LexErrorKind> {
    match lex.remainder().as_bytes().first() {
        Some(b'0'..=b'9' | b'_') => {
            let is_zero = lex.slice().bytes().all(|b| matches!(b, b'0' | b'_'));
            let rest = lex.remainder().bytes();
            lex.bump(rest.take_while(|b| matches!(b, b'0'..=b'9' | b'_')).count());
            Err(if is_zero { LexErrorKind::LeadingZeros } else { LexErrorKind::InvalidNumber })
        }
        // `0or 1` begins as an octal number does.
        Some(b'o' | b'O' | b'x' | b'X' | b'b' | b'B') if lex.slice() == "0" => Err(LexErrorKind::InvalidNumber),
        _ => Ok(()),
    }
}

/// CPython asks both of the name as written and of its NFKC form that they be identifiers.
pub(super) fn unicode_name(lex: &mut Lexer<'_, Tok>) -> Result<(), LexErrorKind> {
    let mut chars = lex.slice().chars();
    let starts = chars.next().is_some_and(is_start);
    if starts && chars.all(unicode_ident::is_xid_continue) {
        let mut normal = lex.slice().nfkc();
        if normal.next().is_some_and(is_start) && normal.all(unicode_ident::is_xid_continue) {
            return Ok(());
        }
    }
    Err(LexErrorKind::InvalidIdentifier)
}

fn is_start(c: char) -> bool {
    c == '_' || unicode_ident::is_xid_start(c)
}
