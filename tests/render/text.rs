//! Text, line by line.

use std::sync::Arc;

use instr::event::{Event, Item, Kind, Process, Site, Thread, Value};
use instr::request::{Format, PlannedFile};

use crate::build::*;

fn text(events: Vec<Event>) -> String {
    rendered(&request(Format::Text), &events.into_iter().map(item).collect::<Vec<_>>())
}

fn in_file(event: Event, path: &str) -> Event {
    with(event, |event| event.site = Arc::new(Site { path: path.into(), ..(*event.site).clone() }))
}

fn in_process(event: Event, number: u32) -> Event {
    with(event, |event| event.process = Arc::new(Process { number, pid: 4710 + number }))
}

fn in_thread(event: Event, ident: u64, name: &str) -> Event {
    with(event, |event| event.thread = Arc::new(Thread { ident, name: name.into() }))
}

fn in_task(event: Event, task: &str) -> Event {
    with(event, |event| event.task = Some(task.into()))
}

fn number(event: Event, activation: u64) -> Event {
    with(event, |event| event.activation = Some(activation))
}

#[test]
fn each_kind() {
    let kinds = every_kind().into_iter().filter(|event| !matches!(event.kind, Kind::Row { .. }));
    let expected = "\
3     self.total += price
                                         # a = 1, b = 'x'
3     self.total += price
                                         # total 3, c = [1, 2]
3     self.total += price
Calling Cart.add(a = None)
  Calling Cart.add(), created at app/cart.py:12 in main, app/cart.py:20 in <module>
  Cart.add() returns 0.1
Cart.add() returns nan
Cart.add() yields True
Cart.add() raises KeyError: 'x'
Cart.add() raises StopIteration
7    self.total = 0                              Cart.add
7    self.total: 0 -> <Money 3>                  Cart.add
Cart.add() was never awaited, created at app/cart.py:12 in main
Cart.add() was never awaited, created at ?
";
    assert_eq!(text(kinds.collect()), expected);
}

#[test]
fn notes_and_inner_functions() {
    let items = [
        item(of(call(vec![]), "outer.<locals>.Inner.<locals>.run")),
        note("app/cart.py: line 7 was never reached"),
        item(of(returns(Value::None), "outer.<locals>.Inner.<locals>.run")),
    ];
    let expected = "Calling run()\n# instr: app/cart.py: line 7 was never reached\nrun() returns None\n";
    assert_eq!(rendered(&request(Format::Text), &items), expected);
}

#[test]
fn a_table() {
    let mut request = request(Format::Text);
    request.is_table = true;
    let head = "| event       |  arg | line | offset |        opcode        | locals\n";
    assert_eq!(rendered(&request, &[]), head);
    let row = |name: &str, line, argument: Option<&str>, operation: Option<&str>, fields| {
        let kind = Kind::Row {
            event: name.into(),
            argument: argument.map(Into::into),
            offset: if operation.is_some() { 4 } else { -1 },
            operation: operation.map(Into::into),
            fields,
        };
        with(event(kind), |event| event.site = Arc::new(Site { line, ..(*event.site).clone() }))
    };
    let other = in_file(in_thread(row("opcode", None, None, Some("RESUME"), vec![]), 9, "worker"), "/src/other.py");
    let items = [
        item(row("call", Some(3), None, None, vec![field("a", Value::Int(1)), field("b", string("x"))])),
        item(other),
        item(row("return", Some(12), Some("None"), Some("RETURN_VALUE"), vec![field("a", Value::Int(1))])),
    ];
    let expected = "\
| event       |  arg | line | offset |        opcode        | locals
| call        |      |    3 |     -1 |                      | a = 1, b = 'x'
| opcode      |      |    0 |      4 | RESUME               |
| return      | None |   12 |      4 | RETURN_VALUE         | a = 1
";
    assert_eq!(rendered(&request, &items), expected);
}

/// Nothing in a program with one file, thread and task; else a line where it changes.
#[test]
fn context() {
    let here = || line(vec![]);
    assert_eq!(text(vec![here(), of(here(), "Cart.remove")]), "3     self.total += price\n".repeat(2));
    assert_eq!(text(vec![in_task(in_thread(here(), 9, "worker"), "Task-1")]), "3     self.total += price\n");
    let told = text(vec![
        here(),
        in_file(here(), "/lib/other.py"),
        in_file(here(), "/lib/other.py"),
        in_thread(here(), 9, "worker-2"),
        in_task(in_thread(here(), 9, "worker-2"), "Task-3"),
        here(),
        in_process(in_task(in_thread(here(), 9, "worker-2"), "Task-3"), 2),
        here(),
    ]);
    let lines: Vec<&str> = told.lines().filter(|line| *line != "3     self.total += price").collect();
    let expected = [
        "# /lib/other.py · Cart.add",
        "# app/cart.py · Cart.add · worker-2",
        "# app/cart.py · Cart.add · worker-2 · Task-3",
        "# app/cart.py · Cart.add",
        "# app/cart.py · Cart.add · pid 4712 · worker-2 · Task-3",
        "# app/cart.py · Cart.add · pid 4711",
    ];
    assert_eq!(lines, expected, "{told}");
}

