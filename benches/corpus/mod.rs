//! What the benches read: a standard library with its tests, from memory.

#[path = "../../tests/support/pythons.rs"]
#[allow(dead_code)] // each bench uses a part
mod pythons;

use bumpalo::Bump;
use instr::source::SourceFile;
use std::path::PathBuf;

/// Files that parse.
pub struct Corpus {
    /// Their texts.
    pub files: Vec<SourceFile>,
    /// The size of the texts together.
    #[allow(dead_code)] // the bench of rewriting takes a part of the files
    pub bytes: u64,
}

/// Loads the library of the `python3` on PATH, or else of the newest CPython at hand. None, said aloud, without one.
pub fn load() -> Option<Corpus> {
    let newest = || pythons::found().last().map(|(_, path)| path.clone());
    let library = pythons::default().or_else(newest).and_then(|python| pythons::standard_library(&python));
    let Some(library) = library else {
        println!("skipped: no python3 on PATH, in INSTR_PYTHONS or under pyenv, whose library would be the corpus");
        return None;
    };
    let read = |path: &PathBuf| {
        let file = SourceFile::new(path.display().to_string(), std::fs::read(path).ok()?).ok()?;
        instr::parser::parse(file.text(), &Bump::new()).is_ok().then_some(file)
    };
    let files: Vec<SourceFile> = pythons::python_files(&library).iter().filter_map(read).collect();
    let bytes = files.iter().map(|file| file.text().len() as u64).sum();
    println!("{} files of {}, {bytes} bytes", files.len(), library.display());
    Some(Corpus { files, bytes })
}
