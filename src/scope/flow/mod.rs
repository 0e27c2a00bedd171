//! Definite assignment: which variables of a frame are certainly bound, and which perhaps, at given points.
//!
//! One forward pass over each frame, must and may at once. What would take a fixed point is read off the bindings
//! and unbindings of the part of the source in question instead: the head of a loop has lost what its body unbinds
//! anywhere, and so has a handler or a `finally` whatever its `try` unbinds.
//!
//! ```python
//! def f(a):
//!     for x in a:        # here: a certain; x, y perhaps (from the turn before)
//!         y = x          # a, x certain; y perhaps
//!     return y           # a certain; x, y perhaps
//! ```

mod expr;
mod state;
mod stmt;

use super::bits::Bits;
use super::frame::Frame;
use super::mangle::mangle;
use super::{ScopeId, ScopeKind, Scopes, node_range};
use crate::ast::{FrameNode, Mod};
use crate::text::{TextRange, TextSize};
use state::State;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// A point of the program, named by the node that it stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// Before the statement that starts here, its decorators included.
    BeforeStmt(TextSize),
    /// After the statement that starts here.
    AfterStmt(TextSize),
    /// Before the expression is evaluated.
    BeforeExpr(TextRange),
    /// After the expression was evaluated.
    AfterExpr(TextRange),
    /// Where the expression, tested by something around it, was found false.
    FalseExpr(TextRange),
    /// Before each `next()` of a `for` over the expression, in the frame that loops.
    Next(TextRange),
    /// Where the block of the `with` that starts here is left, by whatever way.
    WithExit(TextSize),
    /// Before the bases of the class that starts here.
    Bases(TextSize),
    /// When the `case` that starts here is tried.
    BeforeCase(TextSize),
}

impl Point {
    const fn offset(self) -> TextSize {
        match self {
            Self::BeforeStmt(at)
            | Self::AfterStmt(at)
            | Self::WithExit(at)
            | Self::Bases(at)
            | Self::BeforeCase(at) => at,
            Self::BeforeExpr(at) | Self::AfterExpr(at) | Self::FalseExpr(at) | Self::Next(at) => at.start(),
        }
    }
}

/// The variables of a frame at a point that a probe there may read, in the order of CPython's `f_locals`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variables<'a> {
    /// Whose variables they are: the scope whose frame runs the point.
    pub frame: ScopeId,
    /// Certainly bound.
    pub bound: Vec<&'a str>,
    /// Perhaps bound.
    pub maybe: Vec<&'a str>,
    /// All of them.
    pub all: Vec<&'a str>,
    /// How many more there are: of very many only the last [`MOST`] are told.
    pub left_out: usize,
    /// The point is in a comprehension that is a part of the body of a file or class.
    pub in_inlined: bool,
}

/// So many variables of one frame are told; a line that lists more is of use to nobody.
pub const MOST: usize = 100;

/// The variables at each of `points`. Points that no frame passes through, as those in lazy annotations, have none.
pub fn variables_at<'a>(
    scopes: &Scopes<'a>,
    module: Mod<'a>,
    points: impl IntoIterator<Item = Point>,
) -> HashMap<Point, Variables<'a>> {
    let wanted: HashSet<Point> = points.into_iter().collect();
    let mut offsets: Vec<TextSize> = wanted.iter().map(|point| point.offset()).collect();
    offsets.sort_unstable();
    let mut found = HashMap::with_capacity(wanted.len());
    let mut pending = vec![(FrameNode::Module(module), ScopeId::MODULE, Vec::new())];
    while let Some((node, id, certain)) = pending.pop() {
        let range = node_range(node);
        let first = offsets.partition_point(|&offset| offset < range.start());
        if offsets.get(first).is_none_or(|&offset| offset > range.end()) {
            continue;
        }
        let mut walk = Walk::new(scopes, id, &certain, &wanted);
        walk.frame_body(node);
        found.extend(walk.found);
        pending.append(&mut walk.inner);
    }
    found
}

