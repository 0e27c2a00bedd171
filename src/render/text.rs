//! For people: the layout of the chapter "Tracing Executions" of the Debugging Book.
//!
//! ```text
//!                                          # a = 1, b = 'x'
//! 12 b = f(a)
//! Calling f(a = 1)
//!   Calling g()
//!   g() returns 2
//! f() returns 3
//! ```

use std::io::Write;

use super::context::Context;
use super::depth::Depths;
use super::{Renderer, escape, value};
use crate::event::{Event, Field, Item, Kind, Place, Value};
use crate::request::CollectRequest;

/// What stands before the variables of a line.
const INDENT: &[u8] = b"                                         # ";
/// How wide a change is, with the line's number, before the function's name.
const CHANGE_WIDTH: usize = 48;

/// The text of a log.
#[derive(Debug)]
pub struct Text {
    has_time: bool,
    is_table: bool,
    /// The table's head is written.
    has_head: bool,
    context: Context,
    depths: Depths,
}

impl Text {
    /// As the request says.
    pub fn new(request: &CollectRequest) -> Self {
        Self {
            has_time: request.time,
            is_table: request.is_table,
            has_head: false,
            context: Context::new(&request.files),
            depths: Depths::default(),
        }
    }

    fn head(&mut self, out: &mut Vec<u8>) {
        if self.is_table && !self.has_head {
            self.has_head = true;
            if self.has_time {
                out.extend(std::iter::repeat_n(b' ', time(0).len()));
            }
            let _ = writeln!(out, "| {:11} | {:>4} | line | offset | {:^20} | locals", "event", "arg", "opcode");
        }
    }

    fn event(&mut self, event: &Event, out: &mut Vec<u8>) {
        if !self.is_table {
            self.context.before(event, out);
        }
        let depth = self.depths.of(event);
        let time = if self.has_time { time(event.elapsed) } else { String::new() };
        out.extend_from_slice(time.as_bytes());
        self.lines(event, depth, time.len(), out);
        for place in &event.stack {
            next_line(time.len(), out);
            out.extend_from_slice(b"    from ");
            escape::push(out, self.context.shown(&place.path));
            let _ = write!(out, ":{} in ", place.line);
            escape::push(out, &place.function);
        }
        out.push(b'\n');
    }

    /// All lines of an event without the last line break; those after the first begin with `margin` blanks.
    fn lines(&self, event: &Event, depth: usize, margin: usize, out: &mut Vec<u8>) {
        let function = short_name(&event.site.function);
        match &event.kind {
            Kind::Line { fields } => {
                if !fields.is_empty() {
                    out.extend_from_slice(INDENT);
                    push_fields(out, fields);
                    next_line(margin, out);
                }
                if let Some(line) = event.site.line {
                    let _ = write!(out, "{line} ");
                }
                escape::push_source(out, &event.site.text);
            }
            Kind::Call { fields, origin } => {
                indent(depth, out);
                out.extend_from_slice(b"Calling ");
                escape::push(out, function);
                out.push(b'(');
                push_fields(out, fields);
                out.push(b')');
                if !origin.is_empty() {
                    out.extend_from_slice(b", created at ");
                    self.push_places(origin, out);
                }
            }
            Kind::Return { value } => outcome(depth, function, "returns ", value, out),
            Kind::Yield { value } => outcome(depth, function, "yields ", value, out),
            Kind::Raise { exception, message } => {
                indent(depth, out);
                escape::push(out, function);
                out.extend_from_slice(b"() raises ");
                escape::push(out, exception);
                if !message.is_empty() {
                    out.extend_from_slice(b": ");
                    escape::push(out, message);
                }
            }
            Kind::Watch { line, expression, old, new } => {
                let begin = out.len();
                let _ = write!(out, "{line:<4} ");
                escape::push(out, expression);
                if let Some(old) = old {
                    out.extend_from_slice(b": ");
                    push_value(out, old);
                    out.extend_from_slice(b" -> ");
                } else {
                    out.extend_from_slice(b" = ");
                }
                push_value(out, new);
                pad(out, begin, CHANGE_WIDTH);
                out.push(b' ');
                escape::push(out, function);
            }
            Kind::Unawaited { origin } => {
                escape::push(out, function);
                out.extend_from_slice(b"() was never awaited, created at ");
                self.push_places(origin, out);
                if origin.is_empty() {
                    out.push(b'?');
                }
            }
            Kind::Row { event: name, argument, offset, operation, fields } => {
                let begin = out.len();
                out.extend_from_slice(b"| ");
                cell(name, 11, false, out);
                cell(argument.as_deref().unwrap_or(""), 4, true, out);
                let _ = write!(out, "{:>4} | {offset:>6} | ", event.site.line.unwrap_or(0));
                cell(operation.as_deref().unwrap_or(""), 20, false, out);
                push_fields(out, fields);
                while out.len() > begin && out.last() == Some(&b' ') {
                    out.pop();
                }
            }
        }
    }

