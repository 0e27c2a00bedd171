//! Which names each frame binds and where each name resolves to, as CPython's symbol table has it: side tables beside
//! the tree, never stored in it. [`flow`] then tells which of them are bound at a given point.
//!
//! ```python
//! def f(a):            # f: parameter a, local b, both read by g
//!     b = [x for x in a]   # up to 3.11 a frame of its own, later a part of f's that has its own x
//!     def g():         # g: free a and b
//!         return a, b
//! ```

mod bits;
mod build;
pub mod flow;
mod frame;
mod mangle;
mod resolve;

use crate::ast::{Comprehension, Expr, FrameNode, Mod};
use crate::text::{Ranged, TextRange, TextSize};
use bumpalo::Bump;
use std::borrow::Cow;
use std::collections::HashMap;

/// What differs between the versions of CPython.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// List, set and dict comprehensions run in the frame around them: 3.12 and later.
    pub inlined_comprehensions: bool,
    /// Annotations are evaluated where they stand, unless the file imports `annotations` from `__future__`: up to 3.13.
    pub eager_annotations: bool,
}

impl Rules {
    /// The rules of CPython `3.minor`.
    pub const fn of_minor(minor: u8) -> Self {
        Self { inlined_comprehensions: minor >= 12, eager_annotations: minor <= 13 }
    }
}

/// A scope of a file, by its place in source order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(u32);

impl ScopeId {
    /// The scope of the file itself.
    pub const MODULE: Self = Self(0);

    const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The kinds of scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    /// The file.
    Module,
    /// `class C: ...`
    Class,
    /// `def f(): ...`
    Function,
    /// `lambda: ...`
    Lambda,
    /// `[a for b in c]` and the like.
    Comprehension,
    /// `[T]` behind a name: it encloses the annotations or bases, and the body.
    TypeParams,
    /// A bound, a default or the value of a `type` statement, all evaluated on demand.
    TypeValue,
}

/// Where a name of a scope lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// In the scope itself.
    Local,
    /// In an enclosing function.
    Free(ScopeId),
    /// In the module, by `global`.
    GlobalExplicit,
    /// In the module or the builtins.
    GlobalImplicit,
}

/// How a scope uses a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Usage(u16);

impl Usage {
    const PARAM: Self = Self(1);
    /// Assigned, by any form.
    const BOUND: Self = Self(1 << 1);
    /// Assigned by an import, a `def` or a `class`.
    const DEFINED: Self = Self(1 << 2);
    /// Deleted, by `del` or at the end of an `except ... as`.
    const KILLED: Self = Self(1 << 3);
    const GLOBAL: Self = Self(1 << 4);
    /// By `nonlocal`, or as the target of a walrus inside a comprehension.
    const NONLOCAL: Self = Self(1 << 5);
    const READ: Self = Self(1 << 6);
    /// Assigned in another frame, by `nonlocal` or `global`.
    const BOUND_ELSEWHERE: Self = Self(1 << 7);
    /// Deleted in another frame.
    const KILLED_ELSEWHERE: Self = Self(1 << 8);
    /// A local that inner frames use.
    const CELL: Self = Self(1 << 9);
    /// Made a local by an annotation without a value.
    const DECLARED: Self = Self(1 << 10);

    const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A name in a scope.
#[derive(Debug, Clone, Copy)]
struct Symbol<'a> {
    /// Mangled where CPython mangles it.
    name: &'a str,
    usage: Usage,
    resolution: Resolution,
    /// The function whose variable is free here. A class may have a name of its own besides.
    free_owner: Option<ScopeId>,
    /// Orders first occurrences over all scopes of the file.
    first_seen: u32,
}

/// What an occurrence of a name does to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EventKind {
    Bind,
    Kill,
    /// Bound for the length of an `except ... as` clause, unbound when it is left.
    Borrow,
}

/// A binding or unbinding in a frame.
#[derive(Debug, Clone, Copy)]
struct Event {
    offset: TextSize,
    symbol: u32,
    kind: EventKind,
}

