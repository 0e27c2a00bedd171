//! Which file a path means: no symbolic link of another user is followed on the way.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use rustix::process::geteuid;

/// So many links the system follows, too.
const LINKS: u32 = 40;
/// Links there lead to what a process has open, which may have no name.
const PROC: &str = "/proc";

/// What a path means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Followed {
    /// A path without links, the last part of which need not exist.
    pub path: PathBuf,
    /// It names what a process has open: that is opened by this very link.
    pub is_open: bool,
}

/// Follows the links of an absolute path, as long as they are one's own or root's: in a folder where everybody may write,
/// somebody else could choose what is written over.
pub(super) fn follow(path: &Path) -> io::Result<Followed> {
    let mut left: Vec<OsString> = parts(path);
    let mut found = PathBuf::from("/");
    let mut links = 0;
    while let Some(part) = left.pop() {
        if part == ".." {
            found.pop();
            continue;
        }
        let next = found.join(&part);
        let about = match fs::symlink_metadata(&next) {
            Ok(about) => about,
            Err(error) if error.kind() == io::ErrorKind::NotFound && left.is_empty() => {
                return Ok(Followed { path: next, is_open: false });
            }
            Err(error) => return Err(error),
        };
        if !about.is_symlink() {
            found = next;
            continue;
        }
        if ![0, geteuid().as_raw()].contains(&about.uid()) {
            let message = format!("{} is a symbolic link of another user", next.display());
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
        }
        links += 1;
        if links > LINKS {
            return Err(io::Error::other("too many levels of symbolic links"));
        }
        if left.is_empty() && next.starts_with(PROC) && next.parent().is_some_and(|folder| folder.ends_with("fd")) {
            return Ok(Followed { path: next, is_open: true });
        }
        let target = fs::read_link(&next)?;
        if target.is_absolute() {
            found = PathBuf::from("/");
        }
        left.extend(parts(&target));
    }
    Ok(Followed { path: found, is_open: false })
}

/// The names of a path, the last one first.
fn parts(path: &Path) -> Vec<OsString> {
    let name = |part: Component| match part {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        _ => None,
    };
    path.components().rev().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{lchown, symlink};

    #[test]
    fn links_are_followed() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        symlink("a/b", root.join("folder")).unwrap();
        symlink("../new", root.join("a/b/one")).unwrap();
        symlink(root.join("folder/one"), root.join("two")).unwrap();
        symlink("loop", root.join("loop")).unwrap();
        let meant = |name: &str| follow(&root.join(name)).map(|found| found.path);
        assert_eq!(meant("plain").unwrap(), root.join("plain"));
        assert_eq!(meant("two").unwrap(), root.join("a/new"));
        assert_eq!(meant("folder/../x").unwrap(), root.join("a/x"));
        assert!(meant("loop").is_err());
        assert_eq!(meant("none/x").unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(follow(Path::new("/dev/stderr")).unwrap().is_open);
    }

    /// Only root can give a link away.
    #[test]
    fn not_those_of_others() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        fs::create_dir(root.join("a")).unwrap();
        for (link, name) in [("link", "link"), ("folder", "folder/log")] {
            symlink("a", root.join(link)).unwrap();
            assert!(follow(&root.join(name)).is_ok());
            if lchown(root.join(link), Some(12345), None).is_err() {
                return;
            }
            let error = follow(&root.join(name)).unwrap_err();
            assert!(error.to_string().ends_with("is a symbolic link of another user"), "{error}");
        }
    }
}
