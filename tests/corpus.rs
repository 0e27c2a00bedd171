//! Real files against CPython: for each file of a standard library and its tests, our tree is the newest CPython's that
//! parses it, and what all of them reject we reject.
//!
//! `cargo test` takes the library of the `python3` on PATH; `INSTR_CORPUS=all` the libraries of every CPython found;
//! `INSTR_CORPUS=FOLDER` the files under it.

mod support;

use instr::lines::PythonVersion;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::oracle::{Answer, Oracle, difference, ours};
use support::pythons;

const SHOWN: usize = 30;

#[derive(Default)]
struct Counts {
    equal: usize,
    rejected: usize,
    undecided: Vec<String>,
    old: Vec<String>,
    wrong: Vec<String>,
}

#[test]
fn trees_of_the_standard_library() {
    let folders = folders();
    if folders.is_empty() || pythons::found().is_empty() {
        println!("skipped: no python3 on PATH");
        return;
    }
    let mut files = Vec::new();
    let mut seen = HashSet::new();
    folders.iter().for_each(|folder| collect(folder, &mut seen, &mut files));
    // The long ones first, so that no thread is left with one at the end.
    files.sort_by_key(|(size, _)| std::cmp::Reverse(*size));

    let counts = compare(&files);
    let versions: Vec<String> = pythons::found().iter().map(|p| p.0.to_string()).collect();
    println!(
        "{} different files against CPython {}: {} trees equal, {} rejected by all and by us, {} undecided, {} wrong",
        files.len(),
        versions.join(" "),
        counts.equal,
        counts.rejected,
        counts.undecided.len(),
        counts.wrong.len()
    );
    for line in counts.old.iter().chain(&counts.undecided) {
        println!("{line}");
    }
    let shown = counts.wrong.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n");
    assert!(counts.wrong.is_empty(), "{} files differ:\n{shown}", counts.wrong.len());
}

/// Literals whose meaning CPython knows: names of characters, escapes, `repr` of every character, numbers.
#[test]
fn values_of_literals() {
    // Later ones know characters that 3.14, whose form the dump has, does not.
    let known = |(version, _): &&(PythonVersion, PathBuf)| *version <= PythonVersion::PY314;
    let Some((_, python)) = pythons::found().iter().rev().find(known) else {
        println!("skipped: no CPython up to 3.14");
        return;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/literals.py");
    let step = if std::env::var_os("INSTR_CORPUS").is_some() { "1" } else { "16" };
    let module = pythons::command(python).args([script, step]).output().unwrap().stdout;
    assert!(!module.is_empty());
    let mut file = tempfile::Builder::new().suffix(".py").tempfile().unwrap();
    file.write_all(&module).unwrap();
    let counts = compare(&[(module.len(), file.path().to_owned())]);
    assert_eq!(counts.equal, 1, "{:?} {:?}", counts.wrong, counts.undecided);
}

fn compare(files: &[(usize, PathBuf)]) -> Counts {
    let counts = Mutex::new(Counts::default());
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(2, |n| n.get().min(4));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut oracle = Oracle::default();
                while let Some((_, path)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    check(&mut oracle, path, &counts);
                }
            });
        }
    });

    counts.into_inner().unwrap()
}

fn check(oracle: &mut Oracle, path: &Path, counts: &Mutex<Counts>) {
    let (ours, version, cpython) = oracle.ask(path, || ours(path));
    let name = path.display();
    let mut wrong = None;
    let mut undecided = None;
    let mut rejected = false;
    match (ours, cpython) {
        (Answer::Tree(ours), Answer::Tree(cpython)) => {
            wrong = difference(&ours, &cpython, version).map(|d| format!("{name}: not the tree of {version}\n{d}"));
        }
        (Answer::Error { line, message }, Answer::Tree(_)) => {
            wrong = Some(format!("{name}:{line}: {message}, but {version} parses it"));
        }
        (Answer::Tree(_), Answer::Error { line, message }) => {
            wrong = Some(format!("{name}:{line}: accepted, but no CPython does: {message}"));
        }
        (Answer::Error { .. }, Answer::Error { .. }) => rejected = true,
        (Answer::Limit(message), _) => undecided = Some(format!("{name}: {message}")),
        (_, Answer::Limit(message)) => undecided = Some(format!("{name}: {version} gave up: {message}")),
    }
    let mut counts = counts.lock().unwrap();
    if version < PythonVersion::PY312 && !rejected && undecided.is_none() {
        counts.old.push(format!("{name}: parsed by {version} at most, positions in f-strings not compared"));
    }
    counts.rejected += usize::from(rejected);
    counts.equal += usize::from(!rejected && wrong.is_none() && undecided.is_none());
    counts.wrong.extend(wrong);
    counts.undecided.extend(undecided);
}

fn folders() -> Vec<PathBuf> {
    match std::env::var("INSTR_CORPUS").as_deref() {
        Err(_) | Ok("") => {
            pythons::default().and_then(|python| pythons::standard_library(&python)).into_iter().collect()
        }
        Ok("all") => pythons::found().iter().filter_map(|(_, python)| pythons::standard_library(python)).collect(),
        Ok(folder) => vec![PathBuf::from(folder)],
    }
}

/// Files of `folder` whose content is new, with its size.
fn collect(folder: &Path, seen: &mut HashSet<u64>, files: &mut Vec<(usize, PathBuf)>) {
    for path in pythons::python_files(folder) {
        let Ok(content) = std::fs::read(&path) else { continue };
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        if seen.insert(hasher.finish()) {
            files.push((content.len(), path));
        }
    }
}
