//! What was asked, decided: a list of probes as plain data, no text.

use crate::ast::FrameNode;
use crate::lines::{Anchor, PythonVersion, Verdict};

/// The probes for one file.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The CPython whose line events are to be told.
    pub target: PythonVersion,
    /// One entry for each (line, frame) that was asked for and can be placed, in source order.
    pub probes: Vec<Probe<'a>>,
    /// Lines that were asked for and have no code, or cannot take a probe.
    pub refusals: Vec<Refusal>,
}

/// A tracepoint at one line of one frame's code.
#[derive(Debug, Clone)]
pub struct Probe<'a> {
    /// The line that its events carry, from 1.
    pub line: u32,
    /// The qualified name of the code, as `co_qualname` has it; `<module>` for the file itself.
    pub qualname: String,
    /// Whose frame it runs in.
    pub frame: FrameNode<'a>,
    /// Where it stands, each place with what it captures there.
    pub sites: Vec<Site<'a>>,
    /// Exact or approximate; never refused.
    pub verdict: Verdict,
}

/// One place for one injected piece of text.
#[derive(Debug, Clone)]
pub struct Site<'a> {
    /// The place.
    pub anchor: Anchor<'a>,
    /// The variables whose values are passed.
    pub capture: Capture<'a>,
}

/// Variables that a probe passes, in the order of CPython's `f_locals`: parameters, then locals by first binding, then
/// free variables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capture<'a> {
    /// Certainly bound at the site: passed as `name=name`.
    pub bound: Vec<&'a str>,
    /// Perhaps unbound at the site: passed by name, read in a guarded way.
    pub maybe: Vec<&'a str>,
}

/// A line that gets no probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The line that was asked for.
    pub line: u32,
    /// Why, in a sentence without a full stop.
    pub reason: String,
    /// The nearest lines that take a probe.
    pub nearest: Vec<u32>,
}
