//! Expressions within expressions: no probe is put where CPython could not parse it, and none is too deep to be seen.

mod support;

use instr::lines::PythonVersion;
use std::path::Path;
use support::pythons;
use support::rewriting::{Asked, rewrite};

fn nested(open: &str, times: usize, close: &str) -> String {
    format!("x = {}1{}\n", open.repeat(times), close.repeat(times))
}

fn chain(first: &str, link: &str, times: usize) -> String {
    format!("x = ({first}\n{})\n", link.repeat(times))
}

/// Programs that every CPython compiles, and that have more lines around an expression than it takes parentheses.
fn programs() -> Vec<String> {
    vec![
        chain("a", ".b(\n1)\n", 110),
        chain("a", ".b()\n", 250),
        chain("a", "+ b\n", 300),
        nested("a(\n", 60, ")\n"),
        nested("lambda: ", 150, ""),
        nested("(lambda:\n", 45, ")\n"),
        nested("a if b else\\\n", 85, ""),
        nested("[a for a in \n", 70, "]"),
        format!("x = {}f(\n{}", "lambda: ".repeat(90), nested("g(\n", 50, ")\n").replace("x = ", "") + ")"),
        format!("x = {}a\n+ b{}\n", "(".repeat(90), ")".repeat(90)),
    ]
}

const COMPILE: &str = "
import sys
for name in sys.argv[1:]:
    try:
        compile(open(name).read(), name, 'exec')
    except BaseException as error:
        print(name, repr(error))
";

fn rejected(python: &Path, files: &[String]) -> String {
    let output = pythons::command(python).args(["-c", COMPILE]).args(files).output().unwrap();
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

#[test]
fn every_cpython_compiles_nested_probes() {
    let folder = tempfile::tempdir().unwrap();
    for (version, python) in pythons::found() {
        let (mut originals, mut copies) = (Vec::new(), Vec::new());
        for (number, program) in programs().iter().enumerate() {
            let write = |kind: &str, text: &[u8]| {
                let path = folder.path().join(format!("{version}_{number}_{kind}.py"));
                std::fs::write(&path, text).unwrap();
                path.display().to_string()
            };
            let rewritten = rewrite(program.as_bytes(), *version, &Asked::all());
            rewritten.check();
            assert!(rewritten.sites() > 0, "{version}: program {number} has no probe");
            originals.push(write("original", program.as_bytes()));
            copies.push(write("copy", &rewritten.bytes));
        }
        assert_eq!(rejected(python, &originals), "", "{version} rejects originals");
        assert_eq!(rejected(python, &copies), "", "{version} rejects programs with probes");
    }
}

/// No CPython compiles them, but they end.
#[test]
fn as_deep_as_one_likes() {
    const DEEP: usize = 5_000;
    // The parser takes no more than CPython.
    const BRACKETS: usize = 199;
    let repeated = |before: &str, unit: &str, behind: &str| format!("{before}{}{behind}\n", unit.repeat(DEEP));
    let programs = [
        nested("(", BRACKETS, ")"),
        nested("[", BRACKETS, "]"),
        nested("(a := ", BRACKETS, ")"),
        nested("-", DEEP, ""),
        nested("not ", DEEP, ""),
        nested("2 ** ", DEEP, ""),
        nested("a if b else ", DEEP, ""),
        nested("lambda: ", DEEP, ""),
        nested("a and ", DEEP, ""),
        nested("", DEEP, " + 1"),
        nested("a", DEEP, ".a"),
        nested("a", DEEP, "[0]"),
        nested("a", DEEP, "()"),
        chain("a", ".b(\n1)\n", DEEP),
        chain("a", "or b\n", DEEP),
        repeated("x = [a ", "for a in b ", "]"),
        repeated("with a", ", a", ": pass"),
        repeated("if a: pass\n", "elif b: pass\n", ""),
        format!("{}a{} = x\n", "[".repeat(BRACKETS), "]".repeat(BRACKETS)),
        format!("match x:\n case {}a{}: pass\n", "[".repeat(BRACKETS), "]".repeat(BRACKETS)),
        repeated("match x:\n case ", "1 | ", "2: pass"),
        repeated("", "def f(): pass\n", ""),
    ];
    for (number, program) in programs.iter().enumerate() {
        let target = if number % 2 == 0 { PythonVersion::PY38 } else { PythonVersion::PY313 };
        rewrite(program.as_bytes(), target, &Asked::all()).check();
    }
}
