//! The files with probes, as they are when the run begins: a trace can be read when they have changed.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::source::SourceFile;

/// A larger text is left out.
const ROOM: u64 = 16 << 20;

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// As events name it.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal digits; none if it could not be read.
    pub sha256: Option<String>,
    /// Its text; none if it could not be read or decoded, or is too large.
    pub text: Option<String>,
}

impl Source {
    pub(super) fn read(path: &str) -> Self {
        let is_fit = fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() <= ROOM);
        let bytes = if is_fit && Path::new(path).is_absolute() { fs::read(path).ok() } else { None };
        let sha256 = bytes.as_ref().map(|bytes| {
            let digest = Sha256::digest(bytes);
            digest.iter().map(|byte| format!("{byte:02x}")).collect()
        });
        let decoded = bytes.and_then(|bytes| SourceFile::new(path, bytes).ok());
        Self { path: path.to_owned(), sha256, text: decoded.map(|file| file.text().to_owned()) }
    }
}
