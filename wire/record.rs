//! Records: what a process says of a hit, and the names that it uses, each by a number that a record gave it before.

use super::bytes::{self, Reader};
use crate::event::Value;

/// A number that stands for a text, a site, a thread or a task; 0 for none.
pub type Id = u64;

/// A record.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are named for what they are")]
pub enum Record {
    /// A text by its number.
    Text { id: Id, text: String },
    /// A site by its number.
    Site { id: Id, path: Id, function: Id, line: u32, text: Id },
    /// A thread by its number.
    Thread { id: Id, ident: u64, name: String },
    /// A task by its number.
    Task { id: Id, name: String },
    /// A hit.
    Event(Event),
    /// The callers of the next event of a thread.
    Stack { thread: Id, places: Vec<Place> },
    /// Something about the log itself.
    Note { time: u64, text: String },
    /// One of the user's expressions raised; how often it did, a counter has. Number 0: this record counts one.
    Raised { site: Id, expression: Id, first: String, cell: u64 },
    /// A file with probes was loaded.
    Loaded { path: Id },
    /// What is to be said of a file at the end.
    Problem { path: Id, text: String },
    /// What a counter beyond the planned ones counts.
    Cell { cell: u64, site: Id, what: Counted },
    /// Not all that happened was seen: what was never reached is not known.
    Incomplete,
}

/// What a counter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Hits of the site's line.
    Hits,
    /// Events that `--rate` left out.
    LeftOut,
}

/// A hit.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Where.
    pub site: Id,
    /// Nanoseconds of the monotonic clock since the buffer was made.
    pub time: u64,
    /// The thread.
    pub thread: Id,
    /// The task; 0 for none.
    pub task: Id,
    /// The activation; 0 if it is not known.
    pub activation: u64,
    /// What.
    pub kind: Kind,
}

/// What kind of event: see `event::Kind`.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of `event::Kind`")]
pub enum Kind {
    Line { fields: Vec<Field> },
    Call { fields: Vec<Field>, origin: Vec<Place> },
    Return { value: Value },
    Yield { value: Value },
    Raise { exception: String, message: String },
    Watch { line: u32, expression: Id, old: Option<Value>, new: Value },
    Unawaited { origin: Vec<Place> },
    Row { event: Id, argument: Option<String>, offset: i64, operation: Id, fields: Vec<Field> },
}

/// A named value.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name.
    pub name: Id,
    /// The value is shown alone.
    pub is_template: bool,
    /// The value.
    pub value: Value,
}

/// A place in the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: Id,
    /// The line.
    pub line: u32,
    /// The function.
    pub function: Id,
}

/// Why bytes are no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// They end too early.
    Truncated,
    /// They go on behind its end.
    TrailingBytes,
    /// A number that nothing has: what of, and which.
    Unknown(&'static str, u8),
    /// A number that is too large for what it counts.
    TooLarge,
    /// A text that is not UTF-8.
    NotUtf8,
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Truncated => write!(f, "it ends too early"),
            Self::TrailingBytes => write!(f, "it goes on behind its end"),
            Self::Unknown(what, number) => write!(f, "there is no {what} {number}"),
            Self::TooLarge => write!(f, "a number in it is too large"),
            Self::NotUtf8 => write!(f, "a text in it is not UTF-8"),
        }
    }
}

impl std::error::Error for DecodeError {}

