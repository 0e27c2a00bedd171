//! Other parsers beside this crate's: the same files from memory, one thread, the tree built and dropped in the measure.

pub mod corpus;
pub mod cpython;
#[path = "../../../tests/support/pythons.rs"]
mod pythons;
pub mod rounds;

use bumpalo::Bump;
use cpu_time::ProcessTime;
use rustpython_parser::Mode;
use std::hint::black_box;
use std::time::Duration;

/// A parser of this process.
pub struct Parser {
    /// What the tables call it.
    pub name: &'static str,
    /// Parses a text, drops the tree, and tells if there was one.
    pub parse: fn(&str) -> bool,
}

/// The parsers written in Rust.
pub const PARSERS: [Parser; 4] = [
    Parser { name: "instr", parse: |source| black_box(instr::parser::parse(source, &Bump::new())).is_ok() },
    Parser { name: "ruff", parse: |source| black_box(ruff_python_parser::parse_module(source)).is_ok() },
    Parser {
        name: "rustpython",
        parse: |source| black_box(rustpython_parser::parse(source, Mode::Module, "f.py")).is_ok(),
    },
    Parser { name: "LibCST", parse: |source| black_box(libcst_native::parse_module(source, None)).is_ok() },
];

impl Parser {
    /// The processor's time for all of `sources`: what else runs on the machine does not count.
    pub fn time(&self, sources: &[String]) -> Duration {
        let start = ProcessTime::now();
        for source in sources {
            black_box((self.parse)(black_box(source)));
        }
        start.elapsed()
    }
}
