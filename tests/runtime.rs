//! Runs the runtime's own tests, `python/tests`, on every CPython at hand.

mod support;

use std::path::Path;
use std::process::Stdio;
use support::pythons;

#[test]
fn the_runtime_passes_its_tests_on_every_python() {
    let python_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("python");
    let start = |python: &Path| {
        pythons::command(python)
            .args(["-m", "unittest", "discover", "-s", "tests", "-t", "."])
            .current_dir(&python_folder)
            .env_remove("PYTHONDONTWRITEBYTECODE")
            .env("PYTHONPYCACHEPREFIX", env!("CARGO_TARGET_TMPDIR"))
            .env_remove("INSTR_LOG")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the interpreter starts")
    };
    for pair in pythons::found().chunks(2) {
        // Two at once: the tests wait for processes of their own.
        let running: Vec<_> = pair.iter().map(|(version, python)| (version, start(python))).collect();
        for (version, child) in running {
            let output = child.wait_with_output().expect("the interpreter ends");
            let report = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "on CPython {version}:\n{report}");
            let ran = report.lines().find(|line| line.starts_with("Ran ")).expect("a count of tests");
            println!("CPython {version}: {ran}");
        }
    }
}
