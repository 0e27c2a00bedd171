//! `--watch`: the checks behind the places that can change a value tell what a tracer sees that looks at each line.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use instr::lines::PythonVersion;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRng, TestRunner};
use serde_json::Value;

use super::pythons;
use super::sandbox::Sandbox;
use super::seeds;

const CHAPTER: &str = include_str!("../../examples/remove_html_markup.py");

/// A change: function, line, expression, the old and the new value.
type Change = (String, u64, String, String, String);

/// The changes by the file that they are in.
fn changes(sandbox: &Sandbox, python: &str, engine: &str, options: &[&str]) -> BTreeMap<String, Vec<Change>> {
    let mut args = vec!["run", "--python", python, "--engine", engine, "--format", "jsonl", "-o", "log"];
    args.extend(options);
    args.push("main.py");
    sandbox.run(&args).exits(0);
    let mut found: BTreeMap<String, Vec<Change>> = BTreeMap::new();
    for line in sandbox.read("log").lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        if event["event"] != "watch" {
            continue;
        }
        let text = |name: &str| without_addresses(event[name].as_str().unwrap_or("-"));
        let change = (text("function"), event["line"].as_u64().unwrap(), text("expression"), text("old"), text("new"));
        found.entry(text("file").rsplit('/').next().unwrap().to_owned()).or_default().push(change);
    }
    found
}

fn without_addresses(text: &str) -> String {
    let mut parts = text.split(" at 0x");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out += " at ";
        out += part.trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    out
}

/// The dynamic engines of a version; the first is the reference.
fn dynamic(version: PythonVersion) -> &'static [&'static str] {
    if version.minor() >= 12 { &["settrace", "monitoring"] } else { &["settrace"] }
}

#[test]
fn each_change_is_told_once_by_the_line_that_made_it() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", CHAPTER);
    let expected = "\
223  tag = False                                 remove_html_markup
224  quote = False                               remove_html_markup
231  tag: False -> True                          remove_html_markup
235  quote: False -> True                        remove_html_markup
235  quote: True -> False                        remove_html_markup
233  tag: True -> False                          remove_html_markup
231  tag: False -> True                          remove_html_markup
233  tag: True -> False                          remove_html_markup
";
    for (version, python) in pythons::found() {
        for engine in [&["static"], dynamic(*version)].concat() {
            let python = python.to_str().unwrap();
            let run = sandbox
                .run(&["run", "--python", python, "--engine", engine, "--watch", "tag", "--watch", "quote", "f.py"])
                .exits(0);
            assert_eq!(run.stderr, expected, "{version} {engine}");
            assert_eq!(run.stdout, "\"foo\"\n", "{version} {engine}");
        }
    }
}

