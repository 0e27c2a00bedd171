//! One file for each form of syntax in `tests/valid`, whose tree is the newest CPython's that parses it; and one for each
//! way to be wrong in `tests/invalid`, rejected on the line that its first line names, `# line N`.
//!
//! `tests/valid/compiler_rejects_*.py` are programs that CPython's parser takes and its compiler does not.

mod support;

use instr::lines::PythonVersion;
use std::path::Path;
use std::sync::{LazyLock, Mutex};
use support::oracle::{Answer, Oracle, difference, ours};
use support::pythons;

/// The first version whose lines of errors are the ones recorded: earlier ones place some elsewhere.
const RECORDED: PythonVersion = PythonVersion::PY314;

static ORACLE: LazyLock<Mutex<Oracle>> = LazyLock::new(Mutex::default);

fn cpython(path: &Path) -> Option<(PythonVersion, Answer)> {
    if pythons::found().is_empty() {
        println!("skipped: no CPython to compare with");
        return None;
    }
    let mut oracle = ORACLE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let ((), version, answer) = oracle.ask(path, || ());
    Some((version, answer))
}

fn valid(path: &Path) -> datatest_stable::Result<()> {
    let tree = match ours(path) {
        Answer::Tree(tree) => tree,
        Answer::Error { line, message } => return Err(format!("line {line}: {message}").into()),
        Answer::Limit(message) => return Err(message.into()),
    };
    let Some((version, answer)) = cpython(path) else { return Ok(()) };
    match answer {
        Answer::Tree(cpython) => match difference(&tree, &cpython, version) {
            Some(difference) => Err(format!("not the tree of {version}\n{difference}").into()),
            None => Ok(()),
        },
        Answer::Error { line, message } => {
            // The newest at hand may be older than the syntax.
            let newest = pythons::found().last().map_or(PythonVersion::PY38, |python| python.0);
            if newest < PythonVersion::PY315 {
                println!("skipped: {newest} does not know this syntax yet: line {line}: {message}");
                return Ok(());
            }
            Err(format!("no CPython accepts it: line {line}: {message}").into())
        }
        Answer::Limit(message) => Err(message.into()),
    }
}

fn invalid(path: &Path) -> datatest_stable::Result<()> {
    let source = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
    let expected = source.strip_prefix("# line ").and_then(|rest| rest.split(['\n', '\r']).next());
    let expected: usize = expected.ok_or("its first line is not `# line N`")?.trim().parse()?;
    match ours(path) {
        Answer::Tree(_) => return Err("accepted".into()),
        Answer::Error { line, message } if line != expected => {
            return Err(format!("rejected on line {line} in place of {expected}: {message}").into());
        }
        Answer::Error { .. } | Answer::Limit(_) => {}
    }
    match cpython(path) {
        Some((version, Answer::Tree(_))) => Err(format!("{version} accepts it").into()),
        Some((version, Answer::Error { line, message })) if version >= RECORDED && line != expected => {
            Err(format!("{version} rejects it on line {line}: {message}").into())
        }
        _ => Ok(()),
    }
}

datatest_stable::harness! {
    { test = valid, root = "tests/valid", pattern = r"\.py$" },
    { test = invalid, root = "tests/invalid", pattern = r"\.py$" },
}
