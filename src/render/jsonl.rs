//! For programs: an object for each event, one on a line, as `schemas/event.json` describes it.

use std::collections::HashSet;

use super::Renderer;
use super::json::{Object, is_typed, list, push_string};
use super::value;
use crate::event::{Event, Field, Item, Kind};

/// The version of the schema. Fields may be added to it; one that changes its meaning or goes makes a new version.
pub const VERSION: u32 = 2;

/// JSON lines.
#[derive(Debug, Default)]
pub struct Jsonl {
    /// The number of the last line.
    seq: u64,
}

impl Renderer for Jsonl {
    fn item(&mut self, item: &Item, out: &mut Vec<u8>) {
        self.seq += 1;
        let mut object = Object::open(out);
        object.number("v", VERSION);
        object.number("seq", self.seq);
        match item {
            Item::Event(event) => write_event(event, &mut object),
            Item::Note { unix, message } => {
                object.number("time", seconds(*unix));
                object.string("event", "note");
                object.string("message", message);
            }
        }
        object.close();
        out.push(b'\n');
    }
}

fn write_event(event: &Event, object: &mut Object) {
    object.number("time", seconds(event.unix));
    object.number("monotonic", event.elapsed);
    object.number("pid", event.process.pid);
    object.number("thread", event.thread.ident);
    object.string("thread_name", &event.thread.name);
    object.optional("task", event.task.as_deref());
    object.string("event", name(&event.kind));
    object.string("file", &event.site.path);
    object.string("function", &event.site.function);
    let line = if let Kind::Watch { line, .. } = event.kind { Some(line) } else { event.site.line };
    match line {
        Some(line) => object.number("line", line),
        None => object.number("line", "null"),
    }
    write_kind(&event.kind, object);
    if let Some(activation) = event.activation {
        object.number("activation", activation);
    }
    object.places("stack", &event.stack);
}

fn write_kind(kind: &Kind, object: &mut Object) {
    match kind {
        Kind::Line { fields } => write_fields(fields, object),
        Kind::Call { fields, origin } => {
            write_fields(fields, object);
            object.places("origin", origin);
        }
        Kind::Return { value } | Kind::Yield { value } => {
            object.value("value", value);
            object.typed("typed_value", value);
        }
        Kind::Raise { exception, message } => {
            let mut inner = Object::open(object.key("exception"));
            inner.string("type", exception);
            inner.string("message", message);
            inner.close();
        }
        Kind::Watch { expression, old, new, .. } => {
            object.string("expression", expression);
            if let Some(old) = old {
                object.value("old", old);
            }
            object.value("new", new);
            if let Some(old) = old {
                object.typed("typed_old", old);
            }
            object.typed("typed_new", new);
        }
        Kind::Unawaited { origin } => object.places("origin", origin),
        Kind::Row { argument, offset, operation, fields, .. } => {
            object.optional("arg", argument.as_deref());
            object.number("offset", offset);
            object.optional("operation", operation.as_deref());
            write_fields(fields, object);
        }
    }
}

fn write_fields(fields: &[Field], object: &mut Object) {
    // An expression may be logged twice; an object has a name once.
    let mut names = HashSet::new();
    let mut named: Vec<&Field> =
        fields.iter().rev().filter(|field| !field.is_template && names.insert(&field.name)).collect();
    named.reverse();
    let mut values = Object::open(object.key("values"));
    for field in &named {
        values.value(&field.name, &field.value);
    }
    values.close();
    if named.iter().any(|field| is_typed(&field.value)) {
        let mut typed = Object::open(object.key("typed"));
        for field in &named {
            typed.typed(&field.name, &field.value);
        }
        typed.close();
    }
    if fields.iter().any(|field| field.is_template) {
        let messages = fields.iter().filter(|field| field.is_template);
        list(object.key("messages"), messages, |out, field| push_string(out, &value::text(&field.value)));
    }
}

fn name(kind: &Kind) -> &str {
    match kind {
        Kind::Line { .. } => "line",
        Kind::Call { .. } => "call",
        Kind::Return { .. } => "return",
        Kind::Yield { .. } => "yield",
        Kind::Raise { .. } => "raise",
        Kind::Watch { .. } => "watch",
        Kind::Unawaited { .. } => "unawaited",
        Kind::Row { event, .. } => event,
    }
}

/// Nanoseconds as seconds, to the microsecond.
fn seconds(nanos: u64) -> String {
    let micros = nanos / 1000;
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}
