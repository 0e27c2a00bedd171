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
            let mut answers = folders.iter().filter_map(|folder| version_of(&folder.join(&name)));
            let found = answers.find(|(answered, _)| *answered == version);
            if found.is_none() {
                let required = env::var("INSTR_REQUIRE_PYTHONS").unwrap_or_default();
                let is_required = required.split(',').any(|required| required.trim() == version.to_string());
                assert!(!is_required, "INSTR_REQUIRE_PYTHONS asks for {version}, and there is no {name}");
                println!("skipped: no {name} in INSTR_PYTHONS, on PATH or under pyenv");
            }
            found
        };
        PythonVersion::ALL.into_iter().filter_map(find).collect()
    })
}

/// A CPython without a global lock, if there is one.
pub fn free_threaded() -> Option<(PythonVersion, PathBuf)> {
    let (folders, newest) = (folders(), PythonVersion::ALL.into_iter().rev());
    let mut names = newest.filter(|version| version.minor() > 12).map(|version| format!("python{version}t"));
    let found = names.find_map(|name| folders.iter().find_map(|folder| version_of(&folder.join(&name))));
    if found.is_none() {
        println!("skipped: no free-threaded CPython in INSTR_PYTHONS, on PATH or under pyenv");
    }
    found
}

/// A run of one of them without the packages that are installed beside it, which take longer to load than a test runs.
pub fn command(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.arg("-S");
    command
}

/// The `python3` on PATH.
pub fn default() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let (_, python) = env::split_paths(&path).find_map(|folder| version_of(&folder.join("python3")))?;
    Some(python)
}

/// Where `python` keeps its standard library.
pub fn standard_library(python: &Path) -> Option<PathBuf> {
    let code = "import sysconfig; print(sysconfig.get_paths()['stdlib'])";
    let output = command(python).args(["-c", code]).output().ok()?;
    let folder = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim_end());
    folder.is_dir().then_some(folder)
}

/// The Python files below a folder, in order, without what is installed into it.
pub fn python_files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            if !["site-packages", "dist-packages", "__pycache__"].iter().any(|installed| path.ends_with(installed)) {
                files.extend(python_files(&path));
            }
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
    files
}

fn folders() -> Vec<PathBuf> {
    let listed = |name| env::var_os(name).map(|v| env::split_paths(&v).collect::<Vec<_>>()).unwrap_or_default();
    let mut folders = listed("INSTR_PYTHONS");
    // pyenv's shims are slow to say that there is none; its versions come below.
    folders.extend(listed("PATH").into_iter().filter(|folder| !folder.ends_with("shims")));
    let pyenv = env::var_os("PYENV_ROOT").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".pyenv")));
    let versions = pyenv.and_then(|root| root.join("versions").read_dir().ok());
    folders.extend(versions.into_iter().flatten().flatten().map(|entry| entry.path().join("bin")));
    folders
}

/// The version that `path` answers with, and the interpreter behind it: pyenv has shims also for versions that do not
/// run.
fn version_of(path: &Path) -> Option<(PythonVersion, PathBuf)> {
    if !path.is_file() {
        return None;
    }
    let code = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)";
    let output = command(path).args(["-c", code]).output().ok()?;
    let answer = String::from_utf8(output.stdout).ok()?;
    let (version, executable) = answer.trim_end().split_once(' ')?;
    Some((version.parse().ok()?, PathBuf::from(executable)))
}
