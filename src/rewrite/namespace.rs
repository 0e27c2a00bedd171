//! Bodies of classes whose namespace may be of its own kind: a metaclass can make one that notices who reads it.
//!
//! ```text
//! class A(B):           class A(B):
//!     x = 1                 global _instr; _instr(2); x = 1
//!     y = 2                 _instr(3, "x"); y = 2
//! ```
//!
//! The declaration makes the probe's name a global one that the namespace is not asked for, and the runtime reads the
//! variables past the namespace's methods.

use super::abi::{Fire, Style};
use super::emit::Filled;
use super::finder::{Finder, Reason};
use super::slot::Slot;
use super::zones::ClassBody;
use crate::text::TextRange;

const PRINTS: Reason = "a print would look names up in a namespace that the metaclass may have made";
const NO_PLACE: Reason = "the metaclass may make a namespace that notices the probe, and `global` has no place before";

impl<'a> Finder<'a> {
    /// The class whose namespace a probe at `range` would look names up in, if that may be of its own kind.
    pub fn namespace(&self, range: TextRange) -> Option<ClassBody<'a>> {
        self.zones.class_around(range)
    }

    /// Where the declaration can stand in `class`.
    pub fn declaration(&self, class: ClassBody<'a>) -> Result<Slot, Reason> {
        if self.style == Style::Print {
            return Err(PRINTS);
        }
        let found = match class.first.is_compound() {
            false => self.before_stmt(class.first).ok(),
            true => self.line_above(class.suite.start()),
        };
        found.map(|found| found.slot).ok_or(NO_PLACE)
    }
}

/// Puts the declaration before all probes of its slot.
pub(super) fn declare(filled: &mut Filled, slot: Slot) {
    let fires = filled.entry(slot).or_default();
    if !fires.first().is_some_and(Fire::is_declaration) {
        fires.insert(0, Fire::declaration());
    }
}
