//! Names, and which of them are bound where: small programs, and a standard library against CPython's own tables.

mod support;

use bumpalo::Bump;
use instr::ast::visit::{Visitor, walk_expr, walk_stmt};
use instr::ast::{Expr, ExprContext, ExprName, FrameNode, Mod, Stmt};
use instr::lines::PythonVersion;
use instr::parser;
use instr::scope::flow::{Point, Variables, variables_at};
use instr::scope::{Resolution, Rules, ScopeId, ScopeKind, Scopes};
use instr::source::{LineIndex, SourceFile};
use instr::text::Ranged;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::pythons;

struct Names<'a> {
    only: Option<&'static str>,
    found: Vec<&'a ExprName<'a>>,
}

impl<'a> Visitor<'a> for Names<'a> {
    fn visit_expr(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        match (expr, ctx) {
            (Expr::Name(name), ExprContext::Load) if self.only.is_none_or(|only| only == name.id) => {
                self.found.push(name);
            }
            _ => {}
        }
        walk_expr(self, expr, ctx);
    }
}

fn reads<'a>(module: Mod<'a>, only: Option<&'static str>) -> Vec<&'a ExprName<'a>> {
    let mut names = Names { only, found: Vec::new() };
    names.visit_body(module.body);
    names.found
}

/// The variables before each read of `HERE`: the certain ones `|` those that may be unbound.
fn here_on(minor: u8, source: &str) -> Vec<String> {
    let arena = Bump::new();
    let module = parser::parse(source, &arena).unwrap();
    let scopes = Scopes::new(module, &arena, Rules::of_minor(minor));
    let points: Vec<Point> = reads(module, Some("HERE")).iter().map(|n| Point::BeforeExpr(n.range)).collect();
    let found = variables_at(&scopes, module, points.iter().copied());
    points.iter().map(|point| found.get(point).map_or("-".to_owned(), shown)).collect()
}

fn shown(variables: &Variables<'_>) -> String {
    format!("{}|{}", variables.bound.join(" "), variables.maybe.join(" "))
}

#[track_caller]
fn here(source: &str, expected: &[&str]) {
    for minor in [8, 11, 12, 14] {
        assert_eq!(here_on(minor, source), expected, "on 3.{minor}:\n{source}");
    }
}

#[test]
fn parameters_are_bound_in_the_order_of_the_frame() {
    here("def f(a, /, b, *c, d, **e): HERE", &["a b d c e|"]);
    here("lambda a, b=HERE: HERE", &["|", "a b|"]);
    here("x = 1\ndef f(a=HERE): HERE", &["x|", "a|"]);
}

#[test]
fn every_form_of_binding() {
    here("def f():\n x = y = 1\n HERE", &["x y|"]);
    here("def f():\n (a, [b, *c]), d.e, g[0] = HERE\n HERE", &["|", "a b c|"]);
    here("def f(x):\n x += HERE\n HERE", &["x|", "x|"]);
    here("def f():\n x: int\n y: int = 1\n HERE", &["y|"]);
    here("def f():\n if (x := HERE): pass\n HERE", &["|", "x|"]);
    here("def f(a):\n with a as (b, c), HERE as d: HERE\n HERE", &["a b c|", "a b c d|", "a|b c d"]);
    here("def f():\n import a.b, c as d, e.g as h\n from i import j, k as l\n HERE", &["a d h j l|"]);
    here("def f():\n def g(): HERE\n class C: HERE\n HERE", &["|", "|", "g C|"]);
    here("def f():\n async def g(): pass\n HERE", &["g|"]);
    here("async def f(a):\n async for b in a:\n  async with b as c: HERE\n HERE", &["a b c|", "a|b c"]);
    here(
        "def f(x):\n match x:\n  case [a, *b]: HERE\n  case {'k': c, **d}: HERE\n  case C(e) as g if HERE: HERE\n HERE",
        &["x a b|", "x c d|", "x e g|", "x e g|", "x|a b c d e g"],
    );
}

