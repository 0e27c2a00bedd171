//! What `instr plan` says beforehand of lines whose values are not those that `sys.settrace` tells.

use super::sandbox::Sandbox;

/// The lines that are approximate for a version, with why.
fn announced(program: &str, version: &str) -> Vec<(u64, String)> {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", program);
    let run = sandbox.run(&["plan", "--output-format", "json", "--target-version", version, "--lines", "all", "f.py"]);
    let plan: serde_json::Value = serde_json::from_str(&run.exits(0).stdout).unwrap();
    let lines = plan[0]["lines"].as_array().unwrap().iter().filter(|line| line["verdict"] == "approximate");
    lines.map(|line| (line["line"].as_u64().unwrap(), line["reason"].as_str().unwrap().to_owned())).collect()
}

fn lines(program: &str, version: &str, reason: &str) -> Vec<u64> {
    let found = announced(program, version);
    found.into_iter().filter(|(_, why)| why.contains(reason)).map(|(line, _)| line).collect()
}

/// Up to 3.12 a probe does not read what is perhaps unbound in a class whose methods use `super`.
#[test]
fn classes_with_a_cell() {
    let program = "\
class A:
    a = 1
    if a > 1:
        b = 2
    c = 3
    class B:
        def f(self): return super().f()
";
    let other = program.replace("    class B:\n    ", "");
    let derived = other.replace("class A:", "class A(dict):");
    for (version, perhaps, all) in
        [("3.8", &[5, 6][..], &[3, 4, 5, 6][..]), ("3.11", &[5, 6], &[3, 4, 5, 6]), ("3.13", &[], &[])]
    {
        assert_eq!(lines(program, version, "`__class__`"), [0; 0], "{version}");
        assert_eq!(lines(&other, version, "`__class__`"), perhaps, "{version}");
        assert_eq!(lines(&derived, version, "`__class__`"), all, "{version}");
    }
}

/// Since 3.12 only probes see the variables of comprehensions that are a part of the body of a file or class.
#[test]
fn comprehensions_of_bodies() {
    let program = "\
x = {
    name: len(name)
    for name in 'ab'
}
def f(): return [
    c
    for c in 'ab'
]
";
    assert_eq!(lines(program, "3.11", "this comprehension"), [0; 0]);
    assert_eq!(lines(program, "3.15", "this comprehension"), [2, 3]);
}

/// Up to 3.12 a function that uses `locals` tells no variables that are perhaps unbound.
#[test]
fn functions_that_see_their_namespace() {
    let program = "def f(a):\n    if a:\n        b = 1\n    return locals()\n";
    assert_eq!(lines(program, "3.12", "its own namespace"), [4]);
    assert_eq!(lines(program, "3.13", "its own namespace"), [0; 0]);
    assert_eq!(lines(program, "3.9", "the next one"), [2, 3]);
    assert_eq!(lines(program, "3.10", "the next one"), [0; 0]);
}

/// The first event of a generator expression may have no place: the next one tells its variables.
#[test]
fn behind_an_event_that_is_not_told() {
    let program = "def f(a, xs):\n    return list((a, x)\n                for x in xs)\n";
    assert_eq!(lines(program, "3.11", "the event before it"), [0; 0]);
    assert_eq!(lines(program, "3.13", "the event before it"), [3]);
    assert_eq!(lines(&program.replace("(a, x)", "(x, x)"), "3.13", "the event before it"), [0; 0]);
}
