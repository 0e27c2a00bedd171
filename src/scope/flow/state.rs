//! What is known of a frame's variables at one point.

use crate::scope::EventKind;
use crate::scope::bits::Bits;
use crate::scope::frame::Frame;
use crate::text::TextRange;

/// Which variables are bound on every way to a point, which on some way, and which were told.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub must: Bits,
    pub may: Bits,
    /// Which variables were told since they were bound last.
    pub settled: Bits,
    /// Some way leads here.
    pub live: bool,
}

impl State {
    /// Nothing is bound.
    pub fn empty(len: usize) -> Self {
        Self { must: Bits::new(len), may: Bits::new(len), settled: Bits::new(len), live: true }
    }

    /// Two ways join.
    pub fn join(&mut self, other: &Self) {
        if !self.live {
            self.clone_from(other);
        } else if other.live {
            self.must.intersect(&other.must);
            self.may.union(&other.may);
            self.settled.intersect(&other.settled);
        }
    }

    /// No way leads here.
    pub fn dead(&self) -> Self {
        Self { live: false, ..self.clone() }
    }
}

impl Frame<'_> {
    /// Unbinds a variable.
    pub(super) fn kill(&self, state: &mut State, slot: usize) {
        state.must.remove(slot);
        state.settled.remove(slot);
        if !self.escaping.has(slot) {
            state.may.remove(slot);
        }
    }

    /// What is left if any part of `range` may have run, and any of it may have not.
    pub(super) fn run_in_part(&self, state: &mut State, range: TextRange) {
        for &(_, slot, kind) in self.events_in(range) {
            state.settled.remove(slot);
            match kind {
                EventKind::Bind => state.may.insert(slot),
                EventKind::Kill | EventKind::Borrow => state.must.remove(slot),
            }
        }
    }
}
