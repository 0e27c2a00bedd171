//! From what was asked to the lines that get a probe.

use super::lineless::{Lineless, Pieces};
use super::{
    Calls, Capture, Entries, Exclusions, FunctionPattern, LineItem, Memory, Plan, Probe, Refusal, Request, Site,
};
use crate::ast::Mod;
use crate::lines::{Anchor, LineProbe, Placed, PythonVersion, Verdict};
use crate::scope::{ScopeId, ScopeKind, Scopes};
use crate::source::LineIndex;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// A file and what is known of it.
pub(super) struct File<'f, 'a> {
    pub module: Mod<'a>,
    pub source: &'a str,
    pub index: &'f LineIndex,
    pub target: PythonVersion,
    pub scopes: &'f Scopes<'a>,
}

/// Chooses the probes that `request` asks for; what they capture is left open.
pub(super) fn select<'a>(file: &File<'_, 'a>, lines: Vec<LineProbe<'a>>, request: &Request) -> Plan<'a> {
    let mut by_line: BTreeMap<u32, Vec<LineProbe<'a>>> = BTreeMap::new();
    for mut probe in lines {
        leave_out(&mut probe, request.without);
        by_line.entry(probe.line).or_default().push(probe);
    }
    let takes_probe = |probes: &Vec<LineProbe<'a>>| probes.iter().any(is_placed);
    let usable = by_line.iter().filter(|(_, probes)| takes_probe(probes)).map(|(&line, _)| line).collect();
    let mut selection = Selection {
        file,
        by_line,
        usable,
        pieces: OnceCell::new(),
        chosen: BTreeMap::new(),
        refusals: BTreeMap::new(),
        skipped: BTreeMap::new(),
        calls: Vec::new(),
        unmatched: Vec::new(),
    };
    for item in request.lines.iter().flat_map(|spec| &spec.items) {
        match *item {
            LineItem::One(line) => selection.line(line),
            LineItem::Range(from, to) => selection.range(from, to),
            LineItem::All => selection.all(),
        }
    }
    for pattern in &request.functions {
        let functions = matching(file.scopes, pattern);
        if functions.is_empty() {
            selection.unmatched.push(pattern.text().to_owned());
        }
        selection.functions(&functions);
    }
    for pattern in &request.calls {
        let functions = matching(file.scopes, pattern);
        let mut found = functions.iter().filter_map(|&id| Calls::of(file.scopes, id)).peekable();
        // Those of `--function` are said to match nothing there.
        if found.peek().is_none() && !selection.unmatched.iter().any(|text| text == pattern.text()) {
            selection.unmatched.push(pattern.text().to_owned());
        }
        for calls in found {
            if selection.calls.iter().all(|other| other.function.range != calls.function.range) {
                selection.calls.push(calls);
            }
        }
    }
    selection.calls.sort_by_key(|calls| calls.function.range.start());
    let (entries, unmatched) = Entries::of(file.scopes, request);
    selection.unmatched.extend(unmatched);
    Plan { entries, ..selection.into_plan() }
}

/// The functions and lambdas with such names.
pub(super) fn matching(scopes: &Scopes<'_>, pattern: &FunctionPattern) -> Vec<ScopeId> {
    let matches = |&id: &ScopeId| {
        matches!(scopes.kind(id), ScopeKind::Function | ScopeKind::Lambda) && pattern.matches(&scopes.qualname(id))
    };
    scopes.ids().filter(matches).collect()
}

/// Where the variables of a frame can be kept.
pub(super) fn memory(scopes: &Scopes<'_>, frame: ScopeId) -> Memory {
    match scopes.kind(frame) {
        ScopeKind::Module => Memory::Module,
        ScopeKind::Function if !scopes.mentions_namespace(frame) => Memory::Local,
        _ => Memory::Frame,
    }
}

/// Which of a line's probes are wanted: all, or those of some frames.
type Wanted = Option<BTreeSet<ScopeId>>;

struct Selection<'f, 'a> {
    file: &'f File<'f, 'a>,
    by_line: BTreeMap<u32, Vec<LineProbe<'a>>>,
    /// Lines that take a probe.
    usable: Vec<u32>,
    pieces: OnceCell<Pieces<'f>>,
    chosen: BTreeMap<u32, (Wanted, Vec<String>)>,
    refusals: BTreeMap<u32, Refusal>,
    skipped: BTreeMap<u32, Refusal>,
    calls: Vec<Calls<'a>>,
    unmatched: Vec<String>,
}