#[test]
fn what_a_del_takes_away() {
    here("def f(a, b):\n del a\n HERE", &["b|"]);
    here("def f(a, b):\n if a:\n  del b\n  HERE\n HERE", &["a|", "a|b"]);
    here("def f(a, b):\n del (a, [b])\n HERE", &["|"]);
    here("def f(a):\n for x in a:\n  HERE\n  del a\n HERE", &["x|a", "|a x"]);
    here("def f(a):\n del a[0], a.b\n HERE", &["a|"]);
}

#[test]
fn the_name_of_a_handler_goes_with_it() {
    here("def f():\n try: HERE\n except A as e: HERE\n HERE", &["|", "e|", "|"]);
    here("def f(e):\n try: g()\n except A as e: HERE\n HERE", &["e|", "|e"]);
    here("def f(a):\n for x in a:\n  try: g()\n  except A as e: break\n HERE", &["a|x"]);
    here("def f(a):\n for x in a:\n  try: g()\n  except A as e:\n   continue\n  HERE", &["a x|"]);
}

#[test]
fn branches() {
    here("def f(a):\n if a: x = 1\n else: x = 2\n HERE", &["a x|"]);
    here("def f(a):\n if a: x = 1\n elif HERE: y = 1\n HERE", &["a|", "a|x y"]);
    here("def f(a):\n if a: x = 1\n else: return\n HERE", &["a x|"]);
    here("def f(a):\n if a and (x := 1): HERE\n else: HERE\n HERE", &["a x|", "a|x", "a|x"]);
    here("def f(a):\n if a or (x := 1): HERE\n else: HERE", &["a|x", "a x|"]);
    here("def f(a):\n if not (a and (x := 1)): return\n HERE", &["a x|"]);
    here("def f(a):\n b = (x := 1) if (y := a) else (z := 2)\n HERE", &["a y b|x z"]);
    here("def f(a):\n a < (x := 1) < (y := 2)\n HERE", &["a x|y"]);
    here("def f(a):\n a and (x := 1)\n HERE", &["a|x"]);
}

#[test]
fn loops() {
    here("def f(a):\n for x in a:\n  HERE\n  y = 1\n else: HERE\n HERE", &["a x|y", "a|x y", "a|x y"]);
    here("def f(a):\n for x in a:\n  y = 1\n  break\n else: y = 2\n HERE", &["a y|x"]);
    here("def f():\n while True:\n  x = 1\n  if x: break\n  y = 1\n HERE", &["x|y"]);
    here("def f():\n while True:\n  pass\n HERE", &["|"]);
    here("def f():\n while 1:\n  try: x = g()\n  except E: continue\n  break\n HERE", &["x|"]);
    here("def f():\n while (x := HERE): HERE\n HERE", &["|x", "x|", "x|"]);
    here("def f(a):\n while a:\n  while a: x = 1\n  HERE\n HERE", &["a|x", "a|x"]);
}

#[test]
fn exceptions() {
    here("def f():\n try:\n  x = 1\n  y = 2\n except A: HERE\n else: HERE\n HERE", &["|x y", "x y|", "|x y"]);
    here("def f():\n try: x = 1\n except A: raise\n HERE", &["x|"]);
    here("def f():\n try: x = 1\n finally: HERE\n HERE", &["|x", "x|"]);
    here("def f(a):\n try:\n  if a: return\n  x = 1\n finally:\n  y = 1\n  HERE\n HERE", &["a y|x", "a x y|"]);
    here("def f():\n try: x = 1\n except A: x = 2\n finally: HERE\n HERE", &["|x", "x|"]);
    here("def f():\n try: x = 1\n finally: return\n HERE", &["|"]);
    here("def f(a):\n for b in a:\n  try: break\n  finally: c = 1\n HERE", &["a|b c"]);
    here("def f():\n try: x = 1\n except* A: y = 1\n except* B: HERE\n HERE", &["|x y", "|x y"]);
    here("def f(a):\n with a: x = 1\n HERE", &["a|x"]);
    here("def f(a):\n with a as b: return HERE\n HERE", &["a b|", "a|b"]);
    here("def f(a):\n assert (x := a), HERE\n HERE", &["a x|", "a|x"]);
}

