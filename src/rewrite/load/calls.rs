//! A function's entry, its ways out, and its yields.
//!
//! ```text
//! def f(a):               def f(a):
//!     if a:                   _instr_m = _instr[1]()
//!         return g(a)         _instr[2](_instr_m, a)
//!     yield                   if a:
//!                                 return _instr[3](g(a), _instr_m)
//!                             yield _instr[4](None, _instr_m)
//!                             _instr[3](None, _instr_m)
//! ```
//!
//! What follows the entry the loader puts into a `try` of its own, with `_instr[5](_instr_m)` for exceptions.

use super::{Draft, Kind, LAST, Row};
use crate::ast::{Expr, FrameNode, Stmt};
use crate::lines::{Anchor, PythonVersion};
use crate::plan::{Calls, Memory};
use crate::rewrite::abi::{Fire, Load};
use crate::rewrite::slot::Slot;
use crate::text::{Ranged, TextSize};

impl<'a> Draft<'_, 'a> {
    pub(super) fn calls(&mut self, calls: &Calls<'a>) {
        let function = calls.function;
        let Some(&last) = function.body.last() else { return };
        let first = function.body.iter().find(|s| !self.is_docstring(**s));
        let entry_slot = match first {
            Some(&first) => self.finder.find(Anchor::Before(first)),
            None => self.finder.find(Anchor::After(last)),
        };
        let Ok(entry_slot) = entry_slot.map(|found| found.slot) else { return };
        let frame = self.memory(FrameNode::Function(function), calls.memory, &entry_slot);
        let has_memory = frame.is_some() && calls.memory == Memory::Local;
        // CPython's line of a call event: the first decorator's or the `def`'s.
        let line = self.line_of(function.decorator_list.first().map_or(function.range.start(), |d| d.start()));
        let entry = |kind, line| Row { frame, ..Row::new(kind, line, &calls.qualname) };
        let fire =
            |site| Fire { line, load: Load { site, memory: has_memory, ..Load::default() }, ..Fire::declaration() };

        // In 3.13 a generator that waits at such a `yield` is closed without an exception.
        let bare = calls.yields.iter().filter(|(_, guarded)| !guarded && self.finder.target == PythonVersion::PY313);
        let bare = bare.map(|(node, _)| self.line_of(node.range.start())).collect();
        let raise = self.push(Row { bare_yields: bare, ..entry(Kind::Raise, line) });
        let parameters: Vec<String> = calls.parameters.iter().map(|name| (*name).to_owned()).collect();
        let mut enter = Row { raise_probe: raise, ..entry(Kind::Enter, line) };
        let mut call = Fire { bound: parameters, ..fire(0) };
        self.redact(&mut enter, &mut call, &calls.parameters);
        enter.names.clone_from(&call.bound);
        call.load.site = self.push(enter);
        self.fires.push((0, entry_slot, call));

        for node in &calls.returns {
            let site = self.push(entry(Kind::Return, self.line_of(node.range.start())));
            if node.value.is_none() && function.is_async && !calls.yields.is_empty() {
                // There is no value to wrap, and an asynchronous generator must not return one.
                if let Ok(found) = self.finder.find(Anchor::Before(Stmt::Return(node))) {
                    self.fires.push((LAST, found.slot, without_value(fire(site))));
                }
                continue;
            }
            self.value(node.value, node.range.start() + "return".len() as TextSize, fire(site));
        }
        for (node, _) in &calls.yields {
            let site = self.push(entry(Kind::Yield, self.line_of(node.range.start())));
            self.value(node.value, node.range.start() + "yield".len() as TextSize, fire(site));
        }
        if !matches!(last, Stmt::Return(_) | Stmt::Raise(_)) {
            let site = self.push(entry(Kind::Return, self.line_of(last.start())));
            if let Ok(found) = self.finder.find(Anchor::After(last)) {
                self.fires.push((LAST, found.slot, without_value(fire(site))));
            }
        }
    }

    /// Around the value, or behind the keyword.
    fn value(&mut self, value: Option<Expr<'a>>, end: TextSize, fire: Fire) {
        match value {
            Some(expr) => {
                if let Ok(found) = self.finder.around(expr) {
                    self.fires.push((LAST, found.slot, fire));
                }
            }
            None => self.fires.push((LAST, Slot::Bare(end), without_value(fire))),
        }
    }

    fn is_docstring(&self, stmt: Stmt<'a>) -> bool {
        self.finder.zones.place(stmt.start()).is_some_and(|place| place.is_docstring())
    }
}

fn without_value(mut fire: Fire) -> Fire {
    fire.load.none = true;
    fire
}
