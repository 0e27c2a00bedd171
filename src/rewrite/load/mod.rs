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
//! What each place of the table is, [`Entry`] tells.

pub(super) mod text;

mod calls;
mod sets;
mod unit;
mod watches;

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
use serde::Serialize;
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
    /// What is in the table from place 1 on.
    pub entries: Vec<Entry>,
    /// The variables that each memory keeps, by [`Entry::frame`].
    pub frames: Vec<Vec<String>>,
    /// One for each site of the plan, in its order.
    pub placements: Vec<Placement>,
    /// Checks of watched expressions without a place: the line, and why.
    pub unplaced: Vec<(u32, &'static str)>,
}

/// A function of the table.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// What it does.
    pub kind: Kind,
    /// The line that it tells.
    pub line: u32,
    /// Its function's qualified name.
    pub function: String,
    /// Which memory it uses; none if that is found through the frame.
    pub frame: Option<usize>,
    /// The variables whose values it is given.
    pub names: Vec<String>,
    /// Those of them that no way binds behind the probe before.
    pub steady: Vec<String>,
    /// The same in the order in which they are told, if that is another one.
    pub order: Vec<String>,
    /// The variables that it reads through the frame, if they are bound.
    pub maybe: Vec<String>,
    /// The variables that are told without their values.
    pub redacted: Vec<String>,
    /// Those of them that are perhaps unbound: then they are not told.
    pub veiled: Vec<String>,
    /// It stops after so many hits.
    pub hits: Option<u32>,
    /// Of so many hits one is told.
    pub every: Option<u32>,
    /// The line as it is in the source.
    pub text: String,
    /// The expression of the user's that it is about, or evaluates.
    pub expression: Option<String>,
    /// The expressions whose values it tells in place of variables: text, and whether it is a template.
    pub log: Vec<(String, bool)>,
    /// For `log`, evaluate them through the frame.
    pub by_frame: bool,
    /// Lines of `yield` where a generator that is closed does not tell of it.
    pub bare: Vec<u32>,
    /// The variable that it sets.
    pub target: Option<String>,
    /// What it watches.
    pub watch: Option<Sighted>,
    /// The place of what belongs to it: of the probe for `unbound`, of `raise` for `enter`.
    pub of: Option<u32>,
}

/// A watched expression, as a place of the table looks at it.
#[derive(Debug, Clone, Serialize)]
pub struct Sighted {
    /// What the memory knows it by: no variable has such a name.
    pub key: String,
    /// It is a bare name: what it is bound to counts, not what is inside.
    pub name: bool,
    /// The value is passed; else it is evaluated.
    pub passed: bool,
    /// What must hold for a change to be told, and the variables that it reads.
    pub condition: Option<(String, Vec<String>)>,
    /// Of a condition: one of these has changed.
    pub any: Vec<String>,
}

