//! Records and frames: what was written is read again, whatever is read does no harm, and the runtime on every CPython at
//! hand writes the same bytes.

mod support;

use std::path::Path;
use std::sync::Arc;

use instr::collect::{Fact, Found, Stream};
use instr::event::{self, Item, Process, Value};
use instr::wire::frame::{self, Frame};
use instr::wire::record::{Counted, Event, Field, Kind, Place, Record};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value as Json, json};
use support::pythons;

fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::None),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<f64>().prop_filter("no NaN equals another", |number| !number.is_nan()).prop_map(Value::Float),
        (any::<String>(), option::of(any::<String>())).prop_map(|(value, repr)| Value::Str { value, repr }),
        any::<String>().prop_map(Value::Text),
        Just(Value::Redacted),
        Just(Value::Unset),
        Just(Value::Unbound),
        any::<String>().prop_map(Value::Failed),
    ]
}

fn fields() -> impl Strategy<Value = Vec<Field>> {
    let field = (any::<u64>(), any::<bool>(), values());
    vec(field.prop_map(|(name, is_template, value)| Field { name, is_template, value }), 0..5)
}

fn places() -> impl Strategy<Value = Vec<Place>> {
    let place = (any::<u64>(), any::<u32>(), any::<u64>());
    vec(place.prop_map(|(path, line, function)| Place { path, line, function }), 0..5)
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![
        fields().prop_map(|fields| Kind::Line { fields }),
        (fields(), places()).prop_map(|(fields, origin)| Kind::Call { fields, origin }),
        values().prop_map(|value| Kind::Return { value }),
        values().prop_map(|value| Kind::Yield { value }),
        any::<(String, String)>().prop_map(|(exception, message)| Kind::Raise { exception, message }),
        (any::<(u32, u64)>(), option::of(values()), values()).prop_map(|((line, expression), old, new)| Kind::Watch {
            line,
            expression,
            old,
            new
        }),
        places().prop_map(|origin| Kind::Unawaited { origin }),
        (any::<(u64, Option<String>, i64, u64)>(), fields()).prop_map(
            |((event, argument, offset, operation), fields)| Kind::Row { event, argument, offset, operation, fields }
        ),
    ]
}

fn events() -> impl Strategy<Value = Record> {
    (any::<(u64, u64, u64, u64, u64)>(), kinds()).prop_map(|((site, time, thread, task, activation), kind)| {
        Record::Event(Event { site, time, thread, task, activation, kind })
    })
}

fn records() -> impl Strategy<Value = Record> {
    let counted = prop_oneof![Just(Counted::Hits), Just(Counted::LeftOut)];
    prop_oneof![
        8 => events(),
        1 => any::<(u64, String)>().prop_map(|(id, text)| Record::Text { id, text }),
        1 => any::<(u64, u64, u64, u32, u64)>()
            .prop_map(|(id, path, function, line, text)| Record::Site { id, path, function, line, text }),
        1 => any::<(u64, u64, String)>().prop_map(|(id, ident, name)| Record::Thread { id, ident, name }),
        1 => any::<(u64, String)>().prop_map(|(id, name)| Record::Task { id, name }),
        1 => (any::<u64>(), places()).prop_map(|(thread, places)| Record::Stack { thread, places }),
        1 => any::<(u64, String)>().prop_map(|(time, text)| Record::Note { time, text }),
        1 => any::<(u64, u64, String, u64)>()
            .prop_map(|(site, expression, first, cell)| Record::Raised { site, expression, first, cell }),
        1 => any::<u64>().prop_map(|path| Record::Loaded { path }),
        1 => any::<(u64, String)>().prop_map(|(path, text)| Record::Problem { path, text }),
        1 => (any::<(u64, u64)>(), counted).prop_map(|((cell, site), what)| Record::Cell { cell, site, what }),
        1 => Just(Record::Incomplete),
    ]
}

fn encoded(record: &Record) -> Vec<u8> {
    let mut bytes = Vec::new();
    record.encode(&mut bytes);
    bytes
}

fn framed(records: &[Record]) -> Vec<u8> {
    let mut bytes = Vec::new();
    records.iter().for_each(|record| frame::push(&encoded(record), &mut bytes));
    bytes
}