#[test]
fn matches() {
    here("def f(a):\n match a:\n  case 1: x = 1\n  case _: x = 2\n HERE", &["a x|"]);
    here("def f(a):\n match a:\n  case 1: x = 1\n  case y: x = 2\n HERE", &["a x|y"]);
    here("def f(a):\n match a:\n  case (1 | 2) as y: x = 1\n HERE", &["a|y x"]);
    here("def f(a):\n match a:\n  case [x, y.z]: pass\n  case HERE.b: pass", &["a|"]);
}

#[test]
fn reading_a_variable_proves_that_it_is_bound() {
    here("def f(a):\n for x in a: pass\n HERE\n print(x)\n HERE", &["a|x", "a x|"]);
    here("for x in a: pass\nprint(x)\nHERE", &["|x"]);
}

#[test]
fn global_and_nonlocal() {
    here("def f():\n global x\n x = 1\n HERE", &["|"]);
    here("x = 1\ndef f():\n global x\n del x\nHERE", &["|x"]);
    here("def f(a):\n x = 1\n def g():\n  nonlocal x\n  HERE\n  x = 2\n g()\n HERE", &["x|", "a x g|"]);
    here("def f(a):\n def g():\n  nonlocal x\n  x = 2\n HERE\n g()\n HERE\n x = 1", &["a g|x", "a g|x"]);
    here("def f(a):\n x = 1\n def g():\n  nonlocal x\n  del x\n g()\n HERE", &["a g|x"]);
}

#[test]
fn free_variables_are_those_that_the_frame_has() {
    here("def f(a, b):\n def g(): return HERE, a", &["a|"]);
    here("def f(a, b):\n del a\n def g(): return HERE, a", &["|a"]);
    here("def f(a):\n def g(): return HERE, x\n x = 1", &["|x"]);
    here("def f(a):\n x = 1\n def g(): return HERE, x", &["x|"]);
    here("def f(a):\n def g():\n  HERE\n  return lambda: HERE or a", &["a|", "a|"]);
    here("def f(a):\n class C:\n  def g(self): return a, HERE", &["self a|"]);
    here("def f(a):\n class C:\n  a = a\n  HERE\n  def g(self): return a, HERE", &["a|", "self a|"]);
    here("class C:\n def f(self): return HERE, __class__, super()", &["self|"]);
}

#[test]
fn classes_and_files_tell_their_variables_only() {
    here("class C:\n x = 1\n def f(self): pass\n import y\n __slots__ = ()\n HERE", &["x|"]);
    here("x = 1\ndef f(): pass\nimport y\n__all__ = []\nfor z in x: pass\nHERE", &["x|z"]);
    here("class C(metaclass=M):\n x = 1\n HERE", &["|x"]);
    here("x = 1\nglobals().clear()\nHERE", &["|x"]);
    here("try:\n import j\nexcept ImportError:\n j = None\nHERE", &["|"]);
}

#[test]
fn private_names_are_mangled() {
    here("class _C:\n def f(self, __a):\n  __b = __a\n  HERE", &["self _C__a _C__b|"]);
    here("class C:\n __x = 1\n HERE", &["_C__x|"]);
    here("class C:\n def f(self):\n  import __a.b\n  for __c in __a: HERE", &["self _C__a _C__c|"]);
}

