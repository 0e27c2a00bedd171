//! The control flow of one frame as the line tracer sees it: operations with lines, and the slots between them.

use super::anchor::{Anchor, Placed};
use crate::ast::visit::with_stack;
use std::collections::{BTreeSet, HashMap, HashSet};

pub(super) type NodeId = usize;
pub(super) type SlotId = usize;

/// A point in the control flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    /// Bytecode that belongs to one line; 0 on 3.8 and 3.9: to the line of what is laid out before it.
    Op(u32),
    /// An unconditional jump of 3.8 and 3.9, which other jumps to it skip.
    Jump(u32),
    /// A `return` of 3.8 and 3.9: a jump to it becomes a return itself.
    Return(u32),
    /// Bytecode without a line: whatever comes after it starts a line.
    NoLine,
    /// Bytecode that takes over the line before it, at the end of a frame.
    Quiet,
    /// Bytecode of a line that is not told, nor is what comes next on that line.
    Untold(u32),
    /// A place where a probe can stand.
    Slot(SlotId),
    /// A label.
    Join,
}

impl Node {
    pub(super) const fn is_transparent(self) -> bool {
        matches!(self, Self::Slot(_) | Self::Join)
    }

    pub(super) const fn line(self) -> Option<u32> {
        match self {
            Self::Op(line) | Self::Jump(line) | Self::Return(line) | Self::Untold(line) => Some(line),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) to: NodeId,
    /// Taken by a jump, not by falling through.
    pub(super) jump: bool,
    /// Leads to an earlier place in the bytecode.
    pub(super) back: bool,
    /// Taken by an exception.
    pub(super) raise: bool,
}

/// Which place it is, and which of several slots at one place.
type SlotKey = (u8, usize, usize);

#[derive(Debug, Clone, Copy)]
pub(super) struct Slot<'a> {
    pub(super) anchor: Anchor<'a>,
    /// What the place costs a reader or a running program.
    pub(super) cost: u32,
    /// The line that its text would stand on.
    pub(super) line: u32,
    /// The same for all slots of one anchor.
    pub(super) place: (u8, usize),
    /// When it is passed, and when the text of its anchor runs, as numbers of nodes.
    pub(super) time: usize,
    pub(super) text_time: usize,
    /// Of two slots of one anchor, the one that is passed first has the smaller number.
    pub(super) order: usize,
}

impl<'a> Slot<'a> {
    pub(super) const fn placed(self) -> Placed<'a> {
        Placed { anchor: self.anchor, order: self.order }
    }
}

/// The way from one operation to the next.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Path {
    /// The slots that it passes.
    pub(super) slots: Vec<SlotId>,
    /// The line event at its end.
    pub(super) fires: Option<u32>,
}

#[derive(Debug, Default)]
pub(super) struct Graph<'a> {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Vec<Edge>>,
    pub(super) slots: Vec<Slot<'a>>,
    pub(super) slot_ids: HashMap<SlotKey, SlotId>,
    /// Copies of code that 3.8 has once, and the node that each copies.
    pub(super) twins: HashMap<NodeId, NodeId>,
    /// Nodes that have no place of their own in the bytecode's order.
    pub(super) detached: HashSet<NodeId>,
    /// Labels that only a jump by a distance leads to, up to 3.9.
    pub(super) relative: HashSet<NodeId>,
    /// Where the exception leads that ends an `async for`.
    pub(super) loop_ends: HashSet<NodeId>,
    /// The line where the code object starts.
    pub(super) first_line: u32,
}

impl<'a> Graph<'a> {
    pub(super) fn add(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.edges.push(Vec::new());
        self.nodes.len() - 1
    }

    pub(super) fn slot_id(&mut self, anchor: Anchor<'a>, address: usize, tag: usize, cost: u32, line: u32) -> SlotId {
        let slots = &mut self.slots;
        *self.slot_ids.entry((kind(&anchor), address, tag)).or_insert_with(|| {
            slots.push(Slot { anchor, cost, line, place: (kind(&anchor), address), time: 0, text_time: 0, order: 0 });
            slots.len() - 1
        })
    }

    /// How often each slot occurs: code may be there in several copies.
    pub(super) fn occurrences(&self) -> Vec<usize> {
        let mut counts = vec![0; self.slots.len()];
        for node in &self.nodes {
            if let Node::Slot(slot) = node {
                counts[*slot] += 1;
            }
        }
        counts
    }

