//! Events and requests for the tests: what is not said is the usual.

use std::sync::Arc;

use instr::event::{Event, Field, Item, Kind, Place, Process, Site, Thread, Value};
use instr::render::{Counts, renderer};
use instr::request::{CollectRequest, Format, Output, PlannedFile};

/// A request for a log of one file, `/src/app/cart.py`, that the command line names `app/cart.py`.
pub fn request(format: Format) -> CollectRequest {
    let file = PlannedFile {
        path: "/src/app/cart.py".into(),
        shown: "app/cart.py".into(),
        lines: vec![3, 7],
        first_cell: 1,
        expected: vec![3, 7],
        watches: Vec::new(),
    };
    CollectRequest {
        version: "0".into(),
        folder: "/run".into(),
        output: Output::Stderr,
        format,
        time: false,
        is_table: false,
        note: None,
        files: vec![file],
        condition: None,
        names_unreached: true,
        began: 1_700_000_000_000_000_000,
        began_monotonic: 5,
    }
}

/// An event in line 3 of `Cart.add`, in the main thread of the first process.
pub fn event(kind: Kind) -> Event {
    Event {
        elapsed: 1_234_567,
        unix: 1_700_000_000_001_234_567,
        process: Arc::new(Process { number: 1, pid: 4711 }),
        thread: Arc::new(Thread { ident: 140, name: "MainThread".into() }),
        task: None,
        activation: None,
        site: Arc::new(Site {
            path: "/src/app/cart.py".into(),
            function: "Cart.add".into(),
            line: Some(3),
            text: "    self.total += price".into(),
        }),
        stack: Vec::new(),
        kind,
    }
}

/// The event changed by `change`.
pub fn with(mut event: Event, change: impl FnOnce(&mut Event)) -> Event {
    change(&mut event);
    event
}

/// In another function.
pub fn of(event: Event, function: &str) -> Event {
    with(event, |event| event.site = Arc::new(Site { function: function.into(), ..(*event.site).clone() }))
}

pub fn field(name: &str, value: Value) -> Field {
    Field { name: name.into(), is_template: false, value }
}

pub fn template(text: &str) -> Field {
    Field { name: "f'…'".into(), is_template: true, value: Value::Text(text.into()) }
}

pub fn string(text: &str) -> Value {
    Value::Str { value: text.into(), repr: None }
}

pub fn place(line: u32, function: &str) -> Place {
    Place { path: "/src/app/cart.py".into(), line, function: function.into() }
}

pub fn line(fields: Vec<Field>) -> Event {
    event(Kind::Line { fields })
}

pub fn call(fields: Vec<Field>) -> Event {
    event(Kind::Call { fields, origin: Vec::new() })
}

pub fn returns(value: Value) -> Event {
    event(Kind::Return { value })
}

pub fn note(message: &str) -> Item {
    Item::Note { unix: 1_700_000_000_000_001_999, message: message.into() }
}

pub fn item(event: Event) -> Item {
    Item::Event(Box::new(event))
}

/// One of each kind, and rows.
pub fn every_kind() -> Vec<Event> {
    let row = |event_name: &str, operation: Option<&str>, argument: Option<&str>| {
        event(Kind::Row {
            event: event_name.into(),
            argument: argument.map(Into::into),
            offset: if operation.is_some() { 12 } else { -1 },
            operation: operation.map(Into::into),
            fields: vec![field("x", Value::Int(1))],
        })
    };
    let mut all = vec![
        line(vec![]),
        line(vec![field("a", Value::Int(1)), field("b", string("x"))]),
        line(vec![template("total 3"), field("c", Value::Text("[1, 2]".into()))]),
        call(vec![field("a", Value::None)]),
        event(Kind::Call { fields: vec![], origin: vec![place(12, "main"), place(20, "<module>")] }),
        returns(Value::Float(0.1)),
        returns(Value::Float(f64::NAN)),
        event(Kind::Yield { value: Value::Bool(true) }),
        event(Kind::Raise { exception: "KeyError".into(), message: "'x'".into() }),
        event(Kind::Raise { exception: "StopIteration".into(), message: String::new() }),
        event(Kind::Watch { line: 7, expression: "self.total".into(), old: None, new: Value::Int(0) }),
        event(Kind::Watch {
            line: 7,
            expression: "self.total".into(),
            old: Some(Value::Int(0)),
            new: Value::Text("<Money 3>".into()),
        }),
        event(Kind::Unawaited { origin: vec![place(12, "main")] }),
        event(Kind::Unawaited { origin: vec![] }),
    ];
    let names = ["call", "line", "return", "exception", "opcode", "c_call", "c_return", "c_exception"];
    all.extend(names.iter().map(|name| row(name, Some("LOAD_FAST"), Some("None"))));
    all.push(row("call", None, None));
    all
}

/// The whole log.
pub fn rendered(request: &CollectRequest, items: &[Item]) -> String {
    let mut renderer = renderer(request);
    let mut out = Vec::new();
    for item in items {
        renderer.item(item, &mut out);
    }
    renderer.end(&Counts { lines: vec![("app/cart.py".into(), 3, 2), ("app/cart.py".into(), 7, 0)] }, &mut out);
    String::from_utf8(out).unwrap()
}
