//! The variables of a standard library's code, compared with CPython's tables, with its checked reads, and with what
//! running frames have.
//!
//! `INSTR_CORPUS=all` takes all files of each library, `INSTR_PROGRAMS` (a list like PATH) those named, to compare and to run.

mod support;

use bumpalo::Bump;
use instr::ast::visit::{Visitor, walk_expr, walk_stmt};
use instr::ast::{Expr, ExprContext, ExprName, FrameNode, Mod, Stmt};
use instr::lines::PythonVersion;
use instr::parser;
use instr::scope::flow::{Point, variables_at};
use instr::scope::{Rules, ScopeId, ScopeKind, Scopes};
use instr::source::{LineIndex, SourceFile};
use instr::text::Ranged;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use support::pythons;

struct Reads<'a>(Vec<&'a ExprName<'a>>);

impl<'a> Visitor<'a> for Reads<'a> {
    fn visit_expr(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        if let (Expr::Name(name), ExprContext::Load) = (expr, ctx) {
            self.0.push(name);
        }
        walk_expr(self, expr, ctx);
    }
}

/// Name, first line, locals, cells, free variables, other names.
type KnownFrame = (String, u32, Vec<String>, Vec<String>, Vec<String>, Vec<String>);

#[derive(Debug, Deserialize)]
struct Known {
    frames: Vec<KnownFrame>,
    checked: Vec<(u32, u32, String)>,
    vague: Vec<(u32, u32)>,
}

/// Names that CPython adds on its own.
const IMPLICIT: [&str; 8] = [
    ".0",
    "__class__",
    "__classdict__",
    "__conditional_annotations__",
    ".type_params",
    ".generic_base",
    ".defaults",
    ".kwdefaults",
];

fn written(names: &[String]) -> BTreeSet<&str> {
    names.iter().map(String::as_str).filter(|name| !IMPLICIT.contains(name)).collect()
}

#[derive(Debug, Default)]
struct Tally {
    files: usize,
    frames: usize,
    unknown_frames: usize,
    in_other_order: usize,
    free_missed: Vec<String>,
    wrong: Vec<String>,
    reads: usize,
    maybe: usize,
    needlessly_maybe: usize,
}

/// The files named, else a sample of the standard library or all of it.
fn files(python: &Path) -> Vec<PathBuf> {
    if let Some(programs) = std::env::var_os("INSTR_PROGRAMS") {
        return std::env::split_paths(&programs).filter(|path| path.is_file()).collect();
    }
    let Some(folder) = pythons::standard_library(python) else { return Vec::new() };
    let all = std::env::var("INSTR_CORPUS").is_ok_and(|v| v == "all");
    let mut files = pythons::python_files(&folder);
    if !all {
        files = files.into_iter().step_by(24).collect();
    }
    files
}

#[test]
fn tables_of_the_standard_library_are_those_of_every_cpython() {
    for (version, python) in pythons::found() {
        let tally = compare(*version, python, &files(python));
        println!(
            "{version}: {} files, {} frames, {} not in CPython's code, {} in another order, {} free variables not seen, \
             {} reads, {} of them perhaps unbound, {} to us only",
            tally.files,
            tally.frames,
            tally.unknown_frames,
            tally.in_other_order,
            tally.free_missed.len(),
            tally.reads,
            tally.maybe,
            tally.needlessly_maybe,
        );
        for missed in tally.free_missed.iter().take(10) {
            println!("  {missed}");
        }
        assert!(tally.wrong.is_empty(), "{version}: {} wrong: {:#?}", tally.wrong.len(), tally.wrong);
    }
}

fn compare(version: PythonVersion, python: &Path, files: &[PathBuf]) -> Tally {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/names.py");
    let list: String = files.iter().map(|path| format!("{}\n", path.display())).collect();
    let mut tally = Tally::default();
    for (path, known) in files.iter().zip(ask::<Option<Known>>(python, script, list)) {
        let file = std::fs::read(path).ok().and_then(|bytes| SourceFile::new(path.display().to_string(), bytes).ok());
        if let (Some(known), Some(file)) = (known, file) {
            compare_file(path, file.text(), &known, version.minor(), &mut tally);
        }
    }
    tally
}

/// Answers of a script, one a line.
fn ask<T: DeserializeOwned>(python: &Path, script: &str, input: String) -> Vec<T> {
    let mut child = pythons::command(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that ends early leaves questions unread.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()).is_ok());
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let answers = lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    writer.join().unwrap();
    child.wait().unwrap();
    answers
}