    fn reachable(&self, by_exceptions: bool) -> Vec<bool> {
        let mut seen = vec![false; self.nodes.len()];
        let mut todo = vec![0];
        while let Some(node) = todo.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                todo.extend(self.edges[node].iter().filter(|e| by_exceptions || !e.raise).map(|e| e.to));
            }
        }
        seen
    }

    fn layout(&self, version: u8) -> Layout {
        let reachable = self.reachable(true);
        let mut count = 0;
        let rank = |node: &Node| {
            count += usize::from(!node.is_transparent());
            count
        };
        Layout {
            shortcuts: self.shortcuts(),
            ranks: if version < 10 { self.nodes.iter().map(rank).collect() } else { Vec::new() },
            version,
            starts: (version < 10).then(|| self.entry_starts(&reachable)),
            warm: (version == 12).then(|| self.reachable(false)),
            reachable,
        }
    }

    /// Steps from operation to operation: from, to, the line event, and the handler that an exception leads to.
    pub(super) fn steps(&self, version: u8) -> Vec<Step> {
        let layout = self.layout(version);
        let mut on_way = vec![false; self.nodes.len()];
        let mut steps = Vec::new();
        for from in (0..self.nodes.len()).filter(|&node| layout.reachable[node] && !self.nodes[node].is_transparent()) {
            for edge in &self.edges[from] {
                let mut ends = HashSet::new();
                let mut walk = Walk {
                    graph: self,
                    layout: &layout,
                    from,
                    slots: Vec::new(),
                    on_way: &mut on_way,
                    found: |to, fires, _: &[SlotId]| {
                        ends.insert((to, fires));
                    },
                };
                walk.take(*edge, Way::default());
                let handler = if edge.raise && !self.loop_ends.contains(&edge.to) { edge.to } else { 0 };
                steps.extend(ends.into_iter().map(|(to, fires)| Step {
                    from,
                    to,
                    fires,
                    handler,
                    line: self.line(&layout, to),
                }));
            }
        }
        steps
    }

    /// All ways from operation to operation. On 3.`version`.
    pub(super) fn paths(&self, version: u8) -> Vec<Path> {
        let layout = self.layout(version);
        let mut on_way = vec![false; self.nodes.len()];
        let mut paths = HashSet::new();
        for from in (0..self.nodes.len()).filter(|&node| layout.reachable[node] && !self.nodes[node].is_transparent()) {
            let found = |_, fires, slots: &[SlotId]| {
                paths.insert(Path { slots: slots.to_vec(), fires });
            };
            let mut walk = Walk { graph: self, layout: &layout, from, slots: Vec::new(), on_way: &mut on_way, found };
            walk.follow(from, Way::default());
        }
        let mut paths: Vec<_> = paths.into_iter().collect();
        paths.sort_unstable();
        paths
    }

    /// The ways to the first line event of the frame, each with the lines of those that may come next. On 3.`version`.
    pub(super) fn starts(&self, version: u8) -> Vec<(Path, BTreeSet<u32>)> {
        let layout = self.layout(version);
        let first = self.events_behind(&layout, 0);
        let next = |to| self.events_behind(&layout, to).iter().filter_map(|(_, path)| path.fires).collect();
        first.into_iter().map(|(to, path)| (path, next(to))).collect()
    }

    /// The ways to the next line events behind an operation, and where they end.
    fn events_behind(&self, layout: &Layout, from: NodeId) -> Vec<(NodeId, Path)> {
        let mut on_way = vec![false; self.nodes.len()];
        let mut seen = HashSet::from([from]);
        let (mut todo, mut events) = (vec![from], Vec::new());
        while let Some(from) = todo.pop() {
            let found = |to, fires: Option<u32>, slots: &[SlotId]| {
                if fires.is_some() {
                    events.push((to, Path { slots: slots.to_vec(), fires }));
                } else if seen.insert(to) {
                    todo.push(to);
                }
            };
            let mut walk = Walk { graph: self, layout, from, slots: Vec::new(), on_way: &mut on_way, found };
            walk.follow(from, Way::default());
        }
        events
    }

    /// Where an unconditional jump leads, and whether that is backward.
    fn landing(&self, jump: NodeId) -> (bool, NodeId) {
        let (mut node, mut back) = (jump, false);
        while let Some(edge) = self.edges[node].first() {
            back |= edge.back;
            node = edge.to;
            if back || !self.nodes[node].is_transparent() {
                break;
            }
        }
        (back, node)
    }

    /// Where the only way from a join leads, over other joins: long chains of blocks end at one place.
    fn shortcuts(&self) -> Vec<Option<(NodeId, Way)>> {
        let only = |node: NodeId| match (&self.nodes[node], &self.edges[node][..]) {
            (Node::Join, &[edge]) if !edge.raise => Some(edge),
            _ => None,
        };
        let mut shortcuts: Vec<Option<(NodeId, Way)>> = vec![None; self.nodes.len()];
        let mut on_way = vec![false; self.nodes.len()];
        let mut chain = Vec::new();
        for first in 0..self.nodes.len() {
            let mut node = first;
            while let Some(edge) = only(node).filter(|_| shortcuts[node].is_none() && !on_way[node]) {
                on_way[node] = true;
                chain.push((node, edge));
                node = edge.to;
            }
            let (mut end, mut rest) = shortcuts[node].unwrap_or((node, Way::default()));
            while let Some((node, edge)) = chain.pop() {
                on_way[node] = false;
                rest = rest.and(edge, self.relative.contains(&edge.to));
                shortcuts[node] = Some((end, rest));
                // A circle has no end.
                if end == node {
                    shortcuts[node] = None;
                    (end, rest) = (node, Way::default());
                }
            }
        }
        shortcuts
    }

    fn line(&self, layout: &Layout, node: NodeId) -> u32 {
        layout.starts.as_ref().map_or_else(|| self.nodes[node].line().unwrap_or(0), |starts| starts[node].line)
    }

    /// Which operations start an entry of the line table, a matter of the order in which code is laid out.
    fn entry_starts(&self, reachable: &[bool]) -> Vec<Start> {
        let mut kept = reachable.to_vec();
        for (&copy, &original) in &self.twins {
            kept[self.original(original)] |= reachable[copy];
        }
        let mut starts = vec![Start::default(); self.nodes.len()];
        let (mut line, mut changed) = (self.first_line, true);
        for (id, node) in self.nodes.iter().enumerate() {
            let Some(own) = node.line() else { continue };
            if self.detached.contains(&id) {
                continue;
            }
            if own != 0 && line != own {
                changed = true;
                line = own;
            }
            starts[id] = Start { line, starts: kept[id] && changed };
            changed &= !kept[id];
        }
        for &copy in self.twins.keys() {
            starts[copy] = starts[self.original(copy)];
        }
        starts
    }

    fn original(&self, mut node: NodeId) -> NodeId {
        while let Some(&original) = self.twins.get(&node) {
            node = original;
        }
        node
    }
}

