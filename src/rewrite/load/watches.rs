//! Checks of watched expressions.
//!
//! ```text
//! _instr_s = _instr[1]()                                 where the function begins: nothing is seen yet
//! _instr[2](_instr_s, x)                                 behind a binding of `x`
//! try:                                                   where it may have no value
//!     _instr[2](_instr_s, x)
//! except:
//!     if _instr[3](_instr_s): raise
//! _instr[2](_instr_s, self)                              behind what may change `self.items`
//! if _instr[2](g(x), _instr_s, x):                       behind an expression
//! ```

use super::{Draft, Fire, Kind, Load, MODULE_FRAME, Row, Watching, Wrapper, text};
use crate::ast::FrameNode;
use crate::lines::{Anchor, PythonVersion};
use crate::plan::{Check, Memory, Sight, Watch, Watched};
use crate::rewrite::slot::Slot;
use crate::text::TextSize;

/// Columns of indentation that so many blocks may have.
const DEEP: TextSize = 18;

impl<'a> Draft<'_, 'a> {
    /// At one place a tracer looks for each line in turn.
    pub(super) fn watched(&mut self, watched: &[Watched<'a>]) {
        let request = self.request;
        let all = watched.iter().flat_map(|watched| watched.checks.iter().map(move |check| (watched, check)));
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|(_, check)| check.line);
        for (watched, check) in all {
            if let Err(reason) = self.check(watched, &request.watches[watched.nth], check) {
                self.unplaced.push((check.line, reason));
            }
        }
    }

    fn check(&mut self, watched: &Watched<'a>, watch: &Watch, check: &Check<'a>) -> Result<(), &'static str> {
        let anchor = check.site.anchor;
        let slot = match anchor {
            Anchor::ExprAfter(expr) => self.finder.around(expr)?.slot,
            _ => self.finder.find(anchor)?.slot,
        };
        let expression = &watch.expression;
        // It stands before a declaration that begins at its offset.
        let at = slot.offset().saturating_sub(u32::from(matches!(slot, Slot::Above(_) | Slot::Prefix(_))));
        let is_late = |name: &String| self.finder.zones.is_declared_later(at, name);
        // A class's namespace may notice that a name is read by the program's means, which would find a global one, too.
        let is_class = matches!(watched.frame, FrameNode::Class(_));
        let by_frame = is_class || expression.names.iter().any(is_late);
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let is_wrapper = matches!(slot, Slot::Around(_, Wrapper::After));
        let on_lines = matches!(slot, Slot::Above(_) | Slot::Below(_));
        // A `try` is one block more, of which CPython nests 20.
        let is_deep = match slot {
            Slot::Above(own) | Slot::Below(own) => own.indent.len() >= DEEP,
            _ => false,
        };
        let is_bound = !check.site.read.bound.is_empty();
        let passed = watch.sight == Sight::Name && on_lines && !by_frame && (is_bound || !is_deep);
        let kind = if is_wrapper { Kind::Watched } else { Kind::Watch };
        let mut entry = Row::new(kind, check.line, &watched.qualname);
        entry.frame = self.sights(watched, &slot);
        entry.expression = Some(expression.text.clone());
        entry.hits = self.request.hits;
        entry.every = self.request.every;
        if !passed {
            entry.names = names(&check.site.read.bound);
            entry.maybe = names(&check.site.read.maybe);
            if by_frame {
                entry.maybe.append(&mut entry.names);
            }
        }
        let is_copied = self.finder.target <= PythonVersion::PY312 && watched.memory == Memory::Frame;
        if is_copied && !entry.maybe.is_empty() && matches!(watched.frame, FrameNode::Function(_)) {
            return Err("the function can see its own namespace (`locals`, `eval` …), which reading would change");
        }
        let condition = check.condition.as_ref().map(|condition| (condition.text.clone(), condition.names.clone()));
        entry.watch = Some(Watching { is_name: watch.sight == Sight::Name, is_passed: passed, condition });
        let has_memory = entry.frame.is_some() && !watched.shared;
        let unset = Row { kind: Kind::Unset, ..entry.clone() };
        let bound = entry.names.clone();
        let site = self.push(entry);
        let mut load = Load { site, sights: has_memory, ..Load::default() };
        if passed {
            let (table, name) = (&self.abi.name, &expression.text);
            let sights = text::sights(table);
            let line = match has_memory {
                true => format!("{table}[{site}]({sights}, {name})"),
                false => format!("{table}[{site}]({name})"),
            };
            load.lines = if check.site.read.bound.is_empty() {
                let table = table.clone();
                let unset = self.push(unset);
                let argument = if has_memory { sights } else { String::new() };
                let raised = format!(" if {table}[{unset}]({argument}): raise");
                vec!["try:".to_owned(), format!(" {line}"), "except:".to_owned(), raised]
            } else {
                vec![line]
            };
        }
        let fire = Fire { line: check.line, bound, load, ..Fire::declaration() };
        // Line 0 is that of a declaration.
        let fire = Fire { line: fire.line.max(1), ..fire };
        self.fires.push((0, slot, fire));
        Ok(())
    }

    /// What keeps the last sight: of the file, or of the frame if it has a variable for it.
    fn sights(&mut self, watched: &Watched<'a>, slot: &Slot) -> Option<usize> {
        let frame = match (watched.shared, watched.memory, watched.frame) {
            (true, ..) => match self.frames.iter().position(|names| names.first().is_some_and(|n| n == MODULE_FRAME)) {
                Some(known) => known,
                None => {
                    self.frames.push(vec![MODULE_FRAME.to_owned()]);
                    self.frames.len() - 1
                }
            },
            (false, Memory::Local, FrameNode::Function(function)) => {
                let start = function.range.start();
                if !self.sights.contains_key(&start) {
                    let made = self.make(function, text::sights(&self.abi.name));
                    self.sights.insert(start, made);
                }
                let made = self.sights[&start].as_ref()?;
                (made.slot.offset() <= slot.offset()).then_some(made.frame)?
            }
            _ => return None,
        };
        Some(frame)
    }
}
