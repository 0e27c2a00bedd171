//! Probes for a program that is rewritten while it is loaded.
//!
//! Nobody reads this text but the loader: it parses it, moves every position back through the map, puts a table of
//! functions in the place of the name `_instr`, and a variable that no program can spell in that of `_instr_m`. So
//! probes may take lines of their own, their guards are statements, and nothing of them is seen in any namespace.
//!
//! ```text
//! def f(s):                    def f(s):
//!     for c in s:                  _instr_m = _instr[1]()
//!         g(c)                     for c in s:
//!                                      _instr[2](_instr_m, s, c)
//!                                      g(c)
//! ```
//!
//! What each row of the table is, [`Entry`] says.

pub(super) mod text;

mod calls;
mod entry;
mod sets;
mod unit;
mod watches;

pub use entry::{Entry, Log, Snapshots};
pub use unit::{Main, Unit};

use super::abi::{Abi, Fire, Load, Style, Test, Wrapper};
use super::emit::{self, Filled};
use super::finder::Finder;
use super::physical::line_breaks;
use super::slot::Slot;
use super::{Placed, Placement, RewriteError};
use crate::ast::{FrameNode, Mod};
use crate::edit::SourceMap;
use crate::lines::Anchor;
use crate::plan::{Expression, Memory, Plan, Probe, Request, Site};
use crate::source::LineIndex;
use crate::text::{Ranged, TextSize};
use entry::Kind;
use std::collections::BTreeMap;

/// A text for a loader.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The text.
    pub text: String,
    /// Offsets of the source and of the text.
    pub map: SourceMap,
    /// The word that stands for the table, and that begins the names of hidden variables. The source does not use it.
    pub name: String,
    /// What is in the table from probe id 1 on.
    pub entries: Vec<Entry>,
    /// One for each site of the plan, in its order.
    pub placements: Vec<Placement>,
    /// Checks of watched expressions without a place: the line, and why.
    pub unplaced: Vec<(u32, &'static str)>,
}

/// A row of the table while it is drafted: [`Entry`] is what becomes of it.
#[derive(Debug, Clone)]
struct Row {
    kind: Kind,
    line: u32,
    function: String,
    /// Which snapshot it uses, of those that the text makes; none if that is found through the frame.
    frame: Option<usize>,
    names: Vec<String>,
    unchanged_since_probe: Vec<String>,
    order: Vec<String>,
    maybe: Vec<String>,
    redacted: Vec<String>,
    maybe_redacted: Vec<String>,
    hits: Option<u32>,
    every: Option<u32>,
    text: String,
    expression: Option<String>,
    log: Vec<Log>,
    by_frame: bool,
    bare_yields: Vec<u32>,
    target: Option<String>,
    /// Of a condition: one of these expressions must have changed.
    any_changed: Vec<String>,
    watch: Option<Watching>,
    /// Of a call's probe, that of an exception which leaves the function.
    raise_probe: u32,
}

/// A watched expression, as a probe looks at it.
#[derive(Debug, Clone)]
struct Watching {
    /// It is a bare name: what it is bound to counts, not what is inside.
    is_name: bool,
    /// The value is passed; else it is evaluated.
    is_passed: bool,
    /// What must hold for a change to be recorded, and the variables that it reads.
    condition: Option<(String, Vec<String>)>,
}

