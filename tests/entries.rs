//! The rows of a table of probes: `python/instr/model.py` has the kinds and the fields that the rewriter writes.

use std::collections::{BTreeMap, BTreeSet};

use bumpalo::Bump;
use instr::expression::{self, Expression, Watch};
use instr::lines::{Layout, PythonVersion};
use instr::parser::parse;
use instr::plan::{EntryChange, Request, StateChange, plan};
use instr::rewrite::load::load;
use serde_json::Value;

/// Has all forms that a probe can take.
const PROGRAM: &str = "\
import contextlib
def decorate(function):
    return function
def gen(n, flag=True, token='x'):
    for i in range(n):
        if flag:
            a = 1
        del flag
        yield i
    while n:
        n -= 1
        b = n
    with contextlib.suppress(
        KeyError
    ), contextlib.suppress(
        ValueError
    ):
        c = n
    return [
        x
        for x in range(n)
        if x
    ]
@decorate
@decorate
def call(x, y):
    z = x.y
    z = (
        x +
        y
    )
    for i in (
        x,
        y,
    ):
        z = i
    if x: w = 1
    print(w)
    d = (
        i
        for i in x
    )
    w = sum(
        k
        for k in x
    )
    try:
        z = 1
    except ValueError:
        z = 2
    del z
    print(z)
    x.y = 3
    return z
class C(
    object
):
    v = 1
    def m(self):
        return self.v
";

fn expression(text: &str) -> Expression {
    expression::read(text).unwrap_or_else(|error| panic!("{text}: {error:?}")).expression
}

fn requests() -> Vec<Request> {
    let all = Request { lines: Some("all".parse().unwrap()), layout: Layout::OwnLines, ..Request::default() };
    let change = |name: &str, value: &str| StateChange { name: name.to_owned(), value: expression(value) };
    let entry = EntryChange { function: "call".parse().unwrap(), change: change("x", "y + 1") };
    vec![
        all.clone(),
        Request { hits: Some(2), every: Some(3), redact: instr::plan::Secrets::with(&[]), ..all.clone() },
        Request { calls: vec!["*".parse().unwrap()], ..all.clone() },
        Request { condition: Some(expression("x > 1")), ..all.clone() },
        Request { log: vec![expression("x + 1"), expression("f'{x}'")], ..all.clone() },
        Request { watches: ["z", "x.y", "w"].map(|text| Watch::read(text).unwrap()).to_vec(), ..all.clone() },
        Request { sets: vec![change("z", "1"), change("w", "x")], ..all.clone() },
        Request { entries: vec![entry], ..all },
    ]
}

/// Kinds, each with its fields, of all entries that the programs have; those of `log` as the kind `log`.
fn written() -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut note = |kind: &str, value: &Value| {
        let fields: BTreeSet<String> = value.as_object().unwrap().keys().cloned().collect();
        let known = found.entry(kind.to_owned()).or_insert_with(|| fields.clone());
        assert_eq!(*known, fields, "{kind} has one form");
    };
    for target in [PythonVersion::PY38, PythonVersion::PY311, PythonVersion::PY314] {
        for request in requests() {
            let arena = Bump::new();
            let module = parse(PROGRAM, &arena).unwrap();
            let plan = plan(module, PROGRAM, &arena, target, &request);
            let loaded = load(&module, PROGRAM, &plan, &request).unwrap();
            for entry in &loaded.entries {
                let value = serde_json::to_value(entry).unwrap();
                note(value["kind"].as_str().unwrap(), &value);
                value["log"].as_array().into_iter().flatten().for_each(|log| note("log", log));
            }
        }
    }
    found
}

/// The classes of `model.py` that are forms of rows: by kind the fields.
fn modelled() -> BTreeMap<String, BTreeSet<String>> {
    let text = include_str!("../python/instr/model.py");
    let mut found = BTreeMap::new();
    let (mut classes, mut union) = (Vec::new(), String::new());
    let mut rest = text.split("\n    class ").skip(1).peekable();
    while let Some(class) = rest.next() {
        let Some((name, body)) = class.split_once("(TypedDict):\n") else { continue };
        let body = match (rest.peek(), body.split_once("\n    Entry = ")) {
            (_, Some((body, after))) => {
                union = after[..after.find("]").unwrap()].to_owned();
                body
            }
            _ => body,
        };
        let fields: Vec<(&str, &str)> = body
            .lines()
            .filter_map(|line| line.strip_prefix("        ")?.split_once(": "))
            .filter(|(name, _)| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
            .collect();
        let names: BTreeSet<String> = fields.iter().map(|(name, _)| (*name).to_owned()).collect();
        let kinds = fields.iter().find(|(name, _)| *name == "kind").map_or("\"log\"", |(_, kinds)| kinds);
        for kind in kinds.split('"').skip(1).step_by(2) {
            assert!(found.insert(kind.to_owned(), names.clone()).is_none(), "{kind} is there twice");
        }
        classes.push(name);
    }
    for class in classes.iter().filter(|class| **class != "Log") {
        assert!(union.contains(class), "{class} is missing in `Entry`");
    }
    found
}

/// The kinds that `entry.rs` has.
fn declared() -> BTreeSet<String> {
    let text = include_str!("../src/rewrite/load/entry.rs");
    let (_, body) = text.split_once("pub enum Entry {\n").unwrap();
    let (body, _) = body.split_once("\n}").unwrap();
    let variants =
        body.lines().filter(|line| !line.contains("//")).map(|line| line.trim().split([' ', '(']).next().unwrap());
    let snake = |name: &str| {
        let mut out = String::new();
        for c in name.chars() {
            if c.is_uppercase() && !out.is_empty() {
                out.push('_');
            }
            out.extend(c.to_lowercase());
        }
        out
    };
    variants.map(snake).collect()
}

#[test]
fn the_rewriter_and_the_loader_have_the_same_forms() {
    let (written, mut modelled) = (written(), modelled());
    for (kind, fields) in &written {
        assert_eq!(modelled.get(kind), Some(fields), "the fields of `{kind}`: model.py, then entry.rs");
    }
    modelled.remove("log");
    let kinds = |map: &BTreeMap<String, BTreeSet<String>>| map.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(kinds(&modelled), declared(), "the kinds: model.py, then entry.rs");
    let mut seen = kinds(&written);
    assert!(seen.remove("log"), "no logged expression");
    // They have the fields of a kind that is there.
    for (rare, like) in [("again", "line"), ("around", "line"), ("watched", "watch")] {
        assert_eq!(modelled[rare], modelled[like], "`{rare}` and `{like}` have one form");
        seen.insert(rare.to_owned());
    }
    assert_eq!(seen, declared(), "the kinds of the program's entries, then entry.rs");
}
