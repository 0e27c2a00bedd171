//! Variables that are set before a line is told, or where a function is entered.
//!
//! ```text
//! x = _instr[5](x, a)              the value of an expression, in which `a` is read; or what it was, if that raises
//! try: x = _instr[5](a)            of a variable that may have none
//! except:
//!     if _instr[6](): raise
//! ```

use super::{Draft, Fire, Kind, Load, Row};
use crate::lines::Anchor;
use crate::plan::{Entries, Site};
use crate::rewrite::slot::Slot;
use crate::text::Ranged;

impl<'a> Draft<'_, 'a> {
    /// What stands before a probe.
    pub(super) fn sets(
        &mut self,
        line: u32,
        function: &str,
        slot: &Slot,
        site: &Site<'a>,
    ) -> Result<Vec<String>, &'static str> {
        let request = self.request;
        if !matches!(slot, Slot::Above(_) | Slot::Below(_)) {
            return Err("a variable is set by a statement, and the probe of this line is in an expression");
        }
        let names = |set: &crate::plan::StateChange, names: &[&str]| -> Vec<String> {
            names
                .iter()
                .filter(|name| set.value.names.iter().any(|n| is_same(n, name)))
                .map(|&name| name.to_owned())
                .collect()
        };
        let mut lines = Vec::new();
        for set in &request.sets {
            if self.is_late(slot, &set.name) || set.value.names.iter().any(|name| self.is_late(slot, name)) {
                return Err("a variable that is set there is declared `global` or `nonlocal` further on");
            }
            if self.finder.namespace(crate::rewrite::finder::Finder::range_of(site.anchor)).is_some() {
                return Err("the namespace of this class may notice that a variable is set");
            }
            let bound = names(set, &site.read.bound);
            let mut entry = Row::new(Kind::Make, line, function);
            entry.maybe = names(set, &site.read.maybe);
            entry.names.clone_from(&bound);
            entry.target = Some(set.name.clone());
            entry.expression = Some(set.value.text.clone());
            if site.capture.bound.iter().any(|name| *name == set.name) {
                entry.kind = Kind::Set;
                let place = self.push(entry);
                lines.push(self.setting(&set.name, place, true, &bound));
                continue;
            }
            let unmade = Row { kind: Kind::OverrideFailed, ..entry.clone() };
            let place = self.push(entry);
            let unmade = self.push(unmade);
            lines.push(format!("try: {}", self.setting(&set.name, place, false, &bound)));
            lines.push("except:".to_owned());
            lines.push(format!(" if {}[{unmade}](): raise", self.abi.name));
        }
        Ok(lines)
    }

    /// Parameters that are set before all else.
    pub(super) fn entries(&mut self, entries: &Entries<'a>) {
        let function = entries.function;
        let first = function
            .body
            .iter()
            .find(|stmt| !self.finder.zones.place(stmt.start()).is_some_and(|place| place.is_docstring()));
        let anchor = match (first, function.body.last()) {
            (Some(&first), _) => Anchor::Before(first),
            (None, Some(&last)) => Anchor::After(last),
            (None, None) => return,
        };
        let Ok(found) = self.finder.find(anchor) else { return };
        let line = self.line_of(function.decorator_list.first().map_or(function.range.start(), |d| d.start()));
        for change in &entries.changes {
            let read = |names: &[&str]| -> Vec<String> {
                let is_read = |name: &&&str| change.value.names.iter().any(|n| is_same(n, name));
                names.iter().filter(is_read).map(|&name| name.to_owned()).collect()
            };
            let mut entry = Row::new(Kind::Set, line, &entries.qualname);
            entry.names = read(&entries.parameters);
            entry.maybe = read(&entries.others);
            entry.target = Some(change.name.clone());
            entry.expression = Some(change.value.text.clone());
            let names = entry.names.clone();
            let site = self.push(entry);
            let lines = vec![self.setting(&change.name, site, true, &names)];
            let fire = Fire { line, load: Load { site, lines, ..Load::default() }, ..Fire::declaration() };
            self.fires.push((0, found.slot, fire));
        }
    }

    fn setting(&self, name: &str, place: u32, has_value: bool, names: &[String]) -> String {
        let arguments = has_value.then(|| name.to_owned()).into_iter().chain(names.iter().cloned());
        format!("{name} = {}[{place}]({})", self.abi.name, arguments.collect::<Vec<_>>().join(", "))
    }
}

/// A name of an expression, and a variable as the frame has it: private names of classes are mangled there.
fn is_same(name: &str, variable: &str) -> bool {
    let is_private = name.starts_with("__") && !name.ends_with("__");
    name == variable || is_private && variable.starts_with('_') && variable.ends_with(name)
}
