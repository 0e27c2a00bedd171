//! Files of the cache: named by their content, so that any number of runs can share them.

use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::output::write_atomic;

/// A name for a content.
pub(super) fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Writes a file, with its folder: a reader sees all of it or nothing.
pub(super) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    write_atomic(path, content)
}
