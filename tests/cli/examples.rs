//! The scripts in `examples/`: what they print is reviewed, and the same on every version and engine.

use std::path::Path;
use std::process::Command;

use super::pythons;
use super::sandbox::Sandbox;

/// What a script prints: its log and its output, and its status.
fn printed(script: &str, cache: &Path) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let program = Path::new(env!("CARGO_BIN_EXE_instr")).parent().unwrap().to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([program].into_iter().chain(std::env::split_paths(&path))).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", script, &folder.join("example.sh").display().to_string()]);
    command.env("PATH", path).env("XDG_CACHE_HOME", cache).env("NO_COLOR", "1").env_remove("PYTHONPATH");
    let output = command.env("PYTHONDONTWRITEBYTECODE", "1").output().unwrap();
    let status = output.status.code().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    format!("{}--- output, status {status}\n{}", text(&output.stderr), text(&output.stdout))
}

#[test]
fn all_engines_print_the_same() {
    let sandbox = Sandbox::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut scripts: Vec<_> = std::fs::read_dir(root.join("examples")).unwrap().map(|e| e.unwrap().path()).collect();
    scripts.retain(|path| path.extension().is_some_and(|extension| extension == "sh"));
    scripts.sort();
    assert!(scripts.len() >= 13);
    for path in &scripts {
        let script = std::fs::read_to_string(path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let mut known: Option<String> = None;
        for (version, python) in pythons::found() {
            let engines =
                if version.minor() >= 12 { &["static", "settrace", "monitoring"][..] } else { &["static", "settrace"] };
            for engine in engines {
                let run = format!("instr run --python {} --engine {engine} ", python.display());
                let script = script.replace("instr run ", &run);
                assert!(script.contains(&run), "{name} runs nothing");
                let told = printed(&script, sandbox.cache());
                // What was never reached the engines know of different lines.
                let told: String =
                    told.lines().filter(|line| !line.starts_with("# instr: ")).map(|l| format!("{l}\n")).collect();
                match &known {
                    None => known = Some(told),
                    Some(known) => assert_eq!(*known, told, "{name}: {version} {engine}"),
                }
            }
        }
        let Some(known) = known else { continue };
        insta::with_settings!({
            snapshot_path => root.join("snapshots"),
            prepend_module_to_snapshot => false,
            snapshot_suffix => name,
            omit_expression => true,
        }, { insta::assert_snapshot!("example", known) });
    }
}