/// Tells anchors of different kinds at one node apart.
const fn kind(anchor: &Anchor<'_>) -> u8 {
    match anchor {
        Anchor::Before(_) => 0,
        Anchor::After(_) => 1,
        Anchor::ExprBefore(_) => 2,
        Anchor::ExprAfter(_) => 3,
        Anchor::ExprFalse(_) => 4,
        Anchor::IterEach(_) => 5,
        Anchor::IterAgain(_) => 6,
        Anchor::ClassBases(_) => 7,
        Anchor::WithExit(_) => 8,
        Anchor::Case(_) => 9,
        Anchor::ItemExit(..) => 10,
        Anchor::Decorate(..) => 11,
        Anchor::IterAround(_) => 12,
    }
}

/// What is known of the order of bytecode.
struct Layout {
    shortcuts: Vec<Option<(NodeId, Way)>>,
    /// How many operations come before each node, up to 3.9.
    ranks: Vec<usize>,
    version: u8,
    reachable: Vec<bool>,
    /// Up to 3.9.
    starts: Option<Vec<Start>>,
    /// 3.12 moves code to the end that only exceptions lead to; later versions do too, but come back unnoticed.
    warm: Option<Vec<bool>>,
}

impl Layout {
    /// Whether the jump of `from` to the unconditional jump `jump` leads to that one's target at once, on 3.8 and 3.9:
    /// unknown where it depends on how long the bytecode is.
    fn skips(&self, graph: &Graph<'_>, from: NodeId, jump: NodeId, relative: bool) -> Option<bool> {
        let (back, target) = graph.landing(jump);
        let rank = |node: NodeId| self.ranks.get(node).copied().unwrap_or(0);
        // Each operation is one to a dozen instructions; an argument above 255 needs a longer one.
        let (near, far) = (|node| rank(node) < 21, |node| rank(node) > 128);
        match graph.nodes[from] {
            _ if relative && back => Some(false),
            _ if relative => (rank(target).abs_diff(rank(from)) < 21).then_some(true),
            Node::Jump(_) => near(target).then_some(true),
            _ if back || near(target) || far(jump) => Some(true),
            _ => None,
        }
    }
}

