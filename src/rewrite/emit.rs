//! From filled slots to edits.

use super::abi::{Abi, Fire, HINT, Style, Wrapper};
use super::load::text::{guarded_item, statement};
use super::physical::fuses;
use super::preamble::{Place, Preamble};
use super::slot::{BasesShape, HostKind, HostLine, Operand, Slot};
use crate::edit::{Edit, EditSet};
use crate::text::{TextRange, TextSize};
use std::collections::{BTreeMap, BTreeSet};

/// Probes by slot, in the order in which they fire.
pub(super) type Filled = BTreeMap<Slot, Vec<Fire>>;

/// Levels of edits at one offset.
const FIRST: u8 = 0;
const PROBES: u8 = 1;
const HINT_LEVEL: u8 = 2;
const LAST_LINE: u8 = 3;
const BELOW: u8 = 4;
const DECORATORS: u8 = 5;

pub(super) fn emit(source: &str, abi: &Abi, filled: &Filled, preamble: Option<&Preamble>) -> EditSet {
    let inline = preamble.and_then(|p| if let Place::Inline(slot) = p.place { Some(slot) } else { None });
    let mut emit = Emit { source, abi, inline, edits: EditSet::new() };
    if let Some(preamble) = preamble {
        emit.preamble(preamble, filled);
    }
    emit.below(filled);
    let mut wrapped = BTreeSet::new();
    let none = Vec::new();
    let unfilled = inline.iter().filter(|slot| !filled.contains_key(slot)).map(|slot| (slot, &none));
    for (slot, fires) in unfilled.chain(filled) {
        match *slot {
            Slot::Prefix(at) => emit.push(Edit::in_front(at, PROBES, emit.prefix(fires))),
            Slot::Suffix(at) => emit.push(Edit::behind(at, PROBES, emit.suffix(fires))),
            Slot::Line(host) => emit.line(host, emit.joined(fires, "; "), PROBES),
            Slot::Above(own) => {
                let indent = &source[own.indent.as_usize()];
                let lines = fires.iter().flat_map(|fire| statement(&abi.name, fire));
                let text: String = lines.map(|line| format!("{line}\n{indent}")).collect();
                emit.push(Edit::in_front(own.at, PROBES, text));
            }
            Slot::CaseAbove(own) => {
                let indent = &source[own.indent.as_usize()];
                let text: String =
                    fires.iter().map(|fire| format!("case _ if {}: pass\n{indent}", abi.fire(fire))).collect();
                emit.push(Edit::in_front(own.at, PROBES, text));
            }
            Slot::Below(_) => {}
            Slot::Bare(at) => {
                let text: String = fires.iter().map(|fire| format!(" {}", abi.fire(fire))).collect();
                // Within whatever wraps the keyword: `return Q((yield P))`.
                emit.push(Edit::wrap(TextRange::new(at - 1, at), "", text));
            }
            // All wraps of one expression make one edit.
            Slot::Before(operand) | Slot::False(operand) | Slot::Around(operand, _) => {
                if wrapped.insert(operand) {
                    emit.wrap(operand, filled);
                }
            }
            Slot::LastItem(at) => {
                // The last item is left first.
                let text: String = fires.iter().rev().map(|fire| format!(", {}", abi.leaving(fire))).collect();
                emit.push(Edit::behind(at, PROBES, text));
            }
            Slot::MiddleItem(at) => {
                let text = |fire: &Fire| format!(", {} as {}", abi.leaving(fire), guarded_item(&abi.name, fire));
                emit.push(Edit::behind(at, PROBES, fires.iter().rev().map(text).collect::<String>()));
            }
            Slot::Decorator(own) => {
                let indent = &source[own.indent.as_usize()];
                // The one below is called first.
                let lines = fires.iter().rev().map(|fire| format!("@{}\n{indent}", abi.decorator(fire)));
                emit.push(Edit::in_front(own.at, DECORATORS, lines.collect::<String>()));
            }
            Slot::Case(range) => emit.case(range, fires),
            Slot::Bases(at, shape) => emit.bases(at, shape, fires),
        }
    }
    emit.edits
}

