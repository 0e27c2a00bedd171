//! `instr code`: what CPython makes of a file.

use super::pythons;
use super::sandbox::Sandbox;

const PROGRAM: &str = "\
def fib(n):
    i, f1, f2 = 1, 1, 1
    while i < n:
        f1, f2 = f2, f1 + f2
        i += 1
    return f1
class A:
    def m(self):
        return [x for x in (lambda y: y)(self)]
";

#[test]
fn fields_and_instructions_by_line() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    for (version, python) in pythons::found() {
        let code = |rest: &[&str]| {
            let arguments = [&["code", "--python", python.to_str().unwrap(), "f.py"], rest].concat();
            sandbox.run(&arguments).exits(0).stdout
        };
        let fib = code(&["fib"]);
        assert!(fib.starts_with("fib, line 1 of f.py\nfield                | value\n"), "{fib}");
        for field in [
            "co_argcount          | 1",
            "co_varnames          | ('n', 'i', 'f1', 'f2')",
            "co_nlocals           | 4",
            "co_firstlineno       | 1",
            "co_name              | fib",
            "co_filename          | f.py",
        ] {
            assert!(fib.lines().any(|line| line == field), "{version}: {field}: {fib}");
        }
        let line = fib.lines().position(|line| line == "    5  i += 1").unwrap();
        assert!(fib.lines().nth(line + 1).unwrap().contains("LOAD_"), "{version}: {fib}");
        let whole = code(&[]);
        let titles: Vec<&str> = whole.lines().filter(|line| line.ends_with(" of f.py")).collect();
        let comprehension = if version.minor() < 12 { 1 } else { 0 };
        assert_eq!(titles.len(), 5 + comprehension, "{version}: {titles:?}");
        assert!(titles.contains(&"A.m.<locals>.<lambda>, line 9 of f.py"), "{version}: {titles:?}");
        assert_eq!(code(&["A"]).lines().filter(|line| line.ends_with(" of f.py")).count(), 3 + comprehension);
        let json = code(&["--output-format", "json", "A.m"]);
        let first: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
        assert_eq!((&first["qualname"], &first["fields"]["co_argcount"]), (&"A.m".into(), &"1".into()));
        assert!(first["instructions"].as_array().unwrap().len() > 4);
    }
}

#[test]
fn what_has_no_code() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    sandbox.write("bad.py", "x = 1\nreturn x\n");
    sandbox.run(&["code", "f.py", "A.n"]).exits(2).says("f.py has no code `A.n`");
    sandbox.run(&["code", "g.py"]).exits(2).says("there is no file g.py");
    sandbox.run(&["code", "bad.py"]).exits(1).says("bad.py:2:1: error: 'return' outside function");
    let run = sandbox.run(&["code", "--output-format", "json", "bad.py"]).exits(1);
    let message: serde_json::Value = serde_json::from_str(&run.stderr).unwrap();
    assert_eq!((&message["line"], &message["code"]), (&2.into(), &"syntax-error".into()));
    sandbox.write("null.py", "x = 1\0\n");
    sandbox.run(&["code", "null.py"]).exits(1).says("null.py").says("null bytes");
}