/// What an operation means to the tracer of 3.8 and 3.9.
#[derive(Debug, Clone, Copy, Default)]
struct Start {
    line: u32,
    starts: bool,
}

/// A step of the control flow, for comparison with bytecode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The operation that it starts from; 0 is the entry of the frame.
    pub from: usize,
    /// The operation that it leads to.
    pub to: usize,
    /// The line event that it fires.
    pub fires: Option<u32>,
    /// Not 0: an exception leads there, to this handler.
    pub handler: usize,
    /// The line of the operation that it leads to, 0 for none.
    pub line: u32,
}

/// What happened on the way so far.
#[derive(Debug, Clone, Copy, Default)]
struct Way {
    jump: bool,
    back: bool,
    raise: bool,
    relative: bool,
}

impl Way {
    const fn and(self, edge: Edge, relative: bool) -> Self {
        self.then(Self { jump: edge.jump, back: edge.back, raise: edge.raise, relative })
    }

    const fn then(self, next: Self) -> Self {
        Self {
            jump: self.jump || next.jump,
            back: self.back || next.back,
            raise: self.raise || next.raise,
            relative: self.relative || next.relative,
        }
    }
}

struct Walk<'g, 'a, F> {
    graph: &'g Graph<'a>,
    layout: &'g Layout,
    from: NodeId,
    slots: Vec<SlotId>,
    /// For each node, whether the way passes it.
    on_way: &'g mut [bool],
    /// Is told the operation at the end of each way, its event, and the slots that were passed.
    found: F,
}

impl<F: FnMut(NodeId, Option<u32>, &[SlotId])> Walk<'_, '_, F> {
    fn follow(&mut self, node: NodeId, way: Way) {
        let graph = self.graph;
        for edge in &graph.edges[node] {
            self.take(*edge, way);
        }
    }

    fn take(&mut self, edge: Edge, way: Way) {
        let way = way.and(edge, self.graph.relative.contains(&edge.to));
        let (to, rest) = self.layout.shortcuts[edge.to].unwrap_or((edge.to, Way::default()));
        let way = way.then(rest);
        if self.on_way[to] {
            return;
        }
        match self.graph.nodes[to] {
            Node::Slot(slot) => {
                self.slots.push(slot);
                self.pass(to, way);
                self.slots.pop();
            }
            Node::Join => self.pass(to, way),
            Node::Jump(_) if way.jump => {
                let skipped = self.layout.skips(self.graph, self.from, to, way.relative);
                if skipped != Some(false) {
                    self.pass(to, way);
                }
                if skipped != Some(true) {
                    let fires = self.fires(to, way);
                    (self.found)(to, fires, &self.slots);
                }
            }
            _ => {
                let fires = self.fires(to, way);
                (self.found)(to, fires, &self.slots);
                if let Some(start) = self.entered_by_chance(to, way) {
                    (self.found)(to, Some(start.line), &self.slots);
                }
            }
        }
    }

    fn pass(&mut self, node: NodeId, way: Way) {
        self.on_way[node] = true;
        with_stack(|| self.follow(node, way));
        self.on_way[node] = false;
    }

    /// 3.9 mostly fires for a handler that does not start a line, too.
    fn entered_by_chance(&self, to: NodeId, way: Way) -> Option<Start> {
        let start = self.layout.starts.as_ref()?[to];
        (self.layout.version == 9 && way.raise && !way.back && !start.starts && start.line != 0).then_some(start)
    }

    fn fires(&self, to: NodeId, Way { back, .. }: Way) -> Option<u32> {
        let (from, to_node) = (self.graph.nodes[self.from], self.graph.nodes[to]);
        if let Some(starts) = &self.layout.starts {
            if matches!((from, to_node), (Node::Jump(_), Node::Return(_))) {
                return None;
            }
            let start = starts[to];
            return (start.line != 0 && (back || start.starts)).then_some(start.line);
        }
        let line = to_node.line().filter(|_| !matches!(to_node, Node::Untold(_)))?;
        let up = self.layout.warm.as_ref().is_some_and(|warm| !warm[self.from] && warm[to]);
        (back || up || from.line() != Some(line)).then_some(line)
    }
}
