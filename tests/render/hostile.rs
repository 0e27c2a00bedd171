//! Whatever a program puts into names, messages, lines and values: it changes nothing of the form of a log.

use std::sync::Arc;

use instr::event::{Event, Field, Item, Kind, Place, Process, Site, Thread, Value};
use instr::request::Format;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::build::{item, rendered, request};

/// Characters that harm, among all others.
fn text() -> impl Strategy<Value = String> {
    let harmful = "\n\r\t\x0b\x0c\x1b\x07\x00\x7f\u{85}\u{9b}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}\u{200e}\
                   \u{200f}\u{61c}\u{feff}'\"\\ #";
    let harmful = prop::sample::select(harmful.chars().collect::<Vec<_>>());
    let c = prop_oneof![2 => harmful, 1 => any::<char>(), 2 => prop::char::range(' ', '~')];
    vec(c, 0..12).prop_map(|chars| chars.into_iter().collect())
}

fn shared() -> impl Strategy<Value = Arc<str>> {
    text().prop_map(Arc::from)
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::None),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<f64>().prop_map(Value::Float),
        (text(), option::of(text())).prop_map(|(value, repr)| Value::Str { value, repr }),
        text().prop_map(Value::Text),
        Just(Value::Redacted),
        Just(Value::Unset),
        Just(Value::Unbound),
        text().prop_map(Value::Failed),
    ]
}

fn fields() -> impl Strategy<Value = Vec<Field>> {
    let field = (shared(), any::<bool>(), value());
    vec(field.prop_map(|(name, is_template, value)| Field { name, is_template, value }), 0..4)
}

fn places() -> impl Strategy<Value = Vec<Place>> {
    let place = (shared(), any::<u32>(), shared());
    vec(place.prop_map(|(path, line, function)| Place { path, line, function }), 0..3)
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        fields().prop_map(|fields| Kind::Line { fields }),
        (fields(), places()).prop_map(|(fields, origin)| Kind::Call { fields, origin }),
        value().prop_map(|value| Kind::Return { value }),
        value().prop_map(|value| Kind::Yield { value }),
        (text(), text()).prop_map(|(exception, message)| Kind::Raise { exception, message }),
        (any::<u32>(), shared(), option::of(value()), value()).prop_map(|(line, expression, old, new)| Kind::Watch {
            line,
            expression,
            old,
            new
        }),
        places().prop_map(|origin| Kind::Unawaited { origin }),
        (shared(), option::of(text()), any::<i64>(), option::of(shared()), fields()).prop_map(
            |(event, argument, offset, operation, fields)| Kind::Row { event, argument, offset, operation, fields }
        ),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let flow = (1..3u32, any::<u32>(), 0..3u64, text(), option::of(shared()), option::of(0..5u64));
    let site = (shared(), shared(), option::of(any::<u32>()), shared());
    (flow, site, places(), kind(), any::<u64>()).prop_map(
        |((number, pid, ident, name, task, activation), (path, function, line, text), stack, kind, elapsed)| Event {
            elapsed,
            unix: elapsed,
            process: Arc::new(Process { number, pid }),
            thread: Arc::new(Thread { ident, name }),
            task,
            activation,
            site: Arc::new(Site { path, function, line, text }),
            stack,
            kind,
        },
    )
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let note = text().prop_map(|message| Item::Note { unix: 0, message });
    vec(prop_oneof![5 => event().prop_map(item), 1 => note], 0..8)
}

/// What a terminal, or a reader's eye, would be misled by.
fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}')
}

/// The lines of an item, and whether one more tells that it is of another file, process, thread or task.
fn lines_of(item: &Item, last: &mut Option<Event>, is_table: bool) -> usize {
    let Item::Event(event) = item else { return 1 };
    let has_values = matches!(&event.kind, Kind::Line { fields } if !fields.is_empty());
    let is_elsewhere = last.as_ref().is_some_and(|last| {
        (&last.site.path, &last.process.number, &last.thread, &last.task)
            != (&event.site.path, &event.process.number, &event.thread, &event.task)
    });
    *last = Some((**event).clone());
    1 + usize::from(has_values) + usize::from(is_elsewhere && !is_table) + event.stack.len()
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn text_has_the_lines_it_must(items in items(), time in any::<bool>(), is_table in any::<bool>()) {
        let request = instr::request::CollectRequest { time, is_table, ..request(Format::Text) };
        let told = rendered(&request, &items);
        let mut last = None;
        let expected: usize = items.iter().map(|item| lines_of(item, &mut last, is_table)).sum();
        prop_assert_eq!(told.matches('\n').count(), expected + usize::from(is_table), "{}", told);
        prop_assert!(told.is_empty() || told.ends_with('\n'));
        // Only a source line may have a tab.
        let sources = items.iter().any(|item| {
            matches!(item, Item::Event(event) if matches!(event.kind, Kind::Line { .. }) && event.site.text.contains('\t'))
        });
        let found = told.chars().find(|c| is_harmful(*c) && *c != '\n' && !(*c == '\t' && sources));
        prop_assert_eq!(found, None, "{:?}", told);
    }

    #[test]
    fn json_gives_back_the_strings(items in items()) {
        let told = rendered(&request(Format::Jsonl), &items);
        prop_assert_eq!(told.chars().find(|c| is_harmful(*c) && *c != '\n'), None, "{:?}", told);
        prop_assert_eq!(told.matches('\n').count(), items.len());
        for (line, item) in told.lines().zip(&items) {
            let object: serde_json::Value = serde_json::from_str(line).map_err(|e| TestCaseError::fail(e.to_string()))?;
            match item {
                Item::Note { message, .. } => prop_assert_eq!(object["message"].as_str(), Some(&**message)),
                Item::Event(event) => {
                    prop_assert_eq!(object["file"].as_str(), Some(&*event.site.path));
                    prop_assert_eq!(object["function"].as_str(), Some(&*event.site.function));
                    prop_assert_eq!(object["thread_name"].as_str(), Some(&*event.thread.name));
                    prop_assert_eq!(object["task"].as_str(), event.task.as_deref());
                    check_kind(&object, &event.kind)?;
                }
            }
        }
    }
}

fn check_kind(object: &serde_json::Value, kind: &Kind) -> Result<(), TestCaseError> {
    match kind {
        Kind::Raise { exception, message } => {
            prop_assert_eq!(object["exception"]["type"].as_str(), Some(&**exception));
            prop_assert_eq!(object["exception"]["message"].as_str(), Some(&**message));
        }
        Kind::Return { value } | Kind::Yield { value } => match value {
            Value::Str { value, .. } => prop_assert_eq!(object["typed_value"].as_str(), Some(&**value)),
            Value::Text(text) => prop_assert_eq!(object["value"].as_str(), Some(&**text)),
            Value::Float(number) if number.is_finite() => {
                prop_assert_eq!(object["typed_value"].as_f64().map(f64::to_bits), Some(number.to_bits()));
            }
            Value::Int(number) => prop_assert_eq!(object["typed_value"].as_i64(), Some(*number)),
            _ => {}
        },
        Kind::Line { fields } => {
            let named: std::collections::HashSet<_> =
                fields.iter().filter(|f| !f.is_template).map(|f| &f.name).collect();
            prop_assert_eq!(object["values"].as_object().map(serde_json::Map::len), Some(named.len()));
            for name in named {
                prop_assert!(object["values"][&**name].is_string());
            }
        }
        _ => {}
    }
    Ok(())
}
