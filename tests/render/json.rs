//! JSON lines and the document of counts: against their schemas, and key by key.

use instr::event::{Kind, Value};
use instr::request::Format;
use serde_json::{Value as Json, json};

use crate::build::*;
use crate::schema::violation;

fn checked(line: &str) -> Json {
    let schema: Json = serde_json::from_str(include_str!("../../schemas/event.json")).unwrap();
    let object: Json = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    assert_eq!(violation(&schema, &object), None, "{line}");
    object
}

fn one(event: instr::event::Event) -> String {
    rendered(&request(Format::Jsonl), &[item(event)])
}

#[test]
fn each_kind_is_as_the_schema_says() {
    let mut items: Vec<_> = every_kind().into_iter().map(item).collect();
    let full = with(line(vec![field("a", Value::Int(1))]), |event| {
        event.activation = Some(9);
        event.task = Some("Task-1".into());
        event.stack = vec![place(1, "main")];
    });
    items.extend([item(full), note("ends")]);
    let told = rendered(&request(Format::Jsonl), &items);
    assert_eq!(told.lines().count(), items.len());
    for (number, line) in told.lines().enumerate() {
        assert_eq!(checked(line)["seq"], number + 1);
    }
}

/// What the schema does not describe is refused: it guards the test above.
#[test]
fn the_schema_is_strict() {
    let schema: Json = serde_json::from_str(include_str!("../../schemas/event.json")).unwrap();
    let good = checked(one(line(vec![])).trim_end());
    let changes: [(&str, Json); 6] = [
        ("extra", json!(1)),
        ("v", json!(1)),
        ("event", json!("note")),
        ("offset", json!(3)),
        ("values", json!({"a": 1})),
        ("pid", json!("4711")),
    ];
    for (key, value) in changes {
        let mut bad = good.clone();
        bad[key] = value;
        assert!(violation(&schema, &bad).is_some(), "{key}: {bad}");
    }
    for key in ["seq", "time", "monotonic", "thread_name", "task", "file", "line", "values"] {
        let mut bad = good.clone();
        bad.as_object_mut().unwrap().remove(key);
        assert!(violation(&schema, &bad).is_some(), "without {key}");
    }
}

#[test]
fn keys_in_their_order() {
    let event =
        with(line(vec![field("a", Value::Int(1)), field("b", Value::Text("[…]".into())), template("t")]), |event| {
            event.activation = Some(9);
            event.stack = vec![place(1, "main")];
        });
    let expected = concat!(
        r#"{"v": 2, "seq": 1, "time": 1700000000.001234, "monotonic": 1234567, "pid": 4711, "thread": 140, "#,
        r#""thread_name": "MainThread", "task": null, "event": "line", "file": "/src/app/cart.py", "#,
        r#""function": "Cart.add", "line": 3, "values": {"a": "1", "b": "[…]"}, "typed": {"a": 1}, "messages": ["t"], "#,
        r#""activation": 9, "stack": [{"file": "/src/app/cart.py", "line": 1, "function": "main"}]}"#,
        "\n"
    );
    assert_eq!(one(event), expected);
    let told = rendered(&request(Format::Jsonl), &[note("a \"b\"\n")]);
    let expected = r#"{"v": 2, "seq": 1, "time": 1700000000.000001, "event": "note", "message": "a \"b\"\n"}"#;
    assert_eq!(told, format!("{expected}\n"));
}

#[test]
fn typed_values() {
    let values = [
        ("none", Value::None, json!("None"), Some(json!(null))),
        ("true", Value::Bool(true), json!("True"), Some(json!(true))),
        ("int", Value::Int(i64::MIN), json!("-9223372036854775808"), Some(json!(i64::MIN))),
        ("float", Value::Float(1e16), json!("1e+16"), Some(json!(1e16))),
        ("zero", Value::Float(-0.0), json!("-0.0"), Some(json!(-0.0))),
        ("nan", Value::Float(f64::NAN), json!("nan"), None),
        ("inf", Value::Float(f64::NEG_INFINITY), json!("-inf"), None),
        ("str", string("it's"), json!("\"it's\""), Some(json!("it's"))),
        ("text", Value::Text("[1]".into()), json!("[1]"), None),
        ("secret", Value::Redacted, json!("<redacted>"), None),
        ("unbound", Value::Unbound, json!("<unbound>"), None),
        ("failed", Value::Failed("E: x".into()), json!("<E: x>"), None),
    ];
    let fields = values.iter().map(|(name, value, ..)| field(name, value.clone())).collect();
    let told = checked(&one(line(fields)));
    for (name, _, text, typed) in &values {
        assert_eq!(told["values"][name], *text, "{name}");
        assert_eq!(told["typed"].get(name), typed.as_ref(), "{name}");
    }
    let told = checked(&one(returns(Value::None)));
    assert_eq!((told.get("value"), told.get("typed_value")), (Some(&json!("None")), Some(&json!(null))));
    let change = Kind::Watch { line: 7, expression: "x".into(), old: Some(Value::Unset), new: Value::Int(1) };
    let told = checked(&one(event(change)));
    assert_eq!((&told["old"], &told["new"], &told["line"]), (&json!("<unset>"), &json!("1"), &json!(7)));
    assert_eq!((told.get("typed_old"), told.get("typed_new")), (None, Some(&json!(1))));
}

/// A name that is logged twice is there once, as `json.loads` would have it.
#[test]
fn names_once() {
    let told = one(line(vec![field("a", Value::Int(1)), field("b", Value::Int(2)), field("a", Value::Int(3))]));
    assert!(told.contains(r#""values": {"b": "2", "a": "3"}, "typed": {"b": 2, "a": 3}"#), "{told}");
}

#[test]
fn counts() {
    let told = rendered(&request(Format::CountsJson), &[item(line(vec![])), note("x")]);
    let expected = concat!(
        r#"{"v": 2, "counts": [{"file": "app/cart.py", "line": 3, "hits": 2}, "#,
        r#"{"file": "app/cart.py", "line": 7, "hits": 0}]}"#,
        "\n"
    );
    assert_eq!(told, expected);
    let schema: Json = serde_json::from_str(include_str!("../../schemas/counts.json")).unwrap();
    assert_eq!(violation(&schema, &serde_json::from_str(&told).unwrap()), None);
}