/// Bytes that a record keeps outside of itself.
fn kept(record: &Record) -> usize {
    let value = |value: &Value| match value {
        Value::Str { value, repr } => value.capacity() + repr.as_ref().map_or(0, String::capacity),
        Value::Text(text) | Value::Failed(text) => text.capacity(),
        _ => 0,
    };
    let fields = |fields: &Vec<Field>| {
        fields.capacity() * size_of::<Field>() + fields.iter().map(|field| value(&field.value)).sum::<usize>()
    };
    let places = |places: &Vec<Place>| places.capacity() * size_of::<Place>();
    match record {
        Record::Text { text, .. } | Record::Note { text, .. } | Record::Problem { text, .. } => text.capacity(),
        Record::Thread { name, .. } | Record::Task { name, .. } => name.capacity(),
        Record::Raised { first, .. } => first.capacity(),
        Record::Stack { places: found, .. } => places(found),
        Record::Site { .. } | Record::Loaded { .. } | Record::Cell { .. } | Record::Incomplete => 0,
        Record::Event(event) => match &event.kind {
            Kind::Line { fields: found } => fields(found),
            Kind::Call { fields: found, origin } => fields(found) + places(origin),
            Kind::Return { value: found } | Kind::Yield { value: found } => value(found),
            Kind::Raise { exception, message } => exception.capacity() + message.capacity(),
            Kind::Watch { old, new, .. } => old.as_ref().map_or(0, value) + value(new),
            Kind::Unawaited { origin } => places(origin),
            Kind::Row { argument, fields: found, .. } => argument.as_ref().map_or(0, String::capacity) + fields(found),
        },
    }
}

/// A field takes three bytes at least, and a vector begins with room for four and is twice too large at most.
fn check_room(record: &Record, bytes: &[u8]) {
    let allowed = bytes.len() * size_of::<Field>() + 8 * size_of::<Field>();
    assert!(kept(record) <= allowed, "{} bytes for {} of a record", kept(record), bytes.len());
}

