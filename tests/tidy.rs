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
    architecture
        .lines()
        .skip_while(|line| *line != "| module | may import |")
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
    let relative = file.strip_prefix(root().join("src")).unwrap();
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

/// What a probe calls imports neither the loader nor the set-up of the log.
#[test]
fn a_hit_imports_little() {
    for name in ["hits", "kinds", "known"] {
        let text = fs::read_to_string(root().join("python/instr/run").join(name).with_extension("py")).unwrap();
        let imports = text.lines().filter(|line| line.trim_start().starts_with("from .") || line.contains("import "));
        let found: Vec<&str> = imports.flat_map(|line| line.split([' ', ','])).collect();
        assert!(found.contains(&"events"));
        assert!(["loader", "logs", "boot", "unit", "start"].iter().all(|name| !found.contains(name)), "{found:?}");
    }
}

#[test]
fn described_paths_exist() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let block = architecture.split("```text\n").nth(2).expect("the tree block").split("```").next().unwrap();
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