#[test]
fn comprehensions_of_their_own_frame() {
    assert_eq!(here_on(11, "def f(a, b): [HERE for x in a if HERE]"), ["x|", "x|"]);
    assert_eq!(here_on(11, "def f(a, b): [HERE for x in HERE for y in b + HERE]"), ["a b|", "x b|y", "x y b|"]);
    for minor in [11, 12] {
        assert_eq!(here_on(minor, "def f(a, b): return (HERE + b for x in a)"), ["x b|"]);
    }
}

#[test]
fn comprehensions_of_the_frame_around_them() {
    assert_eq!(here_on(12, "def f(a, b): [HERE for x in a if HERE]"), ["a b x|", "a b x|"]);
    assert_eq!(here_on(12, "def f(a, x):\n [HERE for x in HERE]\n HERE"), ["a x|", "a x|", "a x|"]);
    assert_eq!(here_on(12, "def f(a):\n [0 for x in a]\n HERE\n x = 1"), ["a|"]);
    assert_eq!(here_on(12, "class C:\n y = 1\n [HERE for x in y]\n HERE"), ["x|", "y|"]);
    assert_eq!(here_on(12, "y = 1\n[HERE for x in y]\nHERE"), ["y x|", "y|"]);
    assert_eq!(here_on(12, "def f(a): [[HERE for x in y] for y in a]"), ["a y x|"]);
    assert_eq!(here_on(12, "def f(a): [lambda: (HERE, x) for x in a]"), ["x|"]);
}

#[test]
fn a_walrus_binds_around_its_comprehensions() {
    here("def f(a):\n [(x := b) for b in a]\n HERE", &["a|x"]);
    here("def f(a):\n any((x := b) for b in a)\n HERE", &["a|x"]);
    here("[(x := b) for b in a]\nHERE", &["|x"]);
    here("def f(a):\n x = 0\n [[(x := b) for b in a] for c in a]\n HERE", &["a x|"]);
    assert_eq!(here_on(11, "def f(a):\n [(x := b, HERE) for b in a]"), ["b x|"]);
    assert_eq!(here_on(12, "def f(a):\n [(x := b, HERE) for b in a]"), ["a b x|"]);
}

#[test]
fn type_parameters() {
    here("def f[T](a: T) -> T: HERE", &["a|"]);
    here("def f[T](a):\n x: T = HERE, T", &["a T|"]);
    here("class C[T]:\n def m(self): return HERE, T", &["self T|"]);
    here("type X[T] = list[T]\nHERE", &["X|"]);
}

#[test]
fn annotations_prove_nothing() {
    here("from __future__ import annotations\ndef f():\n def g(x: (y := HERE)): pass\n HERE", &["-", "g|"]);
}

#[test]
fn where_names_live() {
    let arena = Bump::new();
    let source = "def f(a):\n b = 1\n global c\n c = 1\n class C:\n  d = a\n  def g(self):\n   return a, b, c, d, len";
    let module = parser::parse(source, &arena).unwrap();
    let scopes = Scopes::new(module, &arena, Rules::of_minor(11));
    let id = |name: &str| scopes.ids().find(|&id| scopes.qualname(id) == name).unwrap();
    let (f, class, g) = (id("f"), id("f.<locals>.C"), id("f.<locals>.C.g"));
    assert_eq!(scopes.locals(f), ["a", "b", "C"]);
    assert_eq!(scopes.cells(f), ["a", "b"]);
    assert_eq!(scopes.free(class), ["a", "b"]);
    assert_eq!(scopes.locals(class), ["d", "g"]);
    assert_eq!(scopes.resolution(g, "a"), Some(Resolution::Free(f)));
    assert_eq!(scopes.resolution(f, "c"), Some(Resolution::GlobalExplicit));
    assert_eq!(scopes.resolution(g, "c"), Some(Resolution::GlobalImplicit));
    assert_eq!(scopes.resolution(g, "d"), Some(Resolution::GlobalImplicit));
    assert_eq!(scopes.resolution(g, "len"), Some(Resolution::GlobalImplicit));
}

