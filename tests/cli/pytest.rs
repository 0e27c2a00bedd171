//! Under pytest, with its assertion messages, in xdist's workers, and with coverage: for a Python that has them.

use std::path::PathBuf;

use super::sandbox::{Run, Sandbox};

const CART: &str = "\
class Cart:
    def __init__(self):
        self.items = []

    def add(self, name, price):
        self.items.append((name, price))

    def total(self):
        total = 0
        for _, price in self.items:
            if price:
                total += price
        return total
";
const TESTS: &str = "\
from app.cart import Cart

def test_total():
    cart = Cart()
    cart.add('a', 2)
    cart.add('b', 3)
    assert cart.total() == 5

def test_fails():
    cart = Cart()
    expected = 4
    assert cart.total() == expected, 'sum'
";

/// The one that `.ci/run` makes.
fn python() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/venv/bin/python");
    let has = std::process::Command::new(&path).args(["-c", "import pytest, xdist, coverage"]).output();
    match has {
        Ok(output) if output.status.success() => Some(path),
        _ => {
            println!("skipped: no pytest, xdist and coverage in target/venv, which `.ci/run` makes");
            None
        }
    }
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("app/__init__.py", "");
    sandbox.write("app/cart.py", CART);
    sandbox.write("tests/test_cart.py", TESTS);
    sandbox
}

/// Without what differs from run to run.
fn scrubbed(text: &str) -> String {
    let time = |line: &str| line.split(" in ").next().unwrap_or_default().to_owned();
    let address = |word: &str| if word.starts_with("0x") { "0x" } else { word }.to_owned();
    let words = |line: String| line.split(' ').map(address).collect::<Vec<_>>().join(" ");
    text.lines().map(|line| words(time(line))).collect::<Vec<_>>().join("\n")
}

#[test]
fn its_messages_and_workers_are_as_before() {
    let Some(python) = python() else { return };
    let sandbox = sandbox();
    let plain = |more: &[&str]| {
        let mut command = std::process::Command::new(&python);
        command.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]).args(more).current_dir(sandbox.path(""));
        Run::of(&mut command)
    };
    let traced = |more: &[&str]| {
        let python = python.to_str().unwrap();
        let probes = ["-p", "app/cart.py:12", "-p", "tests/test_cart.py:12", "-o", "log"];
        let args = [&["run", "--python", python], &probes[..], &["-m", "pytest", "-q", "-p", "no:cacheprovider"], more];
        sandbox.run(&args.concat())
    };
    let run = traced(&[]).exits(1);
    assert_eq!(scrubbed(&run.stdout), scrubbed(&plain(&[]).stdout));
    assert_eq!(run.stderr, "");
    let log = sandbox.read("log");
    assert!(log.contains("total = 0, _ = 'a', price = 2") && log.contains("expected = 4"), "{log}");
    assert!(!log.contains("# instr"), "{log}");

    let run = traced(&["-n", "2"]).exits(1);
    assert!(run.stdout.contains("1 failed, 1 passed"), "{run:#?}");
    let log = sandbox.read("log");
    assert!(log.contains("price = 2") && log.contains("expected = 4") && !log.contains("# instr"), "{log}");
}

#[test]
fn coverage_is_unchanged() {
    let Some(python) = python() else { return };
    let python = python.to_str().unwrap();
    let sandbox = sandbox();
    let suite = ["-m", "coverage", "run", "--branch", "-m", "pytest", "-q", "-p", "no:cacheprovider"];
    let report = || {
        let mut command = std::process::Command::new(python);
        command.args(["-m", "coverage", "json", "-q", "-o", "-"]).current_dir(sandbox.path(""));
        let told: serde_json::Value = serde_json::from_str(&Run::of(&mut command).stdout).unwrap();
        told["files"].clone()
    };
    let mut plain = std::process::Command::new(python);
    plain.args(suite).current_dir(sandbox.path(""));
    Run::of(&mut plain).exits(1);
    let expected = report();
    assert!(expected["app/cart.py"]["executed_lines"].as_array().is_some_and(|lines| lines.len() > 8));
    let probes = ["-p", "app/cart.py:all", "-p", "tests/test_cart.py:all", "-o", "log"];
    sandbox.run(&[&["run", "--python", python], &probes[..], &suite].concat()).exits(1);
    assert_eq!(report(), expected);
}
