//! Finds the CPythons of this machine: `python3.N` in the folders of `INSTR_PYTHONS`, on PATH, or among pyenv's
//! versions. A version that is absent is skipped aloud.
#![allow(dead_code)] // each test program uses a part

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The versions that instr knows: 3.8 to 3.15.
pub const MINORS: std::ops::RangeInclusive<u32> = 8..=15;

/// A CPython that runs.
#[derive(Debug, Clone)]
pub struct Python {
    /// The N of 3.N.
    pub minor: u32,
    pub path: PathBuf,
}

/// Every CPython found, the oldest first.
pub fn all() -> &'static [Python] {
    static FOUND: OnceLock<Vec<Python>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let folders = folders();
        let find = |minor| {
            let found = folders.iter().map(|f| f.join(format!("python3.{minor}"))).find(|p| minor_of(p) == Some(minor));
            if found.is_none() {
                println!("skipped: no python3.{minor} on PATH, under pyenv or in INSTR_PYTHONS");
            }
            found.map(|path| Python { minor, path })
        };
        MINORS.filter_map(find).collect()
    })
}

/// The `python3` on PATH.
pub fn default() -> Option<Python> {
    let path = env::split_paths(&env::var_os("PATH")?).map(|f| f.join("python3")).find(|p| minor_of(p).is_some())?;
    Some(Python { minor: minor_of(&path)?, path })
}

/// Where `python` keeps its standard library.
pub fn standard_library(python: &Python) -> Option<PathBuf> {
    let code = "import sysconfig; print(sysconfig.get_paths()['stdlib'])";
    let output = Command::new(&python.path).args(["-c", code]).output().ok()?;
    let folder = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim_end());
    folder.is_dir().then_some(folder)
}

fn folders() -> Vec<PathBuf> {
    let listed = |name| env::var_os(name).map(|v| env::split_paths(&v).collect::<Vec<_>>()).unwrap_or_default();
    let mut folders = listed("INSTR_PYTHONS");
    folders.extend(listed("PATH"));
    let pyenv = env::var_os("PYENV_ROOT").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".pyenv")));
    let versions = pyenv.and_then(|root| root.join("versions").read_dir().ok());
    folders.extend(versions.into_iter().flatten().flatten().map(|entry| entry.path().join("bin")));
    folders
}

/// The minor version that `path` answers with: pyenv's shims exist for versions that do not run.
fn minor_of(path: &Path) -> Option<u32> {
    if !path.is_file() {
        return None;
    }
    let code = "import sys; print(*sys.version_info[:2])";
    let output = Command::new(path).args(["-c", code]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim_end().strip_prefix("3 ")?.parse().ok()
}