/// The source with the probes of `plan`, for a loader.
///
/// # Errors
/// If the result would not be right. A single site without a place is no error: its placement says why.
pub fn load(module: &Mod<'_>, source: &str, plan: &Plan<'_>, request: &Request) -> Result<Loaded, RewriteError> {
    let name = super::free_name(source);
    let finder = Finder::new(module, source, plan.target, Style::Load);
    let mut draft = Draft {
        abi: Abi { name: name.clone(), style: Style::Load },
        finder,
        request,
        entries: Vec::new(),
        frames: Vec::new(),
        memories: BTreeMap::new(),
        sights: BTreeMap::new(),
        fires: Vec::new(),
        unplaced: Vec::new(),
    };
    let mut placements = Vec::new();
    for entries in &plan.entries {
        draft.entries(entries);
    }
    draft.watched(&plan.watched);
    for (probe, planned) in plan.probes.iter().enumerate() {
        for (site, at) in planned.sites.iter().enumerate() {
            let outcome = draft.site(planned, at);
            placements.push(Placement { probe, site, line: planned.line, outcome });
        }
    }
    for calls in &plan.calls {
        draft.calls(calls);
    }
    if placements.iter().any(|placement| placement.outcome.is_err())
        || draft.fires.iter().any(|(_, slot, _)| strays(slot))
    {
        // What is steady at one place builds on all others.
        draft.entries.iter_mut().for_each(|entry| entry.unchanged_since_probe.clear());
    }
    draft.chain_items();
    draft.make_late();
    let mut filled = Filled::new();
    draft.fires.sort_by_key(|&(order, ..)| order);
    for (_, slot, fire) in std::mem::take(&mut draft.fires) {
        filled.entry(slot).or_default().push(fire);
    }
    for memory in draft.memories.values().chain(draft.sights.values()).flatten() {
        filled.entry(memory.slot).or_default().insert(0, memory.fire.clone());
    }
    let index = LineIndex::new(source);
    for entry in &mut draft.entries {
        index.line_text(source, entry.line).unwrap_or_default().clone_into(&mut entry.text);
    }
    let (text, map) = emit::emit(source, &draft.abi, &filled, None).apply(source)?;
    let Draft { entries, frames, unplaced, .. } = draft;
    let entries = entries.into_iter().map(|row| row.finish(&frames)).collect();
    Ok(Loaded { text, map, name, entries, placements, unplaced })
}

/// The memory of a function, and the statement that makes it.
struct Made {
    frame: usize,
    slot: Slot,
    fire: Fire,
}