#[test]
fn qualified_names() {
    let arena = Bump::new();
    let source = "def f():\n global h\n def h(): pass\n g = lambda: [x for x in y]\n z = (lambda: x for x in y)";
    let module = parser::parse(source, &arena).unwrap();
    let names = |minor| {
        let scopes = Scopes::new(module, &arena, Rules::of_minor(minor));
        let frames = scopes.ids().filter(|&id| !scopes.is_inlined(id));
        frames.map(|id| scopes.qualname(id)).collect::<Vec<_>>()
    };
    let lambda = "f.<locals>.<lambda>";
    let generator = ["f.<locals>.<genexpr>", "f.<locals>.<genexpr>.<lambda>"];
    assert_eq!(names(12), [&["<module>", "f", "h", lambda][..], &generator].concat());
    let comprehension = "f.<locals>.<lambda>.<locals>.<listcomp>";
    assert_eq!(names(11), [&["<module>", "f", "h", lambda, comprehension][..], &generator].concat());
}

#[test]
fn deep_and_long_programs() {
    let deep = format!("def f(a):\n return {}HERE", "lambda: ".repeat(10_000));
    assert_eq!(here_on(12, &deep), ["|"]);
    let chain = format!("def f(a):\n if a: x = 1\n{}\n HERE", " elif a: y = 1\n".repeat(5000));
    assert_eq!(here_on(12, &chain), ["a|x y"]);
    let many: String = (0..20_000).map(|i| format!("x{i} = 1\n")).collect();
    let many = here_on(12, &format!("{many}HERE"));
    assert!(many[0].starts_with("x19900 x19901 ") && many[0].ends_with(" x19999|"));
}

/// Name, first line, locals, cells, free variables, other names.
type KnownFrame = (String, u32, Vec<String>, Vec<String>, Vec<String>, Vec<String>);

#[derive(Debug, Deserialize)]
struct Known {
    frames: Vec<KnownFrame>,
    checked: Vec<(u32, u32, String)>,
    vague: Vec<(u32, u32)>,
}

/// Names that CPython adds on its own.
const IMPLICIT: [&str; 8] = [
    ".0",
    "__class__",
    "__classdict__",
    "__conditional_annotations__",
    ".type_params",
    ".generic_base",
    ".defaults",
    ".kwdefaults",
];

fn written(names: &[String]) -> BTreeSet<&str> {
    names.iter().map(String::as_str).filter(|name| !IMPLICIT.contains(name)).collect()
}

#[derive(Debug, Default)]
struct Tally {
    files: usize,
    frames: usize,
    unknown_frames: usize,
    in_other_order: usize,
    free_missed: Vec<String>,
    wrong: Vec<String>,
    reads: usize,
    maybe: usize,
    needlessly_maybe: usize,
}

/// The files named in `INSTR_PROGRAMS`, else a sample of the standard library, with `INSTR_CORPUS=all` all of it.
fn files(python: &Path) -> Vec<PathBuf> {
    if let Some(programs) = std::env::var_os("INSTR_PROGRAMS") {
        return std::env::split_paths(&programs).filter(|path| path.is_file()).collect();
    }
    let Some(folder) = pythons::standard_library(python) else { return Vec::new() };
    let all = std::env::var("INSTR_CORPUS").is_ok_and(|v| v == "all");
    let mut files = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && (all || !path.ends_with("site-packages") && !path.ends_with("idlelib")) {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "py") {
                files.push(path);
            }
        }
    }
    files.sort();
    if !all {
        files = files.into_iter().step_by(24).collect();
    }
    files
}