#[test]
fn names_of_all_constructs_change_as_a_tracer_sees_it() {
    let constructs = include_str!("../line_events/constructs.txt");
    let sandbox = Sandbox::new();
    let mut names = Vec::new();
    let mut files = Vec::new();
    for part in constructs.split("### ").skip(1) {
        let (name, source) = part.split_once('\n').unwrap();
        let name = format!("p_{}.py", name.trim().replace(|c: char| !c.is_alphanumeric(), "_"));
        sandbox.write(&format!("m/{name}"), format!("from prelude import *\n{source}"));
        names.extend(bound_names(source));
        files.push(name);
    }
    names.sort();
    names.dedup();
    let mut args = vec!["plan", "--output-format", "json", "--target-version", "3.8"];
    names.iter().for_each(|name| args.extend(["--watch", name.as_str()]));
    let paths: Vec<String> = files.iter().map(|name| format!("m/{name}")).collect();
    args.extend(paths.iter().map(String::as_str));
    let plans: Value = serde_json::from_str(&sandbox.run(&args).stdout).unwrap();
    let watches = plans.as_array().unwrap().iter().filter_map(|plan| plan["watches"].as_array()).flatten();
    let bound: BTreeSet<&str> = watches
        .filter(|watch| !watch["checks"].as_array().unwrap().is_empty())
        .map(|watch| watch["expression"].as_str().unwrap())
        .collect();
    names.retain(|name| bound.contains(name.as_str()));
    assert!(names.len() > 10, "{names:?}");
    sandbox.write("prelude.py", include_str!("../line_events/prelude.py"));
    let imports: String = files
        .iter()
        .map(|name| format!("try: __import__({:?})\nexcept BaseException: pass\n", &name[..name.len() - 3]))
        .collect();
    sandbox.write("main.py", format!("import sys\nsys.path.append(sys.path[0] + '/m')\n{imports}"));
    let mut options = vec!["-p", "m/", "--no-redact"];
    names.iter().for_each(|name| options.extend(["--watch", name.as_str()]));
    for (version, python) in pythons::found() {
        let python = python.to_str().unwrap();
        let told = changes(&sandbox, python, "static", &options);
        for engine in dynamic(*version) {
            let seen = changes(&sandbox, python, engine, &options);
            let (mut events, mut announced) = (0, 0);
            for file in &files {
                let (told, seen) = (told.get(file), seen.get(file));
                events += seen.map_or(0, Vec::len);
                if told == seen {
                    continue;
                }
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let doubts = doubts(&sandbox, &format!("m/{file}"), &version.to_string(), &names);
                assert!(!doubts.approximate.is_empty(), "{version} {engine} {file}: {told:#?} {seen:#?}");
                announced += 1;
            }
            println!("{version} {engine}: {events} changes, {announced} of {} programs announced", files.len());
            assert!(events > 500 && announced <= 12, "{version} {engine}: {events}, {announced}");
        }
    }
}

/// What the plan says beforehand of a file's functions and watched expressions.
#[derive(Default)]
struct Doubts {
    /// With places that it calls approximate, or where a change may be missed.
    approximate: BTreeSet<(String, String)>,
    /// Where what raises out of the frame may have made a change.
    raising: BTreeSet<(String, String)>,
}

fn doubts(sandbox: &Sandbox, file: &str, version: &str, watches: &[&str]) -> Doubts {
    let mut args = vec!["plan", "--target-version", version, "--output-format", "json", file];
    watches.iter().for_each(|name| args.extend(["--watch", name]));
    let plan: Value = serde_json::from_str(&sandbox.run(&args).stdout).unwrap();
    let source = sandbox.read(file);
    let mut doubts = Doubts::default();
    for watch in plan[0]["watches"].as_array().unwrap() {
        let expression = watch["expression"].as_str().unwrap();
        for check in watch["checks"].as_array().unwrap().iter().filter(|check| check.get("doubt").is_some()) {
            let function = outermost(check["qualname"].as_str().unwrap());
            doubts.approximate.insert((function.to_owned(), expression.to_owned()));
        }
        for unseen in watch["unseen"].as_array().into_iter().flatten() {
            let before = source.lines().take(unseen[0].as_u64().unwrap() as usize);
            let header = before.filter_map(|line| line.strip_prefix("def ")).last().unwrap_or("<module>(");
            let place = (header.split('(').next().unwrap().to_owned(), expression.to_owned());
            let raises = unseen[1].as_str().unwrap().contains("raises out of the frame");
            if raises { &mut doubts.raising } else { &mut doubts.approximate }.insert(place);
        }
    }
    doubts
}

/// The function that a comprehension is in.
fn outermost(qualname: &str) -> &str {
    qualname.split(".<locals>").next().unwrap_or(qualname)
}

/// Names that a text seems to bind.
fn bound_names(source: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut names = Vec::new();
    for line in source.lines() {
        for (at, _) in line.match_indices(['=', ',', ')', ':', ']', ' ']) {
            let word: String = line[..at].chars().rev().take_while(|&c| is_part(c)).collect();
            names.push(word.chars().rev().collect::<String>());
        }
    }
    let is_name = |name: &String| {
        name.starts_with(|c: char| c.is_lowercase()) && name.len() < 4 && !KEYWORDS.contains(&name.as_str())
    };
    names.into_iter().filter(is_name).collect()
}

