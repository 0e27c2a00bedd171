//! From a file to a plan that can be written: what `inject` and `plan` share.

use std::collections::BTreeSet;

use bumpalo::Bump;

use crate::ast::Mod;
use crate::diagnostic::Diagnostic;
use crate::lines::{PythonVersion, Verdict};
use crate::output::{Finding, Severity};
use crate::parser;
use crate::plan::{self, LineItem, LineSpec, Plan, Refusal, Request};
use crate::rewrite::{Form, Placement, RewriteError};
use crate::source::{LineIndex, SourceFile};
use crate::text::TextRange;

/// A file's text, ready for messages about it.
pub(super) struct Text<'s> {
    pub source: &'s SourceFile,
    pub index: LineIndex,
}

impl<'s> Text<'s> {
    pub(super) fn new(source: &'s SourceFile) -> Self {
        Self { source, index: LineIndex::new(source.text()) }
    }

    /// A finding about a place.
    pub(super) fn finding(&self, severity: Severity, diagnostic: Diagnostic) -> Finding {
        Finding::at(severity, diagnostic, self.source.name(), self.source.text(), &self.index)
    }

    /// A finding about the code of a line.
    pub(super) fn line_finding(&self, severity: Severity, line: u32, code: &'static str, message: String) -> Finding {
        self.finding(severity, Diagnostic::new(self.code_of(line), code, message))
    }

    /// A finding about the file as a whole.
    pub(super) fn file_finding(&self, code: &'static str, message: String) -> Finding {
        Finding::new(Severity::Error, code, message).in_file(self.source.name())
    }

    /// What stands on a line between its indentation and its end; beyond the last line, the end of the file.
    fn code_of(&self, line: u32) -> TextRange {
        let line = line.min(self.index.last_line());
        let start = self.index.line_start(line).unwrap_or(0);
        let text = self.index.line_text(self.source.text(), line).unwrap_or_default();
        let code = text.trim_start();
        let start = start + (text.len() - code.len()) as u32;
        TextRange::new(start, start + code.trim_end().len() as u32)
    }
}

/// The tree of a file.
pub(super) fn parse<'a>(text: &Text<'a>, arena: &'a Bump) -> Result<Mod<'a>, Box<Finding>> {
    parser::parse(text.source.text(), arena).map_err(|error| Box::new(text.finding(Severity::Error, error)))
}

/// Asks the rewriter where the probes of a plan can stand.
pub(super) type Place<'p, 'a> = dyn Fn(&Plan<'a>) -> Result<Vec<Placement>, RewriteError> + 'p;

/// A plan of which each site has its place on its line.
pub(super) struct Settled<'a> {
    pub plan: Plan<'a>,
    /// The form of each site of each probe.
    pub forms: Vec<Vec<Form>>,
}

/// Plans, and asks the rewriter where each probe can stand. What it has no place for becomes a refusal, or a doubt if
/// other places of the same probe remain.
pub(super) fn settle<'a>(
    module: Mod<'a>,
    source: &'a str,
    arena: &'a Bump,
    target: PythonVersion,
    request: &Request,
    place: &Place<'_, 'a>,
) -> Result<Settled<'a>, RewriteError> {
    let mut settled = placed(module, source, arena, target, request, place)?;
    if settled.failed.is_empty() {
        return Ok(Settled { plan: settled.plan, forms: settled.forms });
    }
    // Which lines to take instead is known when all of them are tried.
    let all =
        Request { lines: Some(LineSpec { items: vec![LineItem::All] }), functions: Vec::new(), ..request.clone() };
    let usable: BTreeSet<u32> =
        placed(module, source, arena, target, &all, place)?.plan.probes.iter().map(|probe| probe.line).collect();
    let kept: BTreeSet<u32> = settled.plan.probes.iter().map(|probe| probe.line).collect();
    for Failed { mut refusal, by_number } in settled.failed {
        let before = usable.range(..refusal.line).next_back();
        let after = usable.range(refusal.line + 1..).next();
        refusal.nearest = before.into_iter().chain(after).copied().collect();
        if by_number && !kept.contains(&refusal.line) {
            settled.plan.refusals.push(refusal);
        } else {
            settled.plan.skipped.push(refusal);
        }
    }
    settled.plan.refusals.sort_by_key(|refusal| refusal.line);
    settled.plan.skipped.sort_by_key(|refusal| refusal.line);
    Ok(Settled { plan: settled.plan, forms: settled.forms })
}

struct Tried<'a> {
    plan: Plan<'a>,
    forms: Vec<Vec<Form>>,
    failed: Vec<Failed>,
}

