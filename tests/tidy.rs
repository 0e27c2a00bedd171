//! Holds the tree to what `ARCHITECTURE.md` says of it: every module is named there, and imports go only downward.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The rows of the import table: module -> modules that it may import, `anything` for no limit.
fn import_table(architecture: &str) -> BTreeMap<String, Vec<String>> {
    table(architecture, "| module | may import |")
}

fn table(architecture: &str, head: &str) -> BTreeMap<String, Vec<String>> {
    rows(architecture, head).into_iter().collect()
}

fn rows(architecture: &str, head: &str) -> Vec<(String, Vec<String>)> {
    architecture
        .lines()
        .skip_while(|line| *line != head)
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let mut cells = line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', ""));
            let module = cells.next().unwrap();
            let imports = cells.next().unwrap().split_whitespace().map(str::to_owned).collect();
            (module, imports)
        })
        .collect()
}

fn module_of(file: &Path) -> String {
    // `wire/` stands beside `src/`.
    let relative = file.strip_prefix(root().join("src")).or_else(|_| file.strip_prefix(root())).unwrap();
    let first = relative.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_go_only_downward() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let table = import_table(&architecture);
    assert!(table.len() > 10, "no import table in ARCHITECTURE.md");
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    rust_files(&root().join("wire"), &mut files);
    let mut wrong = Vec::new();
    let mut unused: BTreeMap<&String, BTreeSet<&String>> = table
        .iter()
        .map(|(module, allowed)| (module, allowed.iter().filter(|name| *name != "anything").collect()))
        .collect();
    for file in files {
        let module = module_of(&file);
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(allowed) = table.get(&module) else {
            wrong.push(format!("{module}: not in the import table of ARCHITECTURE.md"));
            continue;
        };
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + "crate::".len()..];
                let names: Vec<&str> = match rest.strip_prefix('{') {
                    Some(group) => group.split(['{', '}', ',']).map(str::trim).collect(),
                    None => vec![rest],
                };
                for name in names {
                    let name: String = name.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                    let known = table.contains_key(&name);
                    unused.get_mut(&module).unwrap().remove(&name);
                    if known && name != module && !allowed.contains(&name) && allowed != &["anything"] {
                        wrong.push(format!("{}:{}: {module} imports {name}", file.display(), number + 1));
                    }
                }
            }
        }
    }
    for (module, names) in unused {
        wrong.extend(names.iter().map(|name| format!("{module} may import {name}, but does not")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Downward: what a module may import stands above it.
    let order: Vec<String> = rows(&architecture, "| module | may import |").into_iter().map(|(name, _)| name).collect();
    for (at, name) in order.iter().enumerate() {
        for other in table[name].iter().filter(|other| *other != "anything") {
            assert!(order[..at].contains(other), "{name} imports {other}, which does not stand above it");
        }
    }
}

#[test]
fn the_tree_is_described() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut missing = Vec::new();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let shown = if path.is_dir() { format!("{name}/") } else { name };
        if !architecture.contains(&shown) {
            missing.push(shown);
        }
    }
    assert!(missing.is_empty(), "ARCHITECTURE.md does not name: {missing:?}");
}

fn python_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            python_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "py") {
            found.push(path);
        }
    }
}

/// The first part of what a line `from ..record.hits import Hits` in `module` imports, if that is of the package.
fn imported(line: &str, depth: usize) -> Option<String> {
    let rest = line.trim_start().strip_prefix("from ")?;
    let (from, names) = rest.split_once(" import ")?;
    let dots = from.len() - from.trim_start_matches('.').len();
    // A module of the same package, or none of this one.
    if dots != depth {
        return None;
    }
    let inner = from.trim_start_matches('.');
    let first = if inner.is_empty() { names } else { inner };
    Some(first.split(['.', ',', ' ']).next()?.to_owned())
}