struct Emit<'e> {
    source: &'e str,
    abi: &'e Abi,
    /// Where the import is an expression.
    inline: Option<Slot>,
    edits: EditSet,
}

impl Emit<'_> {
    fn push(&mut self, edit: Edit) {
        self.edits.push(edit);
    }

    /// All lines behind one offset make one edit: those of inner suites come first.
    fn below(&mut self, filled: &Filled) {
        let mut texts: BTreeMap<TextSize, Vec<(&str, String)>> = BTreeMap::new();
        for (slot, fires) in filled {
            let Slot::Below(own) = slot else { continue };
            let indent = &self.source[own.indent.as_usize()];
            let lines = fires.iter().flat_map(|fire| statement(&self.abi.name, fire));
            texts.entry(own.at).or_default().push((indent, lines.map(|line| format!("\n{indent}{line}")).collect()));
        }
        for (at, mut suites) in texts {
            suites.sort_by_key(|(indent, _)| std::cmp::Reverse(indent.len()));
            self.push(Edit::behind(at, BELOW, suites.into_iter().map(|(_, text)| text).collect::<String>()));
        }
    }

    fn prefix(&self, fires: &[Fire]) -> String {
        fires.iter().map(|fire| format!("{}; ", self.simple(fire))).collect()
    }

    /// As simple statements.
    fn simple(&self, fire: &Fire) -> String {
        match fire.load.lines.as_slice() {
            [] => self.abi.fire(fire),
            lines => lines.join("; "),
        }
    }

    fn suffix(&self, fires: &[Fire]) -> String {
        fires.iter().map(|fire| format!("; {}", self.simple(fire))).collect()
    }

    fn joined(&self, fires: &[Fire], between: &str) -> String {
        fires.iter().map(|fire| self.abi.fire(fire)).collect::<Vec<_>>().join(between)
    }

    /// `P` on an empty line, `P;` on a blank one, `P  # comment`
    fn line(&mut self, host: HostLine, statements: String, level: u8) {
        let indent = &self.source[host.indent.as_usize()];
        let edit = match host.kind {
            HostKind::Empty => Edit::behind(host.at, level, format!("{indent}{statements}")),
            HostKind::Blank => Edit::behind(host.at, level, format!("{statements};")),
            HostKind::Comment => Edit::in_front(host.at, level, format!("{statements}  ")),
        };
        self.push(edit);
    }

    fn wrap(&mut self, operand: Operand, filled: &Filled) {
        let at = |slot: Slot| filled.get(&slot).map_or(&[][..], Vec::as_slice);
        let import = self.inline.filter(|slot| *slot == Slot::Before(operand)).map(|_| self.abi.inline());
        let fires = at(Slot::Before(operand)).iter().map(|fire| self.abi.fire(fire));
        let before: Vec<String> = import.into_iter().chain(fires).collect();
        let when_false = at(Slot::False(operand));
        // From the inside to the outside. Of iterators the outer one fires first.
        let mut around: Vec<(Wrapper, &Fire)> = Vec::new();
        for wrapper in Wrapper::ALL {
            let fires = at(Slot::Around(operand, wrapper)).iter().map(|fire| (wrapper, fire));
            match wrapper {
                Wrapper::After => around.extend(fires),
                Wrapper::Each | Wrapper::Again | Wrapper::Around => around.extend(fires.rev()),
            }
        }

        let fused = fuses(self.source, operand.range.start());
        let mut open = String::new();
        let mut close = String::new();
        if let Some((&(outermost, last), inner)) = around.split_last() {
            let shielded = !before.is_empty() || (!when_false.is_empty() && !operand.test);
            let parens = operand.generator && !shielded;
            let space = if fused && !shielded && !parens && self.abi.style != Style::Print { " " } else { "" };
            let head = |wrapper: Wrapper, fire: &Fire| self.abi.wrapper_head(fire) + &self.abi.wrapper_open(wrapper);
            open = format!("{}{}{space}", if parens { "(" } else { space }, head(outermost, last));
            inner.iter().rev().for_each(|(wrapper, fire)| open.push_str(&head(*wrapper, fire)));
            let own = if operand.bare { 2 } else { usize::from(operand.argument_parens) };
            open.push_str(&"(".repeat(own));
            close.push_str(&")".repeat(own));
            around.iter().for_each(|(_, fire)| close.push_str(&self.abi.wrapper_close(fire)));
            if parens {
                close.push(')');
            }
        }
        if !before.is_empty() || !when_false.is_empty() {
            let space = if fused && operand.test && !before.is_empty() { " " } else { "" };
            let own_parens = operand.or_parens && around.is_empty();
            let before: String = before.iter().map(|text| format!("{text} or ")).collect();
            open = format!(
                "{}{before}{space}{}{open}",
                if operand.test { space } else { "(" },
                if own_parens { "(" } else { "" },
            );
            if own_parens {
                close.push(')');
            }
            when_false.iter().for_each(|fire| close.push_str(&format!(" or {}", self.abi.fire(fire))));
            if !operand.test {
                close.push(')');
            }
        }
        self.push(Edit::wrap(operand.range, open, close));
    }

    fn case(&mut self, range: TextRange, fires: &[Fire]) {
        let space = if fuses(self.source, range.start()) { " " } else { "" };
        let opens: Vec<String> = fires.iter().map(|fire| self.abi.case_open(fire.line)).collect();
        let open = format!("{space}{}{space}{}", opens[0], opens[1..].concat());
        self.push(Edit::wrap(range, open, "))".repeat(fires.len())));
    }

    fn bases(&mut self, at: TextSize, shape: BasesShape, fires: &[Fire]) {
        let import = self.inline.filter(|slot| *slot == Slot::Bases(at, shape)).map(|_| self.abi.inline_base());
        let fires = fires.iter().map(|fire| self.abi.bases(fire));
        let all = import.into_iter().chain(fires).collect::<Vec<_>>().join(", ");
        let edit = match shape {
            BasesShape::None => Edit::behind(at, PROBES, format!("({all},)")),
            BasesShape::Empty => Edit::in_front(at, PROBES, all),
            BasesShape::Some => Edit::in_front(at, PROBES, format!("{all}, ")),
        };
        self.push(edit);
    }

    fn preamble(&mut self, preamble: &Preamble, filled: &Filled) {
        let text = self.abi.preamble();
        let joined = format!("{text}; ");
        match preamble.place {
            Place::Prefix(at) => self.push(Edit::in_front(at, FIRST, joined)),
            Place::Suffix(at) => self.push(Edit::behind(at, FIRST, format!("; {text}"))),
            // Probes on the same line bring the indentation and the mark of the host, so the preamble only leads them.
            Place::Line(host) if filled.keys().any(|slot| matches!(slot, Slot::Line(line) if line.at == host.at)) => {
                self.push(match host.kind {
                    HostKind::Comment => Edit::in_front(host.at, FIRST, joined),
                    HostKind::Empty | HostKind::Blank => Edit::behind(host.at, FIRST, joined),
                })
            }
            Place::Line(host) => self.line(host, text, FIRST),
            Place::Inline(_) => {}
            Place::LastLine(newline) => {
                let end = self.source.len() as TextSize;
                let hint = if self.abi.style == Style::Call { HINT } else { "" };
                let line = match self.source.ends_with(['\n', '\r']) {
                    true => format!("{text}{hint}{newline}"),
                    false => format!("{newline}{text}{hint}"),
                };
                self.push(Edit::behind(end, LAST_LINE, line));
            }
        }
        if let Some(line_end) = preamble.hint {
            self.push(Edit::behind(line_end, HINT_LEVEL, HINT));
        }
    }
}
