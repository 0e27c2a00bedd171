//! Parameters that are set where a function is entered.

use super::{Request, StateChange, select};
use crate::ast::{FrameNode, StmtFunctionDef};
use crate::scope::Scopes;

/// A function of which parameters are set.
#[derive(Debug, Clone)]
pub struct Entries<'a> {
    /// The function.
    pub function: &'a StmtFunctionDef<'a>,
    /// Its `co_qualname`.
    pub qualname: String,
    /// Its parameters, mangled as the frame has them.
    pub parameters: Vec<&'a str>,
    /// Its other variables.
    pub others: Vec<&'a str>,
    /// What is set, in the order asked for; the names are parameters.
    pub changes: Vec<StateChange>,
}

impl<'a> Entries<'a> {
    /// All that a request asks for, and the patterns that match no function with such a parameter.
    pub(super) fn of(scopes: &Scopes<'a>, request: &Request) -> (Vec<Self>, Vec<String>) {
        let mut found: Vec<Self> = Vec::new();
        let mut unmatched = Vec::new();
        for entry in &request.entries {
            let mut matched = false;
            for id in select::matching(scopes, &entry.function) {
                let Some(FrameNode::Function(function)) = scopes.node(id) else { continue };
                let args = function.args;
                let count = args.posonlyargs.len() + args.args.len() + args.kwonlyargs.len();
                let count = count + args.vararg.iter().count() + args.kwarg.iter().count();
                // Parameters come first, in the order of `co_varnames`.
                let (parameters, _) = split(scopes.locals(id), count);
                let name = scopes.mangled(id, &entry.change.name).into_owned();
                if !parameters.contains(&name.as_str()) {
                    continue;
                }
                matched = true;
                let change = StateChange { name, value: entry.change.value.clone() };
                if let Some(same) = found.iter_mut().find(|other| other.function.range == function.range) {
                    same.changes.push(change);
                    continue;
                }
                let others = scopes.told(id).into_iter().filter(|name| !parameters.contains(name)).collect();
                let qualname = scopes.qualname(id);
                found.push(Self { function, qualname, parameters, others, changes: vec![change] });
            }
            if !matched {
                unmatched.push(format!("{}({})", entry.function.text(), entry.change.name));
            }
        }
        (found, unmatched)
    }
}

fn split<T>(mut all: Vec<T>, at: usize) -> (Vec<T>, Vec<T>) {
    let rest = all.split_off(at.min(all.len()));
    (all, rest)
}
