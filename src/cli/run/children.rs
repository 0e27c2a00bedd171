//! Runs that another command starts, each with a log of its own.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::request::TraceRequest;

/// The collectors of such runs.
pub(super) struct Runs {
    folder: PathBuf,
}

/// How long a collector is waited for after the program has ended: it may have much to write.
const PATIENCE: Duration = Duration::from_secs(60);

impl Runs {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.join("runs") }
    }

    /// Has a command's run take place here.
    pub(super) fn hold(&self, command: &mut Command) {
        command.env("INSTR_RUNS", &self.folder);
    }

    /// Where they are.
    pub(super) fn path(&self) -> &Path {
        &self.folder
    }

    /// Waits until their logs are whole: a program may be killed before its collector has read all.
    pub(super) fn wait(&self) {
        let begin = Instant::now();
        while fs::read_dir(&self.folder).is_ok_and(|mut entries| entries.next().is_some()) && begin.elapsed() < PATIENCE
        {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// `instr run` with a request, which is written to `folder`.
pub(super) fn child(request: &TraceRequest, folder: &Path) -> io::Result<(Command, Runs)> {
    // Of each log its own: several may start at once.
    let log = request.output.as_ref().and_then(|path| path.file_name()).unwrap_or_default();
    let file = folder.join(format!("{}.request", log.display()));
    request.write(&file)?;
    let mut command = Command::new(env::current_exe()?);
    command.args(["run", "--request"]).arg(&file);
    let runs = Runs::new(folder);
    runs.hold(&mut command);
    Ok((command, runs))
}
