//! The parser ends on any text: no panic, no stack overflow, no quadratic time. Prints the number of inputs tried.

mod support;

use bumpalo::Bump;
use instr::ast::dump::dump;
use instr::parser::parse;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::fmt::Write as _;
use std::path::Path;
use support::pythons;

/// Parses, and dumps what parses; true if it parses.
fn survives(source: &str) -> bool {
    let arena = Bump::new();
    match parse(source, &arena) {
        Ok(module) => {
            let _ = dump(&module, source);
            true
        }
        Err(error) => {
            assert!(error.range.end() as usize <= source.len(), "{error:?} is outside of the text");
            assert!(source.is_char_boundary(error.range.start() as usize), "{error:?} splits a character");
            assert!(!error.message.is_empty());
            false
        }
    }
}

/// The texts of all cases, valid and invalid: what mutations start from.
fn seeds() -> Vec<String> {
    let files = pythons::python_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"));
    files.iter().filter_map(|file| std::fs::read_to_string(file).ok()).collect()
}

/// Runs `check` over generated inputs and says how many there were.
fn try_all<S: Strategy>(name: &str, cases: u32, strategy: S, check: impl Fn(S::Value)) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let tried = std::cell::Cell::new(0u32);
    TestRunner::new(config)
        .run(&strategy, |input| {
            tried.set(tried.get() + 1);
            check(input);
            Ok(())
        })
        .unwrap();
    println!("{name}: {} inputs tried", tried.get());
}

#[test]
fn arbitrary_text() {
    try_all("arbitrary text", 4000, ".{0,200}", |source: String| {
        survives(&source);
    });
    try_all("arbitrary bytes", 2000, prop::collection::vec(any::<u8>(), 0..200), |bytes: Vec<u8>| {
        survives(&String::from_utf8_lossy(&bytes));
    });
}

#[test]
fn python_like_text() {
    let words = prop::sample::select(vec![
        "def ", "class ", "if ", "else", "elif ", "for ", "in ", "not ", "is ", "while ", "with ", "as ", "match ",
        "case ", "type ", "lazy ", "import ", "from ", "async ", "await ", "lambda ", "yield ", "return ", "try",
        "except", "finally", "x", "_", "1", "0x1f", "1.5j", "'a'", "f'", "t\"", "\"\"\"", "'", "{", "}", "[", "]", "(",
        ")", ":", ":=", "=", "==", "!", "!=", "*", "**", "/", ",", ".", "...", "->", "@", ";", "\n", "\n    ", "\n\t",
        "\\\n", "#", "\r", "\u{c}", "é", "\\", "\0", "\u{feff}", "{{", "}}", "!r", "None",
    ]);
    try_all("words of Python", 8000, prop::collection::vec(words, 0..40), |words: Vec<&str>| {
        survives(&words.concat());
    });
}

#[test]
fn truncated_and_mutated_programs() {
    let seeds = seeds();
    assert!(seeds.len() > 100);
    let mut truncated = 0;
    for seed in &seeds {
        for (at, _) in seed.char_indices().step_by(7) {
            survives(&seed[..at]);
            truncated += 1;
        }
    }
    println!("truncated programs: {truncated} inputs tried");
    let mutation = (0..seeds.len(), any::<prop::sample::Index>(), 0..5u8, any::<u8>(), any::<prop::sample::Index>());
    try_all("mutated programs", 6000, mutation, |(seed, at, kind, byte, other)| {
        let mut bytes = seeds[seed].clone().into_bytes();
        if bytes.is_empty() {
            return;
        }
        let (at, other) = (at.index(bytes.len()), other.index(bytes.len()));
        match kind {
            0 => bytes[at] = byte,
            1 => drop(bytes.remove(at)),
            2 => bytes.insert(at, byte),
            3 => bytes.swap(at, other),
            _ => drop(bytes.drain(at.min(other)..at.max(other))),
        }
        survives(&String::from_utf8_lossy(&bytes));
    });
}

/// `unit` again and again, with what must stand before and behind it.
fn repeated(before: &str, unit: &str, behind: &str, times: usize) -> String {
    let mut text = String::with_capacity(before.len() + (unit.len() + behind.len()) * times + 2);
    text.push_str(before);
    text.extend(std::iter::repeat_n(unit, times));
    text.push('x');
    text.extend(std::iter::repeat_n(behind, times));
    text.push('\n');
    text
}

#[test]
fn deep_and_long_programs() {
    const DEEP: usize = 100_000;
    for (before, unit, behind) in [
        ("", "(", ")"),
        ("", "[", "]"),
        ("", "{", "}"),
        ("", "(", ""),
        ("", "x[", ""),
        ("", "-", ""),
        ("", "not ", ""),
        ("", "await ", ""),
        ("", "lambda: ", ""),
        ("", "x if x else ", ""),
        ("", "", ".x"),
        ("", "", "()"),
        ("", "", "[x]"),
        ("", "", " + x"),
        ("", "", " ** x"),
        ("", "", " and x"),
        ("", "", " or x and x"),
        ("", "", " < x"),
        ("", "", ", x"),
        ("", "x = ", ""),
        ("", "x; ", ""),
        ("", "f'{", "}'"),
        ("", "f'{x:{", "}}'"),
        ("", "*", ""),
        ("", "@", ""),
        ("if x: pass\n", "elif x: pass\n", ""),
        ("", "if x:", ""),
        ("", "'a' ", ""),
        ("match x:\n case ", "x | ", ""),
        ("match x:\n case ", "[", "]"),
        ("del ", "(", ")"),
        ("x", "", ": x"),
    ] {
        survives(&repeated(before, unit, behind, DEEP));
    }
    let mut indented = String::new();
    for depth in 0..2000 {
        let _ = writeln!(indented, "{}if x:", " ".repeat(depth));
    }
    survives(&indented);
    assert!(survives(&repeated("", "", " + x", DEEP)), "a long sum parses");
    assert!(survives(&repeated("", "", ".x", DEEP)), "a long chain parses");
}

#[test]
fn one_line_of_fifty_megabytes() {
    let long = "long ".repeat(200);
    let mut source = String::from("x = [");
    while source.len() < 50_000_000 {
        source.push_str("1, 'two', three(4), {5: 6.0}, '");
        source.push_str(&long);
        source.push_str("', ");
    }
    source.push_str("]\n");
    let arena = Bump::new();
    assert!(parse(&source, &arena).is_ok());
}