proptest! {
    #[test]
    fn a_record_is_read_as_it_was_written(record in records()) {
        prop_assert_eq!(Record::decode(&encoded(&record)), Ok(record));
    }

    #[test]
    fn a_part_of_a_record_is_none(record in records()) {
        let bytes = encoded(&record);
        for end in 0..bytes.len() {
            prop_assert!(Record::decode(&bytes[..end]).is_err(), "{} of {} bytes", end, bytes.len());
        }
        for more in [0, 1, 0x80, 0xff] {
            prop_assert!(Record::decode(&[&bytes[..], &[more]].concat()).is_err());
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(head in any::<u8>(), mut bytes in vec(any::<u8>(), 0..300)) {
        if let Some(first) = bytes.first_mut() {
            *first = head % 0x28; // mostly a kind that there is
        }
        if let Ok(record) = Record::decode(&bytes) {
            check_room(&record, &bytes);
            prop_assert!(encoded(&record).len() <= bytes.len(), "a record is written in the shortest way");
        }
    }

    #[test]
    fn a_changed_record_is_read_or_refused(record in records(), at in any::<Index>(), bit in 0..8_u32) {
        let mut bytes = encoded(&record);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(record) = Record::decode(&bytes) {
            check_room(&record, &bytes);
        }
    }

    #[test]
    fn a_count_that_cannot_be_is_refused(record in records(), at in any::<Index>()) {
        // Wherever a count stands, it becomes 2^62.
        let mut bytes = encoded(&record);
        let at = at.index(bytes.len());
        bytes.splice(at..=at, [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40]);
        if let Ok(record) = Record::decode(&bytes) {
            check_room(&record, &bytes);
        }
    }

    #[test]
    fn a_stream_may_come_in_any_pieces(records in vec(records(), 0..12), cuts in vec(any::<Index>(), 0..12)) {
        let bytes = framed(&records);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let (mut pending, mut found) = (Vec::new(), Vec::new());
        for piece in cuts.windows(2) {
            pending.extend_from_slice(&bytes[piece[0]..piece[1]]);
            while let Frame::Whole(body, length) = frame::first(&pending) {
                found.push(Record::decode(body).unwrap());
                pending.drain(..length);
            }
            prop_assert_eq!(frame::first(&pending), Frame::Partial);
        }
        prop_assert!(pending.is_empty());
        prop_assert_eq!(found, records);
    }

    #[test]
    fn a_checksum_sees_each_bit(record in records(), at in any::<Index>(), bit in 0..8_u32) {
        let mut bytes = framed(&[record]);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        // A changed length may say that more is to come, or that there is less.
        match frame::first(&bytes) {
            Frame::Torn => {}
            Frame::Partial => prop_assert!(at < 4),
            Frame::Whole(..) => prop_assert!(false, "bit {} of byte {}", bit, at),
        }
    }

    #[test]
    fn any_bytes_are_frames_or_not(bytes in vec(any::<u8>(), 0..64)) {
        if let Frame::Whole(body, length) = frame::first(&bytes) {
            prop_assert_eq!(body.len() + frame::HEAD, length);
            prop_assert!(length <= bytes.len());
        }
    }

    #[test]
    fn names_that_nothing_gave_do_no_harm(records in vec(records(), 0..20), elapsed in any::<u64>(), unix in any::<u64>()) {
        let mut stream = Stream::new(Arc::new(Process { number: 1, pid: 1 }), elapsed, unix);
        for record in &records {
            let _ = stream.take(&encoded(record));
        }
    }
}

/// Changes what has no two forms with the same number of bytes.
#[test]
fn nan_stays_nan() {
    let thing = |value| {
        Record::Event(Event { site: 1, time: 2, thread: 3, task: 0, activation: 0, kind: Kind::Return { value } })
    };
    let bits = 0x7ff8_0000_dead_beef;
    let bytes = encoded(&thing(Value::Float(f64::from_bits(bits))));
    let Ok(Record::Event(Event { kind: Kind::Return { value: Value::Float(number) }, .. })) = Record::decode(&bytes)
    else {
        panic!("no float")
    };
    assert_eq!(number.to_bits(), bits);
}

/// As `tests/wire/records.py` describes a value.
fn described_value(value: &Value) -> Json {
    match value {
        Value::None => json!(["none"]),
        Value::Bool(value) => json!(["bool", value]),
        Value::Int(number) => json!(["int", number]),
        Value::Float(number) => json!(["float", format!("{:016x}", number.to_bits())]),
        Value::Str { value, repr } => json!(["str", value, repr]),
        Value::Text(text) => json!(["text", text]),
        Value::Redacted => json!(["redacted"]),
        Value::Unset => json!(["unset"]),
        Value::Unbound => json!(["unbound"]),
        Value::Failed(why) => json!(["failed", why]),
    }
}

/// As `tests/wire/records.py` describes a record.
fn described(record: &Record) -> Json {
    let fields = |fields: &[Field]| -> Json {
        fields.iter().map(|f| json!([f.name, f.is_template, described_value(&f.value)])).collect()
    };
    let places = |places: &[Place]| -> Json { places.iter().map(|p| json!([p.path, p.line, p.function])).collect() };
    match record {
        Record::Text { id, text } => json!(["text", id, text]),
        Record::Site { id, path, function, line, text } => json!(["site", id, path, function, line, text]),
        Record::Thread { id, ident, name } => json!(["thread", id, ident, name]),
        Record::Task { id, name } => json!(["task", id, name]),
        Record::Stack { thread, places: found } => json!(["stack", thread, places(found)]),
        Record::Note { time, text } => json!(["note", time, text]),
        Record::Raised { site, expression, first, cell } => json!(["raised", site, expression, first, cell]),
        Record::Loaded { path } => json!(["loaded", path]),
        Record::Problem { path, text } => json!(["problem", path, text]),
        Record::Incomplete => json!(["incomplete"]),
        Record::Cell { cell, site, what } => json!(["cell", cell, site, *what == Counted::LeftOut]),
        Record::Event(event) => {
            let kind = match &event.kind {
                Kind::Line { fields: found } => json!(["line", fields(found)]),
                Kind::Call { fields: found, origin } => json!(["call", fields(found), places(origin)]),
                Kind::Return { value } => json!(["return", described_value(value)]),
                Kind::Yield { value } => json!(["yield", described_value(value)]),
                Kind::Raise { exception, message } => json!(["raise", exception, message]),
                Kind::Watch { line, expression, old, new } => {
                    json!(["watch", line, expression, old.as_ref().map(described_value), described_value(new)])
                }
                Kind::Unawaited { origin } => json!(["unawaited", places(origin)]),
                Kind::Row { event, argument, offset, operation, fields: found } => {
                    json!(["row", event, argument, offset, operation, fields(found)])
                }
            };
            json!(["event", event.site, event.time, event.thread, event.task, event.activation, kind])
        }
    }
}

/// As `tests/wire/recorder.py` describes what it handed to the recorder.
fn told(found: Found) -> Option<Json> {
    let fields = |fields: &[event::Field]| -> Json {
        fields.iter().map(|f| json!([&*f.name, f.is_template, described_value(&f.value)])).collect()
    };
    let places = |places: &[event::Place]| -> Json {
        places.iter().map(|place| json!([&*place.path, place.line, &*place.function])).collect()
    };
    let site = |site: &event::Site| json!([&*site.path, site.line, &*site.function, &*site.text]);
    Some(match found {
        Found::Nothing => return None,
        Found::Item(Item::Note { message, .. }) => json!(["note", message]),
        Found::Item(Item::Event(event)) => {
            let kind = match &event.kind {
                event::Kind::Line { fields: found } => json!(["line", fields(found)]),
                event::Kind::Call { fields: found, origin } => json!(["call", fields(found), places(origin)]),
                event::Kind::Return { value } => json!(["return", described_value(value)]),
                event::Kind::Yield { value } => json!(["yield", described_value(value)]),
                event::Kind::Raise { exception, message } => json!(["raise", exception, message]),
                event::Kind::Watch { line, expression, old, new } => {
                    json!(["watch", line, &**expression, old.as_ref().map(described_value), described_value(new)])
                }
                event::Kind::Unawaited { origin } => json!(["unawaited", places(origin)]),
                event::Kind::Row { event, argument, offset, operation, fields: found } => {
                    json!(["row", &**event, argument, offset, operation.as_deref(), fields(found)])
                }
            };
            let (thread, task) = (event.thread.name.as_str(), event.task.as_deref());
            json!([kind, site(&event.site), thread, task, event.activation, !event.stack.is_empty()])
        }
        Found::Fact(Fact::Loaded(path)) => json!(["loaded", &*path]),
        Found::Fact(Fact::Problem(path, text)) => json!(["problem", &*path, text]),
        Found::Fact(Fact::Raised(failure, cell)) => {
            json!(["raised", site(&failure.site), &*failure.expression, failure.first, cell])
        }
        Found::Fact(Fact::Incomplete) => json!(["incomplete"]),
        Found::Fact(Fact::Cell(cell, at, what)) => json!(["cell", cell, site(&at), what == Counted::LeftOut]),
    })
}

/// What a script prints with each CPython: by line, bytes in hexadecimal digits, and JSON.
fn printed(script: &str, check: impl Fn(&str, Vec<(Vec<u8>, Json)>)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (version, python) in pythons::found() {
        let mut command = pythons::command(python);
        command.arg("-B").arg(root.join("tests/wire").join(script)).arg(root.join("python"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{version}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let line = |line: &str| {
            let (hex, json) = line.split_once(' ').unwrap();
            let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
            (bytes.collect(), serde_json::from_str(json).unwrap())
        };
        check(&version.to_string(), text.lines().map(line).collect());
    }
}

#[test]
fn python_writes_the_same_records() {
    printed("records.py", |version, lines| {
        let mut kinds: Vec<String> = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for (bytes, expected) in &lines {
            let Frame::Whole(body, length) = frame::first(bytes) else { panic!("{version}: no frame: {expected}") };
            assert_eq!(length, bytes.len(), "{version}");
            let record = Record::decode(body).unwrap_or_else(|error| panic!("{version}: {error}: {expected}"));
            assert_eq!(described(&record), *expected, "{version}");
            assert_eq!(encoded(&record), body, "{version}: {expected} has two forms");
            let name = if expected[0] == "event" { &expected[6][0] } else { &expected[0] };
            kinds.push(name.as_str().unwrap().to_owned());
            if let Record::Event(Event { kind: Kind::Return { .. }, .. }) = record {
                seen.push(expected[6][1][0].as_str().unwrap().to_owned());
            }
        }
        for list in [&mut kinds, &mut seen] {
            list.sort();
            list.dedup();
        }
        assert_eq!(kinds.len(), 18, "{version}: a kind of record is missing: {kinds:?}");
        assert_eq!(seen.len(), 10, "{version}: a kind of value is missing: {seen:?}");
    });
}

#[test]
fn the_recorder_writes_what_the_collector_reads() {
    printed("recorder.py", |version, lines| {
        let mut stream = Stream::new(Arc::new(Process { number: 1, pid: 1 }), 0, 0);
        assert!(lines.len() > 10, "{version}");
        for (bytes, expected) in lines {
            let (mut rest, mut found) = (&bytes[..], Vec::new());
            while let Frame::Whole(body, length) = frame::first(rest) {
                found.extend(told(stream.take(body).unwrap_or_else(|error| panic!("{version}: {error}: {expected}"))));
                rest = &rest[length..];
            }
            assert!(rest.is_empty(), "{version}: {expected}");
            assert_eq!(Json::Array(found), expected, "{version}");
        }
    });
}
