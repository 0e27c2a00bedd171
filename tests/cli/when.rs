//! `--when`: what is left of a condition at each line means what the whole condition means there.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::pythons;
use super::sandbox::Sandbox;
use super::seeds;

/// With a variable `line` of its own in one function, names that are unbound for a while, and free, global and class variables.
const PROGRAM: &str = "\
limit = 3
def total(items, n=2):
    out = []
    for item in items:
        if item > n: out.append(item)
        else:
            out += [n]
    while len(out) > limit:
        out.pop()
    try:
        found = out[5]
    except IndexError as error:
        found = None
    return out
def reads(text):
    for line in text:
        function = line
    return line
class Cart:
    size = 4
    def count(self):
        def inner(k):
            return k + n
        n = self.size
        return [inner(i) for i in range(n)]
print(total([1, 5, 2, 7, 9]), reads('ab'), Cart().count(), (lambda n: n * 2)(limit))
";

fn condition() -> impl Strategy<Value = String> {
    let known = prop_oneof![
        (0u32..28).prop_map(|n| n.to_string()),
        Just("line".to_owned()),
        Just("$line".to_owned()),
        Just("line % 3".to_owned()),
        Just("limit".to_owned()),
    ];
    let open =
        prop::sample::select(vec!["n", "len(out)", "item", "found", "k", "zzz", "limit + 1", "Cart.size", "out[0]"]);
    let number = prop_oneof![3 => known, 2 => open.prop_map(str::to_owned)];
    let name = prop::sample::select(vec!["'total'", "'inner'", "'reads'", "'<module>'", "'f'", "module", "text"]);
    let compare = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let leaf = prop_oneof![
        4 => (number.clone(), compare, number.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        2 => (prop::sample::select(vec!["function", "$function"]), name).prop_map(|(f, name)| format!("{f} == {name}")),
        1 => number.clone().prop_map(|n| format!("3 < line <= {n}")),
        1 => number.clone().prop_map(|n| format!("{n} in (3, 5, 8, 13, 21)")),
        1 => number,
        1 => Just("$function.startswith(('re', 'in'))".to_owned()),
        1 => Just("file.endswith('f.py') and event == 'line'".to_owned()),
        1 => Just("any(x > $line - 8 for x in (n, 1))".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|all| format!("({})", all.join(" and "))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|all| format!("({})", all.join(" or "))),
            inner.clone().prop_map(|one| format!("not ({one})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a} if {b} else {c})")),
        ]
    })
}

/// The events of a run, without what the log says of itself.
fn told(sandbox: &Sandbox, python: &str, engine: &str, options: &[&str]) -> (String, Vec<String>) {
    let mut args = vec!["run", "--python", python, "--engine", engine];
    args.extend(options);
    args.push("f.py");
    let run = sandbox.run(&args).exits(0);
    let events = run.stderr.lines().filter(|line| !line.starts_with("# instr: "));
    // Addresses differ from run to run.
    let steady = |line: &str| {
        line.split(" at 0x").map(|part| part.trim_start_matches(|c: char| c.is_ascii_hexdigit())).collect()
    };
    (run.stdout, events.map(|line| if line.contains(" at 0x") { steady(line) } else { line.to_owned() }).collect())
}

#[test]
fn generated_conditions_mean_the_same() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    let pythons = pythons::found();
    let (turn, events) = (Cell::new(0), Cell::new(0));
    seeds::all(|rng| {
        let config = Config { cases: 96, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, rng);
        let before = events.get();
        let result = runner.run(&condition(), |condition| {
            let (version, python) = &pythons[turn.get() % pythons.len()];
            turn.set(turn.get() + 1);
            let python = python.to_str().unwrap();
            let options = ["--when", &condition];
            let probes = told(&sandbox, python, "static", &options);
            let tracer = told(&sandbox, python, "settrace", &options);
            prop_assert_eq!(&probes, &tracer, "{} on {}", condition, version);
            events.set(events.get() + probes.1.len());
            Ok(())
        });
        let count = events.get() - before;
        let few = (count <= 100).then(|| format!("the conditions told {count} events only"));
        result.err().map(|error| error.to_string()).or(few).into_iter().collect()
    });
}

