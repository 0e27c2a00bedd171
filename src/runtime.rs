//! Carries `python/instr`, the package that probes call, inside the binary, and puts it where Python finds it.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The files below `python/`: those of the package, and what `instr run` puts beside it.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/python_files.rs"));

/// The package's name.
const PACKAGE: &str = "instr";

/// Tells a package that this program wrote from one of the user's that happens to have its name.
const MARKER: &str = "VENDORED";
const MARKER_TEXT: &str = "Written by `instr inject --vendor`, which also replaces these files. Do not edit them.\n";

/// Writes the package to a folder of the user's cache unless it is there, and returns the folder for PYTHONPATH.
///
/// The folder's name tells version and content, so that programs of different age do not disturb each other; any number
/// of processes may do this at once.
pub fn cached() -> io::Result<PathBuf> {
    let folder = folder()?;
    for (name, content) in FILES {
        write_if_other(&folder.join(name), content)?;
    }
    // Last: what its name promises is there then.
    write_if_other(&folder.join(COMPLETE), "")?;
    Ok(folder)
}

/// As [`cached`], without looking at files that were all there once.
pub fn installed() -> io::Result<PathBuf> {
    let folder = folder()?;
    if folder.join(COMPLETE).exists() { Ok(folder) } else { cached() }
}

const COMPLETE: &str = "complete";

fn folder() -> io::Result<PathBuf> {
    let cache = cache_folder().ok_or_else(|| io::Error::other("no folder for caches: set XDG_CACHE_HOME"))?;
    Ok(cache.join(PACKAGE).join(format!("runtime-{}-{:016x}", env!("CARGO_PKG_VERSION"), content_hash())))
}

/// Puts the package into `folder`, beside a rewritten program. True if anything had to be written.
///
/// # Errors
/// If the folder holds a module or package of that name that is not ours: it is left alone.
pub fn vendor(folder: &Path) -> io::Result<bool> {
    let package = folder.join(PACKAGE);
    let module = package.with_extension("py");
    if module.exists() {
        return Err(foreign(&module));
    }
    if fs::symlink_metadata(&package).is_ok() {
        let ours = fs::read_to_string(package.join(MARKER)).is_ok_and(|text| text == MARKER_TEXT);
        if !ours {
            return Err(foreign(&package));
        }
    } else {
        fs::create_dir_all(&package)?;
    }
    // First, so that what an interrupted run leaves behind is known as ours.
    let marked = write_if_other(&package.join(MARKER), MARKER_TEXT)?;
    let mut written = marked;
    for (name, content) in imported() {
        written |= write_if_other(&folder.join(name), content)?;
    }
    Ok(written)
}

/// What a rewritten program needs: the package's first module, and what that imports, and so on.
fn imported() -> Vec<(&'static str, &'static str)> {
    let content = |name: &str| FILES.iter().find(|(other, _)| *other == name).copied();
    let mut found: Vec<(&str, &str)> = Vec::new();
    let mut rest = vec![format!("{PACKAGE}/__init__.py")];
    while let Some(name) = rest.pop() {
        let Some((name, text)) = content(&name).filter(|file| !found.contains(file)) else { continue };
        found.push((name, text));
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        for line in text.lines() {
            rest.extend(imports(line.trim_start(), folder));
        }
    }
    found.extend(content(&format!("{PACKAGE}/py.typed")));
    found
}

/// The files that a line `from ..a.b import c, d` in a module of `folder` may import.
fn imports(line: &str, folder: &str) -> Vec<String> {
    let Some((from, names)) = line.strip_prefix("from .").and_then(|rest| rest.split_once(" import ")) else {
        return Vec::new();
    };
    let up = from.len() - from.trim_start_matches('.').len();
    let mut parts: Vec<&str> = folder.split('/').collect();
    parts.truncate(parts.len().saturating_sub(up));
    parts.extend(from.trim_start_matches('.').split('.').filter(|part| !part.is_empty()));
    let base = parts.join("/");
    let names = names.trim_matches(['(', ')']).split([',', ' ']).filter(|name| !name.is_empty());
    let inside = names.flat_map(|name| [format!("{base}/{name}.py"), format!("{base}/{name}/__init__.py")]);
    [format!("{base}.py"), format!("{base}/__init__.py")].into_iter().chain(inside).collect()
}

fn foreign(path: &Path) -> io::Error {
    let message = format!("{} is not the runtime of instr: it is left as it is", path.display());
    io::Error::new(io::ErrorKind::AlreadyExists, message)
}

/// A reader sees the old file or the new one, never half of it.
fn write_if_other(path: &Path, content: &str) -> io::Result<bool> {
    if fs::read(path).is_ok_and(|old| old == content.as_bytes()) {
        return Ok(false);
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".instr-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(content.as_bytes())?;
    file.persist(path).map_err(|failed| failed.error)?;
    Ok(true)
}

fn cache_folder() -> Option<PathBuf> {
    // The base directory specification has relative paths ignored.
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if let Some(folder) = absolute("XDG_CACHE_HOME") {
        return Some(folder);
    }
    match () {
        () if cfg!(windows) => absolute("LOCALAPPDATA"),
        () if cfg!(target_os = "macos") => Some(absolute("HOME")?.join("Library/Caches")),
        () => Some(absolute("HOME")?.join(".cache")),
    }
}

/// FNV-1a over names and contents.
fn content_hash() -> u64 {
    let bytes = FILES.iter().flat_map(|(name, content)| [name.as_bytes(), b"\0", content.as_bytes(), b"\0"]).flatten();
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// By what Python itself imports; with the modules that are imported when somebody asks for them.
    #[test]
    fn what_is_vendored_imports_nothing_else() {
        let names: BTreeSet<&str> = imported().iter().map(|(name, _)| *name).collect();
        assert!(names.contains("instr/inject/fire.py") && names.contains("instr/values/render.py"), "{names:?}");
        assert!(!names.contains("instr/session.py") && !names.contains("instr/buffer/ring.py"), "{names:?}");
        for (name, text) in imported() {
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            for line in text.lines().map(str::trim_start).filter(|line| line.starts_with("from .")) {
                let needed = imports(line, folder);
                assert!(needed.iter().any(|file| names.contains(file.as_str())), "{name}: {line}");
            }
        }
    }

    #[test]
    fn vendored_once_and_never_over_a_foreign_package() {
        let folder = tempfile::tempdir().unwrap();
        assert!(vendor(folder.path()).unwrap());
        assert!(!vendor(folder.path()).unwrap(), "nothing to do the second time");
        let init = folder.path().join("instr/__init__.py");
        fs::write(&init, "older").unwrap();
        assert!(vendor(folder.path()).unwrap());
        assert_eq!(
            fs::read_to_string(&init).unwrap(),
            FILES.iter().find(|(name, _)| *name == "instr/__init__.py").unwrap().1
        );

        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("instr")).unwrap();
        fs::write(folder.path().join("instr/mine.py"), "").unwrap();
        assert_eq!(vendor(folder.path()).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_dir(folder.path().join("instr")).unwrap().count(), 1);

        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("instr.py"), "").unwrap();
        assert_eq!(vendor(folder.path()).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