#[test]
fn the_runtime_imports_only_downward() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let table = table(&architecture, "| package | may import |");
    assert!(table.len() > 10, "no table of packages in ARCHITECTURE.md");
    let package = root().join("python/instr");
    let mut files = Vec::new();
    python_files(&package, &mut files);
    let mut wrong = Vec::new();
    let mut unused: BTreeSet<(&str, &str)> =
        table.iter().flat_map(|(name, allowed)| allowed.iter().map(|other| (name.as_str(), other.as_str()))).collect();
    for file in files {
        let relative = file.strip_prefix(&package).unwrap();
        let parts: Vec<&str> = relative.iter().map(|part| part.to_str().unwrap()).collect();
        let name = parts[0].trim_end_matches(".py");
        // The package itself is a façade: what it offers is imported when somebody asks for it.
        if name == "__init__" {
            continue;
        }
        let Some(allowed) = table.get(name) else {
            wrong.push(format!("{name}: not in the table of packages"));
            continue;
        };
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let at = format!("{}:{}", relative.display(), number + 1);
            // Rewritten files have no session.
            if line.trim_start().starts_with("global ") && name != "inject" {
                wrong.push(format!("{at}: a module has no state that a run changes"));
            }
            let Some(other) = imported(line, parts.len()).filter(|other| *other != name && !other.starts_with("__"))
            else {
                continue;
            };
            unused.retain(|(from, to)| (*from, *to) != (name, &*other));
            if !allowed.contains(&other) {
                wrong.push(format!("{at}: {name} imports {other}"));
            }
        }
    }
    wrong.extend(unused.iter().map(|(name, other)| format!("{name} may import {other}, but does not")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Downward: what a package may import stands above it.
    let order: Vec<String> =
        rows(&architecture, "| package | may import |").into_iter().map(|(name, _)| name).collect();
    for (at, name) in order.iter().enumerate() {
        for other in &table[name] {
            assert!(order[..at].contains(other), "{name} imports {other}, which does not stand above it");
        }
    }
}

#[test]
fn described_paths_exist() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let block = architecture.split("```text\n").nth(3).expect("the tree block").split("```").next().unwrap();
    let mut folders: Vec<String> = Vec::new();
    for line in block.lines().filter(|line| !line.trim().is_empty()) {
        let depth = (line.len() - line.trim_start().len()) / 2;
        let name = line.split_whitespace().next().unwrap();
        folders.truncate(depth);
        folders.push(name.trim_end_matches('/').to_owned());
        let path = root().join(folders.join("/"));
        assert!(path.exists(), "ARCHITECTURE.md names {}, which does not exist", folders.join("/"));
    }
}

/// A snapshot that no case owns is a leftover.
#[test]
fn every_snapshot_has_a_case() {
    let mut orphans = Vec::new();
    for entry in fs::read_dir(root().join("snapshots")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // A failed case leaves one for review.
        if name.ends_with(".new") {
            continue;
        }
        if ["load@all_forms.snap", "trace@the_note.snap"].contains(&name.as_str()) {
            continue; // of tests/cli
        }
        let run = name.strip_prefix("run@").and_then(|name| name.strip_suffix(".snap"));
        if run.is_some_and(|case| root().join("tests/runs").join(format!("{case}.py")).is_file()) {
            continue;
        }
        let api = name.strip_prefix("api@").and_then(|name| name.strip_suffix(".snap"));
        if api.is_some_and(|case| root().join("tests/api").join(format!("{case}.py")).is_file()) {
            continue;
        }
        let example = name.strip_prefix("example@").and_then(|name| name.strip_suffix(".snap"));
        if example.is_some_and(|case| root().join("examples").join(format!("{case}.sh")).is_file()) {
            continue;
        }
        let case = name.strip_prefix("inject@").and_then(|name| name.strip_suffix(".snap"));
        let file = case.and_then(|case| case.split_once('.')).map(|(folder, case)| format!("{folder}/{case}.py"));
        if !file.is_some_and(|file| root().join("tests/cases").join(file).is_file()) {
            orphans.push(name);
        }
    }
    assert!(orphans.is_empty(), "snapshots without a case: {orphans:?}");
}
