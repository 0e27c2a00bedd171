//! Why a log must not go somewhere: found out before the program starts, without changing anything.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::follow::follow;
use super::is_for_each;
use crate::output::reason;

/// Why a log must not be written to an absolute path; `reads` are the files that the run reads. The words finish the
/// sentence "cannot write the log to PATH: …".
pub fn refusal(path: &Path, reads: &[PathBuf]) -> Option<String> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    if is_for_each(path) {
        // Which file it will be is not known, and neither is the folder if that is a process's own.
        return if is_for_each(folder) { None } else { unwritable_folder(folder) };
    }
    let found = match follow(path) {
        Ok(found) => found,
        Err(error) => return Some(reason(&error)),
    };
    let about = match fs::metadata(&found.path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return unwritable_folder(found.path.parent().unwrap_or(folder));
        }
        Err(error) => return Some(reason(&error)),
    };
    if about.is_dir() {
        return Some("it is a folder".to_owned());
    }
    let is_same = |read: &&PathBuf| {
        fs::metadata(read).is_ok_and(|read| read.is_file() && (read.dev(), read.ino()) == (about.dev(), about.ino()))
    };
    if let Some(read) = reads.iter().find(is_same) {
        return Some(format!("it is a file that this run reads: {}", read.display()));
    }
    let opened = match about.is_file() {
        true => File::options().append(true).open(&found.path).map(drop),
        // To open a pipe may mean to wait for its reader.
        false => access(&found.path, Access::WRITE_OK).map_err(io::Error::from),
    };
    opened.err().map(|error| reason(&error))
}

fn unwritable_folder(folder: &Path) -> Option<String> {
    let error: io::Error = match fs::metadata(folder) {
        Ok(about) if !about.is_dir() => io::ErrorKind::NotADirectory.into(),
        Ok(_) => access(folder, Access::WRITE_OK | Access::EXEC_OK).err()?.into(),
        Err(error) => error,
    };
    Some(format!("{}: {}", folder.display(), reason(&error)))
}

#[cfg(test)]
mod tests;