#[test]
fn conditions_of_the_chapter() {
    let sandbox = Sandbox::new();
    let program = include_str!("../../examples/remove_html_markup.py");
    sandbox.write("f.py", program);
    for (version, python) in pythons::found() {
        let python = python.to_str().unwrap();
        for (condition, hits) in [
            ("function == 'remove_html_markup' and line >= 237", vec!["237", "239"]),
            ("len(out) >= 8 or line == 223", vec!["227", "239"]),
            ("line == 223 or len(out) >= 8", vec!["223", "227", "239"]),
            ("c == '/' and line == 230", vec!["230"]),
            ("undefined_variable", vec![]),
            ("line == 3", vec![]),
        ] {
            let (_, events) = told(&sandbox, python, "static", &["--when", condition]);
            let mut lines: Vec<&str> =
                events.iter().filter(|e| !e.starts_with(' ')).map(|e| e.split(' ').next().unwrap()).collect();
            lines.sort_unstable();
            lines.dedup();
            lines.retain(|line| *line != "foobar");
            let wanted: Vec<&str> = if condition.contains("len(out)") {
                // Nothing that this text gives is as long.
                hits.into_iter().filter(|hit| *hit == "223").collect()
            } else {
                hits
            };
            assert_eq!(lines, wanted, "{version}: {condition}");
        }
        let both = ["verify", "--python", python, "--when", "line > 228 and c in '<>'", "--if", "tag", "f.py"];
        let run = sandbox.run(&both).exits(0);
        assert!(run.stdout.contains(" events identical") && !run.stdout.starts_with("0 "), "{version} {run:#?}");
    }
}

/// Only the lines where it can hold are told of, each with what is left.
#[test]
fn what_is_left() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    let left = |condition: &str| {
        let run =
            sandbox.run(&["plan", "--output-format", "json", "--when", condition, "--lines", "all", "f.py"]).exits(0);
        let plan: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let lines = plan[0]["lines"].as_array().unwrap().iter().filter(|line| line["qualname"].is_string());
        lines.map(|l| format!("{} {}", l["line"], l["condition"].as_str().unwrap_or("-"))).collect::<Vec<_>>()
    };
    assert_eq!(
        left("$function == 'total' and $line >= 12 and item > 1"),
        ["12 item > 1", "13 item > 1", "14 item > 1"]
    );
    assert_eq!(left("$function == 'total' and $line == 4"), ["4 -"]);
    assert_eq!(left("item > 1 and $line < 5"), ["3 item > 1", "4 item > 1"]);
    assert_eq!(left("zzz > 1"), [""; 0]);
    assert_eq!(left("line == 17 and $line == 17"), ["17 line == 17"]);
    let text = sandbox.run(&["plan", "--when", "$line == 17 and line", "--lines", "all", "f.py"]).exits(0).stdout;
    assert!(
        text.contains("if line")
            && text.contains("note: `line` is a variable of the program there; `$line` is the place's")
    );
    assert!(text.contains("lines left out: the condition cannot hold there"), "{text}");
    for (wrong, message) in
        [("line ==", "--when:1:"), ("$lines", "--when:1:"), ("f'{line}'", "an f-string cannot hold")]
    {
        sandbox.run(&["run", "--when", wrong, "f.py"]).exits(2).says(message);
        sandbox.run(&["plan", "--when", wrong, "--lines", "all", "f.py"]).exits(2).says(message);
    }
}

