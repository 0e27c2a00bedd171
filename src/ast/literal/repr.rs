//! Python's `repr` of text and bytes.

use super::PyString;
use std::fmt::Write;

use crate::text::is_printable;

/// Appends `repr(text)`.
pub fn str_repr(text: &PyString, out: &mut String) {
    let quote = quote_for(text.as_bytes());
    out.push(quote);
    for code_point in text.code_points() {
        match char::from_u32(code_point) {
            Some(c @ ' '..='~') => ascii(c, quote, out),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c) if is_printable(c) => out.push(c),
            _ => {
                // Writing to a String cannot fail.
                let _ = match code_point {
                    0..0x100 => write!(out, "\\x{code_point:02x}"),
                    0x100..0x1_0000 => write!(out, "\\u{code_point:04x}"),
                    _ => write!(out, "\\U{code_point:08x}"),
                };
            }
        }
    }
    out.push(quote);
}

/// Appends `repr(bytes)`.
pub fn bytes_repr(bytes: &[u8], out: &mut String) {
    let quote = quote_for(bytes);
    out.push('b');
    out.push(quote);
    for &byte in bytes {
        match byte {
            b' '..=b'~' => ascii(char::from(byte), quote, out),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push(quote);
}

/// Single quotes, unless that would need escapes and double quotes would not.
fn quote_for(bytes: &[u8]) -> char {
    let has = |quote| memchr::memchr(quote, bytes).is_some();
    if has(b'\'') && !has(b'"') { '"' } else { '\'' }
}

fn ascii(c: char, quote: char, out: &mut String) {
    if c == quote || c == '\\' {
        out.push('\\');
    }
    out.push(c);
}