impl Record {
    /// Reads the body of a frame.
    ///
    /// # Errors
    /// If it is not exactly one record.
    pub fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(body);
        let r = &mut reader;
        let record = match r.byte()? {
            0x01 => Self::Text { id: r.unsigned()?, text: r.text()? },
            0x02 => Self::Site {
                id: r.unsigned()?,
                path: r.unsigned()?,
                function: r.unsigned()?,
                line: r.small()?,
                text: r.unsigned()?,
            },
            0x03 => Self::Thread { id: r.unsigned()?, ident: r.unsigned()?, name: r.text()? },
            0x04 => Self::Task { id: r.unsigned()?, name: r.text()? },
            kind @ 0x10..=0x17 => Self::Event(event(kind, r)?),
            0x19 => Self::Stack { thread: r.unsigned()?, places: places(r)? },
            0x20 => Self::Note { time: r.unsigned()?, text: r.text()? },
            0x21 => {
                Self::Raised { site: r.unsigned()?, expression: r.unsigned()?, first: r.text()?, cell: r.unsigned()? }
            }
            0x22 => Self::Loaded { path: r.unsigned()? },
            0x23 => Self::Problem { path: r.unsigned()?, text: r.text()? },
            0x24 => Self::Cell {
                cell: r.unsigned()?,
                site: r.unsigned()?,
                what: match r.byte()? {
                    0 => Counted::Hits,
                    1 => Counted::LeftOut,
                    other => return Err(DecodeError::Unknown("counter", other)),
                },
            },
            0x25 => Self::Incomplete,
            other => return Err(DecodeError::Unknown("kind of record", other)),
        };
        reader.end()?;
        Ok(record)
    }

    /// Appends the body of its frame.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let number = |number: u64, out: &mut Vec<u8>| bytes::unsigned(number, out);
        match self {
            Self::Text { id, text } => {
                out.push(0x01);
                number(*id, out);
                bytes::text(text, out);
            }
            Self::Site { id, path, function, line, text } => {
                out.push(0x02);
                [*id, *path, *function, u64::from(*line), *text].into_iter().for_each(|n| number(n, out));
            }
            Self::Thread { id, ident, name } => {
                out.push(0x03);
                number(*id, out);
                number(*ident, out);
                bytes::text(name, out);
            }
            Self::Task { id, name } => {
                out.push(0x04);
                number(*id, out);
                bytes::text(name, out);
            }
            Self::Event(event) => push_event(event, out),
            Self::Stack { thread, places } => {
                out.push(0x19);
                number(*thread, out);
                push_places(places, out);
            }
            Self::Note { time, text } => {
                out.push(0x20);
                number(*time, out);
                bytes::text(text, out);
            }
            Self::Raised { site, expression, first, cell } => {
                out.push(0x21);
                number(*site, out);
                number(*expression, out);
                bytes::text(first, out);
                number(*cell, out);
            }
            Self::Loaded { path } => {
                out.push(0x22);
                number(*path, out);
            }
            Self::Problem { path, text } => {
                out.push(0x23);
                number(*path, out);
                bytes::text(text, out);
            }
            Self::Cell { cell, site, what } => {
                out.push(0x24);
                number(*cell, out);
                number(*site, out);
                out.push(u8::from(*what == Counted::LeftOut));
            }
            Self::Incomplete => out.push(0x25),
        }
    }
}

fn event(kind: u8, r: &mut Reader<'_>) -> Result<Event, DecodeError> {
    let (site, time, thread) = (r.unsigned()?, r.unsigned()?, r.unsigned()?);
    let (task, activation) = (r.unsigned()?, r.unsigned()?);
    let kind = match kind {
        0x10 => Kind::Line { fields: fields(r)? },
        0x11 => Kind::Call { fields: fields(r)?, origin: places(r)? },
        0x12 => Kind::Return { value: value(r)? },
        0x13 => Kind::Yield { value: value(r)? },
        0x14 => Kind::Raise { exception: r.text()?, message: r.text()? },
        0x15 => Kind::Watch {
            line: r.small()?,
            expression: r.unsigned()?,
            old: if r.flag()? { Some(value(r)?) } else { None },
            new: value(r)?,
        },
        0x16 => Kind::Unawaited { origin: places(r)? },
        _ => Kind::Row {
            event: r.unsigned()?,
            argument: if r.flag()? { Some(r.text()?) } else { None },
            offset: r.signed()?,
            operation: r.unsigned()?,
            fields: fields(r)?,
        },
    };
    Ok(Event { site, time, thread, task, activation, kind })
}