/// Where a condition can hold nowhere, the program's code is what it is without.
#[test]
fn nothing_costs_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("m.py", "def f(n):\n    for i in range(n):\n        n += i\n    return n\n");
    sandbox.write(
        "f.py",
        "import m, marshal\nprint(m.f(3), hash(m.f.__code__), m.f.__code__.co_code.hex(), m.f.__code__.co_consts)\n",
    );
    for (version, python) in pythons::found() {
        let python = python.to_str().unwrap();
        let run = |condition: &str| told(&sandbox, python, "static", &["-p", "m.py:all", "--when", condition]).0;
        let plain = std::process::Command::new(python)
            .arg("f.py")
            .current_dir(sandbox.path(""))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .unwrap();
        let code = |text: &str| text.split_once(' ').unwrap().1.split_once(' ').unwrap().1.to_owned();
        let plain = code(&String::from_utf8(plain.stdout).unwrap());
        assert_eq!(code(&run("function == 'g' and n > 1")), plain, "{version}");
        assert_ne!(code(&run("function == 'f' and n > 1")), plain, "{version}");
    }
}

#[test]
fn the_example_of_the_readme() {
    let sandbox = Sandbox::new();
    sandbox.write("examples/remove_html_markup.py", include_str!("../../examples/remove_html_markup.py"));
    let condition = "function == 'remove_html_markup' and line >= 237 and c == 'z'";
    let run = sandbox.run(&["plan", "--when", condition, "--lines", "all", "examples/remove_html_markup.py"]).exits(0);
    assert!(include_str!("../../README.md").contains(&run.stdout), "{}", run.stdout);
}

/// To name `__class__` or `super` in a method would give its class a cell, which a metaclass sees.
#[test]
fn a_condition_gives_a_class_no_cell() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "f.py",
        "\
class Meta(type):
    def __new__(cls, name, bases, namespace):
        print('__classcell__' in namespace)
        return super().__new__(cls, name, bases, namespace)
class A(metaclass=Meta):
    def f(self):
        return 1
class B(A):
    def f(self):
        return super().f()
print(A().f(), A.f.__code__.co_freevars, B().f())
",
    );
    for (version, python) in pythons::found() {
        let python = python.to_str().unwrap();
        for (engine, condition, lines) in [
            ("static", "$line in (7, 10) and __class__", &["10"][..]),
            ("static", "$line in (7, 10) and super", &["7", "10", "7"]),
            ("settrace", "$line in (7, 10) and super", &["7", "10", "7"]),
        ] {
            let (output, events) = told(&sandbox, python, engine, &["--when", condition]);
            assert_eq!(output, "False\nTrue\n1 () 1\n", "{version} {engine} {condition}");
            let hits = events.iter().filter(|event| !event.starts_with(' '));
            let hits: Vec<&str> = hits.map(|event| event.split(' ').next().unwrap()).collect();
            assert_eq!(hits, lines, "{version} {engine} {condition}");
        }
    }
}

/// That a condition runs a method of the program is not told.
#[test]
fn probes_in_what_a_condition_calls_are_silent() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "f.py",
        "\
class Box:
    size = 1
    def __len__(self):
        return self.size
    def __eq__(self, other):
        return other == 1
    @property
    def half(self):
        return self.size / 2
    def grow(self, n):
        self.size += n
        return self.size
print(Box().grow(2), len(Box()), Box() == 1, Box().half)
",
    );
    for (version, python) in pythons::found() {
        let python = python.to_str().unwrap();
        for condition in ["len(self) > 0 and self.half", "self == 1"] {
            for option in ["--when", "--if"] {
                let run = |engine| told(&sandbox, python, engine, &["--lines", "all", option, condition]);
                let (probes, tracer) = (run("static"), run("settrace"));
                assert_eq!(probes.0, "3 1 True 0.5\n", "{version} {option} {condition}");
                assert_eq!(probes, tracer, "{version} {option} {condition}");
                assert!(probes.1.len() > 2, "{version} {option} {condition}: {probes:?}");
            }
        }
    }
}
