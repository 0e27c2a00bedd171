//! Files and standard input, read.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::output::reason;
use crate::output::{Finding, Severity};
use crate::source::SourceFile;

/// What a FILE argument means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    /// `-`, with the name it goes by
    Stdin(Option<PathBuf>),
    /// A file
    File(PathBuf),
}

impl Input {
    pub(super) fn new(path: &Path, stdin_name: Option<&PathBuf>) -> Self {
        if path.as_os_str() == "-" { Self::Stdin(stdin_name.cloned()) } else { Self::File(path.to_path_buf()) }
    }

    /// How messages call it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Stdin(None) => "<stdin>".to_owned(),
            Self::Stdin(Some(path)) | Self::File(path) => path.display().to_string(),
        }
    }

    pub(super) fn is_stdin(&self) -> bool {
        matches!(self, Self::Stdin(_))
    }

    /// The source.
    pub(super) fn read(&self) -> Result<SourceFile, Box<Finding>> {
        let bytes = match self {
            Self::Stdin(_) => {
                let mut bytes = Vec::new();
                io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
            }
            Self::File(path) => read_file(path),
        };
        let bytes = bytes.map_err(|error| Box::new(cannot("read", &self.name(), &error)))?;
        SourceFile::new(self.name(), bytes).map_err(|error| Box::new(Finding::undecodable(&self.name(), error)))
    }
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let kind = fs::metadata(path)?;
    if kind.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if kind.len() > u64::from(u32::MAX) {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the file is larger than 4 GiB"));
    }
    fs::read(path)
}

/// A file that the system does not let us read or write.
pub(super) fn cannot(verb: &str, name: &str, error: &io::Error) -> Finding {
    Finding::new(Severity::Error, "io-error", format!("cannot {verb}: {}", reason(error))).in_file(name)
}
