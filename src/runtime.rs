//! Carries `python/instr`, the package that probes call, inside the binary, and puts it where Python finds it.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The files of the package.
const FILES: &[(&str, &str)] = &[
    ("__init__.py", include_str!("../python/instr/__init__.py")),
    ("abi.py", include_str!("../python/instr/abi.py")),
    ("elsewhere.py", include_str!("../python/instr/elsewhere.py")),
    ("format.py", include_str!("../python/instr/format.py")),
    ("frames.py", include_str!("../python/instr/frames.py")),
    ("guard.py", include_str!("../python/instr/guard.py")),
    ("looped.py", include_str!("../python/instr/looped.py")),
    ("loops.py", include_str!("../python/instr/loops.py")),
    ("memory.py", include_str!("../python/instr/memory.py")),
    ("original.py", include_str!("../python/instr/original.py")),
    ("py.typed", include_str!("../python/instr/py.typed")),
    ("sinks.py", include_str!("../python/instr/sinks.py")),
    ("strip.py", include_str!("../python/instr/strip.py")),
    ("insert.py", include_str!("../python/instr/insert.py")),
    ("program.py", include_str!("../python/instr/program.py")),
    ("tracer.py", include_str!("../python/instr/tracer.py")),
    ("ways.py", include_str!("../python/instr/ways.py")),
];

/// What `instr run` puts into the interpreter besides, by its path beside the package.
const RUN_FILES: &[(&str, &str)] = &[
    ("instr/run/__init__.py", include_str!("../python/instr/run/__init__.py")),
    ("instr/run/boot.py", include_str!("../python/instr/run/boot.py")),
    ("instr/run/build.py", include_str!("../python/instr/run/build.py")),
    ("instr/run/dynamic.py", include_str!("../python/instr/run/dynamic.py")),
    ("instr/run/events.py", include_str!("../python/instr/run/events.py")),
    ("instr/run/foreign.py", include_str!("../python/instr/run/foreign.py")),
    ("instr/run/holder.py", include_str!("../python/instr/run/holder.py")),
    ("instr/run/hits.py", include_str!("../python/instr/run/hits.py")),
    ("instr/run/kinds.py", include_str!("../python/instr/run/kinds.py")),
    ("instr/run/known.py", include_str!("../python/instr/run/known.py")),
    ("instr/run/loader.py", include_str!("../python/instr/run/loader.py")),
    ("instr/run/logs.py", include_str!("../python/instr/run/logs.py")),
    ("instr/run/monitoring.py", include_str!("../python/instr/run/monitoring.py")),
    ("instr/run/origins.py", include_str!("../python/instr/run/origins.py")),
    ("instr/run/positions.py", include_str!("../python/instr/run/positions.py")),
    ("instr/run/report.py", include_str!("../python/instr/run/report.py")),
    ("instr/run/settrace.py", include_str!("../python/instr/run/settrace.py")),
    ("instr/run/sights.py", include_str!("../python/instr/run/sights.py")),
    ("instr/run/sites.py", include_str!("../python/instr/run/sites.py")),
    ("instr/run/stages.py", include_str!("../python/instr/run/stages.py")),
    ("instr/run/start.py", include_str!("../python/instr/run/start.py")),
    ("instr/run/table.py", include_str!("../python/instr/run/table.py")),
    ("instr/run/twofold.py", include_str!("../python/instr/run/twofold.py")),
    ("instr/run/unit.py", include_str!("../python/instr/run/unit.py")),
    ("site/build.py", include_str!("../python/site/build.py")),
    ("site/code.py", include_str!("../python/site/code.py")),
    ("site/launch.py", include_str!("../python/site/launch.py")),
    ("site/sitecustomize.py", include_str!("../python/site/sitecustomize.py")),
];

/// The package's name.
const PACKAGE: &str = "instr";

/// Tells a package that this program wrote from one of the user's that happens to have its name.
const MARKER: &str = "VENDORED";
const MARKER_TEXT: &str = "Written by `instr inject --vendor`, which also replaces these files. Do not edit them.\n";

/// The package's files: name and content.
pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().copied()
}

/// Writes the package to a folder of the user's cache unless it is there, and returns the folder for PYTHONPATH.
///
/// The folder's name tells version and content, so that programs of different age do not disturb each other; any number
/// of processes may do this at once.
pub fn cached() -> io::Result<PathBuf> {
    let folder = folder()?;
    let package = folder.join(PACKAGE);
    fs::create_dir_all(package.join("run"))?;
    fs::create_dir_all(folder.join("site"))?;
    write_all(&package)?;
    for (name, content) in RUN_FILES {
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
    Ok(write_all(&package)? || marked)
}

fn foreign(path: &Path) -> io::Error {
    let message = format!("{} is not the runtime of instr: it is left as it is", path.display());
    io::Error::new(io::ErrorKind::AlreadyExists, message)
}

fn write_all(package: &Path) -> io::Result<bool> {
    let mut written = false;
    for (name, content) in FILES {
        written |= write_if_other(&package.join(name), content)?;
    }
    Ok(written)
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
    let mut file = builder.tempfile_in(path.parent().unwrap_or(Path::new(".")))?;
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
    let bytes = FILES
        .iter()
        .chain(RUN_FILES)
        .flat_map(|(name, content)| [name.as_bytes(), b"\0", content.as_bytes(), b"\0"])
        .flatten();
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_file_of_the_package_is_carried() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(PACKAGE);
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let kept = |name: &String| Path::new(name).extension().is_some_and(|e| e == "py" || e == "typed");
        let there: BTreeSet<String> = names.filter(kept).collect();
        let carried: BTreeSet<String> = files().map(|(name, _)| name.to_owned()).collect();
        assert_eq!(there, carried);
    }

    #[test]
    fn vendored_once_and_never_over_a_foreign_package() {
        let folder = tempfile::tempdir().unwrap();
        assert!(vendor(folder.path()).unwrap());
        assert!(!vendor(folder.path()).unwrap(), "nothing to do the second time");
        let init = folder.path().join("instr/__init__.py");
        fs::write(&init, "older").unwrap();
        assert!(vendor(folder.path()).unwrap());
        assert_eq!(fs::read_to_string(&init).unwrap(), FILES[0].1);

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