impl<'f, 'a> Selection<'f, 'a> {
    /// A line that was asked for by number.
    fn line(&mut self, line: u32) {
        match self.by_line.get(&line) {
            Some(probes) if probes.iter().any(is_placed) => self.choose(line, None),
            // CPython tells of line 1 of an empty file.
            Some(probes) if !self.is_empty(line) => {
                let refusal = self.refusal(line, reason_of(probes), nearest_of(probes));
                self.refusals.insert(line, refusal);
            }
            _ => self.line_without_events(line),
        }
    }

    fn line_without_events(&mut self, line: u32) {
        match self.explain(line) {
            Lineless::Inside(first) if self.usable.binary_search(&first).is_ok() => {
                self.choose(first, None);
                let note = format!("line {line} is inside the statement of line {first}: the probe stands there");
                self.chosen.entry(first).or_default().1.push(note);
            }
            Lineless::Inside(first) => {
                let reason = match self.by_line.get(&first) {
                    Some(probes) => reason_of(probes),
                    None => match self.explain(first) {
                        Lineless::Reason(reason) => reason,
                        Lineless::Inside(_) => format!("CPython {} runs no code for it", self.file.target),
                    },
                };
                let reason = format!("line {line} is inside the statement of line {first}: {reason}");
                let refusal = self.refusal(line, reason, Vec::new());
                self.refusals.insert(line, refusal);
            }
            Lineless::Reason(reason) => {
                let refusal = self.refusal(line, reason, Vec::new());
                self.refusals.insert(line, refusal);
            }
        }
    }

    /// All lines with code; there may be none.
    fn all(&mut self) {
        let lines: Vec<u32> = self.by_line.keys().copied().collect();
        lines.into_iter().for_each(|line| self.choose_if_possible(line, None));
    }

    /// The lines with code in a range, of which there must be one.
    fn range(&mut self, from: u32, to: Option<u32>) {
        let end = to.unwrap_or(u32::MAX);
        let lines: Vec<u32> = self.by_line.range(from..=end).map(|(&line, _)| line).collect();
        if lines.iter().any(|line| self.usable.binary_search(line).is_ok()) {
            return lines.into_iter().for_each(|line| self.choose_if_possible(line, None));
        }
        if let [first, ..] = lines[..] {
            return self.line(first);
        }
        let last = self.file.index.last_line();
        let inside = (from..=end.min(last)).find(|&line| matches!(self.explain(line), Lineless::Inside(_)));
        if let Some(line) = inside {
            return self.line_without_events(line);
        }
        let reason = match to {
            _ if from > last => format!("the file ends at line {last}"),
            None => format!("no line from {from} on runs code"),
            Some(to) => format!("no line of {from}-{to} runs code"),
        };
        let refusal = self.refusal(from, reason, Vec::new());
        self.refusals.insert(from, refusal);
    }

    /// All lines of functions, and of what is defined inside them.
    fn functions(&mut self, functions: &[ScopeId]) {
        let scopes = self.file.scopes;
        let mut frames: BTreeSet<ScopeId> = BTreeSet::new();
        for &function in functions {
            frames.extend(scopes.within(function));
        }
        let mut lines: BTreeMap<u32, BTreeSet<ScopeId>> = BTreeMap::new();
        for probe in self.by_line.values().flatten() {
            let frame = scopes.frame_of(probe.frame);
            if let Some(frame) = frame.filter(|frame| frames.contains(frame)) {
                lines.entry(probe.line).or_default().insert(frame);
            }
        }
        for (line, frames) in lines {
            self.choose_if_possible(line, Some(frames));
        }
    }

    fn choose_if_possible(&mut self, line: u32, wanted: Wanted) {
        if self.usable.binary_search(&line).is_ok() {
            self.choose(line, wanted);
        } else if let Some(probes) = self.by_line.get(&line) {
            let refusal = self.refusal(line, reason_of(probes), nearest_of(probes));
            self.skipped.insert(line, refusal);
        }
    }

    fn choose(&mut self, line: u32, wanted: Wanted) {
        match self.chosen.get_mut(&line) {
            None => {
                self.chosen.insert(line, (wanted, Vec::new()));
            }
            Some((chosen, _)) => match (chosen.as_mut(), wanted) {
                (Some(chosen), Some(wanted)) => chosen.extend(wanted),
                _ => *chosen = None,
            },
        }
    }

    fn is_empty(&self, line: u32) -> bool {
        let text = self.file.index.line_text(self.file.source, line).unwrap_or_default().trim();
        text.is_empty() || text.starts_with('#')
    }

    fn explain(&self, line: u32) -> Lineless {
        let File { module, source, index, target, .. } = *self.file;
        self.pieces.get_or_init(|| Pieces::new(module, source, index, target)).explain(line)
    }

