//! Probes that fire when the block of a `with` is left.
//!
//! ```text
//! with open(f) as g:          with open(f) as g, _instr.leaving(1, "g"):
//! with (a as b, c as d,):     with (a as b, c as d, _instr.leaving(1),):
//! ```

use super::abi::Style;
use super::finder::{Finder, Reason};
use super::physical::outside_parens;
use super::slot::{Found, Slot};
use crate::ast::StmtWith;
use crate::text::Ranged;

impl<'a> Finder<'a> {
    /// Behind the last item, inside of parentheses that hold all items.
    pub fn with_exit(&self, with: &'a StmtWith<'a>) -> Result<Found, Reason> {
        if self.style == Style::Print {
            return Err("a print cannot fire when a `with` block is left");
        }
        self.behind_item(with, with.items.len() - 1)
    }

    /// Behind another item, where only an exception counts.
    pub fn item_exit(&self, with: &'a StmtWith<'a>, at: usize) -> Result<Found, Reason> {
        let Slot::LastItem(end) = self.behind_item(with, at)?.slot else { return Err("no item to follow") };
        Slot::MiddleItem(end).exact()
    }

    fn behind_item(&self, with: &'a StmtWith<'a>, at: usize) -> Result<Found, Reason> {
        let [before @ .., last] = &with.items[..=at] else { return Err("no item to follow") };
        let (from, range) = match (last.optional_vars, before.last()) {
            (Some(vars), _) => (last.context_expr.end(), vars.range()),
            (None, Some(item)) => (item.optional_vars.unwrap_or(item.context_expr).end(), last.context_expr.range()),
            (None, None) => (with.range.start(), last.context_expr.range()),
        };
        Slot::LastItem(outside_parens(self.source, from, range)).exact()
    }
}
