//! Where `-o` puts a file.

use std::path::{Component, Path, PathBuf};

/// Where the output of `input` goes below the folder `out`: with the folders of its relative path. Whatever the path
/// says, it is never outside of `out`: a `..` that leads out of the tree is left out, and an absolute path is taken from
/// the current folder on if it lies there, else by its file name alone.
pub(super) fn below(out: &Path, input: &Path, current: &Path) -> PathBuf {
    let relative = match input.strip_prefix(current) {
        Ok(relative) => relative,
        Err(_) if input.is_absolute() => input.file_name().map_or(Path::new(""), Path::new),
        Err(_) => input,
    };
    let mut inside = PathBuf::new();
    for part in relative.components() {
        match part {
            Component::Normal(name) => inside.push(name),
            Component::ParentDir => {
                inside.pop();
            }
            _ => {}
        }
    }
    out.join(inside)
}

/// The folder from which Python would import `file`: the first above it that is not a package.
pub(super) fn import_root(file: &Path) -> PathBuf {
    let mut folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
    if folder.as_os_str().is_empty() {
        folder.push(".");
    }
    // A relative path ends where its parents cannot be named any more.
    if let Ok(whole) = folder.canonicalize() {
        folder = whole;
    }
    while folder.join("__init__.py").exists() && folder.pop() {}
    folder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_outside() {
        let cases = [
            ("a.py", "out/a.py"),
            ("./pkg/b.py", "out/pkg/b.py"),
            ("../x/a.py", "out/x/a.py"),
            ("../../../a.py", "out/a.py"),
            ("a/../../b.py", "out/b.py"),
            ("/here/pkg/a.py", "out/pkg/a.py"),
            ("/there/pkg/a.py", "out/a.py"),
            ("/here/../etc/a.py", "out/etc/a.py"),
        ];
        for (input, expected) in cases {
            assert_eq!(below(Path::new("out"), Path::new(input), Path::new("/here")), Path::new(expected), "{input}");
        }
    }

    #[test]
    fn packages_are_imported_from_above() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("pkg/sub/bare")).unwrap();
        std::fs::write(root.join("pkg/__init__.py"), "").unwrap();
        std::fs::write(root.join("pkg/sub/__init__.py"), "").unwrap();
        assert_eq!(import_root(&root.join("a.py")), root);
        assert_eq!(import_root(&root.join("pkg/sub/a.py")), root);
        assert_eq!(import_root(&root.join("pkg/sub/bare/a.py")), root.join("pkg/sub/bare"));
    }
}
