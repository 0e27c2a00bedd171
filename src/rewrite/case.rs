//! Probes that fire when a `case` is tried.
//!
//! ```text
//! case [a, b] if c:       case _instr.L1(([a, b])) if c:
//! case[a]:                case _instr.L1(( [a])):
//! ```
//!
//! Where a probe may take lines of its own, a `case` of its own comes before: `case _ if _instr[5](): pass`.

use super::abi::Style;
use super::finder::{Finder, Reason};
use super::slot::{Found, Slot};
use crate::ast::MatchCase;
use crate::text::Ranged;

const NO_LINE: Reason = "another statement stands before it on its line";

impl<'a> Finder<'a> {
    /// Around the pattern.
    pub fn case(&self, case: &'a MatchCase<'a>) -> Result<Found, Reason> {
        match self.style {
            Style::Call => Slot::Case(case.pattern.range()).exact(),
            Style::Print => Err("a print cannot stand in a pattern"),
            Style::Load => self.own_line(case.range.start()).map(|own| Slot::CaseAbove(own).into()).ok_or(NO_LINE),
        }
    }
}