#[test]
fn tables_of_the_standard_library_are_those_of_every_cpython() {
    for (version, python) in pythons::found() {
        let tally = compare(*version, python, &files(python));
        println!(
            "{version}: {} files, {} frames, {} not in CPython's code, {} in another order, {} free variables not seen, \
             {} reads, {} of them perhaps unbound, {} to us only",
            tally.files,
            tally.frames,
            tally.unknown_frames,
            tally.in_other_order,
            tally.free_missed.len(),
            tally.reads,
            tally.maybe,
            tally.needlessly_maybe,
        );
        for missed in tally.free_missed.iter().take(10) {
            println!("  {missed}");
        }
        assert!(tally.wrong.is_empty(), "{version}: {} wrong: {:#?}", tally.wrong.len(), tally.wrong);
    }
}

fn compare(version: PythonVersion, python: &Path, files: &[PathBuf]) -> Tally {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/names.py");
    let mut child = Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let list: String = files.iter().map(|path| format!("{}\n", path.display())).collect();
    let writer = std::thread::spawn(move || stdin.write_all(list.as_bytes()));
    let mut tally = Tally::default();
    for (path, line) in files.iter().zip(BufReader::new(child.stdout.take().unwrap()).lines()) {
        let known: Option<Known> = serde_json::from_str(&line.unwrap()).unwrap();
        let file = std::fs::read(path).ok().and_then(|bytes| SourceFile::new(path.display().to_string(), bytes).ok());
        if let (Some(known), Some(file)) = (known, file) {
            compare_file(path, file.text(), &known, version.minor(), &mut tally);
        }
    }
    tally
}

/// Answers of a script, one a line.
fn ask<T: DeserializeOwned>(python: &Path, script: &str, input: String) -> impl Iterator<Item = T> {
    let mut child = Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap())
}

fn compare_file(path: &Path, source: &str, known: &Known, minor: u8, tally: &mut Tally) {
    let arena = Bump::new();
    let Ok(module) = parser::parse(source, &arena) else {
        tally.wrong.push(format!("{}: does not parse", path.display()));
        return;
    };
    tally.files += 1;
    let scopes = Scopes::new(module, &arena, Rules::of_minor(minor));
    let index = LineIndex::new(source);
    let mut by_place: BTreeMap<(&str, u32), Vec<usize>> = BTreeMap::new();
    for (i, (name, line, ..)) in known.frames.iter().enumerate() {
        by_place.entry((name, *line)).or_default().push(i);
    }
    for id in scopes.ids().filter(|&id| !scopes.is_inlined(id)) {
        let Some((name, line)) = place(&scopes, id, &index) else { continue };
        let place = format!("{}:{line} {}", path.display(), scopes.qualname(id));
        tally.frames += 1;
        let Some(candidates) = by_place.get(&(name, line)) else {
            tally.unknown_frames += 1;
            continue;
        };
        let is_function = !matches!(scopes.kind(id), ScopeKind::Module | ScopeKind::Class);
        let own = scopes.variables(id);
        let own_set: BTreeSet<&str> = own.iter().copied().collect();
        let free: BTreeSet<&str> = scopes.free(id).into_iter().filter(|name| !IMPLICIT.contains(name)).collect();
        let same_locals = |&&i: &&usize| {
            let (_, _, locals, cells, _, other) = &known.frames[i];
            let mut theirs: BTreeSet<&str> = written(locals).union(&written(cells)).copied().collect();
            // 3.12 lists the global target of a walrus in an inlined comprehension twice.
            theirs.retain(|name| own_set.contains(name) || !other.iter().any(|other| other == name));
            // Names of code that CPython has found dead are in none of its tables.
            let is_dead = |name: &&str| IMPLICIT.contains(name) || !other.iter().any(|other| other == name);
            !is_function || theirs.is_subset(&own_set) && own_set.difference(&theirs).all(is_dead)
        };
        let same: Vec<usize> = candidates.iter().filter(same_locals).copied().collect();
        if same.is_empty() {
            let theirs: Vec<_> = candidates.iter().map(|&i| &known.frames[i]).collect();
            tally.wrong.push(format!("{place}: locals {own:?}, CPython {theirs:?}"));
            continue;
        }
        let exact = same.iter().find(|&&i| written(&known.frames[i].4) == free);
        if exact.is_none() {
            let theirs: Vec<_> = same.iter().map(|&i| &known.frames[i].4).collect();
            let text = format!("{place}: free {free:?}, CPython {theirs:?}");
            // To miss one costs a name in a log; one too many would change the program.
            let is_subset = same.iter().any(|&i| free.is_subset(&written(&known.frames[i].4)));
            if is_subset { &mut tally.free_missed } else { &mut tally.wrong }.push(text);
        }
        let in_order = |&&i: &&usize| {
            let (_, _, locals, cells, ..) = &known.frames[i];
            let plain = |name: &&&str| !cells.iter().any(|cell| cell == **name);
            let ours: Vec<&str> = own.iter().filter(plain).copied().collect();
            let theirs = locals.iter().map(String::as_str).filter(|name| *name != ".0" && plain(&name));
            !is_function || ours == theirs.collect::<Vec<_>>()
        };
        tally.in_other_order += usize::from(!same.iter().any(|i| in_order(&i)));
    }
    if minor >= 12 {
        compare_reads(path, module, &scopes, &index, known, tally);
    }
}

