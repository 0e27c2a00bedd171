//! Decoded text: unlike a Rust string it can hold lone surrogates.

/// A Python `str`: a sequence of code points, surrogates included.
///
/// Stored as UTF-8 that encodes a surrogate like any other code point of three bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PyString {
    bytes: Vec<u8>,
}

impl PyString {
    /// An empty string.
    pub fn new() -> Self {
        Self::default()
    }

    /// True if it holds no code point.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Appends text.
    pub fn push_str(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Appends a code point up to U+10FFFF, which may be a surrogate.
    pub fn push(&mut self, code_point: u32) {
        match char::from_u32(code_point) {
            Some(c) => self.push_str(c.encode_utf8(&mut [0; 4])),
            None => self.bytes.extend_from_slice(&[
                0xe0 | (code_point >> 12) as u8 & 0xf,
                0x80 | (code_point >> 6) as u8 & 0x3f,
                0x80 | code_point as u8 & 0x3f,
            ]),
        }
    }

    /// Appends another string.
    pub fn append(&mut self, other: &PyString) {
        self.bytes.extend_from_slice(&other.bytes);
    }

    /// The stored bytes, of use to search for ASCII.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The code points in order.
    pub fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        let mut rest = self.bytes.as_slice();
        std::iter::from_fn(move || {
            let (&first, tail) = rest.split_first()?;
            let (len, bits) = match first {
                0..0x80 => (0, u32::from(first)),
                0x80..0xe0 => (1, u32::from(first & 0x1f)),
                0xe0..0xf0 => (2, u32::from(first & 0xf)),
                _ => (3, u32::from(first & 0x7)),
            };
            let (continuation, after) = tail.split_at(len);
            rest = after;
            Some(continuation.iter().fold(bits, |value, byte| value << 6 | u32::from(byte & 0x3f)))
        })
    }
}

impl From<&str> for PyString {
    fn from(text: &str) -> Self {
        Self { bytes: text.as_bytes().to_vec() }
    }
}