fn push_event(event: &Event, out: &mut Vec<u8>) {
    out.push(match event.kind {
        Kind::Line { .. } => 0x10,
        Kind::Call { .. } => 0x11,
        Kind::Return { .. } => 0x12,
        Kind::Yield { .. } => 0x13,
        Kind::Raise { .. } => 0x14,
        Kind::Watch { .. } => 0x15,
        Kind::Unawaited { .. } => 0x16,
        Kind::Row { .. } => 0x17,
    });
    for number in [event.site, event.time, event.thread, event.task, event.activation] {
        bytes::unsigned(number, out);
    }
    match &event.kind {
        Kind::Line { fields } => push_fields(fields, out),
        Kind::Call { fields, origin } => {
            push_fields(fields, out);
            push_places(origin, out);
        }
        Kind::Return { value } | Kind::Yield { value } => push_value(value, out),
        Kind::Raise { exception, message } => {
            bytes::text(exception, out);
            bytes::text(message, out);
        }
        Kind::Watch { line, expression, old, new } => {
            bytes::unsigned(u64::from(*line), out);
            bytes::unsigned(*expression, out);
            out.push(u8::from(old.is_some()));
            old.iter().for_each(|old| push_value(old, out));
            push_value(new, out);
        }
        Kind::Unawaited { origin } => push_places(origin, out),
        Kind::Row { event, argument, offset, operation, fields } => {
            bytes::unsigned(*event, out);
            out.push(u8::from(argument.is_some()));
            argument.iter().for_each(|text| bytes::text(text, out));
            bytes::signed(*offset, out);
            bytes::unsigned(*operation, out);
            push_fields(fields, out);
        }
    }
}

fn fields(r: &mut Reader<'_>) -> Result<Vec<Field>, DecodeError> {
    (0..r.count()?).map(|_| Ok(Field { name: r.unsigned()?, is_template: r.flag()?, value: value(r)? })).collect()
}

fn push_fields(fields: &[Field], out: &mut Vec<u8>) {
    bytes::unsigned(fields.len() as u64, out);
    for field in fields {
        bytes::unsigned(field.name, out);
        out.push(u8::from(field.is_template));
        push_value(&field.value, out);
    }
}

fn places(r: &mut Reader<'_>) -> Result<Vec<Place>, DecodeError> {
    (0..r.count()?).map(|_| Ok(Place { path: r.unsigned()?, line: r.small()?, function: r.unsigned()? })).collect()
}

fn push_places(places: &[Place], out: &mut Vec<u8>) {
    bytes::unsigned(places.len() as u64, out);
    for place in places {
        [place.path, u64::from(place.line), place.function].into_iter().for_each(|n| bytes::unsigned(n, out));
    }
}

fn value(r: &mut Reader<'_>) -> Result<Value, DecodeError> {
    Ok(match r.byte()? {
        0 => Value::None,
        1 => Value::Bool(false),
        2 => Value::Bool(true),
        3 => Value::Int(r.signed()?),
        4 => Value::Float(f64::from_le_bytes(r.bytes()?)),
        5 => Value::Str { value: r.text()?, repr: None },
        6 => Value::Str { value: r.text()?, repr: Some(r.text()?) },
        7 => Value::Text(r.text()?),
        9 => Value::Redacted,
        10 => Value::Unset,
        11 => Value::Unbound,
        12 => Value::Failed(r.text()?),
        other => return Err(DecodeError::Unknown("kind of value", other)),
    })
}

fn push_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::None => out.push(0),
        Value::Bool(value) => out.push(1 + u8::from(*value)),
        Value::Int(number) => {
            out.push(3);
            bytes::signed(*number, out);
        }
        Value::Float(number) => {
            out.push(4);
            out.extend_from_slice(&number.to_le_bytes());
        }
        Value::Str { value, repr } => {
            out.push(5 + u8::from(repr.is_some()));
            bytes::text(value, out);
            repr.iter().for_each(|repr| bytes::text(repr, out));
        }
        Value::Text(text) => {
            out.push(7);
            bytes::text(text, out);
        }
        Value::Redacted => out.push(9),
        Value::Unset => out.push(10),
        Value::Unbound => out.push(11),
        Value::Failed(why) => {
            out.push(12);
            bytes::text(why, out);
        }
    }
}