    fn refusal(&self, line: u32, reason: String, nearest: Vec<u32>) -> Refusal {
        let nearest = if nearest.is_empty() { self.nearest(line) } else { nearest };
        Refusal { line, reason, nearest, for_all: false }
    }

    /// The lines before and after that take a probe.
    fn nearest(&self, line: u32) -> Vec<u32> {
        let at = self.usable.partition_point(|&usable| usable < line);
        let before = at.checked_sub(1).map(|i| self.usable[i]);
        let after = self.usable[at..].iter().copied().find(|&usable| usable > line);
        before.into_iter().chain(after).collect()
    }

    fn into_plan(mut self) -> Plan<'a> {
        let mut probes = Vec::new();
        let chosen = self.chosen.iter().filter(|(_, (wanted, _))| wanted.is_none()).map(|(&line, _)| line);
        let refused = self.refusals.keys().chain(self.skipped.keys()).copied();
        let by_number = chosen.chain(refused.filter(|line| self.by_line.contains_key(line))).collect();
        for (line, (wanted, notes)) in std::mem::take(&mut self.chosen) {
            for probe in self.by_line.remove(&line).unwrap_or_default() {
                let frame = self.file.scopes.frame_of(probe.frame);
                if wanted.as_ref().is_some_and(|wanted| frame.is_none_or(|frame| !wanted.contains(&frame))) {
                    continue;
                }
                if !is_placed(&probe) {
                    let refusal = self.refusal(line, reason_of(&[probe]), Vec::new());
                    self.skipped.insert(line, refusal);
                    continue;
                }
                probes.push(Probe {
                    line,
                    qualname: frame.map_or_else(String::new, |frame| self.file.scopes.qualname(frame)),
                    frame: probe.frame,
                    memory: frame.map_or(Memory::Frame, |frame| memory(self.file.scopes, frame)),
                    sites: probe.anchors.iter().map(site).collect(),
                    verdict: probe.verdict,
                    is_behind_start: probe.is_behind_start,
                    condition: None,
                    notes: notes.clone(),
                });
            }
        }
        Plan {
            target: self.file.target,
            probes,
            by_number,
            refusals: self.refusals.into_values().collect(),
            skipped: self.skipped.into_values().collect(),
            calls: self.calls,
            entries: Vec::new(),
            watched: Vec::new(),
            never: 0,
            unmatched: self.unmatched,
        }
    }
}

/// A site whose captures are left open.
fn site<'a>(place: &Placed<'a>) -> Site<'a> {
    Site {
        anchor: place.anchor,
        order: place.order,
        capture: Capture::default(),
        read: Capture::default(),
        steady: Vec::new(),
    }
}

fn is_placed(probe: &LineProbe<'_>) -> bool {
    !matches!(probe.verdict, Verdict::Refused { .. }) && !probe.anchors.is_empty()
}

fn reason_of(probes: &[LineProbe<'_>]) -> String {
    let refused = probes.iter().find_map(|probe| match &probe.verdict {
        Verdict::Refused { reason, .. } => Some(reason.clone()),
        _ => None,
    });
    refused.unwrap_or_else(|| "no probe can stand there".to_owned())
}

fn nearest_of(probes: &[LineProbe<'_>]) -> Vec<u32> {
    let nearest = probes.iter().find_map(|probe| match &probe.verdict {
        Verdict::Refused { nearest, .. } => Some(nearest.clone()),
        _ => None,
    });
    nearest.unwrap_or_default()
}

/// Takes out the places that a style of probe cannot take.
fn leave_out(probe: &mut LineProbe<'_>, without: Exclusions) {
    if !without.runtime_forms || matches!(probe.verdict, Verdict::Refused { .. }) {
        return;
    }
    let excluded = |anchor: &Anchor<'_>| {
        matches!(
            anchor,
            Anchor::WithExit(_) | Anchor::Case(_) | Anchor::IterEach(_) | Anchor::IterAgain(_) | Anchor::IterAround(_)
        )
    };
    let Some(first) = probe.anchors.iter().map(|place| place.anchor).find(excluded) else { return };
    let missing = match super::view::form(&first) {
        "when the block is left" => "the event when the block of the `with` is left",
        "when the case is tried" => "the event when the `case` is tried",
        _ => "the event before each element",
    };
    probe.anchors.retain(|place| !excluded(&place.anchor));
    probe.verdict = if probe.anchors.is_empty() {
        let reason = format!("{missing} needs the runtime: this style of probe has none");
        Verdict::Refused { reason, nearest: Vec::new() }
    } else {
        let also = match &probe.verdict {
            Verdict::Approximate(reason) => format!("{reason}; "),
            _ => String::new(),
        };
        Verdict::Approximate(format!("{also}{missing} is missing: it needs the runtime"))
    };
}
