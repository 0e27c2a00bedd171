//! Line numbers from byte offsets.

use crate::text::TextSize;

/// Where each line of a source starts, as CPython counts lines.
pub(super) struct LineStarts<'a> {
    pub(super) source: &'a str,
    starts: Vec<TextSize>,
}

impl<'a> LineStarts<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let bytes = source.as_bytes();
        let mut starts = vec![0];
        for (at, &byte) in bytes.iter().enumerate() {
            if byte == b'\n' || byte == b'\r' && bytes.get(at + 1) != Some(&b'\n') {
                starts.push(TextSize::try_from(at + 1).unwrap_or(TextSize::MAX));
            }
        }
        Self { source, starts }
    }

    /// The text of a line, without its end.
    pub(super) fn text(&self, line: u32) -> &'a str {
        let Some(start) = (line as usize).checked_sub(1).and_then(|at| self.starts.get(at)) else { return "" };
        let end = self.starts.get(line as usize).map_or(self.source.len(), |&end| end as usize);
        self.source[*start as usize..end].trim_end_matches(['\r', '\n'])
    }

    /// The line, from 1, that holds the offset.
    pub(super) fn line(&self, offset: TextSize) -> u32 {
        let line = self.starts.partition_point(|&start| start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }
}
