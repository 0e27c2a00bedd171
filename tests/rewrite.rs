//! Probes go in and come out: each form on small texts.

mod support;

use bumpalo::Bump;
use instr::ast::visit::{self, Visitor};
use instr::ast::*;
use instr::lines::{Anchor, PythonVersion};
use instr::rewrite::{Form, Options, RewriteError, Rewritten, Style, inject, placements, strip};
use support::planner::{parsed, plan};

const CALL: Options = Options { style: Style::Call };
const PRINT: Options = Options { style: Style::Print };
const PREAMBLE: &str = "from instr import probe as _instr; ";
const HINT: &str = "  # instr: set PYTHONPATH=\"$(instr runtime path)\" to run this";

/// The places of a text that a test can name.
#[derive(Default)]
struct Places<'a> {
    stmts: Vec<Stmt<'a>>,
    exprs: Vec<Expr<'a>>,
    cases: Vec<&'a MatchCase<'a>>,
}

impl<'a> Visitor<'a> for Places<'a> {
    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        self.stmts.push(stmt);
        visit::walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        self.exprs.push(expr);
        visit::walk_expr(self, expr, ctx);
    }

    fn visit_match_case(&mut self, case: &'a MatchCase<'a>) {
        self.cases.push(case);
        visit::walk_match_case(self, case);
    }
}

