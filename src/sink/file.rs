//! A log file. What happens to it while it is written is seen: others may rename, remove or cut it.

use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::OFlags;

use super::follow::follow;
use super::rotate::{lock, rotate, unlock};
use super::stream::write_all;
use super::{Sink, stream::Stream};
use crate::event::Process;
use crate::request::Rotate;

/// So often it is looked at what the path means, at most.
const LOOK: Duration = Duration::from_millis(20);
/// After this a full file that somebody keeps locked is tried again.
const PAUSE: Duration = Duration::from_secs(1);
/// A log may hold what others must not read.
const MODE: u32 = 0o600;

/// A log in a file, or in something else that has a path.
pub(super) struct LogFile {
    path: PathBuf,
    rotate: Option<Rotate>,
    /// Somebody keeps the file locked: so long it grows beyond its limit.
    waits_until: Option<Instant>,
    place: Place,
}

/// A file that is one whole: written from its beginning, whatever happens to its path meanwhile.
pub struct Whole(Place);

impl Whole {
    /// Opens a file as a log is opened, and empties it.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn create(path: &Path) -> io::Result<Self> {
        let place = Place::open(path)?;
        if let Place::Regular(regular) = &place {
            regular.file.set_len(0)?;
        }
        Ok(Self(place))
    }
}

impl io::Write for Whole {
    /// All of it.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &self.0 {
            Place::Regular(regular) => write_all(&regular.file, bytes)?,
            Place::Other(stream) => stream.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum Place {
    Regular(Regular),
    /// A pipe, a device, a terminal, or what a process has open: it is only written to.
    Other(Stream<File>),
}

struct Regular {
    file: File,
    /// Without links: what is renamed when it is full.
    target: PathBuf,
    /// Device and inode.
    identity: (u64, u64),
    /// As far as known: another run may write to it, too.
    size: u64,
    looked: Instant,
}

impl LogFile {
    /// Opens a log, which is emptied unless it is appended to.
    pub(super) fn open(path: &Path, append: bool, rotate: Option<Rotate>) -> io::Result<Self> {
        let mut place = Place::open(path)?;
        if let (Place::Regular(regular), false) = (&mut place, append) {
            // In place: another run that writes to it goes on at its new end.
            regular.file.set_len(0)?;
            regular.size = 0;
        }
        Ok(Self { path: path.to_path_buf(), rotate, waits_until: None, place })
    }

    /// Opens it anew if the path means another file by now, or none.
    fn look(&mut self) -> io::Result<()> {
        let Place::Regular(regular) = &mut self.place else { return Ok(()) };
        regular.looked = Instant::now();
        match fs::metadata(&self.path) {
            Ok(found) if identity(&found) == regular.identity => {
                // It may have been cut.
                regular.size = found.len();
                return Ok(());
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        self.place = Place::open(&self.path)?;
        Ok(())
    }

    /// Begins a new file if the events do not fit into this one.
    fn make_room(&mut self, needed: u64) -> io::Result<()> {
        let Some(limit) = self.rotate else { return Ok(()) };
        let is_full = |place: &Place| match place {
            Place::Regular(regular) => regular.size > 0 && regular.size + needed > limit.bytes,
            Place::Other(_) => false,
        };
        if self.waits_until.is_some_and(|until| Instant::now() < until) {
            return Ok(());
        }
        while is_full(&self.place) {
            let Place::Regular(regular) = &self.place else { return Ok(()) };
            let (locked, file) = (regular.identity, regular.file.try_clone()?);
            if !lock(&file) {
                self.waits_until = Some(Instant::now() + PAUSE);
                return Ok(());
            }
            // Another run may have done it meanwhile; then the lock is of a file that is full and renamed already.
            let done = self.look().and_then(|()| match &self.place {
                Place::Regular(now) if now.identity == locked && is_full(&self.place) => {
                    rotate(&now.target, limit.keep)
                }
                _ => Ok(()),
            });
            unlock(&file);
            done.and_then(|()| self.look())?;
        }
        Ok(())
    }
}

impl Sink for LogFile {
    fn write(&mut self, process: &Process, events: &[u8]) -> io::Result<()> {
        self.check()?;
        self.make_room(events.len() as u64)?;
        match &mut self.place {
            Place::Regular(regular) => {
                write_all(&regular.file, events)?;
                regular.size += events.len() as u64;
                Ok(())
            }
            Place::Other(stream) => stream.write(process, events),
        }
    }

    fn room(&self, _: &Process) -> u64 {
        match (&self.place, self.rotate) {
            (Place::Regular(regular), Some(limit)) => limit.bytes.saturating_sub(regular.size),
            _ => u64::MAX,
        }
    }

    fn check(&mut self) -> io::Result<()> {
        match &self.place {
            Place::Regular(regular) if regular.looked.elapsed() >= LOOK => self.look(),
            _ => Ok(()),
        }
    }
}

impl Place {
    /// Opens what a path means, at its end; creates a file if there is nothing.
    fn open(path: &Path) -> io::Result<Self> {
        let found = follow(path)?;
        let is_other = match fs::metadata(&found.path) {
            Ok(about) => found.is_open || !about.is_file(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        // A terminal must not become the one that a collector belongs to.
        let flags = OFlags::CLOEXEC | OFlags::NOCTTY;
        let mut options = File::options();
        if is_other {
            let file = options.write(true).custom_flags(flags.bits() as i32).open(&found.path)?;
            return Ok(Self::Other(Stream::new(file)));
        }
        let flags = flags | OFlags::NOFOLLOW;
        let options = options.append(true).create(true).mode(MODE).custom_flags(flags.bits() as i32);
        let file = options.open(&found.path)?;
        let about = file.metadata()?;
        Ok(Self::Regular(Regular {
            file,
            target: found.path,
            identity: identity(&about),
            size: about.len(),
            looked: Instant::now(),
        }))
    }
}

fn identity(about: &Metadata) -> (u64, u64) {
    (about.dev(), about.ino())
}

#[cfg(test)]
mod tests;
