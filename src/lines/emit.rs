//! A small model of CPython's code generator: walks the code of one frame as `compile.c` does, and writes down lines
//! and slots instead of instructions.

use super::anchor::Anchor;
use super::depth::{Brackets, Depth};
use super::graph::{Edge, Graph, Node, NodeId, SlotId};
use super::nesting::Nesting;
use super::position::LineStarts;
use crate::ast::visit::with_stack;
use crate::ast::{Expr, FrameNode, Stmt, StmtWith};
use crate::text::Ranged;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A place that jumps lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label(pub(super) NodeId);

/// What a `return`, `break` or `continue` leaves behind, as CPython's `fblockinfo`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Block<'a> {
    Loop {
        next: Label,
        exit: Label,
        is_for: bool,
    },
    Finally {
        body: &'a [Stmt<'a>],
        id: usize,
    },
    With {
        node: &'a StmtWith<'a>,
        line: u32,
        slot: bool,
    },
    /// The body of an `except X as name`.
    Named,
    /// Everything that leaves no trace in lines.
    Silent,
}

/// A place before silent operations, and what it costs to come later.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    before: NodeId,
    line: u32,
    late: u32,
}

/// A block, and how many exception handlers are active outside of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fblock<'a> {
    pub(super) block: Block<'a>,
    pub(super) handlers: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Module,
    Class,
    Function,
}

/// A frame within another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inner<'a> {
    pub(super) node: FrameNode<'a>,
    /// No probe can stand in its expressions.
    pub(super) muted: bool,
    pub(super) depth: Depth,
}

/// What all frames of a file share.
pub(super) struct File<'a> {
    pub(super) starts: LineStarts<'a>,
    /// The `N` of `3.N`.
    pub(super) version: u8,
    /// Probes may take lines of their own.
    pub(super) own_lines: bool,
    /// Names that the module's own code imports.
    pub(super) imported: HashSet<&'a str>,
    pub(super) nesting: Nesting<'a>,
    pub(super) brackets: Brackets<'a>,
    /// Annotations are strings.
    pub(super) future_annotations: bool,
}

pub(super) struct Emitter<'a, 'f> {
    pub(super) file: &'f File<'a>,
    pub(super) graph: Graph<'a>,
    /// Operations whose next instruction in order is the next that is emitted; empty behind a jump.
    pub(super) cursor: Vec<NodeId>,
    /// The line of the statement or expression that is compiled.
    pub(super) line: u32,
    pub(super) scope: Scope,
    pub(super) blocks: Vec<Fblock<'a>>,
    pub(super) handlers: Vec<Label>,
    /// Above zero: no probe can stand in the expressions that are compiled.
    pub(super) mute: u32,
    placed: HashSet<NodeId>,
    jumped: HashSet<NodeId>,
    /// What is around the expression that is compiled.
    pub(super) depth: Depth,
    /// Frames that begin in this one.
    pub(super) frames: Vec<Inner<'a>>,
    /// Lines whose events the model does not know for certain, and why.
    pub(super) doubts: BTreeMap<u32, &'static str>,
    /// Lines where places are left out, since the expressions around them are too many.
    pub(super) crowded: BTreeSet<u32>,
    /// Lines that jumps to a label take over from the jump that stands there.
    pub(super) label_lines: HashMap<NodeId, u32>,
    /// The line that is not told behind the loop that comes next.
    pub(super) untold: Option<u32>,
    /// Blocks that may be passed or not, around the statement.
    pub(super) conditions: u32,
    /// f-strings around what is compiled.
    pub(super) fields: u32,
    /// Variables of a comprehension that are certainly bound.
    pub(super) bound: Vec<&'a str>,
    /// Places before the silent operations that were just emitted.
    pub(super) waiting: Vec<Waiting>,
    /// Ranges of nodes that stand for a `finally` of 3.8 in another place: the id of the block, and the range.
    pub(super) copies: Vec<(usize, NodeId, NodeId)>,
}

