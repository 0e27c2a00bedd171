//! Reads a trace file, block by block. What cannot be trusted is not read, nor is anything behind it: its names are
//! those that came before.

use std::fmt;
use std::io::{self, Read};

use serde::{Deserialize, Serialize};

use super::block::{Block, HEAD, META};
use super::{MAGIC, Source, VERSION};
use crate::request::CollectRequest;

/// What a trace file begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// What the run was asked for.
    pub request: CollectRequest,
    /// The files with probes, in the order of the request's.
    pub sources: Vec<Source>,
}

/// A trace file, as far as it is read.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    /// Bytes of what was read and is whole.
    at: u64,
    meta: Meta,
    rest: Option<Rest>,
}

/// Why nothing is read behind some place, though there is more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// The file ends within the block that begins at this byte.
    Cut(u64),
    /// The block that begins there is not what was written.
    Damaged(u64),
}

/// Why a file is not shown at all.
#[derive(Debug)]
pub enum ReadError {
    /// It cannot be read.
    Io(io::Error),
    /// It is something else.
    NoTrace,
    /// It is of another version.
    Version(u32),
    /// It ends before anything was recorded, or its beginning is damaged.
    Beginning(Rest),
    /// What the run was asked for, this program does not understand; of which version the one is that wrote it.
    Request(Option<String>),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => f.write_str(&crate::output::reason(error)),
            Self::NoTrace => f.write_str("it is no trace file: `instr run -o x.instr …` writes one"),
            Self::Version(version) if *version > VERSION => write!(
                f,
                "it has version {version} of the format, and this is instr {} for version {VERSION}: use the instr that \
                 wrote it, or a newer one",
                env!("CARGO_PKG_VERSION")
            ),
            Self::Version(version) => write!(
                f,
                "it has version {version} of the format, and this is instr {} for version {VERSION}: use the instr that \
                 wrote it, or record the run again",
                env!("CARGO_PKG_VERSION")
            ),
            Self::Beginning(Rest::Cut(_)) => f.write_str("it ends before anything was recorded: record the run again"),
            Self::Beginning(Rest::Damaged(_)) => f.write_str("its beginning is damaged: record the run again"),
            Self::Request(Some(version)) => write!(f, "instr {version} wrote it, in another way: use that one"),
            Self::Request(None) => {
                f.write_str("what the run was asked for cannot be read: use the instr that wrote it")
            }
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut(at) => write!(f, "it ends within the block that begins at byte {at}, which is left out"),
            Self::Damaged(at) => write!(f, "it is damaged behind byte {at}: what follows is left out"),
        }
    }
}

/// What stands next in a file.
enum Next {
    End,
    Rest(Rest),
    Block(u8, Vec<u8>),
}

impl<R: Read> Reader<R> {
    /// Reads the beginning of a file.
    ///
    /// # Errors
    /// If it is no trace file of this version, or cannot be read.
    pub fn open(mut input: R) -> Result<Self, ReadError> {
        let mut head = Vec::with_capacity(12);
        input.by_ref().take(12).read_to_end(&mut head)?;
        let Some(version) = head.strip_prefix(MAGIC) else { return Err(ReadError::NoTrace) };
        let Ok(version) = <[u8; 4]>::try_from(version) else { return Err(ReadError::Beginning(Rest::Cut(0))) };
        match u32::from_le_bytes(version) {
            VERSION => {}
            other => return Err(ReadError::Version(other)),
        }
        let mut at = 12;
        let payload = match next(&mut input, &mut at)? {
            Next::Block(META, payload) => payload,
            Next::Block(..) => return Err(ReadError::Beginning(Rest::Damaged(12))),
            Next::End => return Err(ReadError::Beginning(Rest::Cut(12))),
            Next::Rest(rest) => return Err(ReadError::Beginning(rest)),
        };
        let meta = serde_json::from_slice(&payload).map_err(|_| ReadError::Request(version_of(&payload)))?;
        Ok(Self { input, at, meta, rest: None })
    }

    /// What it begins with.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The next block; none when there is no more that can be read: see `rest`.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn block(&mut self) -> io::Result<Option<Block>> {
        if self.rest.is_some() {
            return Ok(None);
        }
        let begin = self.at;
        match next(&mut self.input, &mut self.at)? {
            Next::End => Ok(None),
            Next::Rest(rest) => {
                self.rest = Some(rest);
                Ok(None)
            }
            Next::Block(kind, payload) => {
                let block = Block::parse(kind, payload);
                if block.is_none() {
                    self.rest = Some(Rest::Damaged(begin));
                }
                Ok(block)
            }
        }
    }

    /// What is behind the last block, if it is not the end.
    pub fn rest(&self) -> Option<Rest> {
        self.rest
    }

    /// The byte behind the last block.
    pub fn at(&self) -> u64 {
        self.at
    }
}

/// Reads a block as a whole; `at` is moved behind it. No more memory is asked for than there are bytes.
fn next(input: &mut impl Read, at: &mut u64) -> io::Result<Next> {
    let mut head = Vec::with_capacity(HEAD);
    input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let head: [u8; HEAD] = match head.try_into() {
        Ok(head) => head,
        Err(part) if part.is_empty() => return Ok(Next::End),
        Err(_) => return Ok(Next::Rest(Rest::Cut(*at))),
    };
    let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let (length, checksum) = (word(1), word(5));
    let mut payload = Vec::new();
    input.by_ref().take(length.into()).read_to_end(&mut payload)?;
    if payload.len() < length as usize {
        return Ok(Next::Rest(Rest::Cut(*at)));
    }
    if crc32fast::hash(&payload) != checksum {
        return Ok(Next::Rest(Rest::Damaged(*at)));
    }
    *at += HEAD as u64 + u64::from(length);
    Ok(Next::Block(head[0], payload))
}

/// Of the program that wrote a beginning which is not understood.
fn version_of(payload: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(payload).ok()?;
    let version = value.get("request")?.get("version")?.as_str()?;
    let is_plain = version.len() <= 40 && version.bytes().all(|byte| byte.is_ascii_graphic());
    is_plain.then(|| version.to_owned())
}
