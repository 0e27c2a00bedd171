//! From byte offsets to lines and columns, and back.

use crate::text::{TextRange, TextSize};

/// A place as people and editors name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// From 1.
    pub line: u32,
    /// Bytes of UTF-8 from the line's start, from 0, as CPython's `col_offset` counts.
    pub byte_column: u32,
    /// Characters from the line's start, from 1, as editors count.
    pub column: u32,
}

/// Where the lines of a text start. `\n`, `\r\n` and a lone `\r` end a line, as in Python's tokenizer; a form feed and
/// Unicode's own line separators do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<TextSize>,
    len: TextSize,
}

impl LineIndex {
    /// Scans `text` once.
    ///
    /// # Panics
    /// If the text is longer than 4 GiB.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let len = TextSize::try_from(bytes.len()).expect("sources are shorter than 4 GiB");
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at as TextSize + 1);
            }
        }
        Self { starts, len }
    }

    /// How many lines an editor shows: one more than there are line ends.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// How many lines hold anything: the empty rest behind a final newline is not one.
    pub fn last_line(&self) -> u32 {
        let empty_rest = self.starts.len() > 1 && self.starts.last() == Some(&self.len);
        self.line_count() - u32::from(empty_rest)
    }

    /// The line, from 1, that holds the byte at `offset`. An offset past the end counts to the last line.
    pub fn line(&self, offset: TextSize) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// The first byte of `line`, which counts from 1; `None` if there is no such line.
    pub fn line_start(&self, line: u32) -> Option<TextSize> {
        self.starts.get((line as usize).checked_sub(1)?).copied()
    }

    /// The whole of `line`, its line end included; `None` if there is no such line.
    pub fn line_range(&self, line: u32) -> Option<TextRange> {
        let start = self.line_start(line)?;
        Some(TextRange::new(start, self.line_start(line + 1).unwrap_or(self.len)))
    }

    /// The text of `line` without its line end; `None` if there is no such line. `text` is what the index was made of.
    pub fn line_text<'t>(&self, text: &'t str, line: u32) -> Option<&'t str> {
        Some(text[self.line_range(line)?.as_usize()].trim_end_matches(['\n', '\r']))
    }

    /// Line and columns of `offset`, which is a character boundary of `text`.
    pub fn location(&self, text: &str, offset: TextSize) -> Location {
        let line = self.line(offset);
        let start = self.starts[line as usize - 1];
        let before = &text[start as usize..offset as usize];
        Location { line, byte_column: offset - start, column: before.chars().count() as u32 + 1 }
    }

    /// The offset of a line, from 1, and a column in UTF-8 bytes, from 0; `None` outside the line.
    pub fn offset_of_byte_column(&self, line: u32, byte_column: u32) -> Option<TextSize> {
        let range = self.line_range(line)?;
        (byte_column <= range.len()).then(|| range.start() + byte_column)
    }

    /// The offset of a line and a column in characters, both from 1; `None` outside the line.
    pub fn offset_of_column(&self, text: &str, line: u32, column: u32) -> Option<TextSize> {
        let range = self.line_range(line)?;
        let skipped = (column as usize).checked_sub(1)?;
        let line = &text[range.as_usize()];
        let ends = std::iter::once(line.len());
        line.char_indices().map(|(at, _)| at).chain(ends).nth(skipped).map(|at| range.start() + at as TextSize)
    }
}