impl<'a, 'f> Emitter<'a, 'f> {
    pub(super) fn new(file: &'f File<'a>, scope: Scope, first_line: u32) -> Self {
        let mut graph = Graph { first_line, ..Graph::default() };
        let entry = graph.add(Node::NoLine);
        Self {
            file,
            graph,
            cursor: vec![entry],
            line: first_line,
            scope,
            blocks: Vec::new(),
            handlers: Vec::new(),
            mute: 0,
            placed: HashSet::new(),
            jumped: HashSet::new(),
            depth: Depth::default(),
            frames: Vec::new(),
            doubts: BTreeMap::new(),
            crowded: BTreeSet::new(),
            label_lines: HashMap::new(),
            untold: None,
            conditions: 0,
            fields: 0,
            bound: Vec::new(),
            waiting: Vec::new(),
            copies: Vec::new(),
        }
    }

    /// True on `3.minor` and later.
    pub(super) fn since(&self, minor: u8) -> bool {
        self.file.version >= minor
    }

    pub(super) fn line_of(&self, node: impl Ranged) -> u32 {
        self.file.starts.line(node.start())
    }

    pub(super) fn end_line_of(&self, node: impl Ranged) -> u32 {
        self.file.starts.line(node.end())
    }

    pub(super) fn doubt(&mut self, line: u32, why: &'static str) {
        self.doubts.entry(line).or_insert(why);
    }

    pub(super) fn doubt_lines(&mut self, node: impl Ranged + Copy, why: &'static str) {
        for line in self.line_of(node)..=self.end_line_of(node) {
            self.doubt(line, why);
        }
    }

    /// The code at `line` waits for an awaitable or another generator.
    pub(super) fn waits(&mut self, line: u32) {
        if self.since(13) {
            self.doubt(line, "an exception that is thrown in while it waits fires it once more, which is not told");
        }
    }

    fn link(&mut self, to: NodeId, jump: bool, back: bool) {
        for from in std::mem::take(&mut self.cursor) {
            self.graph.edges[from].push(Edge { to, jump, back, raise: false });
        }
    }

    pub(super) fn node(&mut self, node: Node) -> NodeId {
        let id = self.graph.add(node);
        if !node.is_transparent() {
            self.waiting.clear();
        }
        self.link(id, false, false);
        self.cursor.push(id);
        if !node.is_transparent()
            && !matches!(node, Node::Jump(_))
            && let Some(&handler) = self.handlers.last()
        {
            self.graph.edges[id].push(Edge { to: handler.0, jump: true, back: false, raise: true });
        }
        id
    }

    /// Instructions at a line.
    pub(super) fn op(&mut self, line: u32) {
        self.node(Node::Op(line));
    }

    /// Instructions at the line of what is being compiled.
    pub(super) fn here(&mut self) {
        self.op(self.line);
    }

    /// Up to 3.9: instructions at the current line, which later versions give no line.
    pub(super) fn old_op(&mut self) {
        if !self.since(10) {
            self.here();
        }
    }

    /// Instructions that 3.8 and 3.9 lay out and then remove.
    pub(super) fn removed(&mut self, line: u32) {
        let cursor = std::mem::take(&mut self.cursor);
        self.node(Node::Op(line));
        self.cursor = cursor;
    }

    pub(super) fn label(&mut self) -> Label {
        Label(self.graph.add(Node::Join))
    }

    /// The end of a construct: nothing jumps to it from further on.
    pub(super) fn bind_end(&mut self, label: Label) {
        if self.jumped.contains(&label.0) {
            self.bind(label);
        }
    }

    /// The next instruction is the label's.
    pub(super) fn bind(&mut self, label: Label) {
        self.waiting.clear();
        self.link(label.0, false, false);
        self.cursor.push(label.0);
        self.placed.insert(label.0);
    }

    /// Leaves for the label.
    pub(super) fn jump(&mut self, label: Label) {
        self.waiting.clear();
        let back = self.placed.contains(&label.0);
        self.jumped.insert(label.0);
        self.link(label.0, true, back);
    }

