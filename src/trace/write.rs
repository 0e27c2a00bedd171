//! Writes a trace file. A crash leaves whole blocks, but for the last one.

use std::io::{self, Write};

use super::block::{self, END, Ending, FRAMES, META, Met, PROCESS};
use super::{MAGIC, Meta, Source, VERSION};
use crate::collect::Keeper;
use crate::event::Process;
use crate::render::Counts;
use crate::request::{CollectRequest, Output};
use crate::sink::Whole;
use crate::wire::layout::Header;

/// Frames of a process are put into one block until it has so many bytes.
const BLOCK: usize = 64 << 10;

/// Opens the trace file of a request.
///
/// # Errors
/// If it cannot be opened or written.
pub fn keeper(request: &CollectRequest) -> io::Result<Box<dyn Keeper>> {
    let Output::File { path, .. } = &request.output else {
        return Err(io::Error::other("a trace is written to a file"));
    };
    Ok(Box::new(Writer::begin(Whole::create(path)?, request)?))
}

/// A trace file that is written.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    /// Whole blocks.
    bytes: Vec<u8>,
    /// The payload of the block that frames are put into: the process, and its frames.
    frames: Vec<u8>,
    /// Of the counts, what was written last, if there was an end.
    counts: Option<Counts>,
}

impl<W: Write> Writer<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn begin(out: W, request: &CollectRequest) -> io::Result<Self> {
        let sources = request.files.iter().map(|file| Source::read(&file.path)).collect();
        let meta = Meta { request: request.clone(), sources };
        let mut bytes = [&MAGIC[..], &VERSION.to_le_bytes()].concat();
        block::push(META, &serde_json::to_vec(&meta)?, &mut bytes)?;
        let mut writer = Self { out, bytes, frames: Vec::new(), counts: None };
        writer.flush()?;
        Ok(writer)
    }

    /// What was written to.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn close_frames(&mut self) -> io::Result<()> {
        if !self.frames.is_empty() {
            block::push(FRAMES, &self.frames, &mut self.bytes)?;
            self.frames.clear();
        }
        Ok(())
    }
}

impl<W: Write> Keeper for Writer<W> {
    fn process(&mut self, process: &Process, header: &Header) -> io::Result<()> {
        self.close_frames()?;
        block::push(PROCESS, &Met::new(process, header).payload(), &mut self.bytes)
    }

    fn frame(&mut self, process: &Process, frame: &[u8]) -> io::Result<()> {
        let number = process.number.to_le_bytes();
        if !self.frames.starts_with(&number) || self.frames.len() + frame.len() > BLOCK {
            self.close_frames()?;
            self.frames.extend_from_slice(&number);
        }
        self.frames.extend_from_slice(frame);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.close_frames()?;
        if !self.bytes.is_empty() {
            // All at once: whoever reads meanwhile finds whole blocks.
            self.out.write_all(&self.bytes)?;
            self.bytes.clear();
        }
        Ok(())
    }

    fn end(&mut self, unix: u64, lines: &[String], counts: &Counts) -> io::Result<()> {
        if lines.is_empty() && self.counts.as_ref() == Some(counts) {
            return Ok(());
        }
        self.counts = Some(counts.clone());
        self.close_frames()?;
        let ending = Ending { unix, lines: lines.to_vec(), counts: counts.lines.clone() };
        block::push(END, &serde_json::to_vec(&ending)?, &mut self.bytes)?;
        self.flush()
    }
}
