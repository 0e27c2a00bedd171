//! Second pass: each name to where it lives, outer scopes before inner ones.

use super::{Resolution, ScopeId, ScopeKind, Scopes, Symbol, Usage};
use std::collections::HashMap;

/// What an enclosing function says about a name: its own, or declared `global`.
type Visible<'a> = HashMap<&'a str, Vec<Option<ScopeId>>>;

pub(super) fn resolve(scopes: &mut Scopes<'_>) {
    let mut visible = Visible::new();
    let mut open: Vec<(ScopeId, Vec<&str>)> = Vec::new();
    for id in scopes.ids() {
        while let Some((_, names)) = open.pop_if(|(outer, _)| scopes.get(*outer).end <= id) {
            for name in names {
                if let Some(entries) = visible.get_mut(name) {
                    entries.pop();
                }
            }
        }
        let mut names = Vec::new();
        // Passing free variables on adds symbols to outer scopes only.
        for index in 0..scopes.get(id).symbols.len() {
            let symbol = scopes.get(id).symbols[index];
            let resolution = resolve_one(scopes, id, &symbol, &visible);
            scopes.scopes[id.index()].symbols[index].resolution = resolution;
            match resolution {
                Resolution::Free(owner) => {
                    pass_through(scopes, id, owner, symbol.name);
                    note_elsewhere(scopes, id, owner, &symbol);
                }
                Resolution::GlobalExplicit => note_elsewhere(scopes, id, ScopeId::MODULE, &symbol),
                _ => {}
            }
            let is_class_or_module = matches!(scopes.kind(id), ScopeKind::Class | ScopeKind::Module);
            let entry = match resolution {
                Resolution::Local => Some(Some(id)),
                Resolution::GlobalExplicit => Some(None),
                _ => None,
            };
            if let (false, Some(entry)) = (is_class_or_module, entry) {
                visible.entry(symbol.name).or_default().push(entry);
                names.push(symbol.name);
            }
        }
        open.push((id, names));
    }
}

fn resolve_one(scopes: &Scopes<'_>, id: ScopeId, symbol: &Symbol<'_>, visible: &Visible<'_>) -> Resolution {
    let usage = symbol.usage;
    let own = Usage::BOUND.and(Usage::DECLARED);
    if scopes.kind(id) == ScopeKind::Module {
        return if usage.has(own) { Resolution::Local } else { Resolution::GlobalImplicit };
    }
    if usage.has(Usage::GLOBAL) {
        return Resolution::GlobalExplicit;
    }
    if usage.has(own) && !usage.has(Usage::NONLOCAL) {
        return Resolution::Local;
    }
    if sees_class_name(scopes, id, symbol.name) {
        return Resolution::GlobalImplicit;
    }
    match visible.get(symbol.name).and_then(|entries| entries.last()) {
        Some(Some(owner)) => Resolution::Free(*owner),
        // The target of a walrus in a comprehension whose function declares it global, or that has no function.
        _ if usage.has(Usage::NONLOCAL) => Resolution::GlobalExplicit,
        _ => Resolution::GlobalImplicit,
    }
}

/// True for a name of a class in the scopes of type parameters and the like directly in it.
fn sees_class_name(scopes: &Scopes<'_>, id: ScopeId, name: &str) -> bool {
    let mut at = id;
    while matches!(scopes.kind(at), ScopeKind::TypeParams | ScopeKind::TypeValue) {
        let Some(parent) = scopes.get(at).parent else { break };
        at = parent;
    }
    at != id && scopes.kind(at) == ScopeKind::Class && scopes.resolution(at, name) == Some(Resolution::Local)
}

/// Every scope between the user of a name and its owner has it as a free variable.
fn pass_through<'a>(scopes: &mut Scopes<'a>, user: ScopeId, owner: ScopeId, name: &'a str) {
    if scopes.frame(user) != scopes.frame(owner) {
        note(scopes, owner, name, Usage::CELL);
    }
    let mut at = user;
    while at != owner {
        let scope = &mut scopes.scopes[at.index()];
        let index = *scopes.lookup.entry((at, name)).or_insert_with(|| {
            scope.symbols.push(Symbol {
                name,
                usage: Usage::default(),
                resolution: Resolution::Free(owner),
                free_owner: None,
                first_seen: u32::MAX,
            });
            scope.symbols.len() as u32 - 1
        });
        let free_owner = &mut scope.symbols[index as usize].free_owner;
        if free_owner.replace(owner).is_some() {
            return;
        }
        let Some(parent) = scope.parent else { return };
        at = parent;
    }
}

/// Tells the owner of a name what another frame, that of `user`, does to it.
fn note_elsewhere(scopes: &mut Scopes<'_>, user: ScopeId, owner: ScopeId, symbol: &Symbol<'_>) {
    if scopes.frame(user) == scopes.frame(owner) {
        return;
    }
    if symbol.usage.has(Usage::BOUND) {
        note(scopes, owner, symbol.name, Usage::BOUND_ELSEWHERE);
    }
    if symbol.usage.has(Usage::KILLED) {
        note(scopes, owner, symbol.name, Usage::KILLED_ELSEWHERE);
    }
}

fn note(scopes: &mut Scopes<'_>, owner: ScopeId, name: &str, usage: Usage) {
    if let Some(&index) = scopes.lookup.get(&(owner, name)) {
        let symbol = &mut scopes.scopes[owner.index()].symbols[index as usize];
        symbol.usage = symbol.usage.and(usage);
    }
}