struct Draft<'d, 'a> {
    abi: Abi,
    finder: Finder<'a>,
    request: &'d Request,
    entries: Vec<Row>,
    frames: Vec<Vec<String>>,
    /// By the start of the function, the file's under none; none for a function without a place for it.
    memories: BTreeMap<TextSize, Option<Made>>,
    /// The same of watched expressions.
    sights: BTreeMap<TextSize, Option<Made>>,
    /// Checks without a place.
    unplaced: Vec<(u32, &'static str)>,
    /// With the order among those of a slot.
    fires: Vec<(usize, Slot, Fire)>,
}

/// The file's own memory.
const MODULE_FRAME: &str = "<module>";
/// Behind all probes of lines.
const LAST: usize = usize::MAX;

impl<'d, 'a> Draft<'d, 'a> {
    fn site(&mut self, probe: &Probe<'a>, site: &Site<'a>) -> Result<Placed, &'static str> {
        let Probe { line, qualname: function, frame, memory, condition, .. } = probe;
        let (line, frame, memory) = (*line, *frame, *memory);
        let found = self.finder.find(site.anchor)?;
        if matches!(found.slot, Slot::MiddleItem(_)) && memory != Memory::Local {
            return Err("a probe between the items of a `with` needs a variable, which this frame would show");
        }
        let arguments = self.finder.arguments(line, site.anchor, &found.slot, &site.capture)?;
        let mut fire = arguments.fire;
        let mut entry = Row::new(kind_of(&found.slot), line, function);
        entry.frame = self.memory(frame, memory, &found.slot);
        fire.load.memory = entry.frame.is_some() && memory == Memory::Local;
        if !self.request.sets.is_empty() {
            fire.load.sets = self.sets(line, function, &found.slot, site)?;
        }
        self.redact(&mut entry, &mut fire, &site.capture.all);
        entry.hits = self.request.hits;
        entry.every = self.request.every;
        let on_lines = matches!(found.slot, Slot::Above(_) | Slot::Below(_));
        let plain = |e: &Expression| !e.nested && !e.names.iter().any(|name| self.is_late(&found.slot, name));
        let inline = on_lines && fire.load.memory && self.request.log.iter().all(plain);
        self.values(&mut entry, &mut fire, inline);
        // A class's namespace may notice that a name is read.
        let custom = self.finder.namespace(Finder::range_of(site.anchor)).is_some();
        let is_late = fire.maybe.iter().any(|name| self.is_late(&found.slot, name));
        let unbound = on_lines && !custom && !fire.maybe.is_empty() && !is_late;
        entry.names.clone_from(&fire.bound);
        let steady = |name: &&String| site.steady.iter().any(|other| other == *name);
        entry.unchanged_since_probe = entry.names.iter().filter(steady).cloned().collect();
        entry.maybe.clone_from(&fire.maybe);
        // Probes may name variables earlier than the program does: the frame's own order is another one.
        let is_told = |name: &&&str| entry.names.iter().chain(&entry.maybe).any(|other| other == **name);
        let order: Vec<String> = site.capture.all.iter().filter(is_told).map(|&name| name.to_owned()).collect();
        if !entry.maybe.is_empty() && order.len() == entry.names.len() + entry.maybe.len() {
            entry.order = order;
        }
        if unbound {
            let mut other = entry.clone();
            other.kind = Kind::Unbound;
            entry.names.append(&mut entry.maybe);
            let told = site.capture.all.iter().filter(|&&name| entry.names.iter().any(|other| other == name));
            entry.order = told.map(|&name| name.to_owned()).collect();
            if entry.order == entry.names || entry.order.len() != entry.names.len() {
                entry.order.clear();
            }
            fire.load.site = self.push(entry);
            fire.load.unbound = Some(self.push(other));
        } else {
            fire.load.site = self.push(entry);
        }
        fire.load.guard.flag = self.request.hits.is_some() && !wraps(&found.slot);
        if let Some(condition) = condition {
            if wraps(&found.slot) {
                // It is called anyway: it tests itself.
                let place = fire.load.site as usize - 1;
                self.entries[place].expression = Some(condition.text.clone());
                self.entries[place].any_changed = self.any_changed();
                add_names(&mut self.entries[place].maybe, site);
            } else {
                fire.load.guard.test = Some(self.test(condition, line, function, site, &found.slot, on_lines));
            }
        }
        let text = self.abi.shown(&found.slot, &fire);
        self.fires.push((site.order, found.slot, fire));
        Ok(Placed { form: found.slot.form(), text, doubt: found.doubt.or(arguments.doubt) })
    }

    /// Secrets are not passed. They are told behind the others, in the order of `all`.
    fn redact(&self, entry: &mut Row, fire: &mut Fire, all: &[&str]) {
        let is_secret = |name: &String| self.request.redact.hides(name);
        entry.maybe_redacted = fire.maybe.extract_if(.., |name| is_secret(name)).collect();
        entry.redacted = fire.bound.extract_if(.., |name| is_secret(name)).collect();
        entry.redacted.extend(entry.maybe_redacted.iter().cloned());
        entry.redacted.sort_by_key(|name| all.iter().position(|other| other == name));
    }

    /// Of the probes among the items of a `with`, each arms the one before it.
    fn chain_items(&mut self) {
        let place = |slot: &Slot| match *slot {
            Slot::MiddleItem(at) | Slot::LastItem(at) => Some(at),
            _ => None,
        };
        let middle = |slot: &Slot| matches!(slot, Slot::MiddleItem(_));
        let before: Vec<(TextSize, u32)> = self
            .fires
            .iter()
            .filter(|(_, slot, _)| middle(slot))
            .map(|(_, slot, fire)| (slot.offset(), fire.load.site))
            .collect();
        for (at, site) in before {
            // Behind a middle item there is always another one of its statement.
            let next = self.fires.iter().filter_map(|(_, slot, _)| place(slot)).filter(|&next| next > at).min();
            let follows = |slot: &Slot| next.is_some() && place(slot) == next;
            if let Some((_, _, fire)) = self.fires.iter_mut().find(|(_, slot, _)| follows(slot)) {
                fire.load.items.push(site);
            }
        }
    }

