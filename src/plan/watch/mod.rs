//! Where the value of an expression can change: checks right behind those places, and nowhere else.
//!
//! ```text
//! def f(s):                 entry: the parameter has its first value
//!     out = ""              behind it, for --watch out
//!     for c in s:           at the start of the body, for --watch c
//!         out += c          behind it, for --watch out
//!     return out
//! ```
//!
//! A name is looked at where it is bound or unbound. What is inside of objects can also be changed by whatever else runs:
//! there is a check behind every statement that calls or operates on anything.

mod effect;
mod known;
mod scan;

use super::{Capture, Memory, Plan, Request, Site, TracedWatch, WatchMode, conditions, select};
use crate::ast::{FrameNode, Mod};
use crate::expression::{Expression, Outcome, Place, Sight, Watch};
use crate::lines::{Anchor, PythonVersion};
use crate::scope::flow::{Point, Variables, variables_at};
use crate::scope::{Resolution, ScopeId, ScopeKind, Scopes};
use crate::source::LineIndex;
use crate::text::Ranged;
use std::collections::HashMap;

pub use effect::Why;

/// An expression in a frame that can see it, and the checks there.
#[derive(Debug, Clone)]
pub struct Watched<'a> {
    /// Which of [`Request::watches`].
    pub nth: usize,
    /// The qualified name of the code.
    pub qualname: String,
    /// Whose frame it is.
    pub frame: FrameNode<'a>,
    /// Where the frame can keep what it last saw.
    pub memory: Memory,
    /// All names are global: the file keeps it, for all frames.
    pub shared: bool,
    /// In source order.
    pub checks: Vec<Check<'a>>,
    /// Places where the value may change unseen, each with the reason.
    pub unseen: Vec<(u32, &'static str)>,
}

/// A place where a value may have changed.
#[derive(Debug, Clone)]
pub struct Check<'a> {
    /// The line that did it; 0 for that of the exception that is handled.
    pub line: u32,
    /// By what.
    pub why: Why,
    /// Where it stands; [`Site::read`] are the names that the expression reads.
    pub site: Site<'a>,
    /// How its reports may differ from those of a dynamic tracer.
    pub doubt: Option<&'static str>,
    /// What must hold for a change to be told.
    pub condition: Option<Expression>,
}

/// What a dynamic tracer has to know: the frames that are looked at, by their scopes.
pub(super) struct View<'w> {
    pub watch: &'w Watch,
    pub nth: usize,
    pub frame: ScopeId,
    pub shared: bool,
}

impl View<'_> {
    /// As a dynamic tracer knows it.
    pub fn traced(&self, scopes: &Scopes<'_>) -> TracedWatch {
        let Self { watch, frame, shared, .. } = *self;
        let told = own(scopes, frame);
        let is_module = frame == scopes.module();
        let reads: Vec<String> =
            watch.expression.names.iter().map(|name| scopes.mangled(frame, name).into_owned()).collect();
        let is_own = |name: &&String| !is_module && told.contains(&name.as_str());
        TracedWatch {
            expression: watch.expression.text.clone(),
            names: reads.iter().filter(is_own).cloned().collect(),
            reads,
            name: watch.sight == Sight::Name,
            binds: watch.sight != Sight::Contents,
            shared,
        }
    }
}

/// The frames that can see a watched expression, and in which it can change.
pub(super) fn views<'w>(scopes: &Scopes<'_>, source: &str, request: &'w Request) -> Vec<View<'w>> {
    let mut views = Vec::new();
    let is_closed = !request.watches.is_empty() && conditions::is_closed(source);
    for (nth, watch) in request.watches.iter().enumerate() {
        for frame in scopes.ids() {
            let Some(node) = scopes.node(frame) else { continue };
            if watch.sight == Sight::Contents && matches!(node, FrameNode::Comprehension(_)) {
                continue;
            }
            if let Some(shared) = seen(scopes, is_closed, frame, watch) {
                views.push(View { watch, nth, frame, shared });
            }
        }
    }
    views
}

/// Whether a frame is looked at, and if all the expression's names are global there.
fn seen(scopes: &Scopes<'_>, is_closed: bool, frame: ScopeId, watch: &Watch) -> Option<bool> {
    let is_file = frame == scopes.module();
    let mut is_local = false;
    let mut is_of_interest = false;
    for name in &watch.expression.names {
        let mangled = scopes.mangled(frame, name);
        if conditions::is_unseen(scopes, frame, name, is_closed) {
            return None;
        }
        match scopes.resolution(frame, &mangled) {
            // Of a module all names are global.
            _ if is_file => {
                is_of_interest |= scopes.binds(frame, &mangled);
                is_of_interest |= watch.sight == Sight::Contents && scopes.resolution(frame, &mangled).is_some();
            }
            Some(Resolution::Local) => {
                is_local = true;
                is_of_interest = true;
            }
            Some(Resolution::Free(_)) => {
                is_local = true;
                // A walrus in a comprehension is told where that ends.
                let binds = scopes.binds(frame, &mangled) && scopes.kind(frame) != ScopeKind::Comprehension;
                is_of_interest |= binds || watch.sight == Sight::Contents;
            }
            Some(Resolution::GlobalExplicit) => is_of_interest |= scopes.binds(frame, &mangled),
            Some(Resolution::GlobalImplicit) => {
                let is_variable = scopes.binds(scopes.module(), &mangled);
                is_of_interest |= is_variable && watch.sight == Sight::Contents;
            }
            None => {}
        }
    }
    is_of_interest.then_some(!is_local)
}

