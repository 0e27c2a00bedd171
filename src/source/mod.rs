//! A Python source as it stands on disk: its bytes, and the text they stand for.
//!
//! Everything behind this module works on the text, in UTF-8. [`SourceFile::with_edits`] is the way back: what no edit
//! touches keeps its bytes, in whatever encoding, with whatever line ends.

mod cookie;
mod encoding;
mod line_index;

use std::borrow::Cow;

pub use encoding::{Encoding, SingleByte};
pub use line_index::{LineIndex, Location};

use crate::text::{TextRange, TextSize};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The bytes of one file, and their text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    name: String,
    bytes: Vec<u8>,
    /// The text where it is not the bytes themselves.
    decoded: Option<String>,
    encoding: Encoding,
    bom: bool,
    newline: Newline,
}

/// How the lines of a source end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newline {
    /// No line ends at all.
    None,
    /// `\n`
    Lf,
    /// `\r\n`
    CrLf,
    /// `\r`
    Cr,
    /// More than one of them.
    Mixed,
}

/// Why bytes are not a Python source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// The bytes read as far as they can be, for showing the place.
    pub text: String,
    /// The place in `text`.
    pub range: TextRange,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
}

/// Why edits have no bytes in the source's encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EncodeError {
    /// The encoding lacks a character of an edit.
    Lacks(char, Encoding),
    /// The encoding cannot be cut where an edit stands.
    Indivisible(Encoding),
}

impl SourceFile {
    /// Reads `bytes` as CPython would: by its byte order mark, by a PEP 263 declaration, else as UTF-8. `name` is how
    /// messages call the file.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, DecodeError> {
        if TextSize::try_from(bytes.len()).is_err() {
            return Err(DecodeError {
                text: String::new(),
                range: TextRange::empty(0),
                message: "the file is larger than 4 GiB".to_owned(),
                help: None,
            });
        }
        let bom = bytes.starts_with(BOM);
        let body = &bytes[if bom { BOM.len() } else { 0 }..];
        let cookie = cookie::find(body);
        let encoding = match &cookie {
            None => Encoding::Utf8,
            Some(cookie) if bom && cookie.name != "utf-8" => {
                let message = format!("the byte order mark says UTF-8, the declaration `{}`", cookie.name);
                let help = "declare `utf-8`, or nothing";
                return Err(DecodeError::at(body, cookie.range.start, cookie.range.end, message, Some(help)));
            }
            Some(cookie) => Encoding::find(&cookie.name).ok_or_else(|| {
                let message = format!("unknown encoding `{}`", cookie.name);
                let help = Some("save the file as UTF-8, or declare an encoding that instr reads");
                DecodeError::at(body, cookie.range.start, cookie.range.end, message, help)
            })?,
        };
        let decoded = match encoding.decode(body) {
            Ok(Cow::Borrowed(_)) => None,
            Ok(Cow::Owned(text)) => Some(text),
            Err(at) => return Err(DecodeError::invalid_byte(body, at, cookie.is_some().then_some(encoding))),
        };
        if decoded.as_ref().is_some_and(|text| TextSize::try_from(text.len()).is_err()) {
            let message = "the file's text is larger than 4 GiB".to_owned();
            return Err(DecodeError { text: String::new(), range: TextRange::empty(0), message, help: None });
        }
        let newline = Newline::of(body);
        Ok(Self { name: name.into(), bytes, decoded, encoding, bom, newline })
    }

    /// A text that was decoded elsewhere, whatever it declares.
    pub fn of_text(name: impl Into<String>, text: String) -> Self {
        let newline = Newline::of(text.as_bytes());
        Self {
            name: name.into(),
            bytes: text.into_bytes(),
            decoded: None,
            encoding: Encoding::Utf8,
            bom: false,
            newline,
        }
    }

    /// How messages call the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file, byte for byte.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the bytes stand for, without the byte order mark.
    pub fn text(&self) -> &str {
        match &self.decoded {
            Some(text) => text,
            None => std::str::from_utf8(self.body()).expect("checked when the file was read"),
        }
    }

    /// What the file is written in.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// True if the file starts with the byte order mark of UTF-8.
    pub fn has_bom(&self) -> bool {
        self.bom
    }

    /// How its lines end.
    pub fn newline(&self) -> Newline {
        self.newline
    }

    /// The file's bytes with each range of the text replaced by its new text. Ranges are in source order and do not
    /// overlap; several insertions at one place stand in the order given.
    pub fn with_edits<'e>(
        &self,
        edits: impl IntoIterator<Item = (TextRange, &'e str)>,
    ) -> Result<Vec<u8>, EncodeError> {
        let edits: Vec<(TextRange, &str)> = edits.into_iter().collect();
        let body = self.body();
        let bounds = byte_offsets(self, &edits);
        let mut out = Vec::with_capacity(self.bytes.len() + edits.iter().map(|(_, new)| new.len()).sum::<usize>());
        out.extend_from_slice(&self.bytes[..self.bytes.len() - body.len()]);
        let mut copied = 0;
        for ((_, new), &(start, end)) in edits.iter().zip(&bounds) {
            out.extend_from_slice(&body[copied..start]);
            out.extend_from_slice(&self.encoding.encode(new).map_err(|c| EncodeError::Lacks(c, self.encoding))?);
            copied = end;
        }
        out.extend_from_slice(&body[copied..]);
        // A codec with shift states may be cut in the middle of one: read back what was written.
        if let Encoding::MultiByte(_) = self.encoding {
            let expected = edited_text(self.text(), &edits);
            let written = self.encoding.decode(&out);
            if written.as_deref() != Ok(expected.as_str()) {
                return Err(EncodeError::Indivisible(self.encoding));
            }
        }
        Ok(out)
    }

    /// The bytes behind the byte order mark.
    fn body(&self) -> &[u8] {
        &self.bytes[if self.bom { BOM.len() } else { 0 }..]
    }
}

