//! Where a log goes: one file a kind of place.

use std::io::{self, Write};

use crate::collect::{CollectRequest, Output};
use crate::event::Process;

/// A place that a log is written to. What is written at once is one event or several whole ones.
pub trait Sink {
    /// Writes all of it; an error ends the log.
    ///
    /// # Errors
    /// If it cannot be written: a full disk, a closed pipe.
    fn write(&mut self, process: &Process, events: &[u8]) -> io::Result<()>;

    /// Called now and then, also when there is nothing to write: the file may have been renamed or cut.
    ///
    /// # Errors
    /// As for `write`.
    fn check(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Why a log must not be written to a path.
pub fn refusal(path: &std::path::Path, reads: &[std::path::PathBuf]) -> Option<String> {
    let _ = (path, reads);
    None
}

/// The sink of a request.
pub fn open(request: &CollectRequest) -> io::Result<Box<dyn Sink>> {
    Ok(match &request.output {
        Output::File { path, append, .. } => Box::new(Plain(Box::new(
            std::fs::OpenOptions::new().create(true).append(true).truncate(false).open(path).and_then(|f| {
                if !append {
                    f.set_len(0)?;
                }
                Ok(f)
            })?,
        ))),
        Output::Stderr => Box::new(Plain(Box::new(io::stderr()))),
        Output::Stdout => Box::new(Plain(Box::new(io::stdout()))),
    })
}

struct Plain(Box<dyn Write>);

impl Sink for Plain {
    fn write(&mut self, _: &Process, events: &[u8]) -> io::Result<()> {
        self.0.write_all(events)?;
        self.0.flush()
    }
}
