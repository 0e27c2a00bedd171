//! A plan as people and programs read it: per line the forms, the names, or why not.

use super::{Capture, Plan, Refusal, Request};
use crate::lines::{Anchor, Verdict};
use serde::Serialize;

/// A plan without references into the tree, in the order of lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanView {
    /// The CPython whose events are told, `3.N`.
    pub target: String,
    /// One entry for each line and frame, and for each line that gets no probe.
    pub lines: Vec<LineView>,
    /// Where watched expressions can change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub watches: Vec<WatchView>,
    /// So many lines can never meet the condition.
    #[serde(skip_serializing_if = "is_zero")]
    pub never: usize,
    /// Patterns of `--function` that match nothing in the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmatched: Vec<String>,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// What is planned for one line of one frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineView {
    /// From 1.
    pub line: u32,
    /// Whose code it is; none where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualname: Option<String>,
    /// `exact`, `approximate` or `refused`; `skipped` for a refused line that only a range asked for.
    pub verdict: &'static str,
    /// Why it is not exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is left of a condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Where the probes stand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<SiteView>,
    /// What else there is to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// For a refused line, lines near it that take a probe.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<u32>,
}

/// Where a watched expression can change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WatchView {
    /// As written.
    pub expression: String,
    /// The places, in the order of lines.
    pub checks: Vec<CheckView>,
    /// Lines where it may change unseen, each with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unseen: Vec<(u32, &'static str)>,
}

/// A place where a value may have changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckView {
    /// The line that makes the change; none is that of a handled exception.
    pub line: Option<u32>,
    /// Whose code it is.
    pub qualname: String,
    /// By what.
    pub why: String,
    /// The place itself makes the change; else something may through another name for the value.
    pub sound: bool,
    /// How a dynamic tracer may tell it otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<&'static str>,
    /// What is left of a condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

/// One place for one probe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteView {
    /// The place, in words.
    pub form: &'static str,
    /// The names captured; `?` marks those that may be unbound.
    pub captures: Vec<String>,
}

impl Plan<'_> {
    /// The plan as people and programs read it.
    pub fn view(&self, request: &Request) -> PlanView {
        let mut lines: Vec<LineView> = Vec::new();
        for probe in &self.probes {
            let (verdict, reason) = match &probe.verdict {
                Verdict::Exact => ("exact", None),
                Verdict::Approximate(reason) => ("approximate", Some(reason.clone())),
                Verdict::Refused { reason, .. } => ("refused", Some(reason.clone())),
            };
            lines.push(LineView {
                line: probe.line,
                qualname: Some(probe.qualname.clone()),
                verdict,
                reason,
                sites: probe
                    .sites
                    .iter()
                    .map(|s| SiteView { form: form(&s.anchor), captures: s.capture.words() })
                    .collect(),
                condition: probe.condition.as_ref().map(|condition| condition.text.clone()),
                notes: probe.notes.clone(),
                nearest: Vec::new(),
            });
        }
        lines.extend(self.refusals.iter().map(|r| refused(r, "refused")));
        lines.extend(self.skipped.iter().map(|r| refused(r, "skipped")));
        lines.sort_by_key(|view| view.line);
        let watches = (0..request.watches.len()).map(|nth| self.watch(nth, request)).collect();
        let unmatched = self.unmatched.clone();
        PlanView { target: self.target.to_string(), lines, watches, never: self.never, unmatched }
    }

    fn watch(&self, nth: usize, request: &Request) -> WatchView {
        let mut view = WatchView {
            expression: request.watches[nth].expression.text.clone(),
            checks: Vec::new(),
            unseen: Vec::new(),
        };
        for watched in self.watched.iter().filter(|watched| watched.nth == nth) {
            view.unseen.extend(&watched.unseen);
            view.checks.extend(watched.checks.iter().map(|check| CheckView {
                line: (check.line > 0).then_some(check.line),
                qualname: watched.qualname.clone(),
                why: check.why.to_string(),
                sound: check.why.is_sound(),
                doubt: check.doubt,
                condition: check.condition.as_ref().map(|condition| condition.text.clone()),
            }));
        }
        view.checks.sort_by_key(|check| check.line);
        view.unseen.sort_unstable();
        view.unseen.dedup();
        view
    }
}

fn refused(refusal: &Refusal, verdict: &'static str) -> LineView {
    LineView {
        line: refusal.line,
        qualname: None,
        verdict,
        reason: Some(refusal.reason.clone()),
        condition: None,
        sites: Vec::new(),
        notes: Vec::new(),
        nearest: refusal.nearest.clone(),
    }
}

impl Capture<'_> {
    /// The names, with `?` behind those that may be unbound.
    pub fn words(&self) -> Vec<String> {
        let bound = self.bound.iter().map(|name| (*name).to_owned());
        bound.chain(self.maybe.iter().map(|name| format!("{name}?"))).collect()
    }
}

/// What a place is called.
pub(super) fn form(anchor: &Anchor<'_>) -> &'static str {
    match anchor {
        Anchor::Before(_) => "before the statement",
        Anchor::After(_) => "after the statement",
        Anchor::ExprBefore(_) => "before the expression",
        Anchor::ExprAfter(_) => "after the expression",
        Anchor::ExprFalse(_) => "when the test is false",
        Anchor::IterEach(_) => "before each element",
        Anchor::IterAgain(_) | Anchor::IterAround(_) => "before each element but the first",
        Anchor::WithExit(_) | Anchor::ItemExit(..) => "when the block is left",
        Anchor::Decorate(..) => "among the decorators",
        Anchor::Case(_) => "when the case is tried",
        Anchor::ClassBases(_) => "before the bases",
    }
}