    /// Leaves for the label, or goes on.
    pub(super) fn branch(&mut self, label: Label) {
        let cursor = self.cursor.clone();
        self.jump(label);
        self.cursor = cursor;
    }

    /// Goes on, or an exception leads to the label.
    pub(super) fn branch_by_exception(&mut self, label: Label) {
        self.graph.loop_ends.insert(label.0);
        let cursor = self.cursor.clone();
        for &from in &cursor {
            self.graph.edges[from].push(Edge { to: label.0, jump: true, back: false, raise: true });
        }
    }

    /// An unconditional jump that has a line up to 3.9.
    pub(super) fn jump_op(&mut self, label: Label) {
        if !self.since(10) {
            self.node(Node::Jump(self.line));
        }
        self.jump(label);
    }

    /// Comes back from code that 3.8 has further on.
    pub(super) fn come_back(&mut self) {
        self.waiting.clear();
        let join = self.graph.add(Node::Join);
        self.link(join, false, true);
        self.cursor.push(join);
    }

    pub(super) fn is_dead(&self) -> bool {
        self.cursor.is_empty()
    }

    /// The frame is left.
    pub(super) fn leave(&mut self) {
        self.waiting.clear();
        self.cursor.clear();
    }

    /// Runs `emit` with exceptions leading to `handler`.
    pub(super) fn guarded(&mut self, handler: Label, emit: impl FnOnce(&mut Self)) {
        self.handlers.push(handler);
        emit(self);
        self.handlers.pop();
    }

    pub(super) fn within(&mut self, block: Block<'a>, emit: impl FnOnce(&mut Self)) {
        // The handler of the block itself is pushed inside.
        self.blocks.push(Fblock { block, handlers: self.handlers.len() });
        emit(self);
        self.blocks.pop();
    }

    pub(super) fn muted(&mut self, emit: impl FnOnce(&mut Self)) {
        self.mute += 1;
        emit(self);
        self.mute -= 1;
    }

    /// Runs `emit` for the expression, or `instead` if it is nested too deep to be looked into.
    pub(super) fn nested(&mut self, expr: Expr<'a>, emit: impl FnOnce(&mut Self), instead: impl FnOnce(&mut Self)) {
        let lines = (self.line_of(expr), self.end_line_of(expr));
        let depth = self.depth.within(expr.range(), lines, &self.file.brackets);
        let around = std::mem::replace(&mut self.depth, depth);
        if depth.is_too_deep() {
            self.doubt_lines(expr, "its expressions are nested too deep");
            instead(self);
        } else if depth.is_crowded(self.file.version) {
            self.crowded.extend([lines.0, lines.1]);
            with_stack(|| self.muted(emit));
        } else {
            with_stack(|| emit(self));
        }
        self.depth = around;
    }

    /// A frame begins in this one; `closed`: no probe can stand in its expressions.
    pub(super) fn frame(&mut self, node: FrameNode<'a>, closed: bool) {
        self.frames.push(Inner { node, muted: closed, depth: self.depth.in_frame() });
    }

    /// Runs `emit` at another line, and comes back to this one.
    pub(super) fn at(&mut self, line: u32, emit: impl FnOnce(&mut Self)) {
        let old = std::mem::replace(&mut self.line, line);
        emit(self);
        self.line = old;
    }

    /// Instructions that the program cannot notice and that cannot fail: their event may as well come right after them.
    pub(super) fn silent_op(&mut self, line: u32) {
        self.silent_op_costing(line, 1);
    }

    /// The same, where it costs `late` that the event comes later.
    pub(super) fn silent_op_costing(&mut self, line: u32, late: u32) {
        let waiting = std::mem::take(&mut self.waiting);
        let before = self.node(Node::Join);
        let handlers = std::mem::take(&mut self.handlers);
        self.node(Node::Op(line));
        self.handlers = handlers;
        self.waiting = waiting;
        self.waiting.push(Waiting { before, line, late });
    }