const KEYWORDS: [&str; 11] = ["as", "def", "del", "for", "if", "in", "is", "not", "and", "or", "try"];

/// What the generated functions use.
const AROUND: &str = "\
import contextlib
g = 0
turns = 0
class Box:
    n = 0
    def bump(self):
        self.n += 1
        return self.n
@contextlib.contextmanager
def held(value):
    yield value
def touch(xs, box):
    xs.append(7)
    box.n += 2
    return len(xs)
def shift():
    global g
    g = 4
    return 1
def left():
    global turns
    turns -= 1
    return turns > 0 and turns % 4
def run(f):
    global turns
    turns = 30
    xs, box = [], Box()
    try:
        list(f(1, 2, xs, box) or ())
    except Exception:
        pass
";

/// Names, operators, and what is inside of objects.
const WATCHES: [&str; 14] =
    ["a", "b", "c", "g", "err", "xs", "k", "a + b", "a > b and c", "g == a", "len(xs)", "box.n", "xs[0]", "[a, g]"];

fn value() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["0", "1", "a", "b", "a + 1", "b * 2", "a - b", "c", "len(xs)", "box.n", "g", "k"])
        .prop_map(str::to_owned)
}

fn variable() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b", "c", "g", "k"])
}

fn indented(body: &[String]) -> String {
    body.iter().flat_map(|part| part.lines()).map(|line| format!("\n    {line}")).collect()
}

/// Forms of assignment, of deletion, of definition.
fn binding() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (variable(), value()).prop_map(|(v, e)| format!("{v} = {e}")),
        2 => (variable(), value()).prop_map(|(v, e)| format!("{v} += {e}")),
        1 => (variable(), variable(), value()).prop_map(|(v, w, e)| format!("{v}, {w} = {e}, 3")),
        1 => (variable(), variable(), value()).prop_map(|(v, w, e)| format!("{v}, *{w} = {e}, 3, 4")),
        1 => (variable(), variable(), value()).prop_map(|(v, w, e)| format!("[{v}, (c, {w})] = {e}, [5, 6]")),
        1 => (variable(), variable(), value()).prop_map(|(v, w, e)| format!("{v} = {w} = {e}")),
        1 => (variable(), variable(), value()).prop_map(|(v, w, e)| format!("{v} = 5; {w} = {e}")),
        1 => (variable(), value(), value()).prop_map(|(v, e, f)| format!("{v} = max({e},\n    {f})")),
        1 => (prop::sample::select(vec!["b", "c", "k"]), value()).prop_map(|(v, e)| format!("{v}: int = {e}")),
        1 => variable().prop_map(|v| format!("del {v}")),
        1 => (variable(), variable()).prop_map(|(v, w)| format!("del {v}, {w}")),
        1 => variable().prop_map(|v| format!("def {v}(): return {v}")),
        1 => (variable(), variable(), value()).prop_map(|(v, w, e)| format!("class {v}:\n    {w} = {e}")),
        1 => variable().prop_map(|v| format!("import sys as {v}")),
        1 => variable().prop_map(|v| format!("from sys import path as {v}, maxsize as c")),
        1 => (variable(), value()).prop_map(|(v, e)| format!("assert ({v} := {e}) != 99")),
        1 => (variable(), value()).prop_map(|(v, e)| format!("{v} = yield {e}")),
    ]
}

/// What changes objects, or calls something that changes a variable.
fn change() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => value().prop_map(|e| format!("xs.append({e})")),
        1 => value().prop_map(|e| format!("box.n = {e}")),
        1 => value().prop_map(|e| format!("box.n += {e}")),
        1 => value().prop_map(|e| format!("xs[0] = {e}")),
        1 => value().prop_map(|e| format!("xs[:1] += [{e}]")),
        1 => value().prop_map(|e| format!("alias = xs; alias.insert(0, {e})")),
        1 => Just("xs += [a]".to_owned()),
        1 => Just("c = touch(xs, box)".to_owned()),
        1 => Just("c = shift()".to_owned()),
        1 => Just("box.bump()".to_owned()),
        1 => Just("1 // c".to_owned()),
        1 => Just("def inner():\n    nonlocal a\n    a += 1\ninner()".to_owned()),
        1 => variable().prop_map(|v| format!("def gen():\n    for {v} in range(2):\n        yield {v}\nc = list(gen())")),
    ]
}

