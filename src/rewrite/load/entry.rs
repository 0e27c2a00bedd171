//! A row of the table of probes: one form for each kind, with just its fields.
//!
//! `python/instr/model.py` has the same forms for the loader; `tests/entries.rs` compares them.

use super::{MODULE_FRAME, Row};
use serde::Serialize;

/// A function of the table.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// Gives a snapshot to an activation.
    Snapshot {},
    /// Records a line.
    Line(LineEntry),
    /// The same where some variables are unbound.
    Unbound(LineEntry),
    /// Records a line and returns its first argument.
    After(LineEntry),
    /// Wraps an iterable: records before each item.
    Each(LineEntry),
    /// The same, but not before the first.
    Again(LineEntry),
    /// The same, in the frame that asks the generator.
    Around(LineEntry),
    /// A context manager that records when it is left.
    Leaving(LineEntry),
    /// The same, if an exception leaves it.
    Raising(LineEntry),
    /// Makes a decorator that records when it is called, and changes nothing.
    Decorator(LineEntry),
    /// Evaluates a condition.
    Test(TestEntry),
    /// Reports that a condition raised; true if the exception is for the program.
    Raised(FailureEntry),
    /// Reports that a logged expression raised; stands for its value.
    Failed(FailureEntry),
    /// Gives the value that a variable is set to, or else its first argument, the one that it has.
    Set(OverrideEntry),
    /// The same for a variable without a value.
    Make(OverrideEntry),
    /// Reports why there is none; true if the exception is for the program.
    OverrideFailed(FailureEntry),
    /// Records a call and its arguments.
    Enter(EnterEntry),
    /// Records what is returned, and returns it.
    Return(ExitEntry),
    /// Records what is yielded, and returns it.
    Yield(ExitEntry),
    /// Records an exception that leaves the function.
    Raise(ExitEntry),
    /// Looks at a watched expression, and records its change.
    Watch(WatchEntry),
    /// The same behind an expression, which it returns.
    Watched(WatchEntry),
    /// A watched name has no value; true if the exception is for the program.
    Unset(WatchEntry),
}

/// Where a probe stands.
#[derive(Debug, Clone, Serialize)]
pub struct Place {
    /// The line that it is of.
    pub line: u32,
    /// Its function's qualified name.
    pub function: String,
    /// The line as it is in the source.
    pub text: String,
}

/// Where a probe finds the snapshot of its activation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Snapshots {
    /// It is its first argument.
    Passed,
    /// All frames of the file share one.
    Module,
    /// Through the frame.
    Frame,
}

/// A logged expression.
#[derive(Debug, Clone, Serialize)]
pub struct Log {
    /// As written.
    pub text: String,
    /// An f-string.
    pub is_template: bool,
}

/// See the kinds of [`Entry`].
#[derive(Debug, Clone, Serialize)]
pub struct LineEntry {
    #[serde(flatten)]
    place: Place,
    snapshot: Snapshots,
    /// The variables whose values it is given.
    names: Vec<String>,
    /// Those of them that no way binds behind the probe before.
    unchanged_since_probe: Vec<String>,
    /// The same in the order in which they are recorded, if that is another one.
    order: Vec<String>,
    /// The variables that it reads through the frame, if they are bound.
    maybe: Vec<String>,
    /// The variables that are recorded without their values, and those of them that are perhaps unbound.
    redacted: Vec<String>,
    maybe_redacted: Vec<String>,
    /// It stops after so many hits; of so many hits one is recorded.
    hits: Option<u32>,
    every: Option<u32>,
    /// What it tests itself, as it is called anyway.
    condition: Option<String>,
    /// One of these expressions must have changed.
    any_changed: Vec<String>,
    /// Recorded in place of variables.
    log: Vec<Log>,
    /// They are evaluated through the frame.
    by_frame: bool,
}