    /// A place for a probe, unless none can stand here. It serves the silent operations just before as well.
    pub(super) fn slot(&mut self, anchor: Anchor<'a>) {
        self.slot_costing(anchor, 0);
    }

    /// The same for a place that costs so much more than others of its kind.
    pub(super) fn slot_costing(&mut self, anchor: Anchor<'a>, more: u32) {
        let Some(id) = self.slot_id(anchor, 0, more) else { return };
        let waiting = std::mem::take(&mut self.waiting);
        let late = waiting.len().saturating_sub(MAX_WAITING);
        for (at, waiting) in waiting.into_iter().skip(late).enumerate() {
            let Waiting { before, line, late } = waiting;
            // Copies of the code have the same number.
            let tag = 2 + (at << 32) + line as usize;
            let text_time = self.graph.slots[id].text_time;
            if let Some(id) = self.slot_id(anchor, tag, late) {
                self.graph.slots[id].time = before;
                self.graph.slots[id].text_time = text_time;
                let slot = self.graph.add(Node::Slot(id));
                self.graph.edges.swap(before, slot);
                self.graph.edges[before].push(Edge { to: slot, jump: false, back: false, raise: false });
            }
            if self.graph.slots[id].cost >= NEEDS_HOST {
                self.waiting.push(waiting);
            }
        }
        self.node(Node::Slot(id));
    }

    /// A place that the exception of a node passes on its way to the handler.
    pub(super) fn slot_on_raise(&mut self, node: NodeId, anchor: Anchor<'a>) {
        let Some(id) = self.slot_id(anchor, 0, 0) else { return };
        let slot = self.graph.add(Node::Slot(id));
        if let Some(edge) = self.graph.edges[node].iter_mut().find(|edge| edge.raise) {
            let to = std::mem::replace(&mut edge.to, slot);
            self.graph.edges[slot].push(Edge { to, jump: true, back: false, raise: false });
        }
    }

    /// A second place for the anchor, behind operations that the program cannot notice.
    pub(super) fn slot_again(&mut self, anchor: Anchor<'a>) {
        let Some(first) = self.slot_id(anchor, 0, 0) else { return };
        if let Some(id) = self.slot_id(anchor, 1, 1) {
            self.graph.slots[id].text_time = self.graph.slots[first].text_time;
            self.node(Node::Slot(id));
        }
    }

    fn slot_id(&mut self, anchor: Anchor<'a>, tag: usize, late: u32) -> Option<SlotId> {
        let (address, cost, is_expr) = describe(&anchor);
        if is_expr && self.mute > 0 || self.is_dead() {
            return None;
        }
        let line = self.line_of_anchor(&anchor);
        let cost = cost + late;
        let cost = match anchor {
            Anchor::Before(stmt) if stmt.is_compound() && !self.has_line_above(stmt) => cost + NO_HOST,
            _ => cost,
        };
        let known = self.graph.slots.len();
        let id = self.graph.slot_id(anchor, address, tag, cost, line);
        if id == known {
            let now = self.graph.nodes.len();
            self.graph.slots[id].time = now;
            self.graph.slots[id].text_time = now;
        }
        // A waiting place is passed before the place itself, which is passed before a second one.
        self.graph.slots[id].order = match tag {
            0 => usize::MAX - 1,
            1 => usize::MAX,
            waiting => waiting,
        };
        Some(id)
    }
}