fn comprehension() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("c = [k for k in range(b)]".to_owned()),
        (variable(), value()).prop_map(|(v, e)| format!("c = {{{v}: {e} for {v} in (1, 2) if {v}}}")),
        (variable(), variable()).prop_map(|(v, w)| format!("c = [[{v} for {v} in range({w})] for {w} in range(3)]")),
        (variable(), value()).prop_map(|(v, e)| format!("c = sum({v} for {v} in xs if {e})")),
        value().prop_map(|e| format!("c = [(k := {e}) for i in range(2)]")),
    ]
}

fn statement(has_match: bool) -> impl Strategy<Value = String> {
    let simple = prop_oneof![
        7 => binding(),
        4 => change(),
        1 => comprehension(),
        1 => value().prop_map(|e| format!("if a == 1: b = {e}")),
        1 => (value(), value()).prop_map(|(e, f)| format!("if {e} == 1: return [{f}]")),
    ];
    simple.prop_recursive(3, 24, 4, move |inner| {
        let block = prop::collection::vec(inner, 1..4).prop_map(|body| indented(&body));
        let b = || block.clone();
        let matches = (value(), variable(), variable(), b(), b(), b()).prop_map(move |(e, v, w, x, y, z)| match has_match {
            true => format!(
                "match [{e}, b]:\n    case [1, {v}]:{}\n    case [{v}, *more] if {v} != {w}:{}\n    case _:{}",
                x.replace('\n', "\n    "), y.replace('\n', "\n    "), z.replace('\n', "\n    ")
            ),
            false => format!("if {e}:{x}\nelif {w}:{y}\nelse:{z}"),
        });
        prop_oneof![
            3 => (value(), b(), b()).prop_map(|(e, x, y)| format!("if {e}:{x}\nelse:{y}")),
            1 => (value(), b()).prop_map(|(e, x)| format!("if (c := {e}) > 1:{x}")),
            2 => (variable(), b()).prop_map(|(v, x)| format!("for {v} in range(3):{x}")),
            1 => (variable(), value(), b())
                .prop_map(|(v, e, x)| format!("for {v} in [1, 2]:{x}\n    if {e}: break\nelse:\n    c = 8")),
            1 => (variable(), variable(), b()).prop_map(|(v, w, x)| format!("for {v}, {w} in [(1, 2), (3, 3)]:{x}")),
            1 => (variable(), value(), b())
                .prop_map(|(v, e, x)| format!("while left() and ({v} := {e}) != 3:{x}")),
            1 => b().prop_map(|x| format!("while left():{x}\nelse:\n    c = 9")),
            1 => (b(), b()).prop_map(|(x, y)| format!("try:{x}\nexcept (ArithmeticError, NameError) as err:{y}")),
            1 => (b(), b()).prop_map(|(x, y)| format!("try:{x}\nfinally:{y}")),
            1 => (b(), b(), b(), b())
                .prop_map(|(x, y, z, w)| format!("try:{x}\nexcept TypeError as err:{y}\nelse:{z}\nfinally:{w}")),
            1 => (variable(), value(), prop::sample::select(vec!["break", "continue", "return", "raise"]), b(), b(), b())
                .prop_map(|(v, e, jump, x, y, z)| {
                    let inner = format!("\ntry:{x}\n    if {e} == 1: {jump}\nexcept NameError as err:{y}\n    {jump}\nfinally:{z}");
                    format!("for {v} in range(2):{}", inner.replace('\n', "\n    "))
                }),
            1 => (variable(), value(), b()).prop_map(|(v, e, x)| format!("with held({e}) as {v}:{x}")),
            1 => (variable(), variable(), value(), b())
                .prop_map(|(v, w, e, x)| format!("with held({e}) as {v}, held(({v}, 2)) as ({w}, c):{x}")),
            1 => matches,
        ]
    })
}

