//! The package as a library: each program in `tests/api` prints the same on every CPython at hand, as reviewed.

#[path = "support/pythons.rs"]
#[allow(dead_code)] // other tests use the rest
mod pythons;

use std::path::Path;

datatest_stable::harness! {
    { test = case, root = "tests/api", pattern = r"^[^/]*\.py$" },
}

fn case(path: &Path) -> datatest_stable::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut known: Option<String> = None;
    for (version, python) in pythons::found() {
        let mut command = pythons::command(python);
        let folders = std::env::join_paths([root.join("python"), root.join("examples")])?;
        // The package asks the program.
        let program = Path::new(env!("CARGO_BIN_EXE_instr")).parent().into_iter().map(Path::to_path_buf);
        let search =
            std::env::join_paths(program.chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())))?;
        command.arg(root.join(path)).env("PATH", search).env("PYTHONPATH", folders).env("PYTHONDONTWRITEBYTECODE", "1");
        let output = command.output()?;
        let folder = root.join("tests/api/").display().to_string();
        let told = String::from_utf8_lossy(&output.stdout).replace(&folder, "");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && errors.is_empty(), "{version}: {told}{errors}");
        match &known {
            None => known = Some(told),
            Some(known) => assert_eq!(*known, told, "{version} tells another story"),
        }
    }
    let Some(told) = known else { return Ok(()) };
    insta::with_settings!({
        snapshot_path => root.join("snapshots"),
        prepend_module_to_snapshot => false,
        snapshot_suffix => path.file_stem().unwrap().to_str().unwrap(),
        omit_expression => true,
    }, { insta::assert_snapshot!("api", told) });
    Ok(())
}
