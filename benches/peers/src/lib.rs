//! The corpus that all parsers read: the standard library, with its tests, of the `python3` on PATH, from memory.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The files of the corpus, as text.
pub struct Corpus {
    /// The sources, each valid UTF-8 and valid Python for this crate's parser.
    pub sources: Vec<String>,
    /// Their size together, in bytes.
    pub bytes: u64,
}

/// Loads the corpus.
///
/// # Panics
/// If there is no `python3`, or it names no standard library.
pub fn corpus() -> Corpus {
    let output = Command::new("python3")
        .args(["-c", "import sysconfig; print(sysconfig.get_paths()['stdlib'])"])
        .output()
        .expect("python3 must be on PATH: its standard library is the corpus");
    let stdlib = PathBuf::from(String::from_utf8(output.stdout).expect("a UTF-8 path").trim());
    let mut sources = Vec::new();
    collect(&stdlib, &mut sources);
    let bytes = sources.iter().map(|source| source.len() as u64).sum();
    Corpus { sources, bytes }
}

fn collect(dir: &Path, sources: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if !path.ends_with("site-packages") {
                collect(&path, sources);
            }
        } else if path.extension().is_some_and(|extension| extension == "py")
            && let Ok(text) = std::fs::read_to_string(&path)
            && instr::parser::parse(&text, &bumpalo::Bump::new()).is_ok()
        {
            sources.push(text);
        }
    }
}
