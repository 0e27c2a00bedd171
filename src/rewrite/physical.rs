//! Physical lines and the bytes between tokens.

use crate::text::{TextRange, TextSize};

/// The line that holds `offset`, without its line break.
pub(super) fn line_around(source: &str, offset: TextSize) -> TextRange {
    TextRange::new(line_start(source, offset), line_end(source, offset))
}

/// The first byte of the line that holds `offset`.
pub(super) fn line_start(source: &str, offset: TextSize) -> TextSize {
    memchr::memrchr2(b'\n', b'\r', &source.as_bytes()[..offset as usize]).map_or(0, |at| at as TextSize + 1)
}

/// The first byte of the line break, or the end of the text.
pub(super) fn line_end(source: &str, offset: TextSize) -> TextSize {
    memchr::memchr2(b'\n', b'\r', &source.as_bytes()[offset as usize..])
        .map_or(source.len() as TextSize, |at| offset + at as TextSize)
}

/// The line before the one that starts at `start`, without its line break.
pub(super) fn line_before(source: &str, start: TextSize) -> Option<TextRange> {
    let bytes = &source.as_bytes()[..start as usize];
    let length = if bytes.ends_with(b"\r\n") { 2 } else { 1 };
    Some(line_around(source, (bytes.len().checked_sub(length)?) as TextSize))
}

/// The line after the one that ends at `end`, if the text goes on.
pub(super) fn line_after(source: &str, end: TextSize) -> Option<TextRange> {
    let rest = &source.as_bytes()[end as usize..];
    let length = if rest.starts_with(b"\r\n") { 2 } else { 1 };
    (!rest.is_empty()).then(|| line_around(source, end + length))
}

/// The number of line breaks; `\r\n` is one.
pub(super) fn line_breaks(source: &str) -> usize {
    let bytes = source.as_bytes();
    memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|&at| !(bytes[at] == b'\n' && at > 0 && bytes[at - 1] == b'\r'))
        .count()
}

/// Behind white space, line breaks, comments and backslashes at `offset`.
pub(super) fn skip_trivia(source: &str, mut offset: TextSize) -> TextSize {
    let bytes = source.as_bytes();
    while let Some(byte) = bytes.get(offset as usize) {
        match byte {
            b' ' | b'\t' | b'\x0c' | b'\n' | b'\r' | b'\\' => offset += 1,
            b'#' => offset = line_end(source, offset),
            _ => break,
        }
    }
    offset
}

/// Behind the closing parentheses that match those open between `from` and `start`, as far as only trivia is between
/// them: the end of `(x)` for the range of `x`.
pub(super) fn outside_parens(source: &str, from: TextSize, range: TextRange) -> TextSize {
    let mut open = parens_between(source, from, range.start());
    let mut end = range.end();
    while open > 0 {
        let next = skip_trivia(source, end);
        if source.as_bytes().get(next as usize) != Some(&b')') {
            break;
        }
        end = next + 1;
        open -= 1;
    }
    end
}

/// The `(` directly before `to`, with only trivia between them, back to `from`. The text between is tokens without
/// strings, so that a `#` begins a comment.
fn parens_between(source: &str, from: TextSize, to: TextSize) -> usize {
    let mut count = 0;
    let mut offset = from;
    while offset < to {
        offset = skip_trivia(source, offset);
        if offset >= to {
            break;
        }
        count = if source.as_bytes()[offset as usize] == b'(' { count + 1 } else { 0 };
        offset += 1;
    }
    count
}

/// The tuple has parentheses of its own: `(a, b)`, not `(a), (b)`.
pub(super) fn has_own_parens(source: &str, tuple: TextRange, first: Option<TextRange>) -> bool {
    let Some(first) = first else { return true };
    let open = parens_between(source, tuple.start(), first.start());
    let mut closed = 0;
    let mut offset = skip_trivia(source, first.end());
    while closed < open && source.as_bytes().get(offset as usize) == Some(&b')') {
        closed += 1;
        offset = skip_trivia(source, offset + 1);
    }
    closed < open
}

/// The character before `offset` would fuse with an identifier that is inserted there: `return-1`.
pub(super) fn fuses(source: &str, offset: TextSize) -> bool {
    source[..offset as usize].chars().next_back().is_some_and(|c| c == '_' || c.is_alphanumeric() || !c.is_ascii())
}