fn compare_file(path: &Path, source: &str, known: &Known, minor: u8, tally: &mut Tally) {
    let arena = Bump::new();
    let Ok(module) = parser::parse(source, &arena) else {
        tally.wrong.push(format!("{}: does not parse", path.display()));
        return;
    };
    tally.files += 1;
    let scopes = Scopes::new(module, &arena, Rules::of_minor(minor));
    let index = LineIndex::new(source);
    let mut by_place: BTreeMap<(&str, u32), Vec<usize>> = BTreeMap::new();
    for (i, (name, line, ..)) in known.frames.iter().enumerate() {
        by_place.entry((name, *line)).or_default().push(i);
    }
    for id in scopes.ids().filter(|&id| !scopes.is_inlined(id)) {
        let Some((name, line)) = place(&scopes, id, &index) else { continue };
        let place = format!("{}:{line} {}", path.display(), scopes.qualname(id));
        tally.frames += 1;
        let Some(candidates) = by_place.get(&(name, line)) else {
            tally.unknown_frames += 1;
            continue;
        };
        let is_function = !matches!(scopes.kind(id), ScopeKind::Module | ScopeKind::Class);
        let own = scopes.variables(id);
        let own_set: BTreeSet<&str> = own.iter().copied().collect();
        let free: BTreeSet<&str> = scopes.free(id).into_iter().filter(|name| !IMPLICIT.contains(name)).collect();
        let same_locals = |&&i: &&usize| {
            let (_, _, locals, cells, _, other) = &known.frames[i];
            let mut theirs: BTreeSet<&str> = written(locals).union(&written(cells)).copied().collect();
            // 3.12 lists the global target of a walrus in an inlined comprehension twice.
            theirs.retain(|name| own_set.contains(name) || !other.iter().any(|other| other == name));
            // Names of code that CPython has found dead are in none of its tables.
            let is_dead = |name: &&str| IMPLICIT.contains(name) || !other.iter().any(|other| other == name);
            !is_function || theirs.is_subset(&own_set) && own_set.difference(&theirs).all(is_dead)
        };
        let same: Vec<usize> = candidates.iter().filter(same_locals).copied().collect();
        if same.is_empty() {
            let theirs: Vec<_> = candidates.iter().map(|&i| &known.frames[i]).collect();
            tally.wrong.push(format!("{place}: locals {own:?}, CPython {theirs:?}"));
            continue;
        }
        let exact = same.iter().find(|&&i| written(&known.frames[i].4) == free);
        if exact.is_none() {
            let theirs: Vec<_> = same.iter().map(|&i| &known.frames[i].4).collect();
            let text = format!("{place}: free {free:?}, CPython {theirs:?}");
            // To miss one costs a name in a log; one too many would change the program.
            let is_subset = same.iter().any(|&i| free.is_subset(&written(&known.frames[i].4)));
            if is_subset { &mut tally.free_missed } else { &mut tally.wrong }.push(text);
        }
        let in_order = |&&i: &&usize| {
            let (_, _, locals, cells, ..) = &known.frames[i];
            let plain = |name: &&&str| !cells.iter().any(|cell| cell == **name);
            let ours: Vec<&str> = own.iter().filter(plain).copied().collect();
            let theirs = locals.iter().map(String::as_str).filter(|name| *name != ".0" && plain(&name));
            !is_function || ours == theirs.collect::<Vec<_>>()
        };
        tally.in_other_order += usize::from(!same.iter().any(|i| in_order(&i)));
    }
    if minor >= 12 {
        compare_reads(path, module, &scopes, &index, known, tally);
    }
}

/// Name and first line of the code object.
fn place<'a>(scopes: &Scopes<'a>, id: ScopeId, index: &LineIndex) -> Option<(&'a str, u32)> {
    let first = |decorators: &[Expr<'_>], start| decorators.first().map_or(start, |d| d.start().min(start));
    Some(match scopes.node(id)? {
        FrameNode::Module(_) => return None,
        FrameNode::Class(s) => (s.name, index.line(first(s.decorator_list, s.range.start()))),
        FrameNode::Function(s) => (s.name, index.line(first(s.decorator_list, s.range.start()))),
        FrameNode::Lambda(e) => ("<lambda>", index.line(e.range.start())),
        FrameNode::Comprehension(e) => {
            let name = match e {
                Expr::ListComp(_) => "<listcomp>",
                Expr::SetComp(_) => "<setcomp>",
                Expr::DictComp(_) => "<dictcomp>",
                _ => "<genexpr>",
            };
            (name, index.line(e.start()))
        }
    })
}

/// What we call certainly bound, CPython must not test on reading.
fn compare_reads<'a>(
    path: &Path,
    module: Mod<'a>,
    scopes: &Scopes<'a>,
    index: &LineIndex,
    known: &Known,
    tally: &mut Tally,
) {
    let mut reads = Reads(Vec::new());
    reads.visit_body(module.body);
    let found = variables_at(scopes, module, reads.0.iter().map(|name| Point::BeforeExpr(name.range)));
    let checked: HashSet<(u32, u32, &str)> = known.checked.iter().map(|(l, c, n)| (*l, *c, n.as_str())).collect();
    let mut plain: HashMap<ScopeId, HashSet<&str>> = HashMap::new();
    for name in reads.0 {
        let Some(variables) = found.get(&Point::BeforeExpr(name.range)) else { continue };
        let line = index.line(name.range.start());
        if known.vague.iter().any(|&(first, last)| first <= line && line <= last) {
            continue;
        }
        let column = name.range.start() - index.line_start(line).unwrap();
        let is_checked = checked.contains(&(line, column, name.id));
        if variables.bound.contains(&name.id) {
            tally.reads += 1;
            if is_checked {
                tally.wrong.push(format!("{}:{line}:{column}: `{}` is not certainly bound", path.display(), name.id));
            }
        } else if variables.maybe.contains(&name.id) {
            let locals = plain.entry(variables.frame).or_insert_with(|| {
                let cells = scopes.cells(variables.frame);
                let is_function = !matches!(scopes.kind(variables.frame), ScopeKind::Module | ScopeKind::Class);
                let locals = scopes.locals(variables.frame).into_iter().filter(|name| !cells.contains(name));
                if is_function { locals.collect() } else { HashSet::new() }
            });
            let counts = locals.contains(name.id);
            tally.reads += usize::from(counts);
            tally.maybe += usize::from(counts && is_checked);
            tally.needlessly_maybe += usize::from(counts && !is_checked);
        }
    }
}

