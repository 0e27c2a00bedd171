//! From filled slots to edits.

use super::abi::{Abi, Fire, HINT, Style};
use super::physical::fuses;
use super::preamble::{Place, Preamble};
use super::slot::{BasesShape, HostKind, HostLine, Operand, Slot};
use crate::edit::{Edit, EditSet};
use crate::text::{TextRange, TextSize};
use std::collections::BTreeMap;

/// Probes by slot, in the order in which they fire.
pub(super) type Filled = BTreeMap<Slot, Vec<Fire>>;

/// Levels of edits at one offset.
const FIRST: u8 = 0;
const PROBES: u8 = 1;
const HINT_LEVEL: u8 = 2;
const LAST_LINE: u8 = 3;

pub(super) fn emit(source: &str, abi: &Abi, filled: &Filled, preamble: &Preamble) -> EditSet {
    let mut emit = Emit { source, abi, edits: EditSet::new() };
    emit.preamble(preamble, filled);
    for (slot, fires) in filled {
        match *slot {
            Slot::Prefix(at) => emit.push(Edit::in_front(at, PROBES, emit.prefix(fires))),
            Slot::Suffix(at) => emit.push(Edit::behind(at, PROBES, emit.suffix(fires))),
            Slot::Line(host) => emit.line(host, emit.joined(fires, "; "), PROBES),
            Slot::Before(operand) => {
                let after = filled.get(&Slot::After(operand)).map_or(&[][..], Vec::as_slice);
                emit.wrap(operand, fires, after);
            }
            Slot::After(operand) if filled.contains_key(&Slot::Before(operand)) => {}
            Slot::After(operand) => emit.wrap(operand, &[], fires),
            Slot::LastItem(at) => {
                // The last item is left first.
                let text: String = fires.iter().rev().map(|fire| format!(", {}", abi.leaving(fire))).collect();
                emit.push(Edit::behind(at, PROBES, text));
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
    edits: EditSet,
}

impl Emit<'_> {
    fn push(&mut self, edit: Edit) {
        self.edits.push(edit);
    }

    fn prefix(&self, fires: &[Fire]) -> String {
        fires.iter().map(|fire| format!("{}; ", self.abi.fire(fire))).collect()
    }

    fn suffix(&self, fires: &[Fire]) -> String {
        fires.iter().map(|fire| format!("; {}", self.abi.fire(fire))).collect()
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

    fn wrap(&mut self, operand: Operand, before: &[Fire], after: &[Fire]) {
        let fused = fuses(self.source, operand.range.start());
        let mut open = String::new();
        let mut close = String::new();
        if !after.is_empty() {
            let parens = operand.generator && before.is_empty();
            let fused = fused && before.is_empty() && !parens && self.abi.style == Style::Call;
            let space = if fused { " " } else { "" };
            open = format!("{}{}{space}", if parens { "(" } else { space }, self.abi.after_open());
            open.push_str(&self.abi.after_open().repeat(after.len() - 1));
            if operand.argument_parens {
                open.push('(');
                close.push(')');
            }
            after.iter().for_each(|fire| close.push_str(&self.abi.after_close(fire)));
            if parens {
                close.push(')');
            }
        }
        if !before.is_empty() {
            let space = if fused && operand.test { " " } else { "" };
            let own_parens = operand.or_parens && after.is_empty();
            open = format!(
                "{}{} or {space}{}{open}",
                if operand.test { space } else { "(" },
                self.joined(before, " or "),
                if own_parens { "(" } else { "" },
            );
            if own_parens {
                close.push(')');
            }
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
        let all = fires.iter().map(|fire| self.abi.bases(fire)).collect::<Vec<_>>().join(", ");
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
            Place::Line(host) if filled.contains_key(&Slot::Line(host)) => self.push(match host.kind {
                HostKind::Comment => Edit::in_front(host.at, FIRST, joined),
                HostKind::Empty | HostKind::Blank => Edit::behind(host.at, FIRST, joined),
            }),
            Place::Line(host) => self.line(host, text, FIRST),
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
