//! Where a log goes: one file a kind of place.

use std::io;

/// A place that a log is written to. What is written at once is one event or several whole ones.
pub trait Sink {
    /// Writes all of it; an error ends the log.
    ///
    /// # Errors
    /// If it cannot be written: a full disk, a closed pipe.
    fn write(&mut self, events: &[u8]) -> io::Result<()>;

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