/// Name and first line of the code object.
fn place<'a>(scopes: &Scopes<'a>, id: ScopeId, index: &LineIndex) -> Option<(&'a str, u32)> {
    let first = |decorators: &[Expr<'_>], start| decorators.first().map_or(start, |d| d.start().min(start));
    Some(match scopes.node(id)? {
        FrameNode::Module(_) => return None,
        FrameNode::Class(s) => (s.name, index.line(first(s.decorator_list, s.range.start()))),
        FrameNode::Function(s) => (s.name, index.line(first(s.decorator_list, s.range.start()))),
        FrameNode::Lambda(e) => ("<lambda>", index.line(e.range.start())),
        FrameNode::Comprehension(e) => {
            let name = match e {
                Expr::ListComp(_) => "<listcomp>",
                Expr::SetComp(_) => "<setcomp>",
                Expr::DictComp(_) => "<dictcomp>",
                _ => "<genexpr>",
            };
            (name, index.line(e.start()))
        }
    })
}

/// What we call certainly bound, CPython must not test on reading.
fn compare_reads<'a>(
    path: &Path,
    module: Mod<'a>,
    scopes: &Scopes<'a>,
    index: &LineIndex,
    known: &Known,
    tally: &mut Tally,
) {
    let reads = reads(module, None);
    let found = variables_at(scopes, module, reads.iter().map(|name| Point::BeforeExpr(name.range)));
    let checked: HashSet<(u32, u32, &str)> = known.checked.iter().map(|(l, c, n)| (*l, *c, n.as_str())).collect();
    let mut plain: HashMap<ScopeId, HashSet<&str>> = HashMap::new();
    for name in reads {
        let Some(variables) = found.get(&Point::BeforeExpr(name.range)) else { continue };
        let line = index.line(name.range.start());
        if known.vague.iter().any(|&(first, last)| first <= line && line <= last) {
            continue;
        }
        let column = name.range.start() - index.line_start(line).unwrap();
        let is_checked = checked.contains(&(line, column, name.id));
        if variables.bound.contains(&name.id) {
            tally.reads += 1;
            if is_checked {
                tally.wrong.push(format!("{}:{line}:{column}: `{}` is not certainly bound", path.display(), name.id));
            }
        } else if variables.maybe.contains(&name.id) {
            let locals = plain.entry(variables.frame).or_insert_with(|| {
                let cells = scopes.cells(variables.frame);
                let is_function = !matches!(scopes.kind(variables.frame), ScopeKind::Module | ScopeKind::Class);
                let locals = scopes.locals(variables.frame).into_iter().filter(|name| !cells.contains(name));
                if is_function { locals.collect() } else { HashSet::new() }
            });
            let counts = locals.contains(name.id);
            tally.reads += usize::from(counts);
            tally.maybe += usize::from(counts && is_checked);
            tally.needlessly_maybe += usize::from(counts && !is_checked);
        }
    }
}

