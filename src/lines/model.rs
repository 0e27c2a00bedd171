//! Frames of a file, and the lines of each with their probes.

use super::anchor::{Layout, LineProbe, Verdict};
use super::depth::{Brackets, Depth};
use super::emit::{Emitter, File, Inner, Scope};
use super::graph::{Graph, Path, Step};
use super::nesting::Nesting;
use super::place::{Placement, place};
use super::position::LineStarts;
use super::version::PythonVersion;
use crate::ast::visit::{Visitor, walk_stmt};
use crate::ast::*;
use crate::text::{Ranged, TextRange};
use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

/// Where probes must stand so that the program tells the line events of `target`, for each frame and line of a file.
///
/// Entries are in the order of frames, outer ones first, and of lines within a frame. Lines that are in no entry have
/// no code.
pub fn line_probes<'a>(module: Mod<'a>, source: &'a str, target: PythonVersion, layout: Layout) -> Vec<LineProbe<'a>> {
    let mut probes = Vec::new();
    for frame in frames(module, source, target, layout) {
        let lines = place(&frame.graph, &frame.graph.paths(target.minor()));
        let unknown = frame.doubts.iter().filter(|(line, _)| !lines.contains_key(line));
        probes.extend(unknown.map(|(&line, &why)| LineProbe {
            frame: frame.node,
            line,
            anchors: Vec::new(),
            verdict: Verdict::Refused { reason: why.to_owned(), nearest: Vec::new() },
            is_behind_start: false,
        }));
        let behind_start = behind_untold_start(&frame.graph, &lines, target);
        for (line, placement) in lines {
            let crowded = frame.crowded.contains(&line) && !placement.is_exact();
            let crowded = crowded.then_some("CPython could not parse more parentheses around its expressions");
            let verdict = verdict(&placement, frame.doubts.get(&line).copied().or(crowded));
            let anchors = placement.slots.iter().map(|&slot| frame.graph.slots[slot].placed()).collect();
            let is_behind_start = behind_start.contains(&line);
            probes.push(LineProbe { frame: frame.node, line, anchors, verdict, is_behind_start });
        }
    }
    name_nearest(&mut probes);
    probes
}

