//! The files that all parsers read: a standard library with its tests.

use crate::cpython::Interpreter;
use crate::{PARSERS, pythons};
use std::path::PathBuf;

/// Texts that every parser accepts.
pub struct Corpus {
    /// The texts.
    pub sources: Vec<String>,
    /// Their size together.
    pub bytes: u64,
    /// The CPython whose library it is.
    pub python: PathBuf,
}

/// Loads the library of the `python3` on PATH, or else of the newest CPython at hand. None if there is none.
pub fn load() -> Option<Corpus> {
    let newest = || pythons::found().last().map(|(_, path)| path.clone());
    let Some(python) = pythons::default().or_else(newest) else {
        println!("no bench: no python3 on PATH, in INSTR_PYTHONS or under pyenv, whose library would be the corpus");
        return None;
    };
    let library = pythons::standard_library(&python).expect("the standard library of that python");
    let files = pythons::python_files(&library);
    let mut sources: Vec<String> = files.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    let count = sources.len();
    sources.retain(|source| PARSERS.iter().all(|parser| (parser.parse)(source)));
    let accepted = Interpreter::start(&python, &sources).accepted().to_owned();
    let mut accepted = accepted.into_iter();
    sources.retain(|_| accepted.next() == Some(true));
    let bytes = sources.iter().map(|source| source.len() as u64).sum();
    println!("{} of the {count} files of {}, {bytes} bytes", sources.len(), library.display());
    Some(Corpus { sources, bytes, python })
}