struct SimpleStatements<'a> {
    version: PythonVersion,
    found: Vec<Stmt<'a>>,
}

impl<'a> Visitor<'a> for SimpleStatements<'a> {
    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        match stmt {
            Stmt::For(_) | Stmt::While(_) | Stmt::If(_) | Stmt::With(_) | Stmt::Match(_) | Stmt::Try(_) => {}
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            // Up to 3.9 told again when what they leave has been tidied up.
            Stmt::Return(_) | Stmt::Break(_) | Stmt::Continue(_) if self.version < PythonVersion::PY310 => {}
            _ => self.found.push(stmt),
        }
        walk_stmt(self, stmt);
    }
}

/// Lines that hold one simple statement and no more, with its code's name and what is bound before it.
fn told(source: &str, version: PythonVersion) -> serde_json::Value {
    let arena = Bump::new();
    let Ok(module) = parser::parse(source, &arena) else { return serde_json::json!({}) };
    let scopes = Scopes::new(module, &arena, Rules::of_minor(version.minor()));
    let index = LineIndex::new(source);
    let mut statements = SimpleStatements { version, found: Vec::new() };
    statements.visit_body(module.body);
    let point = |stmt: &Stmt<'_>| Point::BeforeStmt(stmt.start());
    let found = variables_at(&scopes, module, statements.found.iter().map(point));
    let mut told = serde_json::Map::new();
    for stmt in &statements.found {
        let line = index.line(stmt.start());
        let text = index.line_text(source, line).unwrap().trim();
        let is_alone = text == &source[stmt.range().as_usize()] && !text.contains(" for ") && !text.contains("lambda");
        if let (true, Some(variables)) = (is_alone, found.get(&point(stmt))) {
            let is_function = !matches!(scopes.kind(variables.frame), ScopeKind::Module | ScopeKind::Class);
            let qualname = scopes.qualname(variables.frame);
            let entry = (qualname, &variables.bound, &variables.maybe, is_function && variables.left_out == 0);
            told.insert(line.to_string(), serde_json::to_value(entry).unwrap());
        }
    }
    told.into()
}

/// Programs to run: the cases, and the files named in `INSTR_PROGRAMS`.
fn programs() -> Vec<PathBuf> {
    let mut found = pythons::python_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases")));
    let more = std::env::var_os("INSTR_PROGRAMS").unwrap_or_default();
    found.extend(std::env::split_paths(&more).filter(|path| path.is_file()));
    found
}

#[test]
fn running_frames_have_what_is_certainly_bound_and_nothing_untold() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/traced.py");
    for (version, python) in pythons::found() {
        let mut requests = String::new();
        let mut asked = Vec::new();
        for path in programs() {
            let file = SourceFile::new(path.display().to_string(), std::fs::read(&path).unwrap());
            let Ok(file) = file else { continue };
            let request = serde_json::json!({ "path": path, "lines": told(file.text(), *version) });
            requests.push_str(&format!("{request}\n"));
            asked.push(path);
        }
        let (mut compared, mut wrong, mut answered) = (0, Vec::new(), 0);
        for (path, (made, reports)) in asked.iter().zip(ask::<(u32, Vec<serde_json::Value>)>(python, script, requests))
        {
            answered += 1;
            compared += made;
            wrong.extend(reports.into_iter().map(|report| format!("{}: {report}", path.display())));
        }
        println!("{version}: {answered} of {} programs, {compared} frames compared at line events", asked.len());
        assert!(wrong.is_empty(), "{version}: {wrong:#?}");
        assert!(compared > 0 && answered == asked.len());
    }
}