#[derive(Debug)]
struct Scope<'a> {
    kind: ScopeKind,
    /// The name of its code object.
    name: &'a str,
    parent: Option<ScopeId>,
    /// The first scope behind those inside it.
    end: ScopeId,
    /// A comprehension that runs in the frame around it.
    inlined: bool,
    /// The innermost class around or at it, whose name mangles private names.
    class: Option<&'a str>,
    /// What to walk; none for a scope that no probe can stand in.
    node: Option<FrameNode<'a>>,
    /// Class keyword `metaclass`: the namespace may be anything.
    has_metaclass: bool,
    has_star_import: bool,
    symbols: Vec<Symbol<'a>>,
    events: Vec<Event>,
}

/// All scopes of a file.
#[derive(Debug)]
pub struct Scopes<'a> {
    rules: Rules,
    future_annotations: bool,
    scopes: Vec<Scope<'a>>,
    lookup: HashMap<(ScopeId, &'a str), u32>,
    by_node: HashMap<NodeKey, ScopeId>,
    inlined_in: HashMap<ScopeId, Vec<ScopeId>>,
}

/// Identifies a node that has a scope: no two of one kind start at the same place.
type NodeKey = (u8, TextSize);

fn node_key(node: FrameNode<'_>) -> NodeKey {
    match node {
        FrameNode::Module(_) => (0, 0),
        FrameNode::Class(class) => (1, class.range.start()),
        FrameNode::Function(function) => (2, function.range.start()),
        FrameNode::Lambda(lambda) => (3, lambda.range.start()),
        FrameNode::Comprehension(expr) => (4, expr.start()),
    }
}

fn node_range(node: FrameNode<'_>) -> TextRange {
    match node {
        FrameNode::Module(module) => module.range,
        FrameNode::Class(class) => class.range,
        FrameNode::Function(function) => function.range,
        FrameNode::Lambda(lambda) => lambda.range,
        FrameNode::Comprehension(expr) => expr.range(),
    }
}

impl<'a> Scopes<'a> {
    /// Builds the tables of a file. Mangled names go into `arena`.
    pub fn new(module: Mod<'a>, arena: &'a Bump, rules: Rules) -> Self {
        let mut scopes = build::build(module, arena, rules);
        resolve::resolve(&mut scopes);
        scopes
    }

    /// All scopes, in source order, outer before inner.
    pub fn ids(&self) -> impl Iterator<Item = ScopeId> + use<> {
        (0..self.scopes.len() as u32).map(ScopeId)
    }

    /// The frame that runs the code of `node`: that around it if it is an inlined comprehension.
    pub fn frame_of(&self, node: FrameNode<'a>) -> Option<ScopeId> {
        self.by_node.get(&node_key(node)).map(|&id| self.frame(id))
    }

    /// A scope and all scopes inside it.
    pub fn within(&self, id: ScopeId) -> impl Iterator<Item = ScopeId> + use<> {
        (id.0..self.get(id).end.0).map(ScopeId)
    }

    /// The kind of a scope.
    pub fn kind(&self, id: ScopeId) -> ScopeKind {
        self.get(id).kind
    }

    /// True for a comprehension that runs in the frame around it.
    pub fn is_inlined(&self, id: ScopeId) -> bool {
        self.get(id).inlined
    }

