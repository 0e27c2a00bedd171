//! Probes go in and come out of a whole standard library, and CPython compiles what is between.
//!
//! `INSTR_REWRITE_ALL=1` takes every file, else it is a sample.

mod support;

use bumpalo::Bump;
use instr::ast::Mod;
use instr::lines::PythonVersion;
use instr::rewrite::{Options, RewriteError, Rewritten, Style, inject};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use support::planner::{Density, dense};
use support::pythons;

const CALL: Options = Options { style: Style::Call };
const PRINT: Options = Options { style: Style::Print };

/// Compares trees with and without probes, in CPython.
const WITHOUT_PROBES: &str = include_str!("support/without_probes.py");

/// Compares the lines that the runtime shows with the original's.
const STRIP_IN_PYTHON: &str = include_str!("support/strip_in_python.py");

/// Rewritten files of a standard library.
struct Library {
    folder: tempfile::TempDir,
    /// Original and copy, with a tab between.
    written: Vec<String>,
    probes: usize,
    /// Reasons with a count.
    refused: std::collections::BTreeMap<String, usize>,
    failed: Vec<String>,
}

impl Library {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, written: vec![], probes: 0, refused: Default::default(), failed: vec![] }
    }

    /// `INSTR_REWRITE_ALL` takes every file, else it is a sample.
    fn rewrite(
        python: &Path,
        rewrite: impl for<'a> Fn(usize, Mod<'a>, &'a str, &'a Bump) -> Result<Rewritten, RewriteError>,
    ) -> Self {
        let files = pythons::python_files(&pythons::standard_library(python).unwrap());
        let mut library = Self::empty();
        let step = if std::env::var_os("INSTR_REWRITE_ALL").is_some() { 1 } else { 120 };
        for (number, path) in files.iter().enumerate().step_by(step) {
            let bytes = std::fs::read(path).unwrap();
            let Ok(source) = instr::source::SourceFile::new(path.display().to_string(), bytes) else { continue };
            let arena = Bump::new();
            let Ok(module) = instr::parser::parse(source.text(), &arena) else { continue };
            library.add(number, path, rewrite(number, module, source.text(), &arena));
        }
        library
    }

    fn add(&mut self, number: usize, path: &Path, rewritten: Result<Rewritten, RewriteError>) {
        match rewritten {
            Ok(rewritten) => {
                for placement in &rewritten.placements {
                    match &placement.outcome {
                        Ok(_) => self.probes += 1,
                        Err(reason) => *self.refused.entry((*reason).to_owned()).or_default() += 1,
                    }
                }
                let count = self.written.len();
                let copy = self.folder.path().join(format!("{number}_{count}_{}", path.file_name().unwrap().display()));
                std::fs::write(&copy, rewritten.text).unwrap();
                self.written.push(format!("{}\t{}", path.display(), copy.display()));
            }
            Err(RewriteError::Internal(error)) => self.failed.push(format!("{}: {error}", path.display())),
            Err(error) => {
                println!("{}: {error}", path.display());
                *self.refused.entry(error.to_string()).or_default() += 1;
            }
        }
    }

    /// Fails if CPython rejects a text whose original it takes, or sees another program in it.
    fn compare(self, python: &Path) {
        let mut rejected = self.told_by(python, WITHOUT_PROBES);
        println!("{} texts, {} probes, refused: {:#?}", self.written.len(), self.probes, self.refused);
        // Before, the tree does not tell where the probes in f-strings are.
        if let Some((_, python)) = pythons::found().iter().find(|p| p.0 >= PythonVersion::PY312) {
            rejected += &self.told_by(python, STRIP_IN_PYTHON);
        }
        if !rejected.is_empty() || !self.failed.is_empty() {
            let folder = self.folder.keep();
            let failed = self.failed.join("\n");
            panic!("failed:\n{failed}\nCPython, in {}:\n{rejected}", folder.display());
        }
    }
}