/// A probe without any place.
struct Failed {
    refusal: Refusal,
    /// Its line was asked for by its number, or stands in for one that was.
    by_number: bool,
}

fn placed<'a>(
    module: Mod<'a>,
    source: &'a str,
    arena: &'a Bump,
    target: PythonVersion,
    request: &Request,
    place: &Place<'_, 'a>,
) -> Result<Tried<'a>, RewriteError> {
    let mut plan = plan::plan(module, source, arena, target, request);
    let mut placements = place(&plan)?.into_iter().peekable();
    let numbered = |line: u32| request.lines.iter().flat_map(|spec| &spec.items).any(|&i| i == LineItem::One(line));
    let (mut probes, mut forms, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for (nth, mut probe) in std::mem::take(&mut plan.probes).into_iter().enumerate() {
        let (mut sites, mut probe_forms, mut doubts) = (Vec::new(), Vec::new(), BTreeSet::new());
        let mut reason = None;
        for site in std::mem::take(&mut probe.sites) {
            let Some(placement) = placements.next_if(|placement| placement.probe == nth) else { break };
            match placement.outcome {
                Ok(placed) => {
                    sites.push(site);
                    probe_forms.push(placed.form);
                    doubts.extend(placed.doubt.map(str::to_owned));
                }
                Err(why) => reason = reason.or(Some(why)),
            }
        }
        match reason {
            Some(why) if sites.is_empty() => {
                let refusal = Refusal { line: probe.line, reason: why.to_owned(), nearest: Vec::new(), for_all: false };
                failed.push(Failed { refusal, by_number: numbered(probe.line) || !probe.notes.is_empty() });
                continue;
            }
            Some(why) => drop(doubts.insert(format!("an event is missing: {why}"))),
            None => {}
        }
        if !doubts.is_empty() {
            let planned = match &probe.verdict {
                Verdict::Approximate(reason) => Some(reason.clone()),
                _ => None,
            };
            let all: Vec<String> = planned.into_iter().chain(doubts).collect();
            probe.verdict = Verdict::Approximate(all.join("; "));
        }
        probe.sites = sites;
        probes.push(probe);
        forms.push(probe_forms);
    }
    plan.probes = probes;
    Ok(Tried { plan, forms, failed })
}

/// What a plan has to say on standard error: refusals are errors, the rest is for information.
pub(super) fn findings(plan: &Plan<'_>, text: &Text<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for refusal in &plan.refusals {
        findings.push(refused(Severity::Error, refusal, text));
    }
    for refusal in &plan.skipped {
        findings.push(refused(Severity::Warning, refusal, text));
    }
    for probe in &plan.probes {
        if let Verdict::Approximate(why) = &probe.verdict {
            let message = format!("the events of line {} are told approximately: {why}", probe.line);
            findings.push(text.line_finding(Severity::Warning, probe.line, "approximate", message));
        }
        for note in &probe.notes {
            findings.push(text.line_finding(Severity::Note, probe.line, "note", note.clone()));
        }
    }
    findings.sort_by_key(|finding| finding.place.as_ref().map(|place| place.line));
    findings
}

fn refused(severity: Severity, refusal: &Refusal, text: &Text<'_>) -> Finding {
    let Refusal { line, reason, nearest, .. } = refusal;
    let own = format!("line {line} ");
    let message = if reason.starts_with(&own) { reason.clone() } else { format!("line {line}: {reason}") };
    let finding = text.line_finding(severity, *line, "no-probe", message);
    match nearest_lines(nearest) {
        Some(nearest) => finding.with_help(nearest),
        None => finding,
    }
}

/// `the nearest lines with code are 3 and 6`
pub(super) fn nearest_lines(lines: &[u32]) -> Option<String> {
    let texts: Vec<String> = lines.iter().map(u32::to_string).collect();
    match texts.as_slice() {
        [] => None,
        [one] => Some(format!("the nearest line with code is {one}")),
        [rest @ .., last] => Some(format!("the nearest lines with code are {} and {last}", rest.join(", "))),
    }
}

/// A file that cannot take probes at all.
pub(super) fn impossible(error: &RewriteError, text: &Text<'_>) -> Finding {
    let code = match error {
        RewriteError::HasProbes => "has-probes",
        RewriteError::Internal(_) => "internal-error",
        _ => "no-probes",
    };
    let finding = text.file_finding(code, error.to_string());
    match error {
        RewriteError::HasProbes => {
            finding.with_help(format!("take them out first: `instr strip --write {}`", text.source.name()))
        }
        RewriteError::Shadowed(_) => finding.with_help("`--probe call` does without it"),
        _ => finding,
    }
}