    fn push_places(&self, places: &[Place], out: &mut Vec<u8>) {
        for (index, place) in places.iter().enumerate() {
            if index > 0 {
                out.extend_from_slice(b", ");
            }
            escape::push(out, self.context.shown(&place.path));
            let _ = write!(out, ":{} in ", place.line);
            escape::push(out, &place.function);
        }
    }
}

impl Renderer for Text {
    fn item(&mut self, item: &Item, out: &mut Vec<u8>) {
        self.head(out);
        match item {
            Item::Event(event) => self.event(event, out),
            Item::Note { message, .. } => note(message, out),
        }
    }

    fn end(&mut self, _: &super::Counts, out: &mut Vec<u8>) {
        self.head(out);
    }
}

/// Appends a line about the log itself.
pub(super) fn note(message: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"# instr: ");
    escape::push(out, message);
    out.push(b'\n');
}

/// `[   0.001234] `, the seconds since the start: as wide for the first event as for one hours later.
fn time(elapsed: u64) -> String {
    let micros = elapsed / 1000;
    format!("[{:>4}.{:06}] ", micros / 1_000_000, micros % 1_000_000)
}

/// What follows the last `<locals>.` of a qualified name.
fn short_name(function: &str) -> &str {
    function.rsplit_once("<locals>.").map_or(function, |(_, name)| name)
}

fn next_line(margin: usize, out: &mut Vec<u8>) {
    out.push(b'\n');
    out.extend(std::iter::repeat_n(b' ', margin));
}

/// Two blanks for each traced call around it.
fn indent(depth: usize, out: &mut Vec<u8>) {
    out.extend(std::iter::repeat_n(b' ', 2 * depth));
}

fn outcome(depth: usize, function: &str, verb: &str, value: &Value, out: &mut Vec<u8>) {
    indent(depth, out);
    escape::push(out, function);
    out.extend_from_slice(b"() ");
    out.extend_from_slice(verb.as_bytes());
    push_value(out, value);
}

fn push_value(out: &mut Vec<u8>, value: &Value) {
    escape::push(out, &value::text(value));
}

/// `a = 1, b = 2`; a template shows only its text.
fn push_fields(out: &mut Vec<u8>, fields: &[Field]) {
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(b", ");
        }
        if !field.is_template {
            escape::push(out, &field.name);
            out.extend_from_slice(b" = ");
        }
        push_value(out, &field.value);
    }
}

/// A cell of a table with the bar after it.
fn cell(text: &str, width: usize, is_right: bool, out: &mut Vec<u8>) {
    let mut escaped = Vec::new();
    escape::push(&mut escaped, text);
    if is_right {
        let begin = out.len();
        pad(out, begin, width.saturating_sub(width_of(&escaped)));
        out.extend_from_slice(&escaped);
    } else {
        let begin = out.len();
        out.extend_from_slice(&escaped);
        pad(out, begin, width);
    }
    out.extend_from_slice(b" | ");
}

/// Fills up with blanks what was appended since `begin`.
fn pad(out: &mut Vec<u8>, begin: usize, width: usize) {
    let missing = width.saturating_sub(width_of(&out[begin..]));
    out.extend(std::iter::repeat_n(b' ', missing));
}

/// The number of characters of a text in UTF-8.
fn width_of(text: &[u8]) -> usize {
    text.iter().filter(|byte| (**byte & 0xc0) != 0x80).count()
}
