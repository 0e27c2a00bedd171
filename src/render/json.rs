//! JSON as it is written here: one object on a line, keys in a fixed order, nothing in it that a terminal would act on.

use std::io::Write;

use super::value;
use crate::event::{Place, Value};
use crate::text::is_printable;

/// An object that is being written: `{"v": 2, "seq": 1}`
#[derive(Debug)]
pub struct Object<'a> {
    out: &'a mut Vec<u8>,
    is_empty: bool,
}

impl<'a> Object<'a> {
    /// Opens it.
    pub fn open(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, is_empty: true }
    }

    /// Closes it.
    pub fn close(self) {
        self.out.push(b'}');
    }

    /// A key, whose value is then to be appended to what this returns.
    pub fn key(&mut self, name: &str) -> &mut Vec<u8> {
        if !self.is_empty {
            self.out.extend_from_slice(b", ");
        }
        self.is_empty = false;
        push_string(self.out, name);
        self.out.extend_from_slice(b": ");
        self.out
    }

    /// A string.
    pub fn string(&mut self, name: &str, text: &str) {
        push_string(self.key(name), text);
    }

    /// A string or null.
    pub fn optional(&mut self, name: &str, text: Option<&str>) {
        match text {
            Some(text) => self.string(name, text),
            None => self.key(name).extend_from_slice(b"null"),
        }
    }

    /// A number, or whatever else is its own JSON.
    pub fn number(&mut self, name: &str, number: impl std::fmt::Display) {
        // Writing to a vector cannot fail.
        let _ = write!(self.key(name), "{number}");
    }

    /// The text of a value.
    pub fn value(&mut self, name: &str, value: &Value) {
        push_string(self.key(name), &value::text(value));
    }

    /// The value itself, if its type is a plain one that JSON has: so not for `nan` and `inf`.
    pub fn typed(&mut self, name: &str, value: &Value) {
        match value {
            Value::Str { value, .. } => self.string(name, value),
            value => {
                if let Some(json) = plain(value) {
                    self.number(name, json);
                }
            }
        }
    }

    /// A list of places in the program, unless it is empty.
    pub fn places(&mut self, name: &str, places: &[Place]) {
        if places.is_empty() {
            return;
        }
        list(self.key(name), places, |out, place| {
            let mut object = Object::open(out);
            object.string("file", &place.path);
            object.number("line", place.line);
            object.string("function", &place.function);
            object.close();
        });
    }
}

/// Is there something to say of its type?
pub fn is_typed(value: &Value) -> bool {
    matches!(value, Value::Str { .. }) || plain(value).is_some()
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::None => Some("null".to_owned()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) if number.is_finite() => Some(value::float(*number)),
        _ => None,
    }
}

/// Appends `[…]`.
pub fn list<T>(out: &mut Vec<u8>, items: impl IntoIterator<Item = T>, mut item: impl FnMut(&mut Vec<u8>, T)) {
    out.push(b'[');
    for (index, each) in items.into_iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(b", ");
        }
        item(out, each);
    }
    out.push(b']');
}

/// Appends a string in quotes. What does not print is escaped: it means the same to a reader of JSON.
pub fn push_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for c in text.chars() {
        match c {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            c if is_printable(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push(b'"');
}