    /// The node that a scope belongs to; none for the scopes of type parameters.
    pub fn node(&self, id: ScopeId) -> Option<FrameNode<'a>> {
        self.get(id).node
    }

    /// Names that live in the scope, parameters first, then by first occurrence in compile order.
    pub fn locals(&self, id: ScopeId) -> Vec<&'a str> {
        let scope = self.get(id);
        scope.symbols.iter().filter(|s| s.resolution == Resolution::Local).map(|s| s.name).collect()
    }

    /// The variables that a frame keeps: its locals and, in the order of their first occurrence between them, the
    /// targets of comprehensions inlined into it. Parameters come first.
    pub fn variables(&self, frame: ScopeId) -> Vec<&'a str> {
        frame::Frame::new(self, frame).slots.iter().filter(|slot| !slot.free).map(|slot| slot.name).collect()
    }

    /// The variables that can be told of a frame, those of enclosing functions included, in the order of `f_locals`.
    pub fn told(&self, frame: ScopeId) -> Vec<&'a str> {
        let frame = frame::Frame::new(self, frame);
        let is_function = !matches!(frame.kind, ScopeKind::Module | ScopeKind::Class);
        let slots = frame.slots.iter().enumerate();
        // Targets of inlined comprehensions are seen while those run.
        let is_told = |at, name| frame.captured.has(at) || is_function && name != "__class__";
        slots.filter(|&(at, slot)| is_told(at, slot.name)).map(|(_, slot)| slot.name).collect()
    }

    /// The last part of `co_qualname`.
    pub fn name(&self, id: ScopeId) -> &'a str {
        self.get(id).name
    }

    /// Those locals that inner frames use, sorted.
    pub fn cells(&self, id: ScopeId) -> Vec<&'a str> {
        let symbols = self.get(id).symbols.iter();
        let mut names: Vec<_> = symbols.filter(|s| s.usage.has(Usage::CELL)).map(|s| s.name).collect();
        names.sort_unstable();
        names
    }

    /// Names of enclosing functions that the scope or those inside it use, sorted as in `co_freevars`.
    pub fn free(&self, id: ScopeId) -> Vec<&'a str> {
        let symbols = self.get(id).symbols.iter();
        let mut names: Vec<_> = symbols.filter(|s| s.free_owner.is_some()).map(|s| s.name).collect();
        names.sort_unstable();
        names
    }

    /// Where `name`, mangled, lives for the scope; none if the scope does not mention it.
    pub fn resolution(&self, id: ScopeId, name: &str) -> Option<Resolution> {
        self.symbol(id, name).map(|s| s.resolution)
    }

    /// The file's own scope.
    pub fn module(&self) -> ScopeId {
        self.ids().next().unwrap_or_else(|| unreachable!("a file has a scope"))
    }

    /// True if the scope itself gives `name`, mangled, a value: as a parameter, a local, or what it declares.
    pub fn binds(&self, id: ScopeId, name: &str) -> bool {
        let binding = Usage::PARAM.and(Usage::BOUND).and(Usage::DEFINED);
        self.symbol(id, name).is_some_and(|s| s.usage.has(binding))
    }

    /// True if `name`, mangled, is a parameter of the scope.
    pub fn is_parameter(&self, id: ScopeId, name: &str) -> bool {
        self.symbol(id, name).is_some_and(|s| s.usage.has(Usage::PARAM))
    }

    /// `co_qualname` of the scope's code; `<module>` for the file.
    pub fn qualname(&self, id: ScopeId) -> String {
        let mut parts = Vec::new();
        let mut inner = id;
        loop {
            let scope = self.get(inner);
            parts.push(scope.name);
            let Some(parent) = scope.parent.map(|p| self.code_around(p)) else { break };
            let is_definition = matches!(scope.kind, ScopeKind::Function | ScopeKind::Class);
            if parent == ScopeId::MODULE
                || is_definition && self.resolution(parent, scope.name) == Some(Resolution::GlobalExplicit)
            {
                break;
            }
            if matches!(self.kind(parent), ScopeKind::Function | ScopeKind::Lambda) {
                parts.push("<locals>");
            }
            inner = parent;
        }
        parts.reverse();
        parts.join(".")
    }

    /// True if the frame reads a builtin through which it can see or change its names as a whole: `locals`, `exec`.
    pub fn mentions_namespace(&self, frame: ScopeId) -> bool {
        const BUILTINS: [&str; 5] = ["locals", "vars", "dir", "eval", "exec"];
        let mentions = |id: ScopeId| {
            self.get(id).has_star_import
                || BUILTINS.iter().any(|name| {
                    self.symbol(id, name).is_some_and(|s| s.usage.has(Usage::READ) && s.resolution != Resolution::Local)
                })
        };
        mentions(frame) || self.inlined_in(frame).iter().any(|&id| mentions(id))
    }

    /// True if the code of a class has a cell for `__class__`: a function of it uses that, or `super`.
    pub fn has_class_cell(&self, class: ScopeId) -> bool {
        let uses = |id, name| self.symbol(id, name).is_some_and(|s| s.usage.has(Usage::READ));
        let around = |id: ScopeId| {
            std::iter::successors(Some(id), |&id| self.get(id).parent).find(|&id| self.kind(id) == ScopeKind::Class)
        };
        self.within(class)
            .filter(|&id| self.kind(id) != ScopeKind::Class)
            .any(|id| (uses(id, "super") || uses(id, "__class__")) && around(id) == Some(class))
    }

    /// `name` as the code of a scope has it: private names of classes are mangled.
    pub fn mangled<'n>(&self, id: ScopeId, name: &'n str) -> Cow<'n, str> {
        mangle::mangle(name, self.get(id).class)
    }

    /// True if a function around the scope has a variable of that name, mangled.
    pub fn is_variable_around(&self, id: ScopeId, name: &str) -> bool {
        let mut next = self.get(id).parent;
        while let Some(id) = next {
            let is_function =
                matches!(self.kind(id), ScopeKind::Function | ScopeKind::Lambda | ScopeKind::Comprehension);
            match self.resolution(id, name) {
                Some(Resolution::Local) if is_function => return true,
                Some(Resolution::GlobalExplicit) => return false,
                _ => next = self.get(id).parent,
            }
        }
        false
    }

    fn get(&self, id: ScopeId) -> &Scope<'a> {
        &self.scopes[id.index()]
    }

    fn symbol(&self, id: ScopeId, name: &str) -> Option<&Symbol<'a>> {
        let index = *self.lookup.get(&(id, name))?;
        Some(&self.get(id).symbols[index as usize])
    }

    /// The scope whose frame runs the code of `id`.
    fn frame(&self, mut id: ScopeId) -> ScopeId {
        while let (true, Some(parent)) = (self.get(id).inlined, self.get(id).parent) {
            id = parent;
        }
        id
    }

    /// As [`Self::frame`], past type parameters, which `co_qualname` does not show.
    fn code_around(&self, mut id: ScopeId) -> ScopeId {
        while let Some(parent) = self.get(id).parent {
            if !self.get(id).inlined && self.kind(id) != ScopeKind::TypeParams {
                break;
            }
            id = parent;
        }
        id
    }

    fn inlined_in(&self, frame: ScopeId) -> &[ScopeId] {
        self.inlined_in.get(&frame).map_or(&[], Vec::as_slice)
    }

    fn id_of(&self, node: FrameNode<'a>) -> Option<ScopeId> {
        self.by_node.get(&node_key(node)).copied()
    }

    fn evaluates_annotations(&self) -> bool {
        self.rules.eager_annotations && !self.future_annotations
    }
}

/// What a comprehension is made of.
struct ComprehensionParts<'a> {
    generators: &'a [Comprehension<'a>],
    elements: [Option<Expr<'a>>; 2],
    is_generator: bool,
}

fn comprehension_parts(expr: Expr<'_>) -> Option<ComprehensionParts<'_>> {
    let parts = |generators, key, value| ComprehensionParts {
        generators,
        elements: [Some(key), value],
        is_generator: matches!(expr, Expr::GeneratorExp(_)),
    };
    match expr {
        Expr::ListComp(e) => Some(parts(e.generators, e.elt, None)),
        Expr::SetComp(e) => Some(parts(e.generators, e.elt, None)),
        Expr::DictComp(e) => Some(parts(e.generators, e.key, e.value)),
        Expr::GeneratorExp(e) => Some(parts(e.generators, e.elt, None)),
        _ => None,
    }
}