impl<'a> Emitter<'a, '_> {
    /// The line above a compound statement holds no code, but can.
    fn has_line_above(&self, stmt: Stmt<'a>) -> bool {
        let start = match stmt {
            Stmt::FunctionDef(node) => node.decorator_list.first().map_or(node.range.start(), |d| d.start()),
            Stmt::ClassDef(node) => node.decorator_list.first().map_or(node.range.start(), |d| d.start()),
            _ => stmt.start(),
        };
        let line = self.file.starts.line(start);
        let (Some(above), Some(before)) = (line.checked_sub(1), line.checked_sub(2)) else { return false };
        let own = self.file.starts.text(line);
        let indentation = &own[..own.len() - own.trim_start_matches([' ', '\t', '\x0c']).len()];
        let text = self.file.starts.text(above);
        above > 2
            && !self.file.starts.text(before).ends_with('\\')
            && (text.is_empty()
                || text == indentation
                || text.strip_prefix(indentation).is_some_and(|rest| rest.starts_with('#')))
    }

    fn line_of_anchor(&self, anchor: &Anchor<'a>) -> u32 {
        match *anchor {
            Anchor::Before(stmt) => self.line_of(stmt),
            Anchor::After(stmt) => self.end_line_of(stmt),
            Anchor::ExprBefore(expr) => self.line_of(expr),
            Anchor::ExprAfter(expr) | Anchor::ExprFalse(expr) => self.end_line_of(expr),
            Anchor::IterEach(expr) | Anchor::IterAgain(expr) | Anchor::IterAround(expr) => self.line_of(expr),
            Anchor::WithExit(with) => self.file.starts.line(with.range.start()),
            Anchor::Case(case) => self.file.starts.line(case.range.start()),
            Anchor::ItemExit(with, _) => self.file.starts.line(with.range.start()),
            Anchor::Decorate(stmt, _) => self.line_of(stmt),
            Anchor::ClassBases(class) => self.file.starts.line(class.range.start()),
        }
    }
}

/// More places than these do not wait for a better one.
const MAX_WAITING: usize = 16;
/// What places cost that stand for a place elsewhere.
const NEEDS_HOST: u32 = 60;
/// What it costs that there is hardly such a place.
const NO_HOST: u32 = 240;

fn describe(anchor: &Anchor<'_>) -> (usize, u32, bool) {
    match anchor {
        Anchor::Before(stmt) => (stmt_address(*stmt), if stmt.is_compound() { NEEDS_HOST } else { 10 }, false),
        Anchor::After(stmt) => (stmt_address(*stmt), 15, false),
        Anchor::ExprBefore(expr) => (expr_address(*expr), 20, true),
        Anchor::ExprAfter(expr) => (expr_address(*expr), 30, true),
        Anchor::ExprFalse(expr) => (expr_address(*expr), 32, true),
        Anchor::ClassBases(class) => (std::ptr::from_ref(*class).addr(), 34, false),
        Anchor::WithExit(with) => (std::ptr::from_ref(*with).addr(), 40, false),
        Anchor::Case(case) => (std::ptr::from_ref(*case).addr(), 40, false),
        Anchor::ItemExit(with, at) => (std::ptr::from_ref(&with.items[*at]).addr(), 40, false),
        // A place among the decorators, of which there are fewer than bytes in the statement.
        Anchor::Decorate(stmt, at) => (stmt_address(*stmt) + at, 40, false),
        Anchor::IterEach(expr) | Anchor::IterAgain(expr) | Anchor::IterAround(expr) => (expr_address(*expr), 150, true),
    }
}

macro_rules! address_of {
    ($value:expr, $kind:ident: $($variant:ident)*) => {
        match $value { $($kind::$variant(node) => std::ptr::from_ref(node).addr(),)* }
    };
}

fn stmt_address(stmt: Stmt<'_>) -> usize {
    address_of!(stmt, Stmt: FunctionDef ClassDef Return Delete Assign TypeAlias AugAssign AnnAssign For While If With
        Match Raise Try Assert Import ImportFrom Global Nonlocal Expr Pass Break Continue)
}

fn expr_address(expr: Expr<'_>) -> usize {
    address_of!(expr, Expr: BoolOp NamedExpr BinOp UnaryOp Lambda IfExp Dict Set ListComp SetComp DictComp GeneratorExp
        Await Yield YieldFrom Compare Call JoinedStr TemplateStr Constant Attribute Subscript Starred Name List Tuple
        Slice)
}
