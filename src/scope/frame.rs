//! The variables of one frame, numbered: its own locals, the targets of comprehensions inlined into it, and the
//! variables of enclosing functions.

use super::bits::Bits;
use super::{EventKind, Resolution, ScopeId, ScopeKind, Scopes, Symbol, Usage};
use crate::text::{TextRange, TextSize};
use std::collections::HashMap;

/// One variable of a frame.
#[derive(Debug)]
pub(super) struct Slot<'a> {
    pub name: &'a str,
    /// A variable of an enclosing function.
    pub free: bool,
}

/// The variables of a frame and what happens to them.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub id: ScopeId,
    pub kind: ScopeKind,
    /// In the order of CPython's `f_locals`.
    pub slots: Vec<Slot<'a>>,
    /// Those that a probe passes. Targets of an inlined comprehension are passed inside that comprehension only.
    pub captured: Bits,
    own: HashMap<&'a str, usize>,
    free: HashMap<&'a str, usize>,
    /// Can be deleted by someone else at any time.
    pub fragile: Bits,
    /// Can be assigned by inner frames, once they are made.
    pub escaping: Bits,
    events: Vec<(TextSize, usize, EventKind)>,
}

impl<'a> Frame<'a> {
    pub fn new(scopes: &Scopes<'a>, id: ScopeId) -> Self {
        let scope = scopes.get(id);
        let is_kept = |s: &&Symbol<'a>| s.resolution == Resolution::Local && s.usage != Usage::DECLARED;
        let mut own: Vec<(&Symbol<'a>, bool)> = scope.symbols.iter().filter(is_kept).map(|s| (s, true)).collect();
        for &inlined in scopes.inlined_in(id) {
            let targets = scopes.get(inlined).symbols.iter();
            own.extend(targets.filter(|s| s.resolution == Resolution::Local).map(|s| (s, false)));
        }
        own.sort_by_key(|(s, _)| (!s.usage.has(Usage::PARAM), s.first_seen));
        let mut free: Vec<&Symbol<'a>> = scope.symbols.iter().filter(|s| s.free_owner.is_some()).collect();
        free.sort_unstable_by_key(|s| s.name);

        let len = own.len() + free.len();
        let mut frame = Self {
            id,
            kind: scope.kind,
            slots: Vec::with_capacity(len),
            captured: Bits::new(len),
            own: HashMap::new(),
            free: HashMap::new(),
            fragile: Bits::new(len),
            escaping: Bits::new(len),
            events: Vec::new(),
        };
        let tampered = namespace_is_tampered(scopes, id);
        for (symbol, is_own) in own {
            let slot = *frame.own.entry(symbol.name).or_insert_with(|| {
                frame.slots.push(Slot { name: symbol.name, free: false });
                frame.slots.len() - 1
            });
            if is_own {
                frame.captured.set(slot, is_captured(scope.kind, symbol));
                frame.fragile.set(slot, tampered || symbol.usage.has(Usage::KILLED_ELSEWHERE));
                frame.escaping.set(slot, symbol.usage.has(Usage::BOUND_ELSEWHERE));
            }
        }
        for symbol in free {
            let slot = frame.slots.len();
            let captured = scope.kind != ScopeKind::Class && symbol.name != "__class__";
            frame.slots.push(Slot { name: symbol.name, free: true });
            frame.captured.set(slot, captured);
            frame.free.insert(symbol.name, slot);
            frame.fragile.set(slot, symbol.free_owner.is_some_and(|owner| scopes.is_killed(owner, symbol.name)));
            frame.escaping.insert(slot);
        }
        for event in &scope.events {
            let symbol = &scope.symbols[event.symbol as usize];
            if let Some(slot) = frame.slot_of(symbol) {
                frame.events.push((event.offset, slot, event.kind));
            }
        }
        frame
    }

    /// The variable that a name of the frame's own scope means; none for a global.
    pub fn slot_of(&self, symbol: &Symbol<'a>) -> Option<usize> {
        match symbol.resolution {
            Resolution::Local => self.own_slot(symbol.name),
            Resolution::Free(_) => self.free_slot(symbol.name),
            _ => None,
        }
    }

    pub fn own_slot(&self, name: &str) -> Option<usize> {
        self.own.get(name).copied()
    }

    pub fn free_slot(&self, name: &str) -> Option<usize> {
        self.free.get(name).copied()
    }

    /// The bindings and unbindings in a part of the source.
    pub fn events_in(&self, range: TextRange) -> &[(TextSize, usize, EventKind)] {
        let at = |offset| self.events.partition_point(|event| event.0 < offset);
        &self.events[at(range.start())..at(range.end())]
    }

    /// Reading a name proves that it is bound: not where a builtin may have answered.
    pub fn reading_proves(&self) -> bool {
        !matches!(self.kind, ScopeKind::Module | ScopeKind::Class)
    }
}

/// In files and classes only plain variables tell how the program goes on, not what imports and definitions bind.
fn is_captured(kind: ScopeKind, symbol: &Symbol<'_>) -> bool {
    if !matches!(kind, ScopeKind::Module | ScopeKind::Class) {
        return symbol.name != "__class__";
    }
    let is_dunder = symbol.name.starts_with("__") && symbol.name.ends_with("__");
    !is_dunder && !symbol.usage.has(Usage::DEFINED)
}

/// True if names of a file or class may vanish without a `del` that can be seen.
fn namespace_is_tampered(scopes: &Scopes<'_>, id: ScopeId) -> bool {
    let mentions = |id: ScopeId, names: &[&str]| {
        names.iter().any(|name| {
            scopes.symbol(id, name).is_some_and(|s| s.usage.has(Usage::READ) && s.resolution != Resolution::Local)
        })
    };
    match scopes.kind(id) {
        ScopeKind::Module => {
            mentions(id, &["locals", "vars", "exec"]) || scopes.ids().any(|inner| mentions(inner, &["globals"]))
        }
        ScopeKind::Class => scopes.get(id).has_metaclass || mentions(id, &["locals", "vars", "exec"]),
        _ => false,
    }
}

impl Scopes<'_> {
    /// True if any frame deletes the variable.
    pub(super) fn is_killed(&self, owner: ScopeId, name: &str) -> bool {
        self.symbol(owner, name).is_none_or(|s| s.usage.has(Usage::KILLED.and(Usage::KILLED_ELSEWHERE)))
    }
}
