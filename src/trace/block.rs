//! The blocks of a trace file: type, length of the payload, CRC-32 of the payload, payload. Numbers are little-endian.

use std::io;

use serde::{Deserialize, Serialize};

use crate::event::Process;
use crate::wire::layout::{Header, MAIN};

/// Bytes in front of a payload.
pub(super) const HEAD: usize = 9;
pub(super) const META: u8 = 1;
pub(super) const PROCESS: u8 = 2;
pub(super) const FRAMES: u8 = 3;
pub(super) const END: u8 = 4;

/// Bytes of the payload that introduces a process.
const PROCESS_LENGTH: usize = 28;

/// A block behind the first one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A process has come.
    Process(Met),
    /// Frames of the process with that number.
    Frames(u32, Vec<u8>),
    /// What was said at the end.
    End(Ending),
}

/// A process, and its clocks when its buffer was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met {
    /// Counts the processes of a run from 1.
    pub number: u32,
    /// The process id.
    pub pid: u32,
    /// It is the run's own process.
    pub is_main: bool,
    /// The monotonic clock, in nanoseconds.
    pub monotonic: u64,
    /// Nanoseconds since 1970-01-01 UTC.
    pub unix: u64,
}

/// What was said at the end, and not before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// When: nanoseconds since 1970-01-01 UTC.
    pub unix: u64,
    /// The lines of the report.
    pub lines: Vec<String>,
    /// File as the command line names it, line, hits.
    pub counts: Vec<(String, u32, u64)>,
}

impl Met {
    pub(super) fn new(process: &Process, header: &Header) -> Self {
        Self {
            number: process.number,
            pid: process.pid,
            is_main: header.flags & MAIN != 0,
            monotonic: header.monotonic,
            unix: header.unix,
        }
    }

    pub(super) fn payload(&self) -> Vec<u8> {
        let mut payload = Vec::with_capacity(PROCESS_LENGTH);
        for word in [self.number, self.pid, u32::from(self.is_main)] {
            payload.extend_from_slice(&word.to_le_bytes());
        }
        for word in [self.monotonic, self.unix] {
            payload.extend_from_slice(&word.to_le_bytes());
        }
        payload
    }

    fn parse(payload: &[u8]) -> Option<Self> {
        let payload: &[u8; PROCESS_LENGTH] = payload.try_into().ok()?;
        let word = |at: usize| u32::from_le_bytes(payload[at..at + 4].try_into().unwrap_or_default());
        let long = |at: usize| u64::from_le_bytes(payload[at..at + 8].try_into().unwrap_or_default());
        let is_main = match word(8) {
            0 => false,
            1 => true,
            _ => return None,
        };
        Some(Self { number: word(0), pid: word(4), is_main, monotonic: long(12), unix: long(20) })
    }
}

impl Block {
    /// What a payload of that type is; none if it is of no such type, or not as it must be.
    pub(super) fn parse(kind: u8, payload: Vec<u8>) -> Option<Self> {
        match kind {
            PROCESS => Met::parse(&payload).map(Self::Process),
            FRAMES => {
                let (number, frames) = payload.split_first_chunk::<4>()?;
                Some(Self::Frames(u32::from_le_bytes(*number), frames.to_vec()))
            }
            END => serde_json::from_slice(&payload).ok().map(Self::End),
            _ => None,
        }
    }
}

/// Appends a block.
pub(super) fn push(kind: u8, payload: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    let length = u32::try_from(payload.len()).map_err(|_| io::Error::other("a block would be too large"))?;
    out.push(kind);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&crc32fast::hash(payload).to_le_bytes());
    out.extend_from_slice(payload);
    Ok(())
}
