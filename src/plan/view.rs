//! A plan as people and programs read it: per line the forms, the names, or why not.

use super::{Capture, Plan, Refusal};
use crate::lines::{Anchor, Verdict};
use serde::Serialize;

/// A plan without references into the tree, in the order of lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanView {
    /// The CPython whose events are told, `3.N`.
    pub target: String,
    /// One entry for each line and frame, and for each line that gets no probe.
    pub lines: Vec<LineView>,
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
    pub fn view(&self) -> PlanView {
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
        PlanView { target: self.target.to_string(), lines, never: self.never, unmatched: self.unmatched.clone() }
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
        Anchor::IterAgain(_) => "before each element but the first",
        Anchor::WithExit(_) | Anchor::ItemExit(..) => "when the block is left",
        Anchor::Decorate(..) => "among the decorators",
        Anchor::Case(_) => "when the case is tried",
        Anchor::ClassBases(_) => "before the bases",
    }
}