struct SimpleStatements<'a> {
    version: PythonVersion,
    found: Vec<Stmt<'a>>,
}

impl<'a> Visitor<'a> for SimpleStatements<'a> {
    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        match stmt {
            Stmt::For(_) | Stmt::While(_) | Stmt::If(_) | Stmt::With(_) | Stmt::Match(_) | Stmt::Try(_) => {}
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            // Up to 3.9 told again when what they leave has been tidied up.
            Stmt::Return(_) | Stmt::Break(_) | Stmt::Continue(_) if self.version < PythonVersion::PY310 => {}
            _ => self.found.push(stmt),
        }
        walk_stmt(self, stmt);
    }
}

/// Lines that hold one simple statement and no more, with its code's name and what is bound before it.
fn told(source: &str, version: PythonVersion) -> serde_json::Value {
    let arena = Bump::new();
    let Ok(module) = parser::parse(source, &arena) else { return serde_json::json!({}) };
    let scopes = Scopes::new(module, &arena, Rules::of_minor(version.minor()));
    let index = LineIndex::new(source);
    let mut statements = SimpleStatements { version, found: Vec::new() };
    statements.visit_body(module.body);
    let point = |stmt: &Stmt<'_>| Point::BeforeStmt(stmt.start());
    let found = variables_at(&scopes, module, statements.found.iter().map(point));
    let mut told = serde_json::Map::new();
    for stmt in &statements.found {
        let line = index.line(stmt.start());
        let text = index.line_text(source, line).unwrap().trim();
        let is_alone = text == &source[stmt.range().as_usize()] && !text.contains(" for ") && !text.contains("lambda");
        if let (true, Some(variables)) = (is_alone, found.get(&point(stmt))) {
            let is_function = !matches!(scopes.kind(variables.frame), ScopeKind::Module | ScopeKind::Class);
            let qualname = scopes.qualname(variables.frame);
            let entry = (qualname, &variables.bound, &variables.maybe, is_function && variables.left_out == 0);
            told.insert(line.to_string(), serde_json::to_value(entry).unwrap());
        }
    }
    told.into()
}

/// Programs to run: the cases, and the files named in `INSTR_PROGRAMS`.
fn programs() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases"))];
    while let Some(folder) = folders.pop() {
        for path in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "py") {
                found.push(path);
            }
        }
    }
    found.sort();
    let more = std::env::var_os("INSTR_PROGRAMS").unwrap_or_default();
    found.extend(std::env::split_paths(&more).filter(|path| path.is_file()));
    found
}

#[test]
fn running_frames_have_what_is_certainly_bound_and_nothing_untold() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/traced.py");
    for (version, python) in pythons::found() {
        let mut requests = String::new();
        let mut asked = Vec::new();
        for path in programs() {
            let file = SourceFile::new(path.display().to_string(), std::fs::read(&path).unwrap());
            let Ok(file) = file else { continue };
            let request = serde_json::json!({ "path": path, "lines": told(file.text(), *version) });
            requests.push_str(&format!("{request}\n"));
            asked.push(path);
        }
        let (mut compared, mut wrong, mut answered) = (0, Vec::new(), 0);
        for (path, (made, reports)) in asked.iter().zip(ask::<(u32, Vec<serde_json::Value>)>(python, script, requests))
        {
            answered += 1;
            compared += made;
            wrong.extend(reports.into_iter().map(|report| format!("{}: {report}", path.display())));
        }
        println!("{version}: {answered} of {} programs, {compared} frames compared at line events", asked.len());
        assert!(wrong.is_empty(), "{version}: {wrong:#?}");
        assert!(compared > 0 && answered == asked.len());
    }
}