    /// The memory of a function all of whose probes can be stopped: they make it, so that a call makes none once they are.
    fn make_late(&mut self) {
        for made in self.memories.values_mut().flatten() {
            let entries = &self.entries;
            let uses = |fire: &Fire| fire.load.memory && entries[fire.load.site as usize - 1].frame == Some(made.frame);
            let can_make = |slot: &Slot, fire: &Fire| match slot {
                Slot::Above(_) | Slot::Below(_) => fire.load.guard.flag,
                Slot::Before(operand) | Slot::False(operand) => {
                    fire.load.guard.flag && !self.finder.zones.is_in_comprehension(operand.range)
                }
                _ => false,
            };
            if !self.fires.iter().all(|(_, slot, fire)| !uses(fire) || can_make(slot, fire)) {
                continue;
            }
            for (_, _, fire) in self.fires.iter_mut().filter(|(_, _, fire)| uses(fire)) {
                fire.load.makes = Some(made.fire.load.site);
            }
            made.fire.load.lines = vec![format!("{} = None", text::memory(&self.abi.name))];
        }
    }

    /// What the user wants to see in place of variables.
    fn values(&mut self, entry: &mut Row, fire: &mut Fire, inline: bool) {
        if self.request.log.is_empty() {
            return;
        }
        entry.redacted.clear();
        entry.maybe_redacted.clear();
        entry.log = self.request.log.iter().map(|e| Log { text: e.text.clone(), is_template: e.template }).collect();
        if !inline {
            entry.by_frame = true;
            fire.maybe.append(&mut fire.bound);
            return;
        }
        fire.bound.clear();
        fire.maybe.clear();
        for expression in &self.request.log {
            let mut failed = Row::new(Kind::Failed, entry.line, &entry.function);
            failed.expression = Some(expression.text.clone());
            let failed = self.push(failed);
            fire.load.values.push((expression.text.clone(), failed));
        }
    }

    fn test(
        &mut self,
        condition: &Expression,
        line: u32,
        function: &str,
        site: &Site<'a>,
        slot: &Slot,
        on_lines: bool,
    ) -> Test {
        let declared_later = condition.names.iter().any(|name| self.is_late(slot, name));
        let custom = self.finder.namespace(Finder::range_of(site.anchor)).is_some();
        let all_bound = site.read.maybe.is_empty() && site.read.bound.len() == condition.names.len();
        let inline = !condition.nested && !declared_later && !custom;
        if inline && condition.safe && all_bound {
            return Test::Plain(condition.text.clone());
        }
        if inline && on_lines {
            let mut raised = Row::new(Kind::Raised, line, function);
            raised.expression = Some(condition.text.clone());
            return Test::Checked(condition.text.clone(), self.push(raised));
        }
        let mut test = Row::new(Kind::Test, line, function);
        test.expression = Some(condition.text.clone());
        test.any_changed = self.any_changed();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        if site.read.maybe.is_empty() && !declared_later && !custom {
            test.names = names(&site.read.bound);
        } else {
            test.maybe = names(&site.read.bound);
            test.maybe.extend(names(&site.read.maybe));
        }
        let names = test.names.clone();
        Test::Call(self.push(test), names)
    }

    /// For a condition that watched expressions have changed.
    fn any_changed(&self) -> Vec<String> {
        let watches = self.request.watches.iter().filter(|_| self.request.watches_at_lines());
        watches.map(|watch| watch.expression.text.clone()).collect()
    }

    /// What is declared `global` or `nonlocal` further on must not be named before.
    fn is_late(&self, slot: &Slot, name: &str) -> bool {
        self.finder.zones.is_declared_later(slot.offset(), name)
    }

