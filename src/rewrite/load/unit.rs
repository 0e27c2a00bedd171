//! A file with probes, as the loader in Python reads it.

use super::{Entry, Loaded};
use crate::edit::SourceMap;
use crate::source::LineIndex;
use crate::text::TextSize;
use serde::Serialize;
use std::collections::BTreeMap;

/// The document. JSON, which is Python but for `true`, `false` and `null`.
#[derive(Debug, Serialize)]
pub struct Unit<'u> {
    /// Of this program: the package that reads it is to be the same.
    pub version: &'static str,
    /// Where the file is.
    pub path: &'u str,
    /// Its source.
    pub source: &'u str,
    /// The same with probes.
    pub text: &'u str,
    /// The word for the table, as in [`Loaded::name`].
    pub name: &'u str,
    /// Lines of the text, and by how much those from there on are further down than in the source.
    pub shifts: Vec<(u32, i64)>,
    /// For lines of the text that hold something inserted: column, column in the source, and 1 if it was inserted.
    pub segments: BTreeMap<u32, Vec<(u32, u32, u8)>>,
    /// The table.
    pub entries: &'u [Entry],
    /// For what CPython runs as `__main__` from a compiled file.
    pub main: Option<Main>,
}

/// How a script is to look.
#[derive(Debug, Clone, Serialize)]
pub struct Main {
    /// `script`, `command`, `stdin`
    pub kind: &'static str,
    /// `co_filename`
    pub filename: String,
    /// `sys.argv[0]`
    pub argv0: String,
    /// `sys.path[0]`
    pub path0: String,
    /// What stands in `sys.orig_argv` for it.
    pub argument: Vec<String>,
}

impl<'u> Unit<'u> {
    /// What becomes of the file at `path`.
    pub fn new(path: &'u str, source: &'u str, loaded: &'u Loaded, main: Option<Main>) -> Self {
        let (shifts, segments) = places(source, &loaded.text, &loaded.map);
        Self {
            version: env!("CARGO_PKG_VERSION"),
            path,
            source,
            text: &loaded.text,
            name: &loaded.name,
            shifts,
            segments,
            entries: &loaded.entries,
            main,
        }
    }
}

type Segments = BTreeMap<u32, Vec<(u32, u32, u8)>>;

/// The map in lines and columns.
fn places(source: &str, text: &str, map: &SourceMap) -> (Vec<(u32, i64)>, Segments) {
    let (from, to) = (LineIndex::new(source), LineIndex::new(text));
    let start = |line: u32| to.line_start(line).unwrap_or(text.len() as TextSize);
    let column = |offset: TextSize| offset - from.line_start(from.line(offset)).unwrap_or(0);
    let mut segments = Segments::new();
    for (at, target, length) in map.insertions() {
        // All lines that hold a part of it, and the one that goes on behind its end.
        for line in to.line(target)..=to.line(target + length) {
            let begin = start(line);
            let found = segments.entry(line).or_default();
            if found.is_empty() && target > begin {
                found.push((0, column(map.to_source(begin)), 0));
            }
            found.push((target.max(begin) - begin, column(at), 1));
            let end = target + length;
            if end < start(line + 1).max(begin + 1) || end == text.len() as TextSize {
                found.push((end - begin, column(at), 0));
            }
        }
    }
    let mut shifts = Vec::new();
    let mut shift = 0;
    for line in 1..=to.line_count() {
        let source_line = from.line(map.to_source(start(line)));
        let own = i64::from(line) - i64::from(source_line);
        if own != shift {
            shift = own;
            shifts.push((line, shift));
        }
    }
    (shifts, segments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Edit, EditSet};
    use crate::text::TextRange;

    #[test]
    fn lines_and_columns_of_what_was_inserted() {
        let source = "def f(x):\n    return x\ny = 1\n";
        let mut edits = EditSet::new();
        edits.push(Edit::in_front(14, 0, "P()\n    "));
        edits.push(Edit::wrap(TextRange::new(21, 22), "(Q or ", ")"));
        let (text, map) = edits.apply(source).unwrap();
        assert_eq!(text, "def f(x):\n    P()\n    return (Q or x)\ny = 1\n");
        let (shifts, segments) = places(source, &text, &map);
        assert_eq!(shifts, [(3, 1)]);
        assert_eq!(segments[&2], [(0, 0, 0), (4, 4, 1)]);
        assert_eq!(segments[&3], [(0, 4, 1), (4, 4, 0), (11, 11, 1), (17, 11, 0), (18, 12, 1), (19, 12, 0)]);
        assert_eq!(segments.len(), 2);
    }
}
