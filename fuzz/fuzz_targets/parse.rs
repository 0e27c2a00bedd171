//! Any text: the parser ends, without a panic, and what it accepts can be dumped.
#![no_main]

use bumpalo::Bump;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let arena = Bump::new();
    if let Ok(module) = instr::parser::parse(source, &arena) {
        let _ = instr::ast::dump::dump(&module, source);
    }
});
