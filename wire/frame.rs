//! Frames: a record behind its length and its checksum, one after the other in a stream.

/// Length and CRC-32 (IEEE, as zlib has it), each 4 bytes, the lowest first.
pub const HEAD: usize = 8;

/// What stands at the beginning of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame<'b> {
    /// A record, and how many bytes its frame takes.
    Whole(&'b [u8], usize),
    /// The end of a frame is missing.
    Partial,
    /// The checksum is another one: a part of it may not be visible yet.
    Torn,
}

/// The frame at the beginning of `bytes`.
pub fn first(bytes: &[u8]) -> Frame<'_> {
    let Some((head, rest)) = bytes.split_first_chunk::<HEAD>() else { return Frame::Partial };
    let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let length = word(0) as usize;
    let Some(body) = rest.get(..length) else { return Frame::Partial };
    if crc32fast::hash(body) == word(4) { Frame::Whole(body, HEAD + length) } else { Frame::Torn }
}

/// Appends a record as a frame.
pub fn push(body: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&(body.len() as u32).to_le_bytes());
    out.extend_from_slice(&crc32fast::hash(body).to_le_bytes());
    out.extend_from_slice(body);
}
