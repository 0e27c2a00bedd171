//! Files as the system has them: modes, links, folders, and what cannot be read or written.

use crate::sandbox::Sandbox;

#[test]
fn what_is_not_there() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["inject", "no.py:1"]).exits(2);
    assert_eq!(run.stderr, "no.py: error: cannot read: No such file or directory\n");
    sandbox.run(&["strip", "no.py"]).exits(2).says("no.py: error: cannot read");
    sandbox.run(&["ast", "no.py"]).exits(2).says("no.py: error: cannot read");
    sandbox.run(&["plan", "no.py:x"]).exits(2);
}

#[test]
fn a_folder_is_no_file() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path("dir.py")).unwrap();
    sandbox.run(&["inject", "dir.py:1"]).exits(2).says("dir.py: error: cannot read: is a directory");
    sandbox.run(&["ast", "dir.py"]).exits(2).says("is a directory");
}

#[test]
fn an_output_that_cannot_be_written() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "x = 1\n");
    sandbox.write("file", "");
    sandbox.run(&["inject", "f.py:1", "-o", "file/g.py"]).exits(2).says("file/g.py: error: cannot write");
    sandbox.run(&["inject", "f.py:1", "-o", "f.py/"]).exits(2).says("error: cannot write");
    assert_eq!(sandbox.names(), ["f.py", "file"]);
}

#[test]
fn files_with_colons() {
    let sandbox = Sandbox::new();
    sandbox.write("a:3", "x = 1\ny = 2\n");
    assert!(sandbox.run(&["inject", "a:3", "--lines", "2"]).succeeds().stdout.contains("_instr(2, x=x)"));
    assert!(sandbox.run(&["inject", "a:3:2"]).succeeds().stdout.contains("_instr(2, x=x)"));
}

#[test]
fn the_largest_files() {
    let sandbox = Sandbox::new();
    let file = std::fs::File::create(sandbox.path("huge.py")).unwrap();
    if file.set_len(5 << 30).is_err() {
        println!("skipped: no sparse files here");
        return;
    }
    sandbox.run(&["inject", "huge.py:1"]).exits(2).says("the file is larger than 4 GiB");
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};

    use crate::sandbox::Sandbox;

    fn mode(sandbox: &Sandbox, name: &str) -> u32 {
        fs::metadata(sandbox.path(name)).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn modes_stay() {
        let sandbox = Sandbox::new();
        let path = sandbox.write("f.py", "x = 1\n");
        for wanted in [0o755, 0o640, 0o600] {
            fs::set_permissions(&path, Permissions::from_mode(wanted)).unwrap();
            sandbox.run(&["inject", "f.py:1", "--write"]).succeeds();
            assert_eq!(mode(&sandbox, "f.py"), wanted);
            sandbox.run(&["strip", "f.py", "--write"]).succeeds();
            assert_eq!(mode(&sandbox, "f.py"), wanted);
        }
        // A new file has the mode of any new file.
        sandbox.run(&["inject", "f.py:1", "-o", "g.py"]).succeeds();
        sandbox.write("h.py", "");
        assert_eq!(mode(&sandbox, "g.py"), mode(&sandbox, "h.py"));
    }

    #[test]
    fn links_stay_links() {
        let sandbox = Sandbox::new();
        sandbox.write("real/f.py", "x = 1\n");
        symlink("real/f.py", sandbox.path("link.py")).unwrap();
        symlink("link.py", sandbox.path("second.py")).unwrap();
        sandbox.run(&["inject", "second.py:1", "--write"]).succeeds();
        assert!(fs::symlink_metadata(sandbox.path("second.py")).unwrap().is_symlink());
        assert!(fs::symlink_metadata(sandbox.path("link.py")).unwrap().is_symlink());
        assert!(sandbox.read("real/f.py").contains("_instr(1)"));
        sandbox.run(&["strip", "link.py", "--write"]).succeeds();
        assert_eq!(sandbox.read("real/f.py"), "x = 1\n");
        assert_eq!(sandbox.names(), ["link.py", "real/f.py", "second.py"]);
        symlink("loop.py", sandbox.path("loop.py")).unwrap();
        sandbox.run(&["inject", "loop.py:1", "--write"]).exits(2);
    }

    #[test]
    fn read_only_files_are_left_alone() {
        let sandbox = Sandbox::new();
        let path = sandbox.write("f.py", "x = 1\n");
        fs::set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
        sandbox.run(&["inject", "f.py:1", "--write"]).exits(2).says("f.py: error: cannot write: the file is read-only");
        assert_eq!(sandbox.read("f.py"), "x = 1\n");
        assert_eq!(sandbox.names(), ["f.py"]);
    }

    #[test]
    fn read_only_folders() {
        let sandbox = Sandbox::new();
        sandbox.write("dir/f.py", "x = 1\n");
        let dir = sandbox.path("dir");
        fs::set_permissions(&dir, Permissions::from_mode(0o555)).unwrap();
        if fs::write(dir.join("probe"), "").is_ok() {
            println!("skipped: this user may write anywhere");
            return;
        }
        sandbox.run(&["inject", "dir/f.py:1", "--write"]).exits(2).says("cannot write: Permission denied");
        assert_eq!(sandbox.read("dir/f.py"), "x = 1\n");
        fs::set_permissions(&dir, Permissions::from_mode(0o755)).unwrap();
        assert_eq!(sandbox.names(), ["dir/f.py"]);
    }

    #[test]
    fn names_that_are_not_unicode() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let sandbox = Sandbox::new();
        let name = OsStr::from_bytes(b"\xff.py");
        if fs::write(sandbox.path("").join(name), "x = 1\n").is_err() {
            println!("skipped: no such names here");
            return;
        }
        let mut command = sandbox.command(&["inject", "--lines", "1"]);
        let run = crate::sandbox::Run::of(command.arg(name)).succeeds();
        assert!(run.stdout.contains("_instr(1)"), "{}", run.stdout);
    }
}