/// So many functions, each with a line that runs it.
fn generated(count: usize, has_match: bool, rng: TestRng) -> Vec<String> {
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let body = prop::collection::vec(statement(has_match), 2..8).prop_map(|body| indented(&body));
    let mut body = || body.new_tree(&mut runner).unwrap().current();
    (0..count).map(|nth| format!("def f{nth}(a, b, xs, box):\n    global g{}\nrun(f{nth})\n", body())).collect()
}

/// By function, as one that tells something else may do so in all that it calls.
fn by_function(changes: &[Change]) -> BTreeMap<(&str, &str), Vec<&Change>> {
    let mut found: BTreeMap<(&str, &str), Vec<&Change>> = BTreeMap::new();
    for change in changes {
        found.entry((outermost(&change.0), change.2.as_str())).or_default().push(change);
    }
    found
}

#[test]
fn generated_programs_change_as_a_tracer_sees_it() {
    let sandbox = Sandbox::new();
    seeds::all(|rng| {
        let pythons = pythons::found();
        pythons.iter().flat_map(|(version, python)| differences(&sandbox, *version, python, rng.clone())).collect()
    });
}

/// What differs between the engines without having been announced.
fn differences(sandbox: &Sandbox, version: PythonVersion, python: &Path, rng: TestRng) -> Vec<String> {
    let functions = generated(50, version >= PythonVersion::PY310, rng);
    let before = AROUND.lines().count();
    sandbox.write("main.py", AROUND.to_owned() + &functions.concat());
    let options: Vec<&str> = WATCHES.iter().flat_map(|name| ["--watch", name]).collect();
    let python = python.to_str().unwrap();
    let told = changes(sandbox, python, "static", &options).remove("main.py").unwrap_or_default();
    let told = by_function(&told);
    let doubts = doubts(sandbox, "main.py", &version.to_string(), &WATCHES);
    let mut wrong = Vec::new();
    for engine in dynamic(version) {
        let seen = changes(sandbox, python, engine, &options).remove("main.py").unwrap_or_default();
        let seen = by_function(&seen);
        let streams: BTreeSet<_> = told.keys().chain(seen.keys()).collect();
        let different: Vec<_> = streams.iter().filter(|key| told.get(**key) != seen.get(**key)).collect();
        for (function, watch) in different.iter().map(|key| ***key) {
            let place = (function.to_owned(), watch.to_owned());
            let (told, seen) = (told.get(&(function, watch)), seen.get(&(function, watch)));
            // The last change of a frame that is left by an exception.
            let without_last = seen.and_then(|seen| seen.split_last()).map(|(_, others)| others);
            let is_left =
                doubts.raising.contains(&place) && told.map_or(&[][..], Vec::as_slice) == without_last.unwrap_or(&[]);
            if !is_left && !doubts.approximate.contains(&place) {
                let nth = function.trim_start_matches('f').parse().unwrap_or(usize::MAX);
                let at = before + functions.iter().take(nth).flat_map(|text| text.lines()).count();
                let text = functions.get(nth).map_or("", String::as_str);
                wrong.push(format!(
                    "{version} {engine} {function} {watch}: {told:?} {seen:?}\nbehind line {at}:\n{text}"
                ));
            }
        }
        let events: usize = seen.values().map(Vec::len).sum();
        println!("{version} {engine}: {events} changes, {} of {} streams announced", different.len(), streams.len());
        if events <= 500 {
            wrong.push(format!("{version} {engine}: {events} changes only"));
        }
    }
    wrong
}

const CART: &str = "\
import weakref
class Cart:
    def __init__(self):
        self.items = []
    def add(self, item):
        self.items.append(item)
        return len(self.items)
    def broken(self):
        try:
            self.add(self.missing)
        except AttributeError as error:
            self.items = None
        del self.items
def untouched(x):
    for i in range(x):
        x += i
    return x
class Thing: pass
def lives():
    thing = Thing()
    dead = weakref.ref(thing)
    thing = None
    return dead() is None
