//! The CPython that runs the program.

use std::ffi::{OsStr, OsString};
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
        let path = match asked {
            Some(asked) => named(asked).ok_or_else(|| {
                UsageError::new(format!("there is no Python `{}`", asked.display()))
                    .help("give its path, its name on PATH, or a version such as 3.12")
            })?,
            None => active()
                .or_else(|| on_path("python3".as_ref()))
                .or_else(|| on_path("python".as_ref()))
                .ok_or_else(|| UsageError::new("there is no `python3` on PATH").help("name one with `--python`"))?,
        };
        let about = known(&path, cache).or_else(|| ask(&path, cache)).ok_or_else(|| {
            UsageError::new(format!("{} does not run, or is no Python 3", path.display()))
                .help("`--python` names another")
        })?;
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

fn named(asked: &OsStr) -> Option<PathBuf> {
    let text = asked.to_string_lossy();
    if text.contains(std::path::is_separator) {
        return Some(PathBuf::from(asked)).filter(|path| path.exists());
    }
    let is_version = text.chars().all(|c| c.is_ascii_digit() || c == '.') && !text.is_empty();
    on_path(asked)
        .or_else(|| if is_version { on_path(OsString::from(format!("python{text}")).as_os_str()) } else { None })
}

fn active() -> Option<PathBuf> {
    let folder = PathBuf::from(env::var_os("VIRTUAL_ENV").filter(|value| !value.is_empty())?);
    ["bin/python", "Scripts/python.exe"].into_iter().map(|name| folder.join(name)).find(|path| path.exists())
}

fn on_path(name: &OsStr) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    let mut files =
        env::split_paths(&folders).flat_map(|folder| [folder.join(name), folder.join(name).with_extension("exe")]);
    files.find(|path| is_executable(path))
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
