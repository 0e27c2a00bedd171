//! `{pid}` in a log's name: a file for each process.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use super::file::LogFile;
use super::{PID, Sink};
use crate::event::Process;
use crate::request::Rotate;

/// So many are kept open, at most.
const OPEN: usize = 64;

/// The files of all processes, each opened at its first event.
pub(super) struct EachProcess {
    path: PathBuf,
    append: bool,
    rotate: Option<Rotate>,
    /// By process id: when it was used, and the file.
    open: HashMap<u32, (u64, LogFile)>,
    /// What was begun is gone on with: the system may use a number again.
    begun: HashSet<u32>,
    uses: u64,
}

impl EachProcess {
    pub(super) fn new(path: &Path, append: bool, rotate: Option<Rotate>) -> Self {
        let path = path.to_path_buf();
        Self { path, append, rotate, open: HashMap::new(), begun: HashSet::new(), uses: 0 }
    }

    fn file(&mut self, pid: u32) -> io::Result<&mut LogFile> {
        if !self.open.contains_key(&pid) {
            if self.open.len() >= OPEN
                && let Some(oldest) = self.open.iter().min_by_key(|(_, (used, _))| *used).map(|(&pid, _)| pid)
            {
                self.open.remove(&oldest);
            }
            let path = self.path.to_string_lossy().replace(PID, &pid.to_string());
            let file = LogFile::open(Path::new(&path), self.append || self.begun.contains(&pid), self.rotate)?;
            self.begun.insert(pid);
            self.open.insert(pid, (0, file));
        }
        self.uses += 1;
        let uses = self.uses;
        let entry = self.open.get_mut(&pid).ok_or(io::ErrorKind::NotFound)?;
        entry.0 = uses;
        Ok(&mut entry.1)
    }
}

impl Sink for EachProcess {
    fn write(&mut self, process: &Process, events: &[u8]) -> io::Result<()> {
        // What is said of a run without any process is of no file.
        if process.pid == 0 {
            return Ok(());
        }
        self.file(process.pid)?.write(process, events)
    }

    fn room(&self, process: &Process) -> u64 {
        let unopened = self.rotate.map_or(u64::MAX, |limit| limit.bytes);
        self.open.get(&process.pid).map_or(unopened, |(_, file)| file.room(process))
    }

    fn check(&mut self) -> io::Result<()> {
        self.open.values_mut().try_for_each(|(_, file)| file.check())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_for_each_process() {
        let dir = tempfile::tempdir().unwrap();
        let mut sink = EachProcess::new(&dir.path().join("{pid}/log-{pid}"), false, None);
        let path = |pid: u32| dir.path().join(format!("{pid}/log-{pid}"));
        for pid in 1..=200 {
            std::fs::create_dir(dir.path().join(pid.to_string())).unwrap();
            std::fs::write(path(pid), "old").unwrap();
        }
        sink.write(&Process { number: 0, pid: 0 }, b"nobody").unwrap();
        for round in 0..2 {
            for pid in 1..=200 {
                if round == 0 {
                    assert_eq!(std::fs::read(path(pid)).unwrap(), b"old");
                }
                sink.write(&Process { number: pid, pid }, format!("{pid} {round}\n").as_bytes()).unwrap();
            }
        }
        assert!(sink.open.len() <= OPEN);
        for pid in 1..=200 {
            assert_eq!(std::fs::read_to_string(path(pid)).unwrap(), format!("{pid} 0\n{pid} 1\n"));
        }
    }
}
