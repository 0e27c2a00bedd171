//! Generates the LALR(1) parser of `grammar/python.lalrpop`, and the list of the files below `python/` that the binary
//! carries, into cargo's output folder.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    lalrpop::Configuration::new().set_in_dir("grammar").set_out_dir(&out).emit_rerun_directives(true).process()?;

    let python = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("python");
    let mut files = Vec::new();
    for folder in ["instr", "site"] {
        collect(&python.join(folder), &mut files)?;
    }
    files.sort();
    let mut text = String::from("&[\n");
    for path in files {
        let name = path.strip_prefix(&python)?.to_str().ok_or("a name is not Unicode")?.replace('\\', "/");
        writeln!(text, "    ({name:?}, include_str!({:?})),", path.display().to_string())?;
    }
    fs::write(out.join("python_files.rs"), text + "]\n")?;
    Ok(())
}

/// The Python files of a folder and of those in it. The folders are watched: a new file is a new build.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if !path.ends_with("__pycache__") {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|end| end == "py" || end == "typed") {
            files.push(path);
        }
    }
    Ok(())
}