/// See the kinds of [`Entry`].
#[derive(Debug, Clone, Serialize)]
pub struct TestEntry {
    #[serde(flatten)]
    place: Place,
    names: Vec<String>,
    maybe: Vec<String>,
    condition: String,
    any_changed: Vec<String>,
}

/// See the kinds of [`Entry`].
#[derive(Debug, Clone, Serialize)]
pub struct FailureEntry {
    #[serde(flatten)]
    place: Place,
    expression: String,
    /// The variable that has no new value.
    target: Option<String>,
}

/// See the kinds of [`Entry`].
#[derive(Debug, Clone, Serialize)]
pub struct OverrideEntry {
    #[serde(flatten)]
    place: Place,
    names: Vec<String>,
    maybe: Vec<String>,
    target: String,
    expression: String,
}

/// See the kinds of [`Entry`].
#[derive(Debug, Clone, Serialize)]
pub struct EnterEntry {
    #[serde(flatten)]
    place: Place,
    snapshot: Snapshots,
    names: Vec<String>,
    redacted: Vec<String>,
    maybe_redacted: Vec<String>,
    /// The probe of an exception that leaves the function.
    raise_probe: u32,
}

/// See the kinds of [`Entry`].
#[derive(Debug, Clone, Serialize)]
pub struct ExitEntry {
    #[serde(flatten)]
    place: Place,
    snapshot: Snapshots,
    /// Lines of `yield` where a generator that is closed does not say so.
    bare_yields: Vec<u32>,
}

/// See the kinds of [`Entry`].
#[derive(Debug, Clone, Serialize)]
pub struct WatchEntry {
    #[serde(flatten)]
    place: Place,
    snapshot: Snapshots,
    names: Vec<String>,
    maybe: Vec<String>,
    hits: Option<u32>,
    every: Option<u32>,
    expression: String,
    /// A bare name: what it is bound to counts, not what is inside.
    is_name: bool,
    /// The value is passed; else it is evaluated.
    is_passed: bool,
    /// What must hold for a change to be recorded, and the variables that it reads.
    condition: Option<String>,
    condition_names: Vec<String>,
}

/// [`Entry`] without its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Snapshot,
    Line,
    Unbound,
    After,
    Each,
    Again,
    Around,
    Leaving,
    Raising,
    Decorator,
    Test,
    Raised,
    Failed,
    Set,
    Make,
    OverrideFailed,
    Enter,
    Return,
    Yield,
    Raise,
    Watch,
    Watched,
    Unset,
}

impl Entry {
    /// The line of an entry that counts its hits, and whether it is named at the end if it was never reached.
    pub fn counted(&self) -> Option<(u32, bool)> {
        match self {
            Self::Line(e) | Self::Unbound(e) | Self::After(e) | Self::Each(e) | Self::Again(e) | Self::Around(e) => {
                Some((e.place.line, true))
            }
            Self::Leaving(e) | Self::Raising(e) | Self::Decorator(e) => Some((e.place.line, true)),
            Self::Enter(e) => Some((e.place.line, true)),
            Self::Set(e) | Self::Make(e) => Some((e.place.line, true)),
            Self::Watch(e) | Self::Watched(e) | Self::Unset(e) if e.place.line > 0 => Some((e.place.line, false)),
            _ => None,
        }
    }

    /// The expression that it watches.
    pub fn watched(&self) -> Option<&str> {
        match self {
            Self::Watch(e) | Self::Watched(e) | Self::Unset(e) => Some(&e.expression),
            _ => None,
        }
    }
}

