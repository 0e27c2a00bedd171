//! A small model of CPython's code generator: walks the code of one frame as `compile.c` does, and writes down lines
//! and slots instead of instructions.

use super::anchor::Anchor;
use super::graph::{Edge, Graph, Node, NodeId};
use super::position::LineStarts;
use crate::ast::{Expr, FrameNode, Stmt, StmtWith};
use crate::text::Ranged;
use std::collections::{BTreeMap, HashMap, HashSet};

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

/// What all frames of a file share.
pub(super) struct File<'a> {
    pub(super) starts: LineStarts<'a>,
    /// The `N` of `3.N`.
    pub(super) version: u8,
    /// Names that the module's own code imports.
    pub(super) imported: HashSet<&'a str>,
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
    /// Blocks around the code that is compiled; CPython allows 20.
    pub(super) nesting: u32,
    placed: HashSet<NodeId>,
    /// Frames that begin in this one.
    pub(super) frames: Vec<(FrameNode<'a>, bool)>,
    /// Lines whose events the model does not know for certain, and why.
    pub(super) doubts: BTreeMap<u32, &'static str>,
    /// Lines that jumps to a label take over from the jump that stands there.
    pub(super) label_lines: HashMap<NodeId, u32>,
    /// Blocks that may be passed or not, around the statement.
    pub(super) conditions: u32,
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
            nesting: 0,
            placed: HashSet::new(),
            frames: Vec::new(),
            doubts: BTreeMap::new(),
            label_lines: HashMap::new(),
            conditions: 0,
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

    fn link(&mut self, to: NodeId, jump: bool, back: bool) {
        for from in std::mem::take(&mut self.cursor) {
            self.graph.edges[from].push(Edge { to, jump, back, raise: false });
        }
    }

    pub(super) fn node(&mut self, node: Node) -> NodeId {
        let id = self.graph.add(node);
        self.link(id, false, false);
        self.cursor.push(id);
        if !node.is_transparent()
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

    /// The next instruction is the label's.
    pub(super) fn bind(&mut self, label: Label) {
        self.link(label.0, false, false);
        self.cursor.push(label.0);
        self.placed.insert(label.0);
    }

    /// Leaves for the label.
    pub(super) fn jump(&mut self, label: Label) {
        let back = self.placed.contains(&label.0);
        self.link(label.0, true, back);
    }

    /// Leaves for the label, or goes on.
    pub(super) fn branch(&mut self, label: Label) {
        let cursor = self.cursor.clone();
        self.jump(label);
        self.cursor = cursor;
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
        let join = self.graph.add(Node::Join);
        self.link(join, true, true);
        self.cursor.push(join);
    }

    pub(super) fn is_dead(&self) -> bool {
        self.cursor.is_empty()
    }

    /// The frame is left.
    pub(super) fn leave(&mut self) {
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

    /// Runs `emit` at another line, and comes back to this one.
    pub(super) fn at(&mut self, line: u32, emit: impl FnOnce(&mut Self)) {
        let old = std::mem::replace(&mut self.line, line);
        emit(self);
        self.line = old;
    }

    /// A place for a probe, unless none can stand here.
    pub(super) fn slot(&mut self, anchor: Anchor<'a>) {
        self.slot_tagged(anchor, 0);
    }

    /// A second place `tag` for the same anchor: code between them cannot be told apart by the program.
    pub(super) fn slot_tagged(&mut self, anchor: Anchor<'a>, tag: u8) {
        let (address, cost, is_expr) = describe(&anchor);
        if is_expr && self.mute > 0 || self.is_dead() {
            return;
        }
        let cost = if tag == 0 { cost } else { cost + 1 };
        let id = self.graph.slot_id(anchor, address, tag, cost, self.line_of_anchor(&anchor));
        self.node(Node::Slot(id));
    }
}

impl<'a> Emitter<'a, '_> {
    fn line_of_anchor(&self, anchor: &Anchor<'a>) -> u32 {
        match *anchor {
            Anchor::Before(stmt) => self.line_of(stmt),
            Anchor::After(stmt) => self.end_line_of(stmt),
            Anchor::ExprBefore(expr) => self.line_of(expr),
            Anchor::ExprAfter(expr) | Anchor::ExprFalse(expr) => self.end_line_of(expr),
            Anchor::IterEach(expr) | Anchor::IterAgain(expr) => self.line_of(expr),
            Anchor::WithExit(with) => self.file.starts.line(with.range.start()),
            Anchor::Case(case) => self.file.starts.line(case.range.start()),
            Anchor::ClassBases(class) => self.file.starts.line(class.range.start()),
        }
    }
}

fn describe(anchor: &Anchor<'_>) -> (usize, u32, bool) {
    match anchor {
        Anchor::Before(stmt) => (stmt_address(*stmt), if is_compound(*stmt) { 60 } else { 10 }, false),
        Anchor::After(stmt) => (stmt_address(*stmt), 15, false),
        Anchor::ExprBefore(expr) => (expr_address(*expr), 20, true),
        Anchor::ExprAfter(expr) => (expr_address(*expr), 30, true),
        Anchor::ExprFalse(expr) => (expr_address(*expr), 32, true),
        Anchor::ClassBases(class) => (std::ptr::from_ref(*class).addr(), 34, false),
        Anchor::WithExit(with) => (std::ptr::from_ref(*with).addr(), 40, false),
        Anchor::Case(case) => (std::ptr::from_ref(*case).addr(), 40, false),
        Anchor::IterEach(expr) | Anchor::IterAgain(expr) => (expr_address(*expr), 150, true),
    }
}

pub(super) fn is_compound(stmt: Stmt<'_>) -> bool {
    matches!(
        stmt,
        Stmt::FunctionDef(_)
            | Stmt::ClassDef(_)
            | Stmt::For(_)
            | Stmt::While(_)
            | Stmt::If(_)
            | Stmt::With(_)
            | Stmt::Match(_)
            | Stmt::Try(_)
    )
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
