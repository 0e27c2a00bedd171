use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

#[test]
fn what_a_run_reads() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    let source = root.join("mm.py");
    fs::write(&source, "x = 1\n").unwrap();
    fs::write(root.join("other"), "kept").unwrap();
    symlink("mm.py", root.join("link")).unwrap();
    fs::hard_link(&source, root.join("hard")).unwrap();
    let reads = [root.join("none"), source.clone()];
    for name in ["mm.py", "link", "hard"] {
        let reason = refusal(&root.join(name), &reads);
        assert_eq!(reason, Some(format!("it is a file that this run reads: {}", source.display())), "{name}");
    }
    // The other way round: what is read is a link.
    assert!(refusal(&source, &[root.join("link")]).is_some());
    assert_eq!(refusal(&root.join("other"), &reads), None);
    assert_eq!(refusal(&root.join("new"), &reads), None);
    assert_eq!(refusal(&root.join("log-{pid}"), &reads), None);
    assert_eq!(refusal(Path::new("/dev/null"), &["/dev/null".into()]), None);
    assert_eq!(fs::read(&source).unwrap(), b"x = 1\n");
    assert_eq!(fs::read(root.join("other")).unwrap(), b"kept");
    assert_eq!(fs::read_dir(&root).unwrap().count(), 4);
}

#[test]
fn where_nothing_can_be_written() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    fs::write(root.join("file"), "").unwrap();
    fs::create_dir(root.join("closed")).unwrap();
    symlink("none/log", root.join("nowhere")).unwrap();
    assert_eq!(refusal(&root, &[]).as_deref(), Some("it is a folder"));
    assert!(refusal(&root.join("none/log"), &[]).is_some());
    assert!(refusal(&root.join("none/log-{pid}"), &[]).unwrap().ends_with("No such file or directory"));
    assert!(refusal(&root.join("nowhere"), &[]).is_some());
    assert!(refusal(&root.join("file/log"), &[]).is_some());
    fs::set_permissions(root.join("closed"), fs::Permissions::from_mode(0o500)).unwrap();
    fs::set_permissions(root.join("file"), fs::Permissions::from_mode(0o400)).unwrap();
    // The superuser may do anything.
    if !rustix::process::geteuid().is_root() {
        assert!(refusal(&root.join("closed/log"), &[]).unwrap().ends_with("Permission denied"));
        assert!(refusal(&root.join("file"), &[]).unwrap().ends_with("Permission denied"));
    }
    assert_eq!(fs::read_dir(&root).unwrap().count(), 3);
}

#[test]
fn a_link_of_another_user() {
    let dir = tempfile::tempdir().unwrap();
    let link = dir.path().canonicalize().unwrap().join("log");
    symlink("target", &link).unwrap();
    assert_eq!(refusal(&link, &[]), None);
    // Only root can give it away.
    if std::os::unix::fs::lchown(&link, Some(12345), None).is_ok() {
        let reason = format!("{} is a symbolic link of another user", link.display());
        assert_eq!(refusal(&link, &[]), Some(reason));
    }
}
