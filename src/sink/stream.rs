//! Standard error and standard output, and whatever else is open and takes bytes.

use std::io;
use std::os::fd::AsFd;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

use super::Sink;
use crate::event::Process;

/// A descriptor that somebody else opened: the program has it, too.
#[derive(Debug)]
pub(super) struct Stream<F>(F);

impl<F: AsFd> Stream<F> {
    pub(super) fn new(descriptor: F) -> Self {
        Self(descriptor)
    }

    pub(super) fn write_all(&self, bytes: &[u8]) -> io::Result<()> {
        write_all(&self.0, bytes)
    }
}

impl<F: AsFd> Sink for Stream<F> {
    fn write(&mut self, _: &Process, events: &[u8]) -> io::Result<()> {
        write_all(&self.0, events)
    }
}

/// Writes all of it. The program may have made the descriptor non-blocking: then it is waited for.
pub(super) fn write_all(descriptor: impl AsFd, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(&descriptor, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => wait(&descriptor)?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Until it takes more, or is closed: the next write says which.
fn wait(descriptor: impl AsFd) -> io::Result<()> {
    match poll(&mut [PollFd::new(&descriptor, PollFlags::OUT)], None) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
    use std::io::Read;

    #[test]
    fn a_full_pipe_is_waited_for() {
        let (mut reader, writer) = io::pipe().unwrap();
        fcntl_setfl(&writer, fcntl_getfl(&writer).unwrap() | OFlags::NONBLOCK).unwrap();
        let events: Vec<u8> = (0..1_000_000u32).map(|at| at as u8).collect();
        let read = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(30));
            let mut found = Vec::new();
            reader.read_to_end(&mut found).unwrap();
            found
        });
        Stream::new(writer).write(&Process { number: 1, pid: 1 }, &events).unwrap();
        assert!(read.join().unwrap() == events);
    }

    #[test]
    fn a_closed_pipe_is_an_error() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let error = Stream::new(writer).write(&Process { number: 1, pid: 1 }, b"x").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
