//! Offsets before and after an [`EditSet`](super::EditSet) was applied.

use crate::text::TextSize;

/// Maps offsets between a text and the same text with insertions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    insertions: Vec<Inserted>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Inserted {
    /// Where in the source.
    source: TextSize,
    /// Where in the result, first byte.
    target: TextSize,
    len: TextSize,
}

impl SourceMap {
    /// Records an insertion; they come in order.
    pub(super) fn push(&mut self, source: TextSize, target: TextSize, len: TextSize) {
        debug_assert!(self.insertions.last().is_none_or(|last| last.target + last.len <= target));
        self.insertions.push(Inserted { source, target, len });
    }

    /// Where the byte at `offset` of the source stands in the result: behind all that was inserted there.
    pub fn to_target(&self, offset: TextSize) -> TextSize {
        let behind = self.insertions.partition_point(|i| i.source <= offset);
        match behind.checked_sub(1).map(|last| self.insertions[last]) {
            Some(last) => last.target + last.len + (offset - last.source),
            None => offset,
        }
    }

    /// Where the byte at `offset` of the result came from; for an inserted byte, the place of the insertion.
    pub fn to_source(&self, offset: TextSize) -> TextSize {
        let behind = self.insertions.partition_point(|i| i.target <= offset);
        match behind.checked_sub(1).map(|last| self.insertions[last]) {
            Some(last) => last.source + (offset - last.target).saturating_sub(last.len),
            None => offset,
        }
    }

    /// True if the byte at `offset` of the result was inserted.
    pub fn is_inserted(&self, offset: TextSize) -> bool {
        let behind = self.insertions.partition_point(|i| i.target <= offset);
        behind.checked_sub(1).map(|last| self.insertions[last]).is_some_and(|last| offset - last.target < last.len)
    }

    /// The insertions in order: offset in the source, offset in the result, length.
    pub fn insertions(&self) -> impl ExactSizeIterator<Item = (TextSize, TextSize, TextSize)> + '_ {
        self.insertions.iter().map(|i| (i.source, i.target, i.len))
    }
}

#[cfg(test)]
mod tests {
    use crate::edit::{Edit, EditError, EditSet};
    use crate::text::TextRange;

    fn apply(text: &str, edits: Vec<Edit>) -> Result<String, EditError> {
        let mut set = EditSet::new();
        edits.into_iter().for_each(|edit| set.push(edit));
        set.apply(text).map(|(text, _)| text)
    }

    #[test]
    fn order_at_one_offset_does_not_depend_on_the_order_of_adding() {
        let edits = [
            Edit::in_front(0, 0, "first; "),
            Edit::in_front(0, 1, "P; "),
            Edit::wrap(TextRange::new(0, 5), "[", "]"),
            Edit::wrap(TextRange::new(0, 1), "(", ")"),
            Edit::wrap(TextRange::new(4, 5), "<", ">"),
            Edit::behind(5, 0, "; Q"),
            Edit::behind(5, 9, "  # tail"),
        ];
        for turn in 0..edits.len() {
            let mut edits = edits.to_vec();
            edits.rotate_left(turn);
            assert_eq!(apply("a + b", edits).unwrap(), "first; P; [(a) + <b>]; Q  # tail");
        }
    }

    #[test]
    fn what_cannot_be_ordered_is_an_error() {
        let wrap = |start, end| Edit::wrap(TextRange::new(start, end), "(", ")");
        assert_eq!(apply("a + b", vec![wrap(0, 1), wrap(0, 1)]), Err(EditError::Ambiguous(0)));
        assert!(matches!(apply("a + b", vec![wrap(0, 3), wrap(2, 5)]), Err(EditError::Crossing(..))));
        assert_eq!(apply("a", vec![Edit::behind(1, 1, "x"), Edit::behind(1, 1, "y")]), Err(EditError::Ambiguous(1)));
        assert_eq!(apply("é", vec![Edit::in_front(1, 0, "x")]), Err(EditError::BadOffset(1)));
        assert_eq!(apply("a", vec![Edit::in_front(2, 0, "x")]), Err(EditError::BadOffset(2)));
        assert_eq!(apply("a", vec![wrap(1, 1)]), Err(EditError::EmptyWrap(1)));
    }

    #[test]
    fn offsets_map_both_ways() {
        let mut set = EditSet::new();
        set.push(Edit::wrap(TextRange::new(2, 3), "(P or ", ")"));
        let (text, map) = set.apply("x=y\n").unwrap();
        assert_eq!(text, "x=(P or y)\n");
        assert_eq!([0, 1, 2, 3, 4].map(|o| map.to_target(o)), [0, 1, 8, 10, 11]);
        assert_eq!([0, 2, 5, 8, 9, 10, 11].map(|o| map.to_source(o)), [0, 2, 2, 2, 3, 3, 4]);
        assert_eq!([1, 2, 7, 8, 9, 10].map(|o| map.is_inserted(o)), [false, true, true, false, true, false]);
    }
}