/// What a place of the table does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Gives a memory to a frame.
    Memory,
    /// Tells a line.
    Line,
    /// The same where some variables are unbound.
    Unbound,
    /// Tells a line and returns its first argument.
    After,
    /// Wraps an iterable: tells before each item.
    Each,
    /// The same, but not before the first.
    Again,
    /// The same, in the frame that asks the generator.
    Around,
    /// A context manager that tells when it is left.
    Leaving,
    /// The same, if an exception leaves it.
    Raising,
    /// Makes a decorator that tells when it is called, and changes nothing.
    Decorator,
    /// Evaluates a condition.
    Test,
    /// Notes that a condition raised; true if the exception is for the program.
    Raised,
    /// Notes that a logged expression raised; stands for its value.
    Failed,
    /// Gives the value that a variable is set to, or else its first argument, the one that it has.
    Set,
    /// The same for a variable without a value.
    Make,
    /// Notes why there is none; true if the exception is for the program.
    Unmade,
    /// Tells a call and its arguments.
    Enter,
    /// Tells what is returned, and returns it.
    Return,
    /// Tells what is yielded, and returns it.
    Yield,
    /// Tells an exception that leaves the function.
    Raise,
    /// Looks at a watched expression, and tells its change.
    Watch,
    /// The same behind an expression, which it returns.
    Watched,
    /// Notes that a watched name has no value; true if the exception is for the program.
    Unset,
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
        draft.entries.iter_mut().for_each(|entry| entry.steady.clear());
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
    Ok(Loaded { text, map, name, entries, frames, placements, unplaced })
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
    entries: Vec<Entry>,
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
        let mut entry = Entry::new(kind_of(&found.slot), line, function);
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
        entry.steady = entry.names.iter().filter(steady).cloned().collect();
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
            other.of = Some(fire.load.site);
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
                self.entries[place].watch = self.any();
                add_names(&mut self.entries[place].maybe, site);
            } else {
                fire.load.guard.test = Some(self.test(condition, line, function, site, &found.slot, on_lines));
            }
        }
        let text = self.abi.shown(&found.slot, &fire);
        self.name_variables(fire.load.site);
        self.fires.push((site.order, found.slot, fire));
        Ok(Placed { form: found.slot.form(), text, doubt: found.doubt.or(arguments.doubt) })
    }

    /// Secrets are not passed. They are told behind the others, in the order of `all`.
    fn redact(&self, entry: &mut Entry, fire: &mut Fire, all: &[&str]) {
        let is_secret = |name: &String| {
            let name = name.to_lowercase();
            self.request.redact.iter().any(|pattern| pattern.matches(&name))
        };
        entry.veiled = fire.maybe.extract_if(.., |name| is_secret(name)).collect();
        entry.redacted = fire.bound.extract_if(.., |name| is_secret(name)).collect();
        entry.redacted.extend(entry.veiled.iter().cloned());
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
    fn values(&mut self, entry: &mut Entry, fire: &mut Fire, inline: bool) {
        if self.request.log.is_empty() {
            return;
        }
        entry.redacted.clear();
        entry.veiled.clear();
        entry.log = self.request.log.iter().map(|e| (e.text.clone(), e.template)).collect();
        if !inline {
            entry.by_frame = true;
            fire.maybe.append(&mut fire.bound);
            return;
        }
        fire.bound.clear();
        fire.maybe.clear();
        for expression in &self.request.log {
            let mut failed = Entry::new(Kind::Failed, entry.line, &entry.function);
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
            let mut raised = Entry::new(Kind::Raised, line, function);
            raised.expression = Some(condition.text.clone());
            return Test::Checked(condition.text.clone(), self.push(raised));
        }
        let mut test = Entry::new(Kind::Test, line, function);
        test.expression = Some(condition.text.clone());
        test.watch = self.any();
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
    fn any(&self) -> Option<Sighted> {
        let any = || self.request.watches.iter().map(|watch| watch.expression.text.clone()).collect();
        let sighted = || Sighted { key: String::new(), name: false, passed: false, condition: None, any: any() };
        self.request.watches_at_lines().then(sighted)
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
        let mut entry = Entry::new(Kind::Memory, 0, "");
        entry.frame = Some(frame);
        let site = self.push(entry);
        let line = format!("{variable} = {}[{site}]()", self.abi.name);
        let load = Load { site, lines: vec![line], ..Load::default() };
        Some(Made { frame, slot, fire: Fire { load, ..Fire::declaration() } })
    }

    fn line_of(&self, offset: TextSize) -> u32 {
        line_breaks(&self.finder.source[..offset as usize]) as u32 + 1
    }

    /// Every name that a probe tells has its place in the memory.
    fn name_variables(&mut self, site: u32) {
        let entry = &self.entries[site as usize - 1];
        let Some(frame) = entry.frame else { return };
        let names: Vec<String> = entry.names.iter().chain(&entry.maybe).chain(&entry.redacted).cloned().collect();
        for name in names {
            if !self.frames[frame].contains(&name) {
                self.frames[frame].push(name);
            }
        }
    }

    /// Its place.
    fn push(&mut self, entry: Entry) -> u32 {
        self.entries.push(entry);
        self.entries.len() as u32
    }
}

impl Entry {
    fn new(kind: Kind, line: u32, function: &str) -> Self {
        Self {
            kind,
            line,
            function: function.to_owned(),
            frame: None,
            names: Vec::new(),
            steady: Vec::new(),
            order: Vec::new(),
            maybe: Vec::new(),
            redacted: Vec::new(),
            veiled: Vec::new(),
            hits: None,
            every: None,
            text: String::new(),
            expression: None,
            log: Vec::new(),
            by_frame: false,
            bare: Vec::new(),
            target: None,
            watch: None,
            of: None,
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