    /// The memory that a probe of `frame` at `slot` uses.
    fn memory(&mut self, frame: FrameNode<'a>, memory: Memory, slot: &Slot) -> Option<usize> {
        match (memory, frame) {
            // A call that meets no condition shall not make a memory.
            (Memory::Local, _) if self.request.is_conditional() => None,
            (Memory::Module, _) => {
                let known = self.frames.iter().position(|names| names.first().is_some_and(|n| n == MODULE_FRAME));
                Some(known.unwrap_or_else(|| {
                    self.frames.push(vec![MODULE_FRAME.to_owned()]);
                    self.frames.len() - 1
                }))
            }
            (Memory::Local, FrameNode::Function(function)) => {
                let start = function.range.start();
                if !self.memories.contains_key(&start) {
                    let made = self.make(function, text::memory(&self.abi.name));
                    self.memories.insert(start, made);
                }
                let made = self.memories[&start].as_ref()?;
                // Behind a docstring: before the memory is made.
                (made.slot.offset() <= slot.offset()).then_some(made.frame)
            }
            _ => None,
        }
    }

    fn make(&mut self, function: &'a crate::ast::StmtFunctionDef<'a>, variable: String) -> Option<Made> {
        let first = function
            .body
            .iter()
            .find(|&&stmt| !self.finder.zones.place(stmt.start()).is_some_and(|place| place.is_docstring()))?;
        let slot = self.finder.find(Anchor::Before(*first)).ok()?.slot;
        let in_front = matches!(slot, Slot::Above(_) | Slot::Prefix(_));
        if !in_front {
            return None;
        }
        self.frames.push(Vec::new());
        let frame = self.frames.len() - 1;
        let mut entry = Row::new(Kind::Snapshot, 0, "");
        entry.frame = Some(frame);
        let site = self.push(entry);
        let line = format!("{variable} = {}[{site}]()", self.abi.name);
        let load = Load { site, lines: vec![line], ..Load::default() };
        Some(Made { frame, slot, fire: Fire { load, ..Fire::declaration() } })
    }

    fn line_of(&self, offset: TextSize) -> u32 {
        line_breaks(&self.finder.source[..offset as usize]) as u32 + 1
    }

    /// Its place.
    fn push(&mut self, entry: Row) -> u32 {
        self.entries.push(entry);
        self.entries.len() as u32
    }
}

impl Row {
    fn new(kind: Kind, line: u32, function: &str) -> Self {
        Self {
            kind,
            line,
            function: function.to_owned(),
            frame: None,
            names: Vec::new(),
            unchanged_since_probe: Vec::new(),
            order: Vec::new(),
            maybe: Vec::new(),
            redacted: Vec::new(),
            maybe_redacted: Vec::new(),
            hits: None,
            every: None,
            text: String::new(),
            expression: None,
            log: Vec::new(),
            by_frame: false,
            bare_yields: Vec::new(),
            target: None,
            any_changed: Vec::new(),
            watch: None,
            raise_probe: 0,
        }
    }
}

fn add_names(names: &mut Vec<String>, site: &Site<'_>) {
    for name in site.read.bound.iter().chain(&site.read.maybe) {
        if !names.iter().any(|other| other == name) {
            names.push((*name).to_owned());
        }
    }
}

/// It does not fire at the very place of its anchor.
fn strays(slot: &Slot) -> bool {
    matches!(slot, Slot::Line(_) | Slot::CaseAbove(_))
}

/// A function around an expression, or one that fires later: it is called whether its condition holds or not.
fn wraps(slot: &Slot) -> bool {
    matches!(slot, Slot::Around(..) | Slot::LastItem(_) | Slot::MiddleItem(_) | Slot::Decorator(_))
}

fn kind_of(slot: &Slot) -> Kind {
    match slot {
        Slot::Around(_, Wrapper::After) => Kind::After,
        Slot::Around(_, Wrapper::Each) => Kind::Each,
        Slot::Around(_, Wrapper::Again) => Kind::Again,
        Slot::Around(_, Wrapper::Around) => Kind::Around,
        Slot::LastItem(_) => Kind::Leaving,
        Slot::MiddleItem(_) => Kind::Raising,
        Slot::Decorator(_) => Kind::Decorator,
        _ => Kind::Line,
    }
}
