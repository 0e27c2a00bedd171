//! The root of the tree.

use super::stmt::Stmt;
use crate::text::{Ranged, TextRange};

/// A whole file: CPython's `Module`.
#[derive(Debug, Clone, Copy)]
pub struct Mod<'a> {
    /// The whole source.
    pub range: TextRange,
    /// The statements of the file.
    pub body: &'a [Stmt<'a>],
}

impl Ranged for Mod<'_> {
    fn range(&self) -> TextRange {
        self.range
    }
}