/// The lines that fire line events on `target`, in order.
pub fn code_lines(probes: &[LineProbe<'_>]) -> Vec<u32> {
    let mut lines: Vec<u32> = probes.iter().map(|p| p.line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// The control flow of each frame as the model sees it, with the line events of each step: for tests that compare it
/// with CPython's bytecode. The numbers are the lines where the frames' code objects start.
pub fn control_flow<'a>(
    module: Mod<'a>,
    source: &'a str,
    target: PythonVersion,
) -> Vec<(FrameNode<'a>, u32, Vec<Step>)> {
    let frames = frames(module, source, target, Layout::SameLines).into_iter();
    frames.map(|frame| (frame.node, frame.graph.first_line, frame.graph.steps(target.minor()))).collect()
}

fn verdict(placement: &Placement, doubt: Option<&'static str>) -> Verdict {
    if placement.slots.is_empty() {
        let reason = doubt.unwrap_or("no place on the line runs when the line is reached");
        return Verdict::Refused { reason: reason.to_owned(), nearest: Vec::new() };
    }
    let why = match (doubt, placement.misses, placement.adds) {
        (Some(doubt), ..) => doubt,
        (None, false, false) => return Verdict::Exact,
        (None, true, false) => "some of the line's events have no place in the source, they are not told",
        (None, ..) => "the place nearest to the line's events runs at other times as well",
    };
    debug_assert!(doubt.is_some() || !placement.is_exact());
    Verdict::Approximate(why.to_owned())
}

/// The lines of the events that may come behind the frame's first one, where that has no probe on its way.
fn behind_untold_start(graph: &Graph<'_>, lines: &BTreeMap<u32, Placement>, target: PythonVersion) -> BTreeSet<u32> {
    if lines.values().all(Placement::is_exact) {
        return BTreeSet::new();
    }
    let is_told = |path: &Path| {
        let placement = path.fires.and_then(|line| lines.get(&line));
        placement.is_some_and(|placement| placement.slots.iter().any(|slot| path.slots.contains(slot)))
    };
    let starts = graph.starts(target.minor());
    starts.into_iter().filter(|(first, _)| !is_told(first)).flat_map(|(_, next)| next).collect()
}

/// Fills in the lines next to refused ones that take a probe.
fn name_nearest(probes: &mut [LineProbe<'_>]) {
    let mut good: Vec<u32> =
        probes.iter().filter(|p| !matches!(p.verdict, Verdict::Refused { .. })).map(|p| p.line).collect();
    good.sort_unstable();
    good.dedup();
    for probe in probes {
        if let Verdict::Refused { nearest, .. } = &mut probe.verdict {
            let at = good.partition_point(|&line| line < probe.line);
            let after = good[at..].iter().find(|&&line| line > probe.line);
            nearest.extend(good[..at].last().into_iter().chain(after));
        }
    }
}

/// The model of one frame's code.
pub(super) struct Frame<'a> {
    pub(super) node: FrameNode<'a>,
    pub(super) graph: Graph<'a>,
    pub(super) doubts: BTreeMap<u32, &'static str>,
    /// Lines where expressions are nested so deep that some can take no probe.
    pub(super) crowded: BTreeSet<u32>,
}

pub(super) fn frames<'a>(module: Mod<'a>, source: &'a str, target: PythonVersion, layout: Layout) -> Vec<Frame<'a>> {
    let mut names = ModuleNames::default();
    names.visit_body(module.body);
    let file = File {
        starts: LineStarts::new(source),
        version: target.minor(),
        own_lines: layout == Layout::OwnLines,
        imported: names.imported,
        nesting: Nesting::of(module.body),
        brackets: Brackets::of(source),
        future_annotations: names.future_annotations,
    };
    let mut frames = Vec::new();
    let mut known = HashSet::new();
    let mut todo = VecDeque::from([Inner { node: FrameNode::Module(module), muted: false, depth: Depth::default() }]);
    while let Some(Inner { node, muted, depth }) = todo.pop_front() {
        let mut emitter = Emitter::new(&file, scope_of(node), first_line(node, &file));
        emitter.mute = u32::from(muted);
        emitter.depth = depth;
        match node {
            FrameNode::Module(node) => emitter.module_frame(node),
            FrameNode::Class(node) => emitter.class_frame(node),
            FrameNode::Function(node) => emitter.function_frame(node),
            FrameNode::Lambda(node) => emitter.lambda_frame(node),
            FrameNode::Comprehension(node) => emitter.comprehension_frame(node),
        }
        // What a `finally` makes is in each copy of its code.
        let inner = std::mem::take(&mut emitter.frames);
        todo.extend(inner.into_iter().filter(|inner| known.insert(range_of(inner.node))));
        frames.push(Frame { node, graph: emitter.graph, doubts: emitter.doubts, crowded: emitter.crowded });
    }
    frames
}

fn range_of(node: FrameNode<'_>) -> TextRange {
    match node {
        FrameNode::Module(node) => node.range,
        FrameNode::Class(node) => node.range,
        FrameNode::Function(node) => node.range,
        FrameNode::Lambda(node) => node.range,
        FrameNode::Comprehension(node) => node.range(),
    }
}

fn scope_of(node: FrameNode<'_>) -> Scope {
    match node {
        FrameNode::Module(_) => Scope::Module,
        FrameNode::Class(_) => Scope::Class,
        _ => Scope::Function,
    }
}

/// `co_firstlineno`
pub(super) fn first_line(node: FrameNode<'_>, file: &File<'_>) -> u32 {
    let start = match node {
        FrameNode::Module(module) => return module.body.first().map_or(1, |&s| file.starts.line(s.start())),
        FrameNode::Class(node) => node.decorator_list.first().map_or(node.range.start(), |d| d.start()),
        FrameNode::Function(node) => node.decorator_list.first().map_or(node.range.start(), |d| d.start()),
        FrameNode::Lambda(node) => node.range.start(),
        FrameNode::Comprehension(node) => node.start(),
    };
    file.starts.line(start)
}

/// What the module's own code imports.
#[derive(Default)]
struct ModuleNames<'a> {
    imported: HashSet<&'a str>,
    future_annotations: bool,
}

impl<'a> Visitor<'a> for ModuleNames<'a> {
    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        match stmt {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::Import(node) => {
                let bound = |a: &Alias<'a>| a.asname.unwrap_or_else(|| a.name.split('.').next().unwrap_or(a.name));
                self.imported.extend(node.names.iter().map(bound));
            }
            Stmt::ImportFrom(node) => {
                let from_future = node.module == Some("__future__") && node.level == 0;
                self.future_annotations |= from_future && node.names.iter().any(|a| a.name == "annotations");
                self.imported.extend(node.names.iter().map(|a| a.asname.unwrap_or(a.name)));
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, _: Expr<'a>, _: ExprContext) {}
}
