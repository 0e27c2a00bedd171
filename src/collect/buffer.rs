//! The buffer of one process, as the collector reads it: by system calls, so that nothing which happens to the file can
//! end the collector.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::wire::layout::{CLOSED, DONE, HEADER, HEARTBEAT, Header, MESSAGE, MESSAGE_ROOM, TAIL, WRITER, Writer};

/// How often the writer's numbers are read again while it writes them.
const TRIES: u32 = 1000;

/// An open buffer.
#[derive(Debug)]
pub struct Buffer {
    path: PathBuf,
    file: Arc<File>,
    /// What does not change.
    pub header: Header,
    /// Bytes read so far.
    tail: u64,
    is_closed: bool,
}

impl Buffer {
    /// Opens a buffer file.
    ///
    /// # Errors
    /// If it cannot be read, or is none.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = Arc::new(OpenOptions::new().read(true).write(true).open(path)?);
        let mut page = vec![0; HEADER as usize];
        file.read_exact_at(&mut page, 0)?;
        let header = Header::read(&page).ok_or_else(|| io::Error::other("it is no buffer of this version"))?;
        if file.metadata()?.len() < header.ring + header.size {
            return Err(io::Error::other("it is shorter than it says"));
        }
        Ok(Self { path: path.to_path_buf(), file, header, tail: 0, is_closed: false })
    }

    /// For the thread that shows that the collector lives.
    pub fn handle(&self) -> Arc<File> {
        Arc::clone(&self.file)
    }

    /// What the writer says.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn writer(&self) -> io::Result<Writer> {
        let mut bytes = [0; Writer::LENGTH];
        let mut tries = 0;
        loop {
            self.file.read_exact_at(&mut bytes, WRITER)?;
            let (writer, is_changing) = Writer::read(&bytes);
            // It may have ended, or have been stopped, in the midst of it.
            if !is_changing || tries == TRIES {
                return Ok(writer);
            }
            tries += 1;
            std::hint::spin_loop();
        }
    }

    /// Something was committed that was not read.
    pub fn has_more(&self) -> bool {
        self.writer().is_ok_and(|writer| writer.head != self.tail)
    }

    /// Appends to `out` what was committed since the last time, up to `head`.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(&mut self, head: u64, out: &mut Vec<u8>) -> io::Result<()> {
        let size = self.header.size;
        // More than the ring holds: whoever writes that is not ours.
        if head.wrapping_sub(self.tail) > size {
            return Err(io::Error::other("its numbers do not fit together"));
        }
        while self.tail < head {
            let at = self.tail % size;
            let length = (head - self.tail).min(size - at) as usize;
            let begin = out.len();
            out.resize(begin + length, 0);
            self.file.read_exact_at(&mut out[begin..], self.header.ring + at)?;
            self.tail += length as u64;
        }
        Ok(())
    }

    /// The last bytes are to be read again.
    pub fn rewind(&mut self, bytes: u64) {
        self.tail -= bytes.min(self.tail);
    }

    /// Leaves out all that is committed by now.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn skip(&mut self) -> io::Result<()> {
        self.tail = self.writer()?.head;
        Ok(())
    }

    /// Bytes read so far.
    pub fn tail(&self) -> u64 {
        self.tail
    }

    /// Gives the room of all that was read back to the writer.
    pub fn publish_tail(&self) {
        self.write_twice(TAIL, self.tail);
    }

    /// Tells the writer that the output of all that was read is out.
    pub fn publish_done(&self) {
        self.write_twice(DONE, self.tail);
    }

    /// Tells a process that ends that it is not waited for any more.
    pub fn close(&mut self) {
        if !self.is_closed {
            self.is_closed = true;
            let _ = self.file.write_all_at(&1_u64.to_ne_bytes(), CLOSED);
        }
    }

    /// Leaves a message that the process shows on its standard error as it ends.
    pub fn leave(&self, message: &str) {
        let text = &message.as_bytes()[..message.len().min(MESSAGE_ROOM)];
        let _ = self.file.write_all_at(text, MESSAGE + 8);
        let _ = self.file.write_all_at(&(text.len() as u64).to_ne_bytes(), MESSAGE);
    }

    /// Whether that was said.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// The counters from number 0 on.
    pub fn cells(&self) -> Vec<u64> {
        let mut bytes = vec![0; self.header.cells as usize * 8];
        match self.file.read_exact_at(&mut bytes, HEADER) {
            Ok(()) => bytes.chunks_exact(8).map(|c| u64::from_ne_bytes(c.try_into().unwrap_or_default())).collect(),
            Err(_) => Vec::new(),
        }
    }

    /// Takes the file away: the process has ended.
    pub fn remove(&self) {
        let _ = std::fs::remove_file(&self.path);
    }

    fn write_twice(&self, at: u64, number: u64) {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&number.to_ne_bytes());
        bytes[8..].copy_from_slice(&number.to_ne_bytes());
        // If that fails, the writer waits, with a bound.
        let _ = self.file.write_all_at(&bytes, at);
    }
}

/// Shows a writer that the collector lives.
pub fn beat(file: &File, number: u64) {
    let _ = file.write_all_at(&number.to_ne_bytes(), HEARTBEAT);
}