/// Leaves the probes of frames that can see a watched expression, which fire where that has changed.
pub(super) fn at_lines(plan: &mut Plan<'_>, scopes: &Scopes<'_>, source: &str, request: &Request) {
    let views = views(scopes, source, request);
    let mut names: Vec<String> = Vec::new();
    for name in request.watches.iter().flat_map(|watch| &watch.expression.names) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let texts: Vec<&str> = request.watches.iter().map(|watch| watch.expression.text.as_str()).collect();
    let condition = Expression { text: texts.join(", "), names, nested: true, safe: false, template: false };
    plan.probes.retain_mut(|probe| {
        probe.condition = Some(condition.clone());
        scopes.frame_of(probe.frame).is_some_and(|frame| views.iter().any(|view| view.frame == frame))
    });
}

/// The checks of a file.
pub(super) fn watched<'a>(
    module: Mod<'a>,
    source: &'a str,
    scopes: &Scopes<'a>,
    target: PythonVersion,
    request: &Request,
) -> Vec<Watched<'a>> {
    if request.watches.is_empty() || request.watches_at_lines() {
        return Vec::new();
    }
    let index = LineIndex::new(source);
    let mut all = Vec::new();
    for View { watch, nth, frame, shared } in views(scopes, source, request) {
        let Some(node) = scopes.node(frame) else { continue };
        let file = scan::File { source, index: &index, scopes, target };
        let precise = request.watch_mode == WatchMode::Precise;
        let scan::Found { checks, unseen } = scan::scan(&file, frame, node, watch, precise, shared);
        all.push(Watched {
            nth,
            qualname: scopes.qualname(frame),
            frame: node,
            memory: select::memory(scopes, frame),
            shared,
            checks,
            unseen,
        });
    }
    all.retain(|watched: &Watched<'a>| !watched.checks.is_empty());
    let points = all.iter().flat_map(|watched| &watched.checks).filter_map(|check| point(&check.site.anchor));
    let found: HashMap<Point, Variables<'a>> = variables_at(scopes, module, points);
    for watched in &mut all {
        let names = &request.watches[watched.nth].expression.names;
        let told = scopes.frame_of(watched.frame).map_or_else(Vec::new, |frame| own(scopes, frame));
        for check in &mut watched.checks {
            let Some(variables) = point(&check.site.anchor).and_then(|point| found.get(&point)) else { continue };
            check.site.read = read(scopes, variables, &told, names);
        }
        decide(watched, scopes, request);
    }
    all
}

/// The names of an expression that are variables of the frame. One that has no value there is perhaps bound all the same.
fn read<'a>(scopes: &Scopes<'a>, variables: &Variables<'a>, told: &[&'a str], names: &[String]) -> Capture<'a> {
    let mut capture = Capture::default();
    for name in names {
        let mangled = scopes.mangled(variables.frame, name);
        if let Some(name) = variables.bound.iter().find(|other| **other == mangled) {
            capture.bound.push(name);
        } else if let Some(name) = told.iter().chain(&variables.maybe).find(|other| **other == mangled) {
            capture.maybe.push(name);
        }
    }
    capture
}

/// The variables of a frame, those of a class included. A target of a comprehension in it may have the name of a global
/// one, which is meant.
fn own<'a>(scopes: &Scopes<'a>, frame: ScopeId) -> Vec<&'a str> {
    let mut names = match scopes.kind(frame) {
        ScopeKind::Class => scopes.locals(frame),
        _ => scopes.told(frame),
    };
    if frame != scopes.module() {
        names.retain(|name| match scopes.resolution(frame, name) {
            Some(Resolution::GlobalExplicit | Resolution::GlobalImplicit) => false,
            Some(_) => true,
            None => !scopes.binds(scopes.module(), name),
        });
    }
    names
}

/// Gives each check its condition, and takes out those whose changes are never told.
fn decide<'a>(watched: &mut Watched<'a>, scopes: &Scopes<'a>, request: &Request) {
    let Some(frame) = scopes.frame_of(watched.frame) else { return };
    let function = scopes.name(frame);
    watched.checks.retain_mut(|check| {
        check.condition.clone_from(&request.condition);
        let (Some(when), true) = (&request.when, check.line > 0) else { return true };
        let own = conditions::own(scopes, frame, when);
        match when.at(&Place { function, line: check.line, file: &request.file }, &own) {
            // What it saw is kept: the next change is told by what was there before.
            Outcome::Never => check.condition = Some(Expression::never()),
            Outcome::Always => {}
            Outcome::If(residue, _) => check.condition = Some(conditions::both(residue, request.condition.as_ref())),
        }
        true
    });
    // In a frame that never tells anything nothing is looked at.
    if watched.checks.iter().all(|check| check.condition.as_ref().is_some_and(Expression::is_never)) {
        watched.checks.clear();
    }
}

fn point(anchor: &Anchor<'_>) -> Option<Point> {
    Some(match anchor {
        Anchor::Before(stmt) => Point::BeforeStmt(stmt.start()),
        Anchor::After(stmt) => Point::AfterStmt(stmt.start()),
        Anchor::ExprBefore(expr) => Point::BeforeExpr(expr.range()),
        Anchor::ExprAfter(expr) => Point::AfterExpr(expr.range()),
        _ => return None,
    })
}

/// A function, a lambda or a comprehension: not what has a namespace.
fn is_function(scopes: &Scopes<'_>, frame: ScopeId) -> bool {
    !matches!(scopes.kind(frame), ScopeKind::Module | ScopeKind::Class)
}