impl Newline {
    fn of(bytes: &[u8]) -> Self {
        let mut found = Self::None;
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let this = match bytes[at] {
                b'\r' if bytes.get(at + 1) == Some(&b'\n') => continue,
                b'\r' => Self::Cr,
                _ if at > 0 && bytes[at - 1] == b'\r' => Self::CrLf,
                _ => Self::Lf,
            };
            if found != Self::None && found != this {
                return Self::Mixed;
            }
            found = this;
        }
        found
    }
}

impl DecodeError {
    /// An error about the bytes from `start` to `end`.
    fn at(body: &[u8], start: usize, end: usize, message: String, help: Option<&str>) -> Self {
        // Only the lines up to the place are shown, and columns count what stands before it.
        let mut text = String::from_utf8_lossy(&body[..start]).into_owned();
        let from = text.len() as TextSize;
        text.push_str(&String::from_utf8_lossy(&body[start..end]));
        let to = text.len() as TextSize;
        let rest = &body[end..];
        let line_end = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        text.push_str(&String::from_utf8_lossy(&rest[..line_end]));
        Self { text, range: TextRange::new(from, to), message, help: help.map(str::to_owned) }
    }

    fn invalid_byte(body: &[u8], at: usize, declared: Option<Encoding>) -> Self {
        let byte = body[at];
        match declared {
            None => {
                let message = format!("byte 0x{byte:02x} is not valid UTF-8, and no encoding is declared");
                let help = "save the file as UTF-8, or declare its encoding in line 1 or 2: `# coding: latin-1`";
                Self::at(body, at, at + 1, message, Some(help))
            }
            Some(encoding) => {
                let message = format!("byte 0x{byte:02x} is not valid in the declared encoding `{encoding}`");
                Self::at(body, at, at + 1, message, None)
            }
        }
    }
}

impl std::fmt::Display for EncodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Lacks(c, encoding) => write!(f, "the file's encoding `{encoding}` has no character `{c}`"),
            Self::Indivisible(encoding) => write!(f, "a place in a text of encoding `{encoding}` takes no insertion"),
        }
    }
}

impl std::error::Error for DecodeError {}

impl std::error::Error for EncodeError {}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

/// `text` with each range replaced.
fn edited_text(text: &str, edits: &[(TextRange, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (range, new) in edits {
        out.push_str(&text[copied..range.start() as usize]);
        out.push_str(new);
        copied = range.end() as usize;
    }
    out.push_str(&text[copied..]);
    out
}

/// Where the ranges of the edits stand in the bytes of the body.
fn byte_offsets(source: &SourceFile, edits: &[(TextRange, &str)]) -> Vec<(usize, usize)> {
    let body = source.body();
    let Some(text) = &source.decoded else {
        return edits.iter().map(|(range, _)| (range.start() as usize, range.end() as usize)).collect();
    };
    let mut walk = Walk { encoding: source.encoding, text, body, text_at: 0, byte_at: 0 };
    edits.iter().map(|(range, _)| (walk.forward_to(range.start()), walk.forward_to(range.end()))).collect()
}

/// A place in a text and its bytes, which only moves forward.
struct Walk<'s> {
    encoding: Encoding,
    text: &'s str,
    body: &'s [u8],
    text_at: usize,
    byte_at: usize,
}

impl Walk<'_> {
    fn forward_to(&mut self, offset: TextSize) -> usize {
        let passed = &self.text[self.text_at..offset as usize];
        match self.encoding {
            Encoding::MultiByte(codec) if !passed.is_empty() => {
                // Shift states end with their line, so each line can be read afresh.
                let mut decoder = codec.new_decoder_without_bom_handling();
                let mut written = 0;
                let mut scratch = [0; 16];
                while written < passed.len() && self.byte_at < self.body.len() {
                    let byte = &self.body[self.byte_at..=self.byte_at];
                    let (_, _, out) = decoder.decode_to_utf8_without_replacement(byte, &mut scratch, false);
                    written += out;
                    self.byte_at += 1;
                }
                // Back to ASCII (`ESC ( B`) before what is inserted.
                if self.body[self.byte_at..].starts_with(b"\x1b(") {
                    self.byte_at = (self.byte_at + 3).min(self.body.len());
                }
            }
            Encoding::MultiByte(_) => {}
            _ => self.byte_at += passed.chars().count(),
        }
        self.text_at = offset as usize;
        self.byte_at
    }
}
