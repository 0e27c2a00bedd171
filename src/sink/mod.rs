//! Where a log goes: one file a kind of place.

mod each;
mod file;
mod follow;
mod refusal;
mod rotate;
mod stream;

pub use file::Whole;
pub use refusal::refusal;

use std::io;
use std::path::Path;

use crate::event::Process;
use crate::request::{CollectRequest, Output};
use each::EachProcess;
use file::LogFile;
use stream::Stream;

/// What stands in a log's name for the number of a process.
const PID: &str = "{pid}";

/// A place that a log is written to. What is written at once is one event or several whole ones.
pub trait Sink {
    /// Writes all of it; an error ends the log.
    ///
    /// # Errors
    /// If it cannot be written: a full disk, a closed pipe.
    fn write(&mut self, process: &Process, events: &[u8]) -> io::Result<()>;

    /// So many bytes of a process go to the same file as those before: more events are better written one by one.
    fn room(&self, process: &Process) -> u64 {
        let _ = process;
        u64::MAX
    }

    /// Called now and then, also when there is nothing to write: the file may have been renamed or cut.
    ///
    /// # Errors
    /// As for `write`.
    fn check(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The sink of a request: the registry of places.
///
/// # Errors
/// If a file cannot be opened.
pub fn open(request: &CollectRequest) -> io::Result<Box<dyn Sink>> {
    Ok(match &request.output {
        Output::Stderr => Box::new(Stream::new(io::stderr())),
        Output::Stdout => Box::new(Stream::new(io::stdout())),
        Output::File { path, append, rotate } if is_for_each(path) => {
            Box::new(EachProcess::new(path, *append, *rotate))
        }
        Output::File { path, append, rotate } => Box::new(LogFile::open(path, *append, *rotate)?),
    })
}

/// Each process has a file of its own.
pub fn is_for_each(path: &Path) -> bool {
    path.to_string_lossy().contains(PID)
}
