//! Any bytes: what parses takes probes on all of its lines, still parses, and gives the bytes back.
#![no_main]

use bumpalo::Bump;
use instr::lines::PythonVersion;
use instr::parser::parse;
use instr::plan::{LineSpec, Request, plan};
use instr::rewrite::{Options, RewriteError, Style, inject, strip};
use instr::source::{EncodeError, SourceFile};
use instr::text::TextRange;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(file) = SourceFile::new("f.py", bytes.to_vec()) else { return };
    let arena = Bump::new();
    let Ok(module) = parse(file.text(), &arena) else { return };

    // The input chooses, so that it fails again.
    let target = PythonVersion::ALL[bytes.len() % PythonVersion::ALL.len()];
    let style = if bytes.len() / PythonVersion::ALL.len() % 4 == 0 { Style::Print } else { Style::Call };
    let request = Request { lines: Some("all".parse::<LineSpec>().expect("lines")), ..Request::default() };
    let plan = plan(module, file.text(), &arena, target, &request);
    let rewritten = match inject(&module, file.text(), &plan, &Options { style }) {
        Err(RewriteError::Internal(what)) => panic!("{what}"),
        Err(_) => return,
        Ok(rewritten) => rewritten,
    };

    let (before, after) = (line_breaks(file.text()), line_breaks(&rewritten.text));
    let import_stands_last = rewritten.text.lines().last().is_some_and(|line| line.contains("_instr"));
    assert!(after == before || after == before + 1 && import_stands_last, "lines moved");
    assert!(parse(&rewritten.text, &Bump::new()).is_ok(), "the result does not parse");

    let insertions = rewritten.map.insertions().map(|(at, start, len)| {
        let new = TextRange::new(start, start + len);
        (TextRange::empty(at), &rewritten.text[new.as_usize()])
    });
    let encoded = match file.with_edits(insertions) {
        Ok(encoded) => encoded,
        Err(EncodeError::Lacks(..) | EncodeError::Indivisible(_)) => return,
    };
    let written = SourceFile::new("f.py", encoded).expect("what was written can be read");
    // An insertion into a first line may hide what the file says of its encoding: that is refused before it is written.
    if written.text() != rewritten.text {
        return;
    }
    let stripped = strip(written.text(), &arena).expect("what was rewritten can be stripped");
    assert_eq!(stripped.text, file.text(), "strip gives back the text");
    let back = written.with_edits(stripped.removals.iter().map(|&range| (range, ""))).expect("nothing to encode");
    assert_eq!(back, file.bytes(), "strip gives back the bytes");
});

fn line_breaks(text: &str) -> usize {
    text.replace("\r\n", "\n").bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count()
}
