//! Finds the CPythons of this machine: `python3.N` in the folders of `INSTR_PYTHONS`, on PATH, or among pyenv's
//! versions. A version that is absent is skipped aloud.

use instr::lines::PythonVersion;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Every CPython from 3.8 to 3.15 that there is, the oldest first.
pub fn found() -> &'static [(PythonVersion, PathBuf)] {
    static FOUND: OnceLock<Vec<(PythonVersion, PathBuf)>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let folders = folders();
        let find = |version: PythonVersion| {
            let name = format!("python{version}");
            let found = folders.iter().map(|f| f.join(&name)).find(|p| version_of(p) == Some(version));
            if found.is_none() {
                println!("skipped: no {name} in INSTR_PYTHONS, on PATH or under pyenv");
            }
            found.map(|path| (version, path))
        };
        PythonVersion::ALL.into_iter().filter_map(find).collect()
    })
}

/// The `python3` on PATH.
pub fn default() -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join("python3")).find(|p| version_of(p).is_some())
}

/// Where `python` keeps its standard library.
pub fn standard_library(python: &Path) -> Option<PathBuf> {
    let code = "import sysconfig; print(sysconfig.get_paths()['stdlib'])";
    let output = Command::new(python).args(["-c", code]).output().ok()?;
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

/// The version that `path` answers with: pyenv has shims also for versions that do not run.
fn version_of(path: &Path) -> Option<PythonVersion> {
    if !path.is_file() {
        return None;
    }
    let code = "import sys; print('%d.%d' % sys.version_info[:2])";
    let output = Command::new(path).args(["-c", code]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim_end().parse().ok()
}
