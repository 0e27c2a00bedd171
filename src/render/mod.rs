//! How a log looks: one file a format.

use crate::event::Item;

/// What is known at the end of how often lines were hit, in the order of the request's files, then by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// File as the command line names it, line, hits.
    pub lines: Vec<(String, u32, u64)>,
}

/// A format.
pub trait Renderer {
    /// Appends an item to `out`, with the line break that ends it.
    fn item(&mut self, item: &Item, out: &mut Vec<u8>);

    /// Appends what stands at the end.
    fn end(&mut self, counts: &Counts, out: &mut Vec<u8>) {
        let _ = (counts, out);
    }
}
