//! Byte offsets to CPython's lines, from 1, and columns, in bytes from 0.

use crate::text::TextSize;

/// A place as CPython counts.
#[derive(Clone, Copy)]
pub(super) struct Position {
    pub line: u32,
    pub column: u32,
}

/// Where the lines of a source start. LF, CRLF and a lone CR end a line.
pub(super) struct Lines {
    starts: Vec<TextSize>,
    /// The line found last: neighbours in the tree are neighbours in the source.
    last: usize,
}

impl Lines {
    pub(super) fn new(source: &str) -> Self {
        let bytes = source.as_bytes();
        // A byte order mark is not part of the first line.
        let mut starts = vec![if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() as TextSize } else { 0 }];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at as TextSize + 1);
            }
        }
        Self { starts, last: 0 }
    }

    pub(super) fn locate(&mut self, offset: TextSize) -> Position {
        let starts_after = |line: usize| self.starts.get(line).is_none_or(|&start| offset < start);
        let line = if self.starts[self.last] <= offset && starts_after(self.last + 1) {
            self.last
        } else if self.starts[self.last] <= offset && starts_after(self.last + 2) {
            self.last + 1
        } else {
            self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
        };
        self.last = line;
        Position { line: line as u32 + 1, column: offset.saturating_sub(self.starts[line]) }
    }
}

/// Appends a decimal number; a dump holds millions of them.
pub(super) fn push_number(out: &mut String, mut number: u32) {
    let mut digits = [0u8; 10];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend(digits[at..].iter().copied().map(char::from));
}