/// Of the variables that are told at points of functions, by `told`, those that were told before on every way there, and
/// were not bound since. Points where control always passes: before and behind statements, and before expressions.
pub fn settled_at<'a>(
    scopes: &Scopes<'a>,
    module: Mod<'a>,
    told: &HashMap<Point, Vec<&'a str>>,
) -> HashMap<Point, Vec<&'a str>> {
    let none = HashSet::new();
    let mut found = HashMap::new();
    let mut pending = vec![(FrameNode::Module(module), ScopeId::MODULE, Vec::new())];
    while let Some((node, id, certain)) = pending.pop() {
        let mut walk = Walk::new(scopes, id, &certain, &none);
        walk.told = matches!(walk.frame.kind, ScopeKind::Function).then_some(told);
        walk.frame_body(node);
        found.extend(walk.settled);
        pending.append(&mut walk.inner);
    }
    found
}

/// Where control passes on its way out of a block.
enum Exit {
    /// A loop; collects the states at its `break`s, and those at its `continue`s.
    Loop { breaks: State, turns: State },
    /// A `finally` that stands here.
    Finally(TextRange),
    /// The end of an `except ... as`, which unbinds this variable.
    Unbind(usize),
}

/// The pass over one frame.
struct Walk<'w, 'a> {
    scopes: &'w Scopes<'a>,
    frame: Frame<'a>,
    state: State,
    exits: Vec<Exit>,
    /// The inlined comprehensions around the current point.
    comprehensions: Vec<ScopeId>,
    wanted: &'w HashSet<Point>,
    found: Vec<(Point, Variables<'a>)>,
    /// What is told at points, for [`settled_at`].
    told: Option<&'w HashMap<Point, Vec<&'a str>>>,
    settled: Vec<(Point, Vec<&'a str>)>,
    /// Frames made in this one, with the outer variables that are certainly bound whenever they run.
    inner: Vec<(FrameNode<'a>, ScopeId, Vec<&'a str>)>,
}

impl<'w, 'a> Walk<'w, 'a> {
    fn new(scopes: &'w Scopes<'a>, id: ScopeId, certain: &[&'a str], wanted: &'w HashSet<Point>) -> Self {
        let frame = Frame::new(scopes, id);
        let mut state = State::empty(frame.slots.len());
        for (slot, variable) in frame.slots.iter().enumerate().filter(|(_, v)| v.free) {
            state.may.insert(slot);
            state.must.set(slot, certain.contains(&variable.name));
        }
        Self {
            scopes,
            frame,
            state,
            exits: Vec::new(),
            comprehensions: Vec::new(),
            wanted,
            found: Vec::new(),
            told: None,
            settled: Vec::new(),
            inner: Vec::new(),
        }
    }

    /// Notes the current state if it is asked for.
    fn record(&mut self, point: Point) {
        if self.wanted.contains(&point) {
            self.found.push((point, self.variables(&self.state)));
        }
        if let Some(names) = self.told.and_then(|told| told.get(&point)) {
            self.settle(point, names);
        }
    }

    /// Notes which of the variables that are told here were told before.
    fn settle(&mut self, point: Point, names: &[&'a str]) {
        let mut settled = Vec::new();
        for &name in names {
            // Others may bind those of functions around, and those that inner functions bind.
            let is_own = |&slot: &usize| !self.frame.escaping.has(slot) && !self.frame.fragile.has(slot);
            let Some(slot) = self.frame.own_slot(name).filter(is_own) else { continue };
            if self.state.settled.has(slot) {
                settled.push(name);
            }
            self.state.settled.insert(slot);
        }
        self.settled.push((point, settled));
    }

    /// As [`Self::record`], with what is known on some way only.
    fn record_as(&mut self, point: Point, state: impl FnOnce(&Self) -> State) {
        if self.wanted.contains(&point) {
            self.found.push((point, self.variables(&state(self))));
        }
    }

    fn variables(&self, state: &State) -> Variables<'a> {
        let (bound, maybe, all) = Default::default();
        let is_body = matches!(self.frame.kind, ScopeKind::Module | ScopeKind::Class);
        let in_inlined = is_body && !self.comprehensions.is_empty();
        let mut variables = Variables { frame: self.frame.id, bound, maybe, all, left_out: 0, in_inlined };
        if !state.live {
            return variables;
        }
        let mut told = self.visible();
        told.intersect(&state.may);
        for slot in told.descending().take(MOST) {
            let is_certain = state.must.has(slot) && !self.frame.fragile.has(slot);
            if is_certain { &mut variables.bound } else { &mut variables.maybe }.push(self.frame.slots[slot].name);
            variables.all.push(self.frame.slots[slot].name);
        }
        variables.left_out = told.len().saturating_sub(MOST);
        variables.bound.reverse();
        variables.maybe.reverse();
        variables.all.reverse();
        variables
    }

    /// The variables that a probe at the current point may name.
    fn visible(&self) -> Bits {
        let mut visible = self.frame.captured.clone();
        if self.comprehensions.is_empty() {
            return visible;
        }
        // The names of a class cannot be seen from a comprehension in its body.
        let hides_own = self.frame.kind == ScopeKind::Class;
        for (slot, variable) in self.frame.slots.iter().enumerate() {
            match self.is_target(variable.name) {
                true => visible.set(slot, !variable.free),
                false if hides_own => visible.remove(slot),
                false => {}
            }
        }
        visible
    }

    /// True if an inlined comprehension around the current point binds the name, mangled.
    fn is_target(&self, name: &str) -> bool {
        self.comprehensions.iter().any(|&id| self.scopes.resolution(id, name) == Some(super::Resolution::Local))
    }

    /// The variable that a name means here, as it is written.
    fn slot(&self, name: &str) -> Option<usize> {
        let name = self.mangle(name);
        if self.is_target(&name) { self.frame.own_slot(&name) } else { self.outer_slot(&name) }
    }

    /// As [`Self::slot`], past the comprehensions around it.
    fn outer_slot(&self, name: &str) -> Option<usize> {
        let name = self.mangle(name);
        self.scopes.symbol(self.frame.id, &name).and_then(|symbol| self.frame.slot_of(symbol))
    }

    fn mangle<'n>(&self, name: &'n str) -> Cow<'n, str> {
        mangle(name, self.scopes.get(self.frame.id).class)
    }

    fn bind(&mut self, slot: Option<usize>) {
        if let Some(slot) = slot {
            self.state.must.insert(slot);
            self.state.may.insert(slot);
            self.state.settled.remove(slot);
        }
    }

    fn kill(&mut self, slot: Option<usize>) {
        if let Some(slot) = slot {
            self.frame.kill(&mut self.state, slot);
        }
    }

    /// Makes the frame of `node` here: it can bind variables of this one from now on.
    fn make(&mut self, node: FrameNode<'a>) {
        let Some(id) = self.scopes.id_of(node) else { return };
        let mut certain = Vec::new();
        for symbol in &self.scopes.get(id).symbols {
            let Some(owner) = symbol.free_owner else { continue };
            let is_type_param = self.scopes.kind(owner) == ScopeKind::TypeParams;
            let slot = if self.scopes.frame(owner) == self.frame.id {
                self.frame.own_slot(symbol.name)
            } else {
                self.frame.free_slot(symbol.name)
            };
            let is_bound = slot.is_some_and(|slot| self.state.must.has(slot));
            if is_type_param || is_bound && !self.scopes.is_killed(owner, symbol.name) {
                certain.push(symbol.name);
            }
        }
        self.inner.push((node, id, certain));
        self.state.may.union(&self.frame.escaping);
    }
}
