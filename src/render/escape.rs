//! Text of the program that cannot change how the log looks: what is no printing character is shown as Python writes it.
//!
//! A name, a message or a source line may hold a line break that would forge a line of the log, an escape sequence for
//! the terminal, or a character that turns the order of the others around. They come out as `\n`, `\x1b`, `\u202e`.

use std::io::Write;

use crate::text::is_printable;

/// Appends `text` with every character escaped that does not print.
pub fn push(out: &mut Vec<u8>, text: &str) {
    push_unless(out, text, |_| false);
}

/// Appends a source line: as `push`, but a tab stays, so that the line stands as in the editor.
pub fn push_source(out: &mut Vec<u8>, text: &str) {
    push_unless(out, text, |c| c == '\t');
}

fn push_unless(out: &mut Vec<u8>, text: &str, stays: impl Fn(char) -> bool) {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    for c in text.chars() {
        if is_printable(c) || stays(c) {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            push_escape(out, c);
        }
    }
}

/// The escape of one character, as in CPython's `repr`.
pub fn push_escape(out: &mut Vec<u8>, c: char) {
    // Writing to a vector cannot fail.
    let _ = match c {
        '\n' => out.write_all(b"\\n"),
        '\r' => out.write_all(b"\\r"),
        '\t' => out.write_all(b"\\t"),
        '\0'..='\u{ff}' => write!(out, "\\x{:02x}", u32::from(c)),
        '\u{100}'..='\u{ffff}' => write!(out, "\\u{:04x}", u32::from(c)),
        _ => write!(out, "\\U{:08x}", u32::from(c)),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        push(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    /// The right side is what CPython's `repr` writes between the quotes.
    #[test]
    fn as_python_writes_it() {
        let cases = [
            ("plain", "plain"),
            ("größe ✓ 漢字", "größe ✓ 漢字"),
            ("\x1b[2J\x07\x7f\0", "\\x1b[2J\\x07\\x7f\\x00"),
            ("a\nb\rc\td\x0be\x0cf", "a\\nb\\rc\\td\\x0be\\x0cf"),
            (
                "\u{202a}\u{202e}\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}",
                "\\u202a\\u202e\\u2066\\u2069\\u200e\\u200f\\u061c",
            ),
            ("\u{85}\u{2028}\u{2029}\u{9b}", "\\x85\\u2028\\u2029\\x9b"),
            ("\u{a0}\u{200d}\u{feff}\u{e0001}\u{10ffff}", "\\xa0\\u200d\\ufeff\\U000e0001\\U0010ffff"),
        ];
        for (text, expected) in cases {
            assert_eq!(escaped(text), expected);
        }
    }

    #[test]
    fn a_source_line_keeps_its_tabs() {
        let mut out = Vec::new();
        push_source(&mut out, "\tx = 1\x0c # \u{202e}");
        assert_eq!(out, b"\tx = 1\\x0c # \\u202e");
    }
}
