//! Names, and which of them are bound where: small programs.

use bumpalo::Bump;
use instr::ast::visit::{Visitor, walk_expr};
use instr::ast::{Expr, ExprContext, ExprName, Mod};
use instr::parser;
use instr::scope::flow::{Point, Variables, variables_at};
use instr::scope::{Resolution, Rules, Scopes};

struct Reads<'a>(Vec<&'a ExprName<'a>>);

impl<'a> Visitor<'a> for Reads<'a> {
    fn visit_expr(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        match (expr, ctx) {
            (Expr::Name(name), ExprContext::Load) if name.id == "HERE" => self.0.push(name),
            _ => {}
        }
        walk_expr(self, expr, ctx);
    }
}

fn reads<'a>(module: Mod<'a>) -> Vec<&'a ExprName<'a>> {
    let mut reads = Reads(Vec::new());
    reads.visit_body(module.body);
    reads.0
}

/// The variables before each read of `HERE`: the certain ones `|` those that may be unbound.
fn here_on(minor: u8, source: &str) -> Vec<String> {
    let arena = Bump::new();
    let module = parser::parse(source, &arena).unwrap();
    let scopes = Scopes::new(module, &arena, Rules::of_minor(minor));
    let points: Vec<Point> = reads(module).iter().map(|n| Point::BeforeExpr(n.range)).collect();
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