impl Row {
    /// What becomes of it; `frames`: of the snapshots that the text makes.
    pub(super) fn finish(self, frames: &[Vec<String>]) -> Entry {
        let snapshot = match self.frame {
            None => Snapshots::Frame,
            Some(frame) if frames[frame].first().is_some_and(|name| name == MODULE_FRAME) => Snapshots::Module,
            Some(_) => Snapshots::Passed,
        };
        match self.kind {
            Kind::Snapshot => Entry::Snapshot {},
            Kind::Line => Entry::Line(self.line_entry(snapshot)),
            Kind::Unbound => Entry::Unbound(self.line_entry(snapshot)),
            Kind::After => Entry::After(self.line_entry(snapshot)),
            Kind::Each => Entry::Each(self.line_entry(snapshot)),
            Kind::Again => Entry::Again(self.line_entry(snapshot)),
            Kind::Around => Entry::Around(self.line_entry(snapshot)),
            Kind::Leaving => Entry::Leaving(self.line_entry(snapshot)),
            Kind::Raising => Entry::Raising(self.line_entry(snapshot)),
            Kind::Decorator => Entry::Decorator(self.line_entry(snapshot)),
            Kind::Test => Entry::Test(TestEntry {
                place: self.place(),
                names: self.names,
                maybe: self.maybe,
                condition: self.expression.unwrap_or_default(),
                any_changed: self.any_changed,
            }),
            Kind::Raised => Entry::Raised(self.failure()),
            Kind::Failed => Entry::Failed(self.failure()),
            Kind::OverrideFailed => Entry::OverrideFailed(self.failure()),
            Kind::Set => Entry::Set(self.override_entry()),
            Kind::Make => Entry::Make(self.override_entry()),
            Kind::Enter => Entry::Enter(EnterEntry {
                place: self.place(),
                snapshot,
                names: self.names,
                redacted: self.redacted,
                maybe_redacted: self.maybe_redacted,
                raise_probe: self.raise_probe,
            }),
            Kind::Return => Entry::Return(self.exit(snapshot)),
            Kind::Yield => Entry::Yield(self.exit(snapshot)),
            Kind::Raise => Entry::Raise(self.exit(snapshot)),
            Kind::Watch => Entry::Watch(self.watch_entry(snapshot)),
            Kind::Watched => Entry::Watched(self.watch_entry(snapshot)),
            Kind::Unset => Entry::Unset(self.watch_entry(snapshot)),
        }
    }

    fn place(&self) -> Place {
        Place { line: self.line, function: self.function.clone(), text: self.text.clone() }
    }

    fn line_entry(self, snapshot: Snapshots) -> LineEntry {
        LineEntry {
            place: self.place(),
            snapshot,
            names: self.names,
            unchanged_since_probe: self.unchanged_since_probe,
            order: self.order,
            maybe: self.maybe,
            redacted: self.redacted,
            maybe_redacted: self.maybe_redacted,
            hits: self.hits,
            every: self.every,
            condition: self.expression,
            any_changed: self.any_changed,
            log: self.log,
            by_frame: self.by_frame,
        }
    }

    fn failure(self) -> FailureEntry {
        FailureEntry { place: self.place(), expression: self.expression.unwrap_or_default(), target: self.target }
    }

    fn override_entry(self) -> OverrideEntry {
        OverrideEntry {
            place: self.place(),
            names: self.names,
            maybe: self.maybe,
            target: self.target.unwrap_or_default(),
            expression: self.expression.unwrap_or_default(),
        }
    }

    fn exit(self, snapshot: Snapshots) -> ExitEntry {
        ExitEntry { place: self.place(), snapshot, bare_yields: self.bare_yields }
    }

    fn watch_entry(self, snapshot: Snapshots) -> WatchEntry {
        let place = self.place();
        let (is_name, is_passed) = self.watch.as_ref().map_or((false, false), |w| (w.is_name, w.is_passed));
        let (condition, condition_names) = match self.watch.and_then(|watch| watch.condition) {
            Some((text, names)) => (Some(text), names),
            None => (None, Vec::new()),
        };
        WatchEntry {
            place,
            snapshot,
            names: self.names,
            maybe: self.maybe,
            hits: self.hits,
            every: self.every,
            expression: self.expression.unwrap_or_default(),
            is_name,
            is_passed,
            condition,
            condition_names,
        }
    }
}
