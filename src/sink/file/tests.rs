use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

const NOBODY: Process = Process { number: 1, pid: 1 };

struct Case {
    dir: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn log(&self, append: bool, rotate: Option<Rotate>) -> LogFile {
        LogFile::open(&self.path("log"), append, rotate).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.dir.path()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn write(log: &mut LogFile, text: &str) {
    log.write(&NOBODY, text.as_bytes()).unwrap();
}

/// Longer than a log stays unlooked at.
fn wait() {
    std::thread::sleep(LOOK + Duration::from_millis(10));
}

#[test]
fn a_new_log_is_private_and_an_old_one_keeps_its_mode() {
    let case = Case::new();
    let mode = || fs::metadata(case.path("log")).unwrap().permissions().mode() & 0o777;
    write(&mut case.log(false, None), "one\n");
    assert_eq!(mode(), 0o600);
    fs::set_permissions(case.path("log"), fs::Permissions::from_mode(0o644)).unwrap();
    write(&mut case.log(false, None), "two\n");
    assert_eq!((mode(), case.read("log").as_str()), (0o644, "two\n"));
    write(&mut case.log(true, None), "three\n");
    assert_eq!(case.read("log"), "two\nthree\n");
}

#[test]
fn two_runs_that_write_to_one_file() {
    let case = Case::new();
    let mut one = case.log(false, None);
    write(&mut one, "gone with the start of the other\n");
    let mut two = case.log(false, None);
    write(&mut two, "two\n");
    write(&mut one, "one\n");
    write(&mut two, "two\n");
    assert_eq!(case.read("log"), "two\none\ntwo\n");
}

#[test]
fn a_log_that_is_renamed_or_removed_is_begun_anew() {
    let case = Case::new();
    let mut log = case.log(false, None);
    write(&mut log, "one\n");
    fs::rename(case.path("log"), case.path("old")).unwrap();
    wait();
    log.check().unwrap();
    // Also when there is nothing to write.
    assert_eq!(case.read("log"), "");
    write(&mut log, "two\n");
    fs::remove_file(case.path("log")).unwrap();
    wait();
    write(&mut log, "three\n");
    assert_eq!((case.read("old").as_str(), case.read("log").as_str()), ("one\n", "three\n"));
    // What somebody else put there is kept.
    fs::rename(case.path("log"), case.path("old")).unwrap();
    fs::write(case.path("log"), "head\n").unwrap();
    wait();
    write(&mut log, "four\n");
    assert_eq!((case.read("old").as_str(), case.read("log").as_str()), ("three\n", "head\nfour\n"));
}

#[test]
fn a_log_that_is_cut_goes_on_at_its_new_end() {
    let case = Case::new();
    let mut log = case.log(false, Some(Rotate { bytes: 10, keep: 1 }));
    write(&mut log, "12345678\n");
    fs::OpenOptions::new().write(true).open(case.path("log")).unwrap().set_len(0).unwrap();
    wait();
    // Measured anew: there is room.
    write(&mut log, "abcdefgh\n");
    assert_eq!((case.read("log").as_str(), case.names()), ("abcdefgh\n", vec!["log".to_owned()]));
}

#[test]
fn a_full_log_is_kept_and_no_event_is_split() {
    let case = Case::new();
    let mut log = case.log(false, Some(Rotate { bytes: 10, keep: 2 }));
    for number in 1..=9 {
        write(&mut log, &format!("{number}..\n"));
    }
    assert_eq!(case.names(), ["log", "log.1", "log.2"]);
    assert_eq!([case.read("log.2"), case.read("log.1"), case.read("log")], ["5..\n6..\n", "7..\n8..\n", "9..\n"]);
    write(&mut log, "larger than the limit\n");
    write(&mut log, "x\n");
    assert_eq!([case.read("log.2"), case.read("log.1"), case.read("log")], ["9..\n", "larger than the limit\n", "x\n"]);
    assert_eq!(fs::metadata(case.path("log")).unwrap().permissions().mode() & 0o777, 0o600);
    // One that was full before is not added to.
    drop(log);
    write(&mut case.log(true, Some(Rotate { bytes: 10, keep: 2 })), "123456789\n");
    assert_eq!([case.read("log.1"), case.read("log")], ["x\n", "123456789\n"]);
}

#[test]
fn two_runs_that_rotate_one_file_lose_nothing() {
    let case = Case::new();
    fs::write(case.path("log"), "").unwrap();
    let rotate = Some(Rotate { bytes: 100, keep: 999 });
    std::thread::scope(|scope| {
        for name in ["a", "b"] {
            let mut log = case.log(true, rotate);
            scope.spawn(move || (0..300).for_each(|at| write(&mut log, &format!("{name} {at:03}.\n"))));
        }
    });
    let all: String = case.names().iter().map(|name| case.read(name)).collect();
    let mut lines: Vec<&str> = all.lines().collect();
    lines.sort_unstable();
    let expected: Vec<String> =
        ["a", "b"].iter().flat_map(|n| (0..300).map(move |at| format!("{n} {at:03}."))).collect();
    assert_eq!(lines, expected);
    // A run sees what the other one wrote only now and then: a file may be larger than the limit.
    assert!(case.names().len() > 10, "{:?}", case.names());
}

#[test]
fn a_link_stays_one() {
    let case = Case::new();
    fs::create_dir(case.path("there")).unwrap();
    symlink("there/real", case.path("log")).unwrap();
    let mut log = case.log(false, Some(Rotate { bytes: 4, keep: 1 }));
    write(&mut log, "one\n");
    write(&mut log, "two\n");
    assert_eq!([case.read("there/real.1"), case.read("there/real")], ["one\n", "two\n"]);
    assert!(case.path("log").is_symlink());
}

#[test]
fn a_pipe_is_only_written_to() {
    let case = Case::new();
    rustix::fs::mknodat(rustix::fs::CWD, case.path("log"), rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0)
        .unwrap();
    let path = case.path("log");
    let reader = std::thread::spawn(move || fs::read_to_string(path).unwrap());
    let mut log = case.log(false, Some(Rotate { bytes: 4, keep: 1 }));
    for text in ["one\n", "two\n", "three\n"] {
        write(&mut log, text);
    }
    wait();
    log.check().unwrap();
    drop(log);
    assert_eq!(reader.join().unwrap(), "one\ntwo\nthree\n");
    assert_eq!(case.names(), ["log"]);
    write(&mut LogFile::open(Path::new("/dev/null"), false, None).unwrap(), "x\n");
}