cart = Cart()
print(cart.add('a'), cart.add('b'), cart.broken(), untouched(3), lives())
";

/// The log of a run, on all versions and engines the same.
fn log(program: &str, options: &[&str], output: &str) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", program);
    let mut known = String::new();
    for (version, python) in pythons::found() {
        for engine in [&["static"], dynamic(*version)].concat() {
            let mut args = vec!["run", "--python", python.to_str().unwrap(), "--engine", engine];
            args.extend(options);
            args.push("f.py");
            let run = sandbox.run(&args).exits(0);
            assert_eq!(run.stdout, output, "{version} {engine}");
            // What was never told the engines know of different places.
            let events = run.stderr.lines().filter(|line| !line.starts_with("# instr: "));
            let told = without_addresses(&events.map(|line| format!("{line}\n")).collect::<String>());
            assert!(known.is_empty() || known == told, "{version} {engine}: {told}, before: {known}");
            known = told;
        }
    }
    known
}

const PRINTED: &str = "1 2 None 6 True\n";

#[test]
fn what_is_inside_of_objects() {
    let told = log(CART, &["--watch", "self.items"], PRINTED);
    let expected = "\
4    self.items = []                             Cart.__init__
5    self.items = []                             Cart.add
6    self.items: [] -> ['a']                     Cart.add
6    self.items: ['a'] -> ['a', 'b']             Cart.add
8    self.items = ['a', 'b']                     Cart.broken
12   self.items: ['a', 'b'] -> None              Cart.broken
13   self.items: None -> <unset>                 Cart.broken
";
    assert_eq!(told, expected);
    assert_eq!(log(CART, &["--watch", "self.items", "--watch-mode", "precise"], PRINTED), expected);
}

#[test]
fn values_given_by_name() {
    let program = "\
x = 1
exec('x = 2')
globals()['x'] = 3
class A:
    x = 1
    locals()['x'] = 2
def f():
    exec('x = 9')
    return x
print(x, A.x, f())
";
    let expected = "\
1    x = 1                                       <module>
2    x: 1 -> 2                                   <module>
3    x: 2 -> 3                                   <module>
5    x = 1                                       A
6    x: 1 -> 2                                   A
";
    assert_eq!(log(program, &["--watch", "x"], "3 2 3\n"), expected);
    let sandbox = Sandbox::new();
    sandbox.write("f.py", program);
    let plan = sandbox.run(&["plan", "--watch", "x", "f.py"]).succeeds().stdout;
    assert_eq!(plan.matches("what is kept of the namespace may change it later").count(), 3, "{plan}");
}

/// A tracer sees them, a check is not reached.
#[test]
fn changes_before_an_exception_are_announced() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "f.py",
        "\
def guard(b):
    match b:
        case [a] if undefined: pass
def behind():
    try:
        try: 1 // 0
        except ArithmeticError as a:
            undefined
    except NameError: pass
    return 1
def returns():
    try: 1 // 0
    except ArithmeticError as a:
        return 1
    finally: pass
",
    );
    let announced = doubts(&sandbox, "f.py", "3.13", &["a"]).approximate;
    let functions: Vec<&str> = announced.iter().map(|(function, _)| function.as_str()).collect();
    assert_eq!(functions, ["behind", "guard", "returns"]);
}

#[test]
fn variables_of_inlined_comprehensions_are_announced() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "f.py",
        "def f(a, b):\n    b = [[k for k in 'xy'] for a in 'xy']\n    return lambda a, b: [a for a in b]\n",
    );
    let announced = |version: &str| !doubts(&sandbox, "f.py", version, &["a + b"]).approximate.is_empty();
    assert!(announced("3.12") && !announced("3.11"));
}

