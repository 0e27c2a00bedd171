//! `instr strip`: what it finds, and what it leaves.

use crate::sandbox::Sandbox;

fn with_probes() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("src/a.py", "x = 1\ny = x\n");
    sandbox.write("src/sub/b.py", "x = 1\n");
    sandbox.write("src/clean.py", "z = 1\n");
    sandbox.write("src/broken.py", "not python at all (\n");
    sandbox.write("src/data.txt", "_instr(1); x\n");
    sandbox.run(&["inject", "--lines", "all", "--write", "src/a.py", "src/sub/b.py"]).succeeds();
    sandbox
}

#[test]
fn check_lists_what_is_left() {
    let sandbox = with_probes();
    let run = sandbox.run(&["strip", "--check", "src"]).exits(1);
    let places: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(
        places,
        ["src/a.py:1:1: a probe is left", "src/a.py:2:1: a probe is left", "src/sub/b.py:1:1: a probe is left"]
    );
    assert_eq!(run.stderr, "3 probes in 2 files\n");
    sandbox.run(&["strip", "--check", "src/clean.py"]).succeeds();
    sandbox.run(&["strip", "--check", "src/broken.py"]).exits(1).says("src/broken.py:1:");
    let run = sandbox.run(&["strip", "--check", "src", "--output-format", "json"]).exits(1);
    let first: serde_json::Value = serde_json::from_str(run.stdout.lines().next().unwrap()).unwrap();
    assert_eq!((&first["code"], &first["file"], &first["line"]), (&"probe".into(), &"src/a.py".into(), &1.into()));
}

#[test]
fn folders_in_place() {
    let sandbox = with_probes();
    let run = sandbox.run(&["strip", "--write", "."]).succeeds();
    assert_eq!(run.stderr, "Took 3 probes out of 2 files\n");
    assert_eq!(sandbox.read("src/a.py"), "x = 1\ny = x\n");
    assert_eq!(sandbox.read("src/sub/b.py"), "x = 1\n");
    assert_eq!(sandbox.read("src/data.txt"), "_instr(1); x\n");
    sandbox.run(&["strip", "--check", "."]).succeeds();
    assert_eq!(sandbox.run(&["strip", "-w", "."]).succeeds().stderr, "Took 0 probes out of 0 files\n");
    assert_eq!(sandbox.run(&["strip", "-w", "-q", "."]).succeeds().stderr, "");
}

#[test]
fn to_standard_output_and_as_a_diff() {
    let sandbox = with_probes();
    let probed = sandbox.read("src/a.py");
    assert_eq!(sandbox.run(&["strip", "src/a.py"]).succeeds().stdout, "x = 1\ny = x\n");
    let run = sandbox.run(&["strip", "--diff", "src/a.py"]).succeeds();
    assert!(run.stdout.starts_with("--- src/a.py\n+++ src/a.py\n@@ -1,2 +1,2 @@\n-"), "{}", run.stdout);
    assert!(run.stdout.ends_with("+x = 1\n+y = x\n"), "{}", run.stdout);
    assert_eq!(sandbox.read("src/a.py"), probed);
    assert_eq!(sandbox.run(&["strip", "src/clean.py"]).succeeds().stdout, "z = 1\n");
    assert_eq!(sandbox.run_with_input(&["strip", "-"], probed.as_bytes()).succeeds().stdout, "x = 1\ny = x\n");
    let run =
        sandbox.run_with_input(&["strip", "-", "--check", "--stdin-filename", "q.py"], probed.as_bytes()).exits(1);
    assert!(run.stdout.starts_with("q.py:1:1: a probe is left\n"), "{}", run.stdout);
}

#[test]
fn ignored_files_of_a_repository_are_left_alone() {
    let sandbox = with_probes();
    std::fs::create_dir(sandbox.path(".git")).unwrap();
    sandbox.write(".gitignore", "sub/\n");
    assert_eq!(sandbox.run(&["strip", "--check", "."]).exits(1).stderr, "2 probes in 1 file\n");
}

#[test]
fn edits_around_probes_stay() {
    let sandbox = with_probes();
    let edited = sandbox.read("src/a.py").replace("y = x", "y = x + 1\nz = y");
    sandbox.write("src/a.py", edited);
    sandbox.run(&["strip", "--write", "src/a.py"]).succeeds();
    assert_eq!(sandbox.read("src/a.py"), "x = 1\ny = x + 1\nz = y\n");
}

#[test]
fn a_probe_that_was_edited_is_not_guessed_at() {
    let sandbox = with_probes();
    let edited = sandbox.read("src/a.py").replace("_instr(2, x=x)", "_instr(2, x=x + 1)");
    sandbox.write("src/a.py", &edited);
    let run = sandbox.run(&["strip", "--write", "src"]).exits(1);
    assert!(run.stderr.starts_with("src/a.py:2:1: error: a probe was edited by hand"), "{}", run.stderr);
    assert_eq!(sandbox.read("src/a.py"), edited);
    assert_eq!(sandbox.read("src/sub/b.py"), "x = 1\n");
}
