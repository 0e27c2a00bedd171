//! Takes probes out again, by parsing: no manifest says where they are.
//!
//! The preamble tells the name. Whatever calls it in one of the forms of [`abi`](super::abi) is read back into a line
//! and captures, written again, and compared with the text: what is equal is removed, to the byte that [`inject`]
//! inserted; what mentions the name and is not equal was edited by hand, and is an error. Text around the probes may have
//! been edited freely.
//!
//! [`inject`]: super::inject

mod expressions;
mod import;
mod reader;
mod statements;

use super::abi::{Abi, Fire};
use crate::ast::Mod;
use crate::diagnostic::Diagnostic;
use crate::text::{Ranged, TextRange, TextSize};
use bumpalo::Bump;
use std::collections::{BTreeSet, HashSet};

use crate::ast::visit::Visitor as _;

/// A text without its probes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stripped {
    /// The text.
    pub text: String,
    /// How many probes were taken out, the import not counted.
    pub removed: usize,
    /// The lines that they fired, ascending.
    pub lines: Vec<u32>,
    /// Where they stood, the import included: ranges of the source in its order.
    pub removals: Vec<TextRange>,
}

/// True if the file holds probes: its import is there.
pub fn has_probes(module: &Mod<'_>) -> bool {
    module.body.iter().any(|&stmt| import::found(stmt).is_some())
}

/// The source without probes: what it was before, to the byte, where nothing else was edited. A source without probes
/// comes back as it is.
///
/// # Errors
/// If the source does not parse, or a probe was edited by hand.
pub fn strip(source: &str, arena: &Bump) -> Result<Stripped, Diagnostic> {
    let source = arena.alloc_str(source);
    let module = crate::parser::parse(source, arena)?;
    let Some(abi) = module.body.iter().find_map(|&stmt| import::found(stmt)) else {
        return Ok(Stripped { text: source.to_owned(), removed: 0, lines: Vec::new(), removals: Vec::new() });
    };
    let mut strip = Strip {
        source,
        abi,
        end_of_code: module.body.last().map_or(0, Ranged::end),
        removals: Vec::new(),
        tests: HashSet::new(),
        removed: 0,
        lines: BTreeSet::new(),
        error: None,
    };
    strip.visit_body(module.body);
    strip.finish()
}

struct Strip<'a> {
    source: &'a str,
    abi: Abi,
    /// The end of the last statement.
    end_of_code: TextSize,
    removals: Vec<TextRange>,
    /// Tests of `if` and `while` and subjects of `match`.
    tests: HashSet<TextRange>,
    removed: usize,
    lines: BTreeSet<u32>,
    error: Option<Diagnostic>,
}

impl Strip<'_> {
    fn finish(mut self) -> Result<Stripped, Diagnostic> {
        if let Some(error) = self.error {
            return Err(error);
        }
        self.removals.sort_unstable();
        let mut text = String::with_capacity(self.source.len());
        let mut done = 0;
        for range in &self.removals {
            if range.start() < done {
                return Err(edited(*range));
            }
            text.push_str(&self.source[done as usize..range.start() as usize]);
            done = range.end();
        }
        text.push_str(&self.source[done as usize..]);
        let lines = self.lines.into_iter().collect();
        Ok(Stripped { text, removed: self.removed, lines, removals: self.removals })
    }

    fn fail(&mut self, range: TextRange) {
        self.error.get_or_insert_with(|| edited(range));
    }

    fn count(&mut self, fire: &Fire) {
        self.removed += 1;
        self.lines.insert(fire.line);
    }

    /// Removes `expected` if it begins at `start`; true if it does.
    fn remove(&mut self, start: Option<TextSize>, expected: &str) -> bool {
        let found = start.filter(|&at| self.source.get(at as usize..).is_some_and(|rest| rest.starts_with(expected)));
        if let Some(at) = found
            && !expected.is_empty()
        {
            self.removals.push(TextRange::new(at, at + expected.len() as TextSize));
        }
        found.is_some()
    }

    /// The same for text that ends at `end`.
    fn remove_before(&mut self, end: TextSize, expected: &str) -> bool {
        self.remove(end.checked_sub(expected.len() as TextSize), expected)
    }

    fn text(&self, range: TextRange) -> &str {
        &self.source[range.as_usize()]
    }
}

fn edited(range: TextRange) -> Diagnostic {
    Diagnostic::new(range, "edited-probe", "a probe was edited by hand: it is not in a form that `instr inject` writes")
        .with_help("take this probe out by hand, or restore it")
}
