//! The Python package: in the cache, and beside an output.

use crate::sandbox::{Run, Sandbox};

#[test]
fn the_cache_holds_the_package_once() {
    let sandbox = Sandbox::new();
    // Several at once, as in a parallel build.
    let children: Vec<_> = (0..4)
        .map(|_| {
            let mut command = sandbox.command(&["runtime", "path"]);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let runs: Vec<Run> = children.into_iter().map(|child| Run::from(child.wait_with_output().unwrap())).collect();
    let folder = runs[0].stdout.trim_end().to_owned();
    for run in runs {
        assert_eq!(run.succeeds().stdout.trim_end(), folder);
    }
    let package = std::path::Path::new(&folder).join("instr");
    assert!(package.starts_with(sandbox.cache()), "{folder}");
    let init = package.join("__init__.py");
    let content = std::fs::read(&init).unwrap();
    assert!(
        std::fs::read_dir(&package).unwrap().all(|file| !file.unwrap().file_name().to_string_lossy().starts_with('.'))
    );
    // Damage is repaired.
    std::fs::write(&init, "broken").unwrap();
    sandbox.run(&["runtime", "path"]).succeeds();
    assert_eq!(std::fs::read(&init).unwrap(), content);
}

#[test]
fn a_cache_that_cannot_be_written() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("file", "");
    let mut command = sandbox.command(&["runtime", "path"]);
    command.env("XDG_CACHE_HOME", file.join("x"));
    Run::of(&mut command).exits(2).says("cannot write the runtime to the cache");
}

#[test]
fn beside_the_output() {
    let sandbox = Sandbox::new();
    sandbox.write("pkg/__init__.py", "");
    sandbox.write("pkg/a.py", "x = 1\n");
    sandbox.write("b.py", "x = 1\n");
    sandbox.run(&["inject", "pkg/a.py:1", "b.py:1", "-o", "out", "--vendor"]).succeeds();
    assert!(sandbox.path("out/instr/__init__.py").exists());
    // Where a program starts, not inside its package.
    sandbox.run(&["inject", "pkg/a.py:1", "--write", "--vendor"]).succeeds();
    assert!(sandbox.path("instr/__init__.py").exists());
    assert!(!sandbox.path("pkg/instr").exists());
    sandbox.write("tools/c.py", "x = 1\n");
    sandbox.run(&["inject", "tools/c.py:1", "-o", "tree/", "--vendor"]).succeeds();
    assert!(sandbox.path("tree/tools/instr/__init__.py").exists());
    sandbox.run(&["inject", "b.py:1", "-o", "single/c.py", "--vendor"]).succeeds();
    assert!(sandbox.path("single/instr/__init__.py").exists());
}

#[test]
fn never_over_a_foreign_package() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "x = 1\n");
    sandbox.write("instr/__init__.py", "mine = True\n");
    sandbox.run(&["inject", "a.py:1", "--write", "--vendor"]).exits(2).says("is not the runtime of instr");
    assert_eq!(sandbox.read("instr/__init__.py"), "mine = True\n");
}
