//! A place for the folders of a test's runs: nothing is in it when no collector works any more.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

pub struct Runs {
    folder: tempfile::TempDir,
}

impl Runs {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Has the runs of a command take place there.
    #[allow(dead_code)] // of other tests
    pub fn of(command: &mut Command) -> Self {
        let runs = Self::new();
        command.env("INSTR_RUNS", runs.path());
        runs
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("runs")
    }

    /// A log is whole when its collector has ended: that may be after the program, if the program is killed.
    pub fn wait(&self) {
        let begin = Instant::now();
        while std::fs::read_dir(self.path()).is_ok_and(|mut entries| entries.next().is_some()) {
            assert!(begin.elapsed() < Duration::from_secs(60), "a collector does not end");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
