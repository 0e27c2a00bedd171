//! The text of probes for a loader.
//!
//! ```text
//! _instr[5](_instr_m, s, tag)                            a call of the table's function
//! if _instr[0].p5 and (c == "z"): _instr[5](…)           that can be stopped, under a condition that cannot raise
//! if _instr[0].p5:                                       that makes the memory of its frame
//!     _instr_m = _instr[1]() if _instr_m is None else _instr_m
//!     _instr[5](_instr_m, s, tag)
//! try:                                                   under one that may
//!     if c == "z": _instr[5](…)
//! except:
//!     if _instr[6](): raise
//! try: _instr[5](_instr_m, s, c)                         with a variable that may be unbound
//! except:
//!     if _instr[6](_instr_m, s): raise
//! _instr[7](c) and _instr[5](…)                          in an expression
//! @_instr_at(5, …)                                       as a decorator, for the grammar of 3.8
//! ```
//!
//! No name of an exception is written: the program may have another thing of that name.

use super::super::abi::{Fire, Test};

/// A call of the function at `site`.
pub(in crate::rewrite) fn call(name: &str, fire: &Fire, site: u32) -> String {
    format!("{name}[{site}]({})", arguments(name, fire, site))
}

/// The same for a decorator.
pub(in crate::rewrite) fn decorator(name: &str, fire: &Fire) -> String {
    let arguments = arguments(name, fire, fire.load.site);
    let separator = if arguments.is_empty() { "" } else { ", " };
    format!("{name}_at({}{separator}{arguments})", fire.load.site)
}

/// All that follows a wrapped expression.
pub(in crate::rewrite) fn rest(name: &str, fire: &Fire) -> String {
    let arguments = arguments(name, fire, fire.load.site);
    if arguments.is_empty() { ")".to_owned() } else { format!(", {arguments})") }
}

fn arguments(name: &str, fire: &Fire, site: u32) -> String {
    let none = fire.load.none.then(|| "None".to_owned());
    let memory = fire.load.memory.then(|| memory(name)).or(fire.load.sights.then(|| sights(name)));
    let values = (0..fire.load.values.len()).map(|nth| value(name, nth));
    let bound = fire.bound.iter().cloned();
    let maybe = fire.maybe.iter().filter(|_| fire.load.unbound.is_some() && site == fire.load.site).cloned();
    let items = fire.load.items.iter().map(|site| format!("{name}_w{site}"));
    none.into_iter().chain(memory).chain(values).chain(bound).chain(maybe).chain(items).collect::<Vec<_>>().join(", ")
}

/// The variable that keeps what was shown of a frame.
pub(in crate::rewrite) fn memory(name: &str) -> String {
    format!("{name}_m")
}

/// The memory of the frame, made if there is none.
fn made(name: &str, site: u32) -> String {
    let memory = memory(name);
    format!("{name}[{site}]() if {memory} is None else {memory}")
}

/// The variable that keeps what a frame last saw of watched expressions.
pub(in crate::rewrite) fn sights(name: &str) -> String {
    format!("{name}_s")
}

/// The variable for a probe between the items of a `with`: the next one tells it that it was reached.
pub(in crate::rewrite) fn guarded_item(name: &str, fire: &Fire) -> String {
    format!("{name}_w{}", fire.load.site)
}

/// A variable that holds a value for the length of a hit.
fn value(name: &str, nth: usize) -> String {
    format!("{name}_v{nth}")
}

/// The probe as an expression that is false.
pub(in crate::rewrite) fn expression(name: &str, fire: &Fire) -> String {
    let load = &fire.load;
    let flag = load.guard.flag.then(|| flag(name, load.site));
    let test = load.guard.test.as_ref().map(|test| match test {
        Test::Plain(test) | Test::Checked(test, _) => format!("({test})"),
        Test::Call(site, names) => format!("{name}[{site}]({})", names.join(", ")),
    });
    let made = load.makes.map(|site| format!("({} := {}) is not None", memory(name), made(name, site)));
    let parts: Vec<String> = flag.into_iter().chain(test).chain(made).chain([call(name, fire, load.site)]).collect();
    match parts.as_slice() {
        [one] => one.clone(),
        parts => format!("({})", parts.join(" and ")),
    }
}

fn flag(name: &str, site: u32) -> String {
    format!("{name}[0].p{site}")
}

/// The probe as lines of its own.
pub(in crate::rewrite) fn statement(name: &str, fire: &Fire) -> Vec<String> {
    let load = &fire.load;
    if !load.lines.is_empty() {
        return load.lines.clone();
    }
    let mut lines = load.sets.clone();
    lines.extend(load.makes.map(|site| format!("{} = {}", memory(name), made(name, site))));
    for (nth, (expression, failed)) in load.values.iter().enumerate() {
        let value = value(name, nth);
        lines.push(format!("try: {value} = ({expression})"));
        lines.push(format!("except: {value} = {name}[{failed}]()"));
    }
    match load.unbound {
        Some(unbound) => {
            lines.push(format!("try: {}", call(name, fire, load.site)));
            lines.push("except:".to_owned());
            lines.push(format!(" if {}: raise", call(name, fire, unbound)));
        }
        None => lines.push(call(name, fire, load.site)),
    }
    if !load.values.is_empty() {
        let values: Vec<String> = (0..load.values.len()).map(|nth| value(name, nth)).collect();
        lines.push(format!("del {}", values.join(", ")));
    }
    let flag = load.guard.flag.then(|| flag(name, load.site));
    let test = match &load.guard.test {
        Some(Test::Plain(test) | Test::Checked(test, _)) => Some(format!("({test})")),
        Some(Test::Call(site, names)) => Some(format!("{name}[{site}]({})", names.join(", "))),
        None => None,
    };
    let tests: Vec<String> = flag.into_iter().chain(test).collect();
    if tests.is_empty() {
        return lines;
    }
    let mut guarded = vec![format!("if {}:", tests.join(" and "))];
    guarded.extend(lines.into_iter().map(|line| format!(" {line}")));
    if let Some(Test::Checked(_, raised)) = load.guard.test {
        guarded = guarded.into_iter().map(|line| format!(" {line}")).collect();
        guarded.insert(0, "try:".to_owned());
        guarded.push("except:".to_owned());
        guarded.push(format!(" if {name}[{raised}](): raise"));
    }
    guarded
}
