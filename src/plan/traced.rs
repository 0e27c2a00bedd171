//! What a dynamic tracer has to know of a file: its code objects, the lines of each that are told, and its variables.

use super::conditions;
use super::{Jump, LineSpec, Plan, Request, StateChange, select, watch};
use crate::ast::{FrameNode, Mod};
use crate::lines::{self, Layout, PythonVersion};
use crate::scope::{Resolution, Rules, ScopeId, Scopes};
use crate::source::LineIndex;
use crate::text::Ranged;
use bumpalo::Bump;
use serde::Serialize;
use std::collections::BTreeSet;

/// A code object, and what is told of its frames.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TracedCode {
    /// `co_firstlineno`; 0 for the file's own.
    pub first: u32,
    /// `co_name`
    pub name: String,
    /// `co_qualname`
    pub qualname: String,
    /// The variables that are told, in the order of `f_locals`.
    pub variables: Vec<String>,
    /// Those of them whose values are not.
    pub redacted: Vec<String>,
    /// The lines that are told; none for all.
    pub lines: Option<BTreeSet<u32>>,
    /// The lines that a probe of this code tells: what is never reached is said of these.
    pub expected: BTreeSet<u32>,
    /// The parameters, if its calls are told.
    pub parameters: Option<Vec<String>>,
    /// The condition of its lines as a whole; the names of the place begin with [`PLACE`].
    pub when: Option<String>,
    /// What is set where a line is told: variable, expression, whether it is global.
    pub sets: Vec<(String, String, bool)>,
    /// The same where the function is entered.
    pub entries: Vec<(String, String, bool)>,
    /// Expressions whose changes are told.
    pub watches: Vec<TracedWatch>,
    /// Lines where it goes on at another one.
    pub jumps: Vec<(u32, u32)>,
}

/// A watched expression in a code object that can see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TracedWatch {
    /// As written.
    pub expression: String,
    /// The variables that it reads.
    pub names: Vec<String>,
    /// All its names, as the frame's code has them.
    pub reads: Vec<String>,
    /// It is a bare name.
    pub name: bool,
    /// It has names and operators only: it is looked at when a name is bound to something else.
    pub binds: bool,
    /// All frames share what was seen last.
    pub shared: bool,
}

/// What the names of the place begin with where a condition is evaluated as a whole: no program has such names.
pub const PLACE: &str = "instr\u{b7}";

/// Why a jump cannot be: both lines are to be of one frame's code.
pub fn landing<'a>(
    module: Mod<'a>,
    source: &'a str,
    arena: &'a Bump,
    target: PythonVersion,
    jump: Jump,
) -> Result<(), String> {
    let scopes = Scopes::new(module, arena, Rules::of_minor(target.minor()));
    let lines = lines::line_probes(module, source, target, Layout::OwnLines);
    let frames = |line| lines.iter().filter(move |p| p.line == line).filter_map(|p| scopes.frame_of(p.frame));
    if let Some(line) = [jump.from, jump.to].into_iter().find(|&line| frames(line).next().is_none()) {
        return Err(format!("line {line} has no code"));
    }
    if !frames(jump.from).any(|frame| frames(jump.to).any(|other| other == frame)) {
        return Err(format!("lines {} and {} are not of the same function", jump.from, jump.to));
    }
    Ok(())
}

/// The code objects of a file of which something is told.
pub fn traced<'a>(
    module: Mod<'a>,
    source: &'a str,
    arena: &'a Bump,
    plan: &Plan<'a>,
    request: &Request,
) -> Vec<TracedCode> {
    let index = LineIndex::new(source);
    let scopes = Scopes::new(module, arena, Rules::of_minor(plan.target.minor()));
    let all = request.lines.iter().any(LineSpec::is_all);
    let functions = request.functions.iter().flat_map(|pattern| select::matching(&scopes, pattern));
    let whole: BTreeSet<ScopeId> = functions.flat_map(|id| scopes.within(id)).collect();
    let line_of = |offset| index.line(offset);
    let lines = if request.jumps.is_empty() {
        Vec::new()
    } else {
        lines::line_probes(module, source, plan.target, Layout::OwnLines)
    };
    let secret = |name: &str| request.redact.hides(name);
    let views = watch::views(&scopes, source, request);
    let mut codes = Vec::new();
    for id in scopes.ids() {
        let Some(node) = scopes.node(id).filter(|_| !scopes.is_inlined(id)) else { continue };
        let first = match node {
            FrameNode::Module(_) => 0,
            FrameNode::Function(node) => line_of(node.decorator_list.first().map_or(node.range, |e| e.range()).start()),
            FrameNode::Class(node) => line_of(node.decorator_list.first().map_or(node.range, |e| e.range()).start()),
            FrameNode::Lambda(node) => line_of(node.range.start()),
            FrameNode::Comprehension(node) => line_of(node.range().start()),
        };
        let calls = match node {
            FrameNode::Function(node) => plan.calls.iter().find(|calls| calls.function.range == node.range),
            _ => None,
        };
        let jumps: Vec<(u32, u32)> = request
            .jumps
            .iter()
            .filter(|jump| {
                // The line of a lambda is often also one of the function around it.
                let has = |line| lines.iter().any(|p| p.line == line && scopes.frame_of(p.frame) == Some(id));
                has(jump.from) && has(jump.to)
            })
            .map(|jump| (jump.from, jump.to))
            .collect();
        let entries = match node {
            FrameNode::Function(node) => plan.entries.iter().find(|entry| entry.function.range == node.range),
            _ => None,
        };
        let view = |set: &StateChange| {
            let name = scopes.mangled(id, &set.name).into_owned();
            let is_global = scopes.resolution(id, &name) == Some(Resolution::GlobalExplicit);
            (name, set.value.text.clone(), is_global)
        };
        let sets = request.sets.iter().filter(|set| scopes.binds(id, &scopes.mangled(id, &set.name)));
        let watches: Vec<TracedWatch> =
            views.iter().filter(|view| view.frame == id).map(|view| view.traced(&scopes)).collect();
        if request.watches_at_lines() && watches.is_empty() {
            continue;
        }
        let lines = if all || whole.contains(&id) { None } else { Some(plan.by_number.clone()) };
        let is_quiet = lines.as_ref().is_some_and(BTreeSet::is_empty) && jumps.is_empty() && watches.is_empty();
        if is_quiet && calls.is_none() && entries.is_none() {
            continue;
        }
        let is_own = |probe: &&super::Probe<'_>| scopes.frame_of(probe.frame) == Some(id);
        let variables = scopes.told(id);
        codes.push(TracedCode {
            first,
            name: scopes.name(id).to_owned(),
            qualname: scopes.qualname(id),
            redacted: variables.iter().filter(|name| secret(name)).map(|&name| name.to_owned()).collect(),
            variables: variables.into_iter().map(str::to_owned).collect(),
            lines,
            expected: plan.probes.iter().filter(is_own).map(|probe| probe.line).collect(),
            when: request.when.as_ref().map(|when| when.whole(PLACE, &conditions::own(&scopes, id, when))),
            sets: sets.map(view).collect(),
            entries: entries.iter().flat_map(|entry| &entry.changes).map(view).collect(),
            watches,
            jumps,
            parameters: calls.map(|calls| calls.parameters.iter().map(|&name| name.to_owned()).collect()),
        });
    }
    codes
}
