//! Where a probe tells other values than CPython's own tracer, though its events are the same: why.

use super::Capture;
use crate::ast::{FrameNode, StmtClassDef};
use crate::lines::PythonVersion;
use crate::scope::flow::Variables;
use crate::scope::{Resolution, ScopeId, ScopeKind, Scopes};

/// What is known of a site.
pub(super) struct Told<'t, 'a> {
    pub scopes: &'t Scopes<'a>,
    pub target: PythonVersion,
    pub variables: &'t Variables<'a>,
    pub capture: &'t Capture<'a>,
    /// All values are read through the frame.
    pub by_frame: bool,
    /// It is a function that can see its own namespace.
    pub sees_itself: bool,
    /// For that, some are left out.
    pub left_out: bool,
    /// As of its probe.
    pub is_behind_start: bool,
    /// It is the first line of a class.
    pub starts_class: bool,
}

/// Why it may tell other values.
pub(super) fn doubt(told: &Told<'_, '_>) -> Option<&'static str> {
    let Told { scopes, target, variables, capture, by_frame, sees_itself, left_out, is_behind_start, starts_class } =
        *told;
    let frame = variables.frame;
    let is_derived = |class: &StmtClassDef<'_>| !class.bases.is_empty() || !class.keywords.is_empty();
    let class = match scopes.node(frame) {
        Some(FrameNode::Class(class)) => Some(class),
        _ => None,
    };
    if left_out {
        return Some("some variables are not told, as the function can see its own namespace");
    }
    let is_kept = if class.is_some() { !scopes.qualname(frame).contains("<locals>") } else { !sees_itself };
    if target <= PythonVersion::PY39 && !is_kept && !capture.all.is_empty() {
        return Some("up to 3.9 what was told of one run of this code is perhaps not told of the next one again");
    }
    if variables.left_out > 0 {
        return Some("it has too many variables, only the last of them are told");
    }
    if variables.in_inlined {
        return Some("only a probe sees the variables of this comprehension, a tracer those around it");
    }
    if let Some(class) = class
        && target <= PythonVersion::PY312
        && (by_frame || is_derived(class) || !capture.maybe.is_empty())
        && !capture.all.is_empty()
        && scopes.has_class_cell(frame)
    {
        return Some("a probe cannot read the namespace of a class that has a cell for `__class__`");
    }
    if starts_class && class.is_some_and(is_derived) && scopes.ids().any(|id| scopes.name(id) == "__prepare__") {
        return Some("it is told when the namespace of the class already has its first names");
    }
    if is_behind_start && has_variables_at_start(scopes, frame) {
        return Some("it tells the variables of the event before it, which is not told");
    }
    None
}

/// Whether a frame has variables with values before its first event.
fn has_variables_at_start(scopes: &Scopes<'_>, frame: ScopeId) -> bool {
    let is_comprehension = scopes.kind(frame) == ScopeKind::Comprehension;
    let has_value = |name: &&str| !is_comprehension || scopes.resolution(frame, name) != Some(Resolution::Local);
    scopes.told(frame).iter().any(has_value)
}
