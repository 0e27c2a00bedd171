//! `instr plan` and `instr ast`: what is shown.

use crate::sandbox::Sandbox;

#[test]
fn a_plan_as_text() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "def f(a):\n    for b in a:\n        c = b\n    return c\n\n# end\n");
    let run = sandbox.run(&["plan", "--lines", "3,4", "f.py"]).succeeds();
    let expected =
        "f.py: events of CPython 3.11\n  3  f  before the statement  a b c?\n  4  f  before the statement  a b? c?\n";
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(squeezed(&run.stdout), squeezed(expected));
    let run = sandbox.run(&["plan", "--lines", "5,4", "f.py"]).exits(1);
    assert!(run.stdout.contains("  5  refused: line 5 is blank; the nearest line"), "{}", run.stdout);
    assert!(run.stdout.contains("  4  f"), "{}", run.stdout);
    sandbox.run(&["plan", "--function", "nope", "f.py"]).exits(1);
}

#[test]
fn a_plan_as_json() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "def f(a):\n    b = a\n    return b\n\n");
    sandbox.write("bad.py", "x = (\n");
    let args = ["plan", "f.py:2,4", "bad.py:1", "missing.py:1", "--output-format", "json"];
    let run = sandbox.run(&args).exits(2);
    assert_eq!(run.stderr, "");
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let [first, second, third] = document.as_array().unwrap().as_slice() else { panic!("{document}") };
    assert_eq!(first["file"], "f.py");
    assert_eq!(first["target"], "3.11");
    assert_eq!(first["error"], serde_json::Value::Null);
    let line = &first["lines"][0];
    assert_eq!(line["line"], 2);
    assert_eq!(line["qualname"], "f");
    assert_eq!(line["verdict"], "exact");
    assert_eq!(line["sites"][0]["form"], "before the statement");
    assert_eq!(line["sites"][0]["captures"][0], "a");
    let refused = &first["lines"][1];
    assert_eq!((&refused["line"], &refused["verdict"]), (&4.into(), &"refused".into()));
    assert!(refused["nearest"].is_array());
    assert_eq!(second["file"], "bad.py");
    assert_eq!(second["error"]["code"], "syntax-error");
    assert_eq!(second["error"]["line"], 1);
    assert_eq!(third["error"]["code"], "io-error");
}

#[test]
fn where_a_plan_looks_at_watched_expressions() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "def f(d):\n    a = 1\n    d.x = a\n    print(d)\n    pass\nf(set)\n");
    let lines = |options: &[&str]| {
        let args = [&["plan", "--output-format", "json", "--watch", "d.x"], options, &["f.py"]].concat();
        let plan: serde_json::Value = serde_json::from_str(&sandbox.run(&args).succeeds().stdout).unwrap();
        let checks = plan[0]["watches"][0]["checks"].as_array().unwrap().clone();
        checks.iter().map(|check| check["line"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(lines(&[]), [1, 3, 4]);
    assert_eq!(lines(&["--watch-mode", "changes"]), [1, 3, 4]);
    assert_eq!(lines(&["--watch-mode", "precise"]), [1, 2, 3, 4]);
    sandbox.run(&["plan", "--watch-mode", "precise", "f.py"]).exits(2).says("--watch <EXPRESSION>");
}

#[test]
fn trees() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "x\n");
    let run = sandbox.run(&["ast", "f.py"]).succeeds();
    let expected = "Module(body=[Expr(value=Name(id='x', ctx=Load(), lineno=1, col_offset=0, end_lineno=1, \
        end_col_offset=1), lineno=1, col_offset=0, end_lineno=1, end_col_offset=1)])\n";
    assert_eq!(run.stdout, expected);
    assert_eq!(sandbox.run_with_input(&["ast", "-"], b"x\n").succeeds().stdout, expected);
    sandbox.write("bad.py", "x x\n");
    let run = sandbox.run(&["ast", "f.py", "bad.py", "f.py"]).exits(1).says("bad.py:1:3: error: ");
    assert_eq!(run.stdout, expected.repeat(2));
}