/// How a test names an anchor: the kind, and the text of the node.
#[derive(Clone, Copy)]
enum At {
    Before(&'static str),
    After(&'static str),
    ExprBefore(&'static str),
    ExprAfter(&'static str),
    ExprFalse(&'static str),
    Each(&'static str),
    Again(&'static str),
    WithExit,
    Case,
    Bases,
}

fn anchor<'a>(places: &Places<'a>, source: &str, at: At) -> Anchor<'a> {
    use instr::text::Ranged;
    let stmt = |text: &str| {
        let found = places.stmts.iter().find(|s| source[s.range().as_usize()].starts_with(text));
        *found.unwrap_or_else(|| panic!("no statement `{text}`"))
    };
    let expr = |text: &str| {
        let found = places.exprs.iter().find(|e| &source[e.range().as_usize()] == text);
        *found.unwrap_or_else(|| panic!("no expression `{text}`"))
    };
    match at {
        At::Before(text) => Anchor::Before(stmt(text)),
        At::After(text) => Anchor::After(stmt(text)),
        At::ExprBefore(text) => Anchor::ExprBefore(expr(text)),
        At::ExprAfter(text) => Anchor::ExprAfter(expr(text)),
        At::ExprFalse(text) => Anchor::ExprFalse(expr(text)),
        At::Each(text) => Anchor::IterEach(expr(text)),
        At::Again(text) => Anchor::IterAgain(expr(text)),
        At::Case => Anchor::Case(places.cases[0]),
        At::WithExit => Anchor::WithExit(
            places.stmts.iter().find_map(|s| if let Stmt::With(w) = s { Some(*w) } else { None }).unwrap(),
        ),
        At::Bases => Anchor::ClassBases(
            places.stmts.iter().find_map(|s| if let Stmt::ClassDef(c) = s { Some(*c) } else { None }).unwrap(),
        ),
    }
}

/// Injects probes that fire 1, 2, … at the places, and takes them out again.
fn rewrite(source: &str, at: &[At], target: PythonVersion, options: &Options) -> Result<Rewritten, RewriteError> {
    let arena = Bump::new();
    let source: &str = arena.alloc_str(source);
    let module = parsed(source, &arena);
    let mut places = Places::default();
    places.visit_body(module.body);
    let anchors: Vec<_> = (1..).zip(at.iter().map(|&at| anchor(&places, source, at))).collect();
    let rewritten = inject(&module, source, &plan(module, target, &anchors), options)?;
    let back = strip(&rewritten.text, &Bump::new()).unwrap_or_else(|e| panic!("{}\n{}", e.message, rewritten.text));
    assert_eq!(back.text, source);
    let placed = rewritten.placements.iter().filter(|p| p.outcome.is_ok()).count();
    assert_eq!(back.removed, placed);
    Ok(rewritten)
}

/// The text, after a first line that holds the preamble and is left out.
fn body(source: &str, at: &[At]) -> String {
    body_for(source, at, PythonVersion::PY313, &CALL)
}

fn body_for(source: &str, at: &[At], target: PythonVersion, options: &Options) -> String {
    let rewritten = rewrite(&format!("import os\n{source}"), at, target, options).unwrap();
    for placement in &rewritten.placements {
        assert!(placement.outcome.is_ok(), "{:?}\n{source}", placement.outcome);
    }
    rewritten.text.split_once('\n').unwrap().1.to_owned()
}

fn refusal(source: &str, at: &[At], target: PythonVersion, options: &Options) -> &'static str {
    let rewritten = rewrite(&format!("import os\n{source}"), at, target, options).unwrap();
    rewritten.placements.iter().find_map(|p| p.outcome.as_ref().err().copied()).expect("a refusal")
}

#[track_caller]
fn check(source: &str, at: &[At], expected: &str) {
    assert_eq!(body(source, at), expected);
}

#[test]
fn statements() {
    use At::{After, Before};
    check("return_ = s\n", &[Before("return_")], "_instr(1); return_ = s\n");
    check("a; b\n", &[Before("b"), Before("a")], "_instr(2); a; _instr(1); b\n");
    check("if x: y\n", &[Before("y")], "if x: _instr(1); y\n");
    check("if x:y\n", &[Before("y")], "if x:_instr(1); y\n");
    check("if x: y\nelse: z\n", &[Before("z")], "if x: y\nelse: _instr(1); z\n");
    check("a;b\n", &[After("a"), Before("b")], "a; _instr(1);_instr(2); b\n");
    check("a ; # c\n", &[After("a")], "a; _instr(1) ; # c\n");
    check("def f():\n    'd'\n", &[Before("'d'")], "def f():\n    'd'; _instr(1)\n");
    check("def f(): 'd'\n", &[After("'d'")], "def f(): 'd'; _instr(1)\n");
    check("if x:\n    'd'\n", &[Before("'d'")], "if x:\n    _instr(1); 'd'\n");
    check("assert x, y\n", &[Before("assert")], "_instr(1); assert x, y\n");
}

#[test]
fn headers() {
    use At::Before;
    check("if a and b: c\n", &[Before("if")], "if _instr(1) or a and b: c\n");
    check("if (a): c\n", &[Before("if")], "if (_instr(1) or a): c\n");
    check("if a: b\nelif c: d\n", &[Before("elif")], "if a: b\nelif _instr(1) or c: d\n");
    check("if a if b else c: d\n", &[Before("if")], "if _instr(1) or (a if b else c): d\n");
    check("if-1: d\n", &[Before("if")], "if _instr(1) or  -1: d\n");
    check("if(a)or b: d\n", &[Before("if")], "if _instr(1) or  (a)or b: d\n");
    check("match a, b:\n  case _: c\n", &[Before("match")], "match (_instr(1) or a), b:\n  case _: c\n");
    check("match (a, b):\n  case _: c\n", &[Before("match")], "match _instr(1) or (a, b):\n  case _: c\n");
    check("for x in xs: y\n", &[Before("for")], "for x in (_instr(1) or xs): y\n");
    check("for x in 1, 2: y\n", &[Before("for")], "for x in (_instr(1) or 1), 2: y\n");
    check("with a as b, c: d\n", &[Before("with")], "with (_instr(1) or a) as b, c: d\n");
    check("try:\n    a\nfinally: b\n", &[Before("try")], "try:\n    _instr(1); a\nfinally: b\n");
    check(
        "try:\n    a\nfinally: b\n",
        &[Before("try"), Before("a")],
        "try:\n    _instr(1); _instr(2); a\nfinally: b\n",
    );
    check("class A: b\n", &[Before("class")], "class A(*_instr.bases(1),): b\n");
    check("a\nwhile b: c\n", &[Before("while")], "a; _instr(1)\nwhile b: c\n");
}

#[test]
fn definitions() {
    use At::Before;
    let def = "def f(a, b=1, *, c=2): pass\n";
    check(&format!("a\n\n{def}"), &[Before("def")], &format!("a\n_instr(1)\n{def}"));
    check(&format!("a\n# c\n{def}"), &[Before("def")], &format!("a\n_instr(1)  # c\n{def}"));
    check(&format!("a\n  # c\n{def}"), &[Before("def")], "a\n  # c\ndef f(a, b=(_instr(1) or 1), *, c=2): pass\n");
    check("class A:\n\n    def f(): pass\n", &[Before("def")], "class A:\n    _instr(1)\n    def f(): pass\n");
    check("class A:\n    \n    def f(): pass\n", &[Before("def")], "class A:\n    _instr(1);\n    def f(): pass\n");
    check("class A:\n    a\n    def f(): pass\n", &[Before("def")], "class A:\n    a; _instr(1)\n    def f(): pass\n");
    check("a\n@b.c\n@d\ndef f(): pass\n", &[Before("def")], "a\n@(_instr(1) or b.c)\n@d\ndef f(): pass\n");
    check("a = 1 \\\n\ndef f(): pass\n", &[Before("def")], "a = 1; _instr(1) \\\n\ndef f(): pass\n");
    let late =
        rewrite("import os\nclass A:\n    def f(): pass\n    b\n", &[Before("def")], PythonVersion::PY313, &CALL);
    let late = late.unwrap();
    assert!(late.text.ends_with("class A:\n    def f(): pass\n    _instr(1); b\n"));
    assert!(late.placements[0].outcome.as_ref().unwrap().doubt.is_some());
    refusal("class A:\n    def f(): pass\n", &[Before("def")], PythonVersion::PY313, &CALL);
    refusal("class A:\n    def f(): pass\n\ndef g(): pass\n", &[Before("def")], PythonVersion::PY313, &CALL);
    check(
        "class A:\n    def f(): pass\n    def g(): pass\n\n\ndef h(): pass\n",
        &[Before("def f"), Before("def g"), Before("def h")],
        "class A:\n    def f(): pass\n    def g(): pass\n    _instr(1); _instr(2)\n_instr(3)\ndef h(): pass\n",
    );
    // Lines 1 and 2 may hold a shebang and a cookie.
    let head = rewrite("import os\n# c\ndef f(): pass\n", &[Before("def")], PythonVersion::PY313, &CALL).unwrap();
    assert_eq!(head.text, format!("{PREAMBLE}import os; _instr(1){HINT}\n# c\ndef f(): pass\n"));
}

#[test]
fn expressions() {
    use At::{ExprAfter, ExprBefore, ExprFalse};
    check(
        "f(a, *b, c=d)\n",
        &[ExprBefore("a"), ExprBefore("*b"), ExprBefore("d")],
        "f((_instr(1) or a), *(_instr(2) or b), c=(_instr(3) or d))\n",
    );
    check("f(x for x in y)\n", &[ExprBefore("(x for x in y)")], "f(_instr(1) or (x for x in y))\n");
    check("f(x for x in y)\n", &[ExprAfter("(x for x in y)")], "f(_instr.after((x for x in y), 1))\n");
    check("f((x for x in y))\n", &[ExprAfter("(x for x in y)")], "f((_instr.after((x for x in y), 1)))\n");
    check("x = yield\n", &[ExprBefore("yield")], "x = (_instr(1) or (yield))\n");
    check("x = yield\n", &[ExprAfter("yield")], "x = _instr.after((yield), 1)\n");
    check("x = await y\n", &[ExprBefore("await y")], "x = (_instr(1) or await y)\n");
    check(
        "x = lambda: y\n",
        &[ExprBefore("lambda: y"), ExprBefore("y")],
        "x = (_instr(1) or (lambda: (_instr(2) or y)))\n",
    );
    check("(x := y)\n", &[ExprBefore("x := y")], "((_instr(1) or (x := y)))\n");
    check("while x := y: z\n", &[ExprBefore("x := y")], "while _instr(1) or (x := y): z\n");
    check("x[a, b:c]\n", &[ExprBefore("a, b:c"), ExprAfter("b:c")], "x[(_instr(1) or a), b:_instr.after(c, 2)]\n");
    check("return-1\n", &[ExprAfter("-1")], "return _instr.after( -1, 1)\n");
    check("return-1\n", &[ExprBefore("-1")], "return(_instr(1) or -1)\n");
    check("x = a, b\n", &[ExprAfter("a, b")], "x = a, _instr.after(b, 1)\n");
    check(
        "x = a\n",
        &[ExprAfter("a"), ExprBefore("a"), ExprAfter("a")],
        "x = (_instr(2) or _instr.after(_instr.after(a, 1), 3))\n",
    );
    check("if a or b: c\n", &[ExprBefore("a or b"), ExprBefore("a")], "if _instr(1) or (_instr(2) or a) or b: c\n");
    check("if a or b: c\n", &[ExprFalse("a or b"), ExprFalse("b")], "if a or (b or _instr(2)) or _instr(1): c\n");
    check("if a if b else c: d\n", &[ExprFalse("a if b else c")], "if (a if b else c) or _instr(1): d\n");
    check(
        "[a for a in b if c]\n",
        &[ExprFalse("c"), ExprBefore("c")],
        "[a for a in b if (_instr(2) or c or _instr(1))]\n",
    );
    check("a if-b else c\n", &[ExprAfter("-b"), ExprFalse("-b")], "a if(_instr.after(-b, 1) or _instr(2)) else c\n");
    check("if-b: c\n", &[ExprAfter("-b"), ExprFalse("-b")], "if _instr.after( -b, 1) or _instr(2): c\n");
    check("(a +\n b)\n", &[ExprBefore("b"), ExprBefore("a +\n b")], "((_instr(2) or a +\n (_instr(1) or b)))\n");
    check(
        "except_ = 1if x else 2\n",
        &[ExprAfter("1"), ExprBefore("x")],
        "except_ = _instr.after(1, 1)if (_instr(2) or x) else 2\n",
    );
}

#[test]
fn loops() {
    use At::{Again, Before, Each};
    check("for x in xs: y\n", &[Each("xs")], "for x in _instr.each(xs, 1): y\n");
    check("for x in a, b: y\n", &[Again("a, b")], "for x in _instr.again(((a, b)), 1): y\n");
    check("for x in (a, b): y\n", &[Again("(a, b)")], "for x in _instr.again((a, b), 1): y\n");
    check("for x in(a),b: y\n", &[Each("(a),b")], "for x in _instr.each( (((a),b)), 1): y\n");
    check(
        "for x in xs: y\n",
        &[Before("for"), Each("xs"), Each("xs")],
        "for x in (_instr(1) or _instr.each(_instr.each(xs, 3), 2)): y\n",
    );
    check("for x in (a for a in b): y\n", &[Each("(a for a in b)")], "for x in (_instr.each((a for a in b), 1)): y\n");
}

#[test]
fn old_decorators() {
    use At::{Before, ExprAfter, ExprBefore};
    let old = |source: &str, at: &[At]| body_for(source, at, PythonVersion::PY38, &CALL);
    assert_eq!(old("@a.b\ndef f(): pass\n", &[ExprBefore("a.b")]), "@_instr.after(a.b, 1)\ndef f(): pass\n");
    assert_eq!(old("@a.b(c)\ndef f(): pass\n", &[ExprBefore("a.b(c)")]), "@a.b((_instr(1) or c))\ndef f(): pass\n");
    assert_eq!(old("@a(b)\ndef f(): pass\n", &[ExprAfter("a(b)")]), "@_instr.after(a(b), 1)\ndef f(): pass\n");
    assert_eq!(old("a\n@b()\ndef f(): pass\n", &[Before("def")]), "a; _instr(1)\n@b()\ndef f(): pass\n");
    refusal("@a.b(c)\ndef f(): pass\n", &[ExprBefore("a")], PythonVersion::PY38, &CALL);
    check("@a.b(c)\ndef f(): pass\n", &[ExprBefore("a")], "@(_instr(1) or a).b(c)\ndef f(): pass\n");
}

#[test]
fn with_items() {
    for (header, expected) in [
        ("a", "a, _instr.leaving(1)"),
        ("(a)", "(a), _instr.leaving(1)"),
        ("(a,)", "(a, _instr.leaving(1),)"),
        ("(a, b)", "(a, b, _instr.leaving(1))"),
        ("(a, (b),)", "(a, (b), _instr.leaving(1),)"),
        ("a as b", "a as b, _instr.leaving(1)"),
        ("(a as b)", "(a as b, _instr.leaving(1))"),
        ("(a) as (b)", "(a) as (b), _instr.leaving(1)"),
        ("(a as (b), # x\n (c) as d)", "(a as (b), # x\n (c) as d, _instr.leaving(1))"),
        ("((a) as b)", "((a) as b, _instr.leaving(1))"),
        ("(a, b) as c", "(a, b) as c, _instr.leaving(1)"),
        ("(a).b, (c)", "(a).b, (c), _instr.leaving(1)"),
        ("(yield)", "(yield), _instr.leaving(1)"),
    ] {
        check(&format!("with {header}: x\n"), &[At::WithExit], &format!("with {expected}: x\n"));
    }
    check(
        "async with a: x\n",
        &[At::WithExit, At::WithExit],
        "async with a, _instr.leaving(2), _instr.leaving(1): x\n",
    );
}

#[test]
fn patterns() {
    for (pattern, expected) in [
        (" a", " _instr.L1((a))"),
        (" a, *b", " _instr.L1((a, *b))"),
        (" (a, b)", " _instr.L1(((a, b)))"),
        (" (a)", " (_instr.L1((a)))"),
        ("[a]", " _instr.L1(( [a]))"),
        ("(a, b)", " _instr.L1(( (a, b)))"),
        (" A(b=c) | d if e", " _instr.L1((A(b=c) | d)) if e"),
        (" a as b", " _instr.L1((a as b))"),
    ] {
        check(&format!("match x:\n case{pattern}: y\n"), &[At::Case], &format!("match x:\n case{expected}: y\n"));
    }
    check("match x:\n case a: y\n", &[At::Case, At::Case], "match x:\n case _instr.L1((_instr.L2((a)))): y\n");
}

#[test]
fn classes() {
    check("class A(B, c=D): x\n", &[At::Bases], "class A(*_instr.bases(1), B, c=D): x\n");
    check("class A((B)): x\n", &[At::Bases], "class A(*_instr.bases(1), (B)): x\n");
    check("class A(): x\n", &[At::Bases], "class A(*_instr.bases(1)): x\n");
    check("class A( ): x\n", &[At::Bases], "class A(*_instr.bases(1) ): x\n");
    check("class A : x\n", &[At::Bases, At::Bases], "class A(*_instr.bases(1), *_instr.bases(2),) : x\n");
    check("class A[T: (int, str),](B): x\n", &[At::Bases], "class A[T: (int, str),](*_instr.bases(1), B): x\n");
    check("class \\\n Å: x\n", &[At::Bases], "class \\\n Å(*_instr.bases(1),): x\n");
}

#[test]
fn nothing_is_inserted_where_it_would_show() {
    let refused = |source, at| refusal(source, &[at], PythonVersion::PY313, &CALL);
    refused("def f(a: b): pass\n", At::ExprBefore("b"));
    refused("def f() -> b: pass\n", At::ExprAfter("b"));
    refused("a: b = c\n", At::ExprBefore("b"));
    refused("f'{a=}'\n", At::ExprBefore("a"));
    refused("t'{a}'\n", At::ExprBefore("a"));
    refused("a = b\n", At::ExprBefore("a"));
    refused("del a\n", At::ExprBefore("a"));
    refused("match x:\n  case a.b: pass\n", At::ExprBefore("a.b"));
}

#[test]
fn f_strings() {
    use instr::plan::Capture;
    let run = |source: &str, target, options| {
        let arena = Bump::new();
        let source: &str = arena.alloc_str(&format!("import os\n{source}"));
        let module = parsed(source, &arena);
        let mut places = Places::default();
        places.visit_body(module.body);
        let mut plan = plan(module, target, &[(1, anchor(&places, source, At::ExprBefore("a")))]);
        plan.probes[0].sites[0].capture = Capture { bound: vec!["b"], maybe: vec!["c"], ..Capture::default() };
        let rewritten = inject(&module, source, &plan, options).unwrap();
        let text = rewritten.text.split_once('\n').unwrap().1.to_owned();
        (text, rewritten.placements[0].outcome.clone())
    };
    let old = PythonVersion::PY311;
    assert_eq!(run("f\"{a}\"\n", old, &CALL).0, "f\"{(_instr(1, 'c', b=b) or a)}\"\n");
    assert_eq!(run("f'{a}'\n", old, &CALL).0, "f'{(_instr(1, \"c\", b=b) or a)}'\n");
    assert_eq!(run("f'''{a!r:>{w}}'''\n", old, &CALL).0, "f'''{(_instr(1, \"c\", b=b) or a)!r:>{w}}'''\n");
    let (text, outcome) = run("f'{f\"{a}\"}'\n", old, &CALL);
    assert_eq!(text, "f'{f\"{(_instr(1, b=b) or a)}\"}'\n");
    assert!(outcome.unwrap().doubt.is_some());
    assert_eq!(run("f'{f\"{a}\"}'\n", PythonVersion::PY312, &CALL).0, "f'{f\"{(_instr(1, \"c\", b=b) or a)}\"}'\n");
    assert!(run("f'{f\"{a}\"}'\n", old, &PRINT).1.is_err());
    assert_eq!(run("f\"{a}\"\n", old, &PRINT).0, "f\"{(print('1:', 'b =', repr(b), file=_instr.stderr) or a)}\"\n");
}

#[test]
fn prints() {
    use At::{Bases, Before, ExprAfter, ExprBefore, WithExit};
    let print = |source: &str, at: &[At]| body_for(source, at, PythonVersion::PY313, &PRINT);
    let p = "print(\"1:\", file=_instr.stderr)";
    assert_eq!(print("a\n", &[Before("a")]), format!("{p}; a\n"));
    assert_eq!(print("if a: b\n", &[Before("if")]), format!("if {p} or a: b\n"));
    assert_eq!(print("f(a)\n", &[ExprBefore("a")]), format!("f(({p} or a))\n"));
    assert_eq!(print("f(a)\n", &[ExprAfter("a")]), format!("f((a, {p})[0])\n"));
    assert_eq!(print("f(x for x in y)\n", &[ExprAfter("(x for x in y)")]), format!("f(((x for x in y), {p})[0])\n"));
    assert_eq!(print("return-1\n", &[ExprAfter("-1")]), format!("return(-1, {p})[0]\n"));
    assert_eq!(print("class A: b\n", &[Bases]), format!("class A(*({p} or ()),): b\n"));
    refusal("with a: b\n", &[WithExit], PythonVersion::PY313, &PRINT);
    let text = rewrite("a\n", &[Before("a")], PythonVersion::PY313, &PRINT).unwrap().text;
    assert_eq!(text, format!("import sys as _instr; {p}; a\n"));
    for shadow in ["print = 1", "def print(): pass", "def f(repr): pass", "import x as print", "from x import repr"] {
        let error = rewrite(&format!("a\n{shadow}\n"), &[Before("a")], PythonVersion::PY313, &PRINT).unwrap_err();
        assert!(matches!(error, RewriteError::Shadowed(_)));
    }
    rewrite("a\nclass A:\n    def print(): pass\n", &[Before("a")], PythonVersion::PY313, &PRINT).unwrap();
}

#[test]
fn preambles() {
    use At::{After, Before};
    let text = |source: &str, at: &[At]| {
        rewrite(source, at, PythonVersion::PY313, &CALL).unwrap_or_else(|e| panic!("{e}\n{source}")).text
    };
    let import = PREAMBLE.trim_end_matches("; ");
    assert_eq!(text("a\nb\n", &[Before("b")]), format!("{PREAMBLE}a{HINT}\n_instr(1); b\n"));
    assert_eq!(text("'''d\n'''\na\n", &[Before("a")]), format!("'''d\n'''\n{PREAMBLE}_instr(1); a{HINT}\n"));
    assert_eq!(text("'d'\na\n", &[After("'d'")]), format!("'d'; {import}; _instr(1){HINT}\na\n"));
    assert_eq!(
        text("'d'\nfrom __future__ import a; b\n", &[Before("'d'"), Before("from"), Before("b")]),
        format!("'d'\nfrom __future__ import a; {import}; _instr(1); _instr(2); _instr(3); b{HINT}\n")
    );
    assert_eq!(text("x = '''\n'''\n", &[Before("x")]), format!("{PREAMBLE}_instr(1); x = '''\n'''\n"));
    assert_eq!(text("x = \\\n 1\n", &[Before("x")]), format!("{PREAMBLE}_instr(1); x = \\\n 1\n"));
    // Before a compound statement: an empty line, a comment, the docstring, the end of definitions, a new last line.
    assert_eq!(
        text("# a\n\n# b\nif a: b\n", &[Before("b")]),
        format!("# a\n{import}{HINT}\n# b\nif a: _instr(1); b\n")
    );
    assert_eq!(
        text("# a\n# b\n# c\nif a: b\n", &[Before("b")]),
        format!("# a\n# b\n{import}  # c{HINT}\nif a: _instr(1); b\n")
    );
    assert_eq!(text("'d'\nif a: b\n", &[Before("b")]), format!("'d'; {import}{HINT}\nif a: _instr(1); b\n"));
    assert_eq!(text("def f(): a\nb\n", &[Before("a")]), format!("def f(): _instr(1); a\n{PREAMBLE}b{HINT}\n"));
    assert_eq!(text("def f(): a\n", &[Before("a")]), format!("def f(): _instr(1); a\n{import}{HINT}\n"));
    assert_eq!(text("def f(): a", &[Before("a")]), format!("def f(): _instr(1); a\n{import}{HINT}"));
    assert_eq!(
        text("def f():\r\n  a\r\n", &[Before("a")]),
        format!("def f():\r\n  _instr(1); a\r\n{import}{HINT}\r\n")
    );
    let none = |source: &str, at| rewrite(source, &[at], PythonVersion::PY313, &CALL).map(|r| r.text).unwrap_err();
    assert_eq!(none("try:\n    while b: c\nfinally: d\n", Before("c")), RewriteError::NoPlaceForImport);
    // One line for both: the import leads.
    assert_eq!(
        text("# 1\n# 2\n\ndef f(): a\n", &[Before("def")]),
        format!("# 1\n# 2\n{import}; _instr(1){HINT}\ndef f(): a\n")
    );
}

#[test]
fn imports_in_a_header() {
    use At::{Bases, Before};
    let text = |source: &str, at: &[At]| {
        rewrite(source, at, PythonVersion::PY313, &CALL).unwrap_or_else(|e| panic!("{e}\n{source}")).text
    };
    let import = "globals().update(_instr=__import__(\"instr\").probe)";
    assert_eq!(text("if a: b\n", &[Before("b")]), format!("if {import} or a: _instr(1); b\n"));
    assert_eq!(text("if(a):\n  b\n", &[Before("if")]), format!("if({import} or _instr(1) or a):{HINT}\n  b\n"));
    assert_eq!(text("if-a: b\n", &[Before("b")]), format!("if {import} or  -a: _instr(1); b\n"));
    assert_eq!(
        text("while a if b else c: d\n", &[Before("d")]),
        format!("while {import} or (a if b else c): _instr(1); d\n")
    );
    assert_eq!(
        text("\n# coding: x\nif a: b\n", &[Before("b")]),
        format!("\n# coding: x\nif {import} or a: _instr(1); b\n")
    );
    assert_eq!(
        text("for a in b, c:\n  d\n", &[Before("d")]),
        format!("for a in ({import} or b), c:{HINT}\n  _instr(1); d\n")
    );
    assert_eq!(
        text("for a in b, c: d\n", &[Before("for"), At::Each("b, c")]),
        format!("for a in _instr.each(((({import} or _instr(1) or b), c)), 2): d\n"),
    );
    assert_eq!(text("class A: b\n", &[Before("b")]), format!("class A(*({import} or ()),): _instr(1); b\n"));
    assert_eq!(
        text("class A(B):\n  b\n", &[Before("b"), Bases]),
        format!("class A(*({import} or ()), *_instr.bases(2), B):{HINT}\n  global _instr; _instr(1); b\n")
    );
    assert_eq!(text("class A[T]: b\n", &[Before("b")]), format!("class A[T](*({import} or ()),): _instr(1); b\n"));
    assert_eq!(text("@b\nclass A: x\n", &[Before("x")]), format!("@({import} or b)\nclass A: _instr(1); x\n"));
    assert_eq!(
        text("try:\n  b\nfinally: c\n", &[Before("c")]),
        format!("try:\n  {PREAMBLE}b\nfinally: _instr(1); c\n")
    );
    assert_eq!(
        text("def f(): a\nif b: f()\n", &[Before("a")]),
        format!("def f(): _instr(1); a\nif {import} or b: f()\n")
    );
    assert_eq!(
        text("@b\ndef f(): a\n@f\ndef g(): c\n", &[Before("a")]),
        format!("@({import} or b)\ndef f(): _instr(1); a\n@f\ndef g(): c\n")
    );
    let print = rewrite("if a: b\n", &[Before("b")], PythonVersion::PY313, &PRINT).unwrap().text;
    assert_eq!(print, "if globals().update(_instr=__import__(\"sys\")) or a: print(\"1:\", file=_instr.stderr); b\n");
}

#[test]
fn names_are_not_used_before_they_are_declared() {
    use instr::plan::Capture;
    let arena = Bump::new();
    let source = "import os\ndef f():\n    a\n    if b:\n        global c\n    last\n";
    let module = parsed(source, &arena);
    let mut places = Places::default();
    places.visit_body(module.body);
    let at = |text| anchor(&places, source, At::Before(text));
    let mut plan = plan(module, PythonVersion::PY313, &[(3, at("a")), (6, at("last"))]);
    plan.probes
        .iter_mut()
        .for_each(|p| p.sites[0].capture = Capture { bound: vec!["c", "x"], maybe: vec!["y"], ..Capture::default() });
    let text = inject(&module, source, &plan, &CALL).unwrap().text;
    assert!(text.contains("_instr(3, \"c\", \"y\", x=x); a"), "{text}");
    assert!(text.contains("_instr(6, \"y\", c=c, x=x); last"), "{text}");
}

#[test]
fn a_name_that_the_file_uses_is_not_taken() {
    let text = rewrite("_instr = _instr3\n", &[At::Before("_instr")], PythonVersion::PY313, &CALL).unwrap().text;
    assert_eq!(text, format!("from instr import probe as _instr2; _instr2(1); _instr = _instr3{HINT}\n"));
}

#[test]
fn nothing_asked_nothing_changed() {
    let rewritten = rewrite("if a: b\n", &[], PythonVersion::PY313, &CALL).unwrap();
    assert_eq!(rewritten.text, "if a: b\n");
    assert_eq!(rewritten.map.insertions().len(), 0);
}

#[test]
fn a_file_with_probes_is_not_rewritten_again() {
    let once = rewrite("a\n", &[At::Before("a")], PythonVersion::PY313, &CALL).unwrap().text;
    assert_eq!(rewrite(&once, &[At::Before("a")], PythonVersion::PY313, &CALL).unwrap_err(), RewriteError::HasProbes);
}

#[test]
fn a_dry_run_says_what_inject_does() {
    let arena = Bump::new();
    let source = "import os\nclass A:\n    def f(): pass\n    b\n";
    let module = parsed(source, &arena);
    let mut places = Places::default();
    places.visit_body(module.body);
    let anchors: Vec<_> = (1..).zip(places.stmts.iter().map(|&s| Anchor::Before(s))).collect();
    let plan = plan(module, PythonVersion::PY313, &anchors);
    let forms: Vec<Form> =
        placements(&module, source, &plan, &CALL).unwrap().iter().map(|p| p.outcome.as_ref().unwrap().form).collect();
    assert_eq!(forms, [Form::Prefix, Form::Bases, Form::Prefix, Form::Prefix, Form::Prefix]);
}

#[test]
fn strip_survives_edits_elsewhere() {
    let once = rewrite("a\nif b: c\n", &[At::Before("c"), At::Before("if")], PythonVersion::PY313, &CALL).unwrap().text;
    let edited = once.replace("or b", "or b and new()").replace("c\n", "c\n\nmore(1)\n");
    assert_eq!(strip(&edited, &Bump::new()).unwrap().text, "a\nif b and new(): c\n\nmore(1)\n");
}

#[test]
fn strip_refuses_probes_that_were_edited() {
    let once = rewrite("a\nif b: c\n", &[At::Before("c"), At::Before("if")], PythonVersion::PY313, &CALL).unwrap().text;
    for (from, to) in
        [("_instr(2) or b", "_instr(2) and b"), ("_instr(1);", "x = _instr(1);"), ("_instr(1)", "_instr(1, 2)")]
    {
        let edited = once.replace(from, to);
        assert_ne!(edited, once);
        let error = strip(&edited, &Bump::new()).unwrap_err();
        assert!(error.message.contains("edited by hand"), "{}", error.message);
    }
}

#[test]
fn strip_leaves_other_files_alone() {
    let source = "import sys\nx = _instr\r\n";
    let stripped = strip(source, &Bump::new()).unwrap();
    assert_eq!((stripped.text.as_str(), stripped.removed), (source, 0));
}
