//! What was asked, decided: a list of probes as plain data, no text.

mod calls;
mod capture;
mod conditions;
mod entries;
mod lineless;
mod own_lines;
mod request;
mod secrets;
mod select;
mod steady;
mod stores;
mod traced;
mod values;
mod view;
mod watch;

pub use calls::Calls;
pub use entries::Entries;
pub use request::{
    EntryChange, Exclusions, FunctionPattern, Jump, LineItem, LineSpec, LineSpecError, Request, StateChange, WatchMode,
};
pub use secrets::Secrets;
pub use traced::{PLACE, TracedCode, TracedWatch, landing, traced};
pub use view::{CheckView, LineView, PlanView, SiteView, WatchView};
pub use watch::{Check, Watched, Why};

use crate::ast::{FrameNode, Mod};
pub use crate::expression::{Expression, Sight, Watch};
pub use crate::lines::Layout;
use crate::lines::{self, Anchor, PythonVersion, Verdict};
use crate::scope::{Rules, Scopes};
use crate::source::LineIndex;
use bumpalo::Bump;
use std::collections::BTreeSet;

/// The probes for one file.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The CPython whose line events are to be told.
    pub target: PythonVersion,
    /// One entry for each (line, frame) that was asked for and can be placed, in source order.
    pub probes: Vec<Probe<'a>>,
    /// Lines with code that were asked for by number, whether or not a probe can stand there.
    pub by_number: BTreeSet<u32>,
    /// Lines that were asked for by number and have no code, or cannot take a probe, and ranges without any code.
    pub refusals: Vec<Refusal>,
    /// Lines with code that a range asked for, or one of several frames on a line, that cannot take a probe.
    pub skipped: Vec<Refusal>,
    /// Functions whose calls are told.
    pub calls: Vec<Calls<'a>>,
    /// Functions of which parameters are set.
    pub entries: Vec<Entries<'a>>,
    /// Where watched expressions can change.
    pub watched: Vec<Watched<'a>>,
    /// So many probes could never fire, by [`Request::when`]: they are left out.
    pub never: usize,
    /// Patterns of functions that match nothing in the file.
    pub unmatched: Vec<String>,
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
    /// Whether the frame can keep what was shown of it.
    pub memory: Memory,
    /// Where it stands, each place with what it captures there.
    pub sites: Vec<Site<'a>>,
    /// Exact or approximate; never refused.
    pub verdict: Verdict,
    /// As of [`lines::LineProbe`].
    pub is_behind_start: bool,
    /// What must hold for it to fire.
    pub condition: Option<Expression>,
    /// What else there is to say, in sentences without a full stop.
    pub notes: Vec<String>,
}

/// Where what was last shown of a frame's variables can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Memory {
    /// In a variable of the frame that no program can spell: a function that does not look at its own namespace.
    Local,
    /// With the file: its body runs once.
    Module,
    /// Nowhere in the text: it is found through the frame.
    Frame,
}

/// One place for one injected piece of text.
#[derive(Debug, Clone)]
pub struct Site<'a> {
    /// The place.
    pub anchor: Anchor<'a>,
    /// Of several sites at one place, the one with the smaller number fires first.
    pub order: usize,
    /// The variables whose values are passed.
    pub capture: Capture<'a>,
    /// Those that the user's expressions read.
    pub read: Capture<'a>,
    /// Those of the captured that are as they were at the last hit of any probe in the frame, if objects do not change.
    pub steady: Vec<&'a str>,
}

/// Variables that a probe passes, in the order of CPython's `f_locals`: parameters, then locals by first occurrence,
/// then free variables. Private names of classes are mangled, as the frame has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capture<'a> {
    /// Certainly bound at the site: passed as `name=name`.
    pub bound: Vec<&'a str>,
    /// Perhaps unbound at the site: passed by name, read in a guarded way.
    pub maybe: Vec<&'a str>,
    /// Both.
    pub all: Vec<&'a str>,
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
    /// It is not for want of a place: no engine can do what is asked.
    pub for_all: bool,
}

/// Plans the probes of a file. Names that its text does not hold as such go into `arena`.
pub fn plan<'a>(
    module: Mod<'a>,
    source: &'a str,
    arena: &'a Bump,
    target: PythonVersion,
    request: &Request,
) -> Plan<'a> {
    let index = LineIndex::new(source);
    let lines = lines::line_probes(module, source, target, request.layout);
    let scopes = Scopes::new(module, arena, Rules::of_minor(target.minor()));
    let file = select::File { module, source, index: &index, target, scopes: &scopes };
    let mut plan = select::select(&file, lines, request);
    if request.layout == Layout::OwnLines {
        own_lines::simplify(&mut plan, module, source);
    }
    if request.watches_at_lines() {
        watch::at_lines(&mut plan, &scopes, source, request);
    }
    conditions::decide(&mut plan, &scopes, source, request);
    plan.watched = watch::watched(module, source, &scopes, target, request);
    capture::fill(&mut plan, module, source, &scopes, request);
    steady::fill(&mut plan, module, &scopes, request);
    plan
}