impl Library {
    fn told_by(&self, python: &Path, script: &str) -> String {
        let command =
            pythons::command(python).args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = command.unwrap();
        child.stdin.take().unwrap().write_all(self.written.join("\n").as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Rewrites files of the standard library with probes everywhere, takes them out again, and lets CPython compile what was
/// rewritten.
#[test]
fn a_standard_library_with_probes_everywhere() {
    let Some((target, python)) =
        pythons::found().iter().find(|p| p.0 == PythonVersion::PY311).or(pythons::found().last())
    else {
        println!("skipped: no CPython");
        return;
    };
    for options in [CALL, PRINT] {
        let library = Library::rewrite(python, |number, module, source, _| {
            let density = match number % 3 {
                0 => Density { statements: 1, expressions: 2 },
                1 => Density { statements: 3, expressions: 20 },
                _ => Density { statements: 1, expressions: 200 },
            };
            let plan = dense(module, source, *target, density, number as u64 * 7919 + 1);
            inject(&module, source, &plan, &options)
        });
        library.compare(python);
    }
}

/// The same with the real plan: every line.
#[test]
fn a_standard_library_with_all_lines() {
    let Some((target, python)) =
        pythons::found().iter().find(|p| p.0 == PythonVersion::PY311).or(pythons::found().last())
    else {
        println!("skipped: no CPython");
        return;
    };
    let request = instr::plan::Request { lines: Some("all".parse().unwrap()), ..Default::default() };
    for options in [CALL, PRINT] {
        let library = Library::rewrite(python, |_, module, source, arena| {
            let plan = instr::plan::plan(module, source, arena, *target, &request);
            inject(&module, source, &plan, &options)
        });
        library.compare(python);
    }
}

/// Every form of syntax in `tests/valid`, with each kind of line break, probes at every place; then with bytes of the
/// result lost, which must not bring `strip` down. The newest CPython compares the trees.
#[test]
fn every_form_of_syntax() {
    let files = pythons::python_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/valid"));
    let newest = pythons::found().last();
    let rounds = if std::env::var_os("INSTR_REWRITE_ALL").is_some() { 8 } else { 1 };
    let mut library = Library::empty();
    for (number, path) in files.iter().enumerate() {
        let bytes = std::fs::read(path).unwrap();
        let Ok(file) = instr::source::SourceFile::new(path.display().to_string(), bytes) else { continue };
        for (variant, line_break) in ["\n", "\r\n", "\r"].into_iter().enumerate() {
            let source = file.text().replace("\r\n", "\n").replace('\r', "\n").replace('\n', line_break);
            let arena = Bump::new();
            let Ok(module) = instr::parser::parse(&source, &arena) else { continue };
            for round in 0..rounds {
                let seed = number * 31 + variant * 7 + round;
                let target = match newest {
                    Some((version, _)) if variant == 0 => *version,
                    _ => PythonVersion::ALL[seed % 8],
                };
                let density = Density { statements: 1 + seed as u32 % 2, expressions: 1 + seed as u32 % 4 };
                let plan = dense(module, &source, target, density, seed as u64 * 7919 + 1);
                for options in [CALL, PRINT] {
                    let rewritten = inject(&module, &source, &plan, &options);
                    if let Ok(rewritten) = &rewritten {
                        strip_damaged(&rewritten.text, seed as u64);
                    }
                    // The trees of the other variants are not those of the file.
                    if variant == 0 || rewritten.is_err() {
                        library.add(seed, path, rewritten);
                    }
                }
            }
        }
    }
    assert!(library.probes > 1000);
    match newest {
        Some((_, python)) => library.compare(python),
        None => println!("skipped: no CPython"),
    }
}

/// Takes a few characters out, here and there.
fn strip_damaged(text: &str, mut seed: u64) {
    for _ in 0..4 {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let at = (seed >> 33) as usize % text.len().max(1);
        let end = (at + 1 + (seed >> 20) as usize % 3).min(text.len());
        let (Some(before), Some(behind)) = (text.get(..at), text.get(end..)) else { continue };
        let _ = instr::rewrite::strip(&format!("{before}{behind}"), &Bump::new());
    }
}

/// For the loader: each file compiles with probes and calls at all lines, under a condition, or with logged expressions,
/// and code without a probe is what it was.
#[test]
fn a_standard_library_for_the_loader() {
    use instr::plan::{Expression, Layout, Request, plan};
    let expression = |text: &str, names: &[&str]| Expression {
        text: text.to_owned(),
        names: names.iter().map(|&name| name.to_owned()).collect(),
        nested: false,
        safe: false,
        template: false,
    };
    let all = Request { lines: Some("all".parse().unwrap()), layout: Layout::OwnLines, ..Default::default() };
    let requests = [
        Request { calls: vec!["*".parse().unwrap()], ..all.clone() },
        Request { condition: Some(expression("self.x > 1", &["self"])), hits: Some(2), ..all.clone() },
        Request { log: vec![expression("len(self)", &["len", "self"])], ..all.clone() },
        Request { lines: None, functions: vec!["*.__init__".parse().unwrap()], ..all },
    ];
    let (mut probes, mut files, mut failed) = (0, 0, String::new());
    for (target, python) in pythons::found()
        .iter()
        .filter(|(version, _)| std::env::var_os("INSTR_REWRITE_ALL").is_none() || *version == PythonVersion::PY313)
    {
        let folder = tempfile::tempdir().unwrap();
        let step = if std::env::var_os("INSTR_REWRITE_ALL").is_some() { 1 } else { 360 };
        let library = pythons::python_files(&pythons::standard_library(python).unwrap());
        let mut written = Vec::new();
        for (number, path) in library.iter().enumerate().step_by(step) {
            let Ok(source) = instr::source::SourceFile::new("x", std::fs::read(path).unwrap()) else { continue };
            let arena = Bump::new();
            let Ok(module) = instr::parser::parse(source.text(), &arena) else { continue };
            for (nth, request) in requests.iter().enumerate() {
                let plan = plan(module, source.text(), &arena, *target, request);
                let loaded = match instr::rewrite::load::load(&module, source.text(), &plan, request) {
                    Ok(loaded) => loaded,
                    Err(error) => {
                        failed += &format!("{} {nth}: {error}\n", path.display());
                        continue;
                    }
                };
                probes += loaded.entries.len();
                let name = format!("{} {nth}", path.display());
                let unit = instr::rewrite::load::Unit::new(&name, source.text(), &loaded, None);
                let file = folder.path().join(format!("{number}-{nth}.json"));
                std::fs::write(&file, serde_json::to_vec(&unit).unwrap()).unwrap();
                written.push(file.display().to_string());
            }
        }
        files += written.len();
        let script = include_str!("support/load_units.py");
        let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/python");
        let mut command = pythons::command(python);
        command.args(["-c", script, runtime]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(written.join("\n").as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        failed += &String::from_utf8(output.stdout).unwrap().replace('\n', &format!(" on {target}\n"));
    }
    println!("{files} texts for the loader, {probes} places");
    assert!(failed.is_empty(), "{failed}");
}