#[test]
fn notes_have_no_context() {
    let items = [note("begins"), item(line(vec![])), note("between"), item(line(vec![]))];
    let expected = "# instr: begins\n3     self.total += price\n# instr: between\n3     self.total += price\n";
    assert_eq!(rendered(&request(Format::Text), &items), expected);
}

#[test]
fn time_and_stack() {
    let mut request = request(Format::Text);
    request.time = true;
    let stack = || vec![place(9, "main"), place(20, "<module>")];
    let items = [
        item(with(line(vec![field("a", Value::Int(1))]), |event| event.stack = stack())),
        item(with(line(vec![]), |event| event.elapsed = 9_999_999_999_999)),
        item(with(line(vec![field("a", Value::Int(2))]), |event| event.elapsed = 10_000_000_000_000)),
        item(in_file(line(vec![]), "/lib/other.py")),
        note("ends"),
    ];
    let expected = "\
[   0.001234]                                          # a = 1
              3     self.total += price
                  from app/cart.py:9 in main
                  from app/cart.py:20 in <module>
[9999.999999] 3     self.total += price
[10000.000000]                                          # a = 2
               3     self.total += price
# /lib/other.py · Cart.add
[   0.001234] 3     self.total += price
# instr: ends
";
    assert_eq!(rendered(&request, &items), expected);
    request.time = false;
    let shown = rendered(&request, &[item(with(returns(Value::None), |event| event.stack = stack()))]);
    assert_eq!(shown, "Cart.add() returns None\n    from app/cart.py:9 in main\n    from app/cart.py:20 in <module>\n");
}

/// A generator's values stand where it was called, whoever asks for them.
#[test]
fn depth_by_activation() {
    let yields = |value| event(Kind::Yield { value });
    let told = text(vec![
        number(of(call(vec![]), "main"), 1),
        number(of(call(vec![]), "gen"), 2),
        number(of(line(vec![]), "gen"), 2),
        number(of(yields(Value::Int(1)), "gen"), 2),
        number(of(call(vec![]), "use"), 3),
        number(of(call(vec![]), "deep"), 4),
        number(of(yields(Value::Int(2)), "gen"), 2),
        number(of(returns(Value::None), "deep"), 4),
        number(of(event(Kind::Raise { exception: "E".into(), message: "m".into() }), "use"), 3),
        number(of(returns(Value::None), "unknown"), 99),
        number(of(line(vec![]), "gen"), 2),
        number(of(call(vec![]), "in_gen"), 5),
        number(of(returns(Value::None), "main"), 1),
    ]);
    let expected = "\
Calling main()
  Calling gen()
3     self.total += price
  gen() yields 1
  Calling use()
    Calling deep()
  gen() yields 2
    deep() returns None
  use() raises E: m
  unknown() returns None
3     self.total += price
    Calling in_gen()
main() returns None
";
    assert_eq!(told, expected);
}

#[test]
fn depth_of_each_flow() {
    let told = text(vec![
        of(call(vec![]), "a"),
        in_thread(of(call(vec![]), "t"), 9, "w"),
        of(call(vec![]), "b"),
        in_process(of(call(vec![]), "p"), 2),
        in_task(of(call(vec![]), "k"), "Task-1"),
        of(returns(Value::None), "b"),
        of(event(Kind::Yield { value: Value::None }), "a"),
        of(returns(Value::None), "a"),
        of(returns(Value::None), "too_many"),
        of(call(vec![]), "c"),
    ]);
    let lines: Vec<&str> = told.lines().filter(|line| !line.starts_with('#')).collect();
    let expected = [
        "Calling a()",
        "Calling t()",
        "  Calling b()",
        "Calling p()",
        "Calling k()",
        "  b() returns None",
        "a() yields None",
        "a() returns None",
        "too_many() returns None",
        "Calling c()",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn counts() {
    let items = [item(line(vec![])), note("too late")];
    assert_eq!(rendered(&request(Format::Counts), &items), "# instr: too late\napp/cart.py:3 2\napp/cart.py:7 0\n");
}

/// Two files may be named alike on the command line only if they are one; a file without a name is shown by its path.
#[test]
fn files_by_their_names() {
    let mut request = request(Format::Text);
    let other = PlannedFile { path: "/lib/b.py".into(), shown: "../lib/b.py".into(), ..request.files[0].clone() };
    request.files.push(other);
    let items: Vec<Item> =
        ["/src/app/cart.py", "/lib/b.py", "/lib/c.py"].map(|path| item(in_file(line(vec![]), path))).into();
    let told = rendered(&request, &items);
    let lines: Vec<&str> = told.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(lines, ["# ../lib/b.py · Cart.add", "# /lib/c.py · Cart.add"]);
}
