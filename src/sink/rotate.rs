//! `--rotate`: a full log becomes `log.1`, that one `log.2`, up to as many as are kept.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

/// So often a lock that another run has is asked for again, with this pause between.
const TRIES: (u32, Duration) = (50, Duration::from_millis(1));

/// Renames a log and the older ones, as far as they are numbered without a gap; the oldest is no more.
pub(super) fn rotate(path: &Path, keep: u32) -> io::Result<()> {
    let end = (1..keep).find(|&number| fs::symlink_metadata(older(path, number)).is_err()).unwrap_or(keep);
    for number in (0..end).rev() {
        match fs::rename(older(path, number), older(path, number + 1)) {
            // Somebody was faster.
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// `log.2`; the log itself is number 0.
fn older(path: &Path, number: u32) -> PathBuf {
    let mut name = OsString::from(path);
    if number > 0 {
        name.push(format!(".{number}"));
    }
    name.into()
}

/// Has one run at a time rotate a file; whether it may. Whoever keeps it locked for long does something else with it.
pub(super) fn lock(file: &File) -> bool {
    for _ in 0..TRIES.0 {
        if flock(file, FlockOperation::NonBlockingLockExclusive).is_ok() {
            return true;
        }
        std::thread::sleep(TRIES.1);
    }
    false
}

/// See [`lock`].
pub(super) fn unlock(file: &File) {
    let _ = flock(file, FlockOperation::Unlock);
}