/// Since 3.12 a comprehension's variable is one of the function's frame.
#[test]
fn a_global_with_the_name_of_a_comprehensions_variable() {
    let program = "\
g = 0
def f():
    global g
    c = [[g for g in range(2)] for a in range(2)]
    g = 5
    return c
def h():
    global g
    del g
    return [g for g in 'ab']
print(f(), h())
g = 7
";
    let expected = "\
1    [g, 1] = [0, 1]                             <module>
5    [g, 1]: [0, 1] -> [5, 1]                    f
9    [g, 1]: [5, 1] -> <unset>                   h
12   [g, 1]: <unset> -> [7, 1]                   <module>
";
    assert_eq!(log(program, &["--watch", "[g, 1]"], "[[0, 1], [0, 1]] ['a', 'b']\n"), expected);
}

#[test]
fn nothing_is_kept_alive() {
    let told = log(CART, &["--watch", "thing"], PRINTED);
    let expected =
        "20   thing = <__main__.Thing object at > lives\n22   thing: <__main__.Thing object at > -> None lives\n";
    assert_eq!(told, expected);
}

#[test]
fn conditions_choose_what_is_told() {
    let told = log(CART, &["--watch", "x", "--if", "i > 0", "--when", "line == 16"], PRINTED);
    assert_eq!(
        told,
        "16   x: 3 -> 4                                   untouched\n16   x: 4 -> 6                                   untouched\n"
    );
    let told = log(CART, &["--watch", "x", "--format", "counts"], PRINTED);
    assert!(told.contains(":14 1\n") && told.contains(":16 2\n"), "{told}");
    let told = log(CART, &["--watch", "x", "--every", "2"], PRINTED);
    assert!(told.contains("16   x: 3 -> 4") && !told.contains("x: 4 -> 6"), "{told}");
    let told = log(CART, &["--watch", "x", "--when", "line == 99"], PRINTED);
    assert_eq!(told, "");
}

/// Names that are also those of something else, files that are loaded twice, and targets on several lines.
#[test]
fn unusual_names_and_files() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "m.py",
        "\
def repr(line):
    line = line + 1
    return line
(zip,
 all) = repr(1), repr(2)
",
    );
    sandbox.write("main.py", "import sys, m\ndel sys.modules['m']\nimport m\nm.repr(4)\n");
    let watches = ["repr", "line", "zip", "all"].map(|name| ["--watch", name]).concat();
    let expected = "\
1    repr = <function repr at > <module>
1    line = 1 repr
2    line: 1 -> 2 repr
2    line: 2 -> 3 repr
4    zip = 2 <module>
5    all = 3 <module>
1    repr = <function repr at > <module>
1    line = 1 repr
2    line: 1 -> 2 repr
2    line: 2 -> 3 repr
1    line = 4 repr
2    line: 4 -> 5 repr
";
    let plain =
        |line: &str| format!("{}    {}\n", &line[..1], line[1..].split_whitespace().collect::<Vec<_>>().join(" "));
    for (version, python) in pythons::found() {
        for engine in [&["static"], dynamic(*version)].concat() {
            let mut args = vec!["run", "--python", python.to_str().unwrap(), "--engine", engine, "-p", "m.py"];
            args.extend(&watches);
            args.push("main.py");
            let run = sandbox.run(&args).exits(0);
            let events = run.stderr.lines().filter(|line| !line.starts_with("# instr: "));
            let told: String = events.map(plain).collect();
            assert_eq!(without_addresses(&told), expected, "{version} {engine}");
        }
    }
}

#[test]
fn what_cannot_be_watched_is_said() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", CART);
    for (watch, message) in [
        ("zzz", "error: nothing in f.py can change `zzz` and see all of its names"),
        ("x +", "--watch:1:4: error: unexpected end of line"),
        ("1 + 1", "--watch:1:1: error: it has no variable: it never changes"),
        ("password", "error: `--watch password` would show `password`, which has the name of a secret"),
        ("(x := 1)", "error: it must not bind a variable of the program"),
    ] {
        let run = sandbox.run(&["run", "--watch", watch, "f.py"]).exits(2);
        assert!(run.stderr.contains(message) && run.stdout.is_empty(), "{watch}: {run:#?}");
    }
    let plan = sandbox.run(&["plan", "--watch", "zzz", "f.py"]).exits(1);
    assert!(plan.stdout.contains("nothing in this file can change it"), "{plan:#?}");
}
