//! The CPython that runs the program.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use serde::{Deserialize, Serialize};

use super::cache::{digest, write};
use crate::cli::console::UsageError;
use crate::lines::PythonVersion;

/// An interpreter and what it says of itself.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Interpreter {
    pub path: PathBuf,
    pub about: About,
    /// It is a script that starts one, with who knows which options.
    pub is_wrapped: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::cli) struct About {
    /// `cpython`
    pub implementation: String,
    /// The N and M of N.M.
    pub version: (u32, u32),
    /// Tells compiled files of different interpreters apart.
    pub tag: String,
}

const SCRIPT: &str = "import sys; v = sys.version_info; \
    print('{\"implementation\": \"%s\", \"version\": [%d, %d], \"tag\": \"%s-%x\"}' % \
    (sys.implementation.name, v[0], v[1], sys.implementation.cache_tag, sys.hexversion))";

impl Interpreter {
    /// The one asked for, else that of the active virtual environment, else `python3`.
    pub(in crate::cli) fn find(asked: Option<&OsStr>, cache: &Path) -> Result<Self, UsageError> {
        let paths = match asked {
            Some(asked) => named(asked),
            None => active()
                .into_iter()
                .chain(on_path("python3".as_ref()))
                .chain(on_path("python".as_ref()))
                .take(1)
                .collect(),
        };
        let Some(first) = paths.first() else {
            return Err(match asked {
                Some(asked) => UsageError::new(format!("there is no Python `{}`", asked.display()))
                    .help("give its path, its name on PATH, or a version such as 3.12"),
                None => UsageError::new("there is no `python3` on PATH").help("name one with `--python`"),
            });
        };
        let about = |path: &PathBuf| known(path, cache).or_else(|| ask(path, cache));
        let Some((path, about)) = paths.iter().find_map(|path| Some((path.clone(), about(path)?))) else {
            return Err(UsageError::new(format!("{} does not run, or is no Python 3", first.display()))
                .help("`--python` names another"));
        };
        let is_wrapped = answer(&path, cache).is_none();
        Ok(Self { path, about, is_wrapped })
    }

    /// Its version, if it is one of ours.
    pub(in crate::cli) fn supported(&self) -> Result<PythonVersion, UsageError> {
        let (major, minor) = self.about.version;
        let version = PythonVersion::ALL.into_iter().find(|v| major == 3 && u32::from(v.minor()) == minor);
        match version {
            Some(version) if self.about.implementation == "cpython" => Ok(version),
            _ => {
                let [oldest, .., newest] = PythonVersion::ALL;
                let what = format!("{} {major}.{minor}", self.about.implementation);
                let message = format!("{} is {what}: probes need CPython {oldest} to {newest}", self.path.display());
                Err(UsageError::new(message).help("`--python` names another"))
            }
        }
    }
}

/// Those of a name, or of a version. What pyenv puts on PATH for a version runs where that is chosen; its folders have all.
fn named(asked: &OsStr) -> Vec<PathBuf> {
    let text = asked.to_string_lossy();
    if text.contains(std::path::is_separator) {
        return Some(PathBuf::from(asked)).filter(|path| path.exists()).into_iter().collect();
    }
    let mut found: Vec<PathBuf> = on_path(asked).collect();
    let version = text.strip_prefix("python").unwrap_or(&text);
    if !version.is_empty() && version.chars().all(|c| c.is_ascii_digit() || c == '.') {
        found.extend(on_path(format!("python{version}").as_ref()));
        found.extend(of_pyenv(version));
    }
    found
}

/// The newest that pyenv has of a version.
fn of_pyenv(version: &str) -> Option<PathBuf> {
    let root = env::var_os("PYENV_ROOT").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".pyenv")))?;
    let patch = |folder: &fs::DirEntry| {
        let name = folder.file_name().into_string().ok()?;
        let rest = name.strip_prefix(version)?;
        if rest.is_empty() { Some(0) } else { rest.strip_prefix('.')?.parse::<u32>().ok() }
    };
    let folders = fs::read_dir(root.join("versions")).ok()?.flatten();
    let newest = folders.filter_map(|folder| Some((patch(&folder)?, folder.path()))).max()?;
    Some(newest.1.join("bin").join("python3")).filter(|path| is_executable(path))
}

fn active() -> Option<PathBuf> {
    let folder = PathBuf::from(env::var_os("VIRTUAL_ENV").filter(|value| !value.is_empty())?);
    ["bin/python", "Scripts/python.exe"].into_iter().map(|name| folder.join(name)).find(|path| path.exists())
}

fn on_path(name: &OsStr) -> impl Iterator<Item = PathBuf> {
    let folders: Vec<PathBuf> =
        env::var_os("PATH").map(|folders| env::split_paths(&folders).collect()).unwrap_or_default();
    let name = PathBuf::from(name);
    let files =
        folders.into_iter().flat_map(move |folder| [folder.join(&name), folder.join(&name).with_extension("exe")]);
    files.filter(|path| is_executable(path))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

/// Where the answer of the binary at `path` is kept; a launcher script may start now this one and now that.
fn answer(path: &Path, cache: &Path) -> Option<PathBuf> {
    let real = fs::canonicalize(path).ok()?;
    let found = fs::metadata(&real).ok()?;
    let mut head = [0; 2];
    std::io::Read::read_exact(&mut fs::File::open(&real).ok()?, &mut head).ok()?;
    if head == *b"#!" {
        return None;
    }
    let key = format!("{}\0{}\0{:?}", real.display(), found.len(), found.modified().ok()?);
    Some(cache.join(format!("python-{}.json", digest(key.as_bytes()))))
}

fn known(path: &Path, cache: &Path) -> Option<About> {
    serde_json::from_slice(&fs::read(answer(path, cache)?).ok()?).ok()
}

fn ask(path: &Path, cache: &Path) -> Option<About> {
    let mut command = Command::new(path);
    // -I -S: nothing of the user's is run, and it is quick.
    command.args(["-I", "-S", "-c", SCRIPT]).stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    let about = serde_json::from_slice(&output.stdout).ok()?;
    if let Some(answer) = answer(path, cache) {
        // Asked again next time.
        let _ = write(&answer, &output.stdout);
    }
    Some(about)
}
