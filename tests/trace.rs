//! The trace file: what is written is read, and whatever is read is read without a panic, as far as it can be trusted.

#[path = "support/writers.rs"]
#[allow(dead_code)] // other tests use the rest
mod writers;

use proptest::prelude::*;

use instr::collect::Keeper;
use instr::event::Process;
use instr::render::Counts;
use instr::request::Format;
use instr::trace::{Reader, Replay, Step, Writer};
use instr::wire::layout::{Header, MAIN};
use instr::wire::record::Record;
use writers::Run;

/// A small trace file.
fn small() -> Vec<u8> {
    let request = Run::new(Format::Trace).request;
    let header =
        Header { flags: MAIN, pid: 7, started: 0, monotonic: 2_000_000, unix: 5, cells: 0, ring: 4096, size: 4096 };
    let process = Process { number: 1, pid: 7 };
    let mut writer = Writer::begin(Vec::new(), &request).unwrap();
    writer.process(&process, &header).unwrap();
    for time in 0..3 {
        let note = Record::Note { time, text: "one".to_owned() };
        writer.frame(&process, &writers::Writer::frame(&note)).unwrap();
        writer.flush().unwrap();
    }
    writer.end(9, &["the end".to_owned()], &Counts::default()).unwrap();
    writer.end(9, &[], &Counts::default()).unwrap();
    writer.into_inner()
}

/// All that a file tells; whether it is whole.
fn told(bytes: &[u8]) -> Option<(Vec<Step>, bool)> {
    let mut replay = Replay::new(Reader::open(bytes).ok()?);
    let mut steps = Vec::new();
    while replay.block(&mut |step| steps.push(step)).unwrap() {}
    Some((steps, replay.rest().is_none()))
}

#[test]
fn what_is_written_is_told() {
    let (steps, is_whole) = told(&small()).unwrap();
    let items = steps.iter().filter(|step| matches!(step, Step::Item(..))).count();
    let ends = steps.iter().filter(|step| matches!(step, Step::End(..))).count();
    assert_eq!((items, ends, is_whole), (3, 1, true));
}

proptest! {
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        told(&bytes);
        told(&[&b"INSTRTRC\x01\0\0\0"[..], &bytes].concat());
    }

    /// Blocks of any kind, with checksums that fit.
    #[test]
    fn any_blocks(blocks in proptest::collection::vec((0..6_u8, proptest::collection::vec(any::<u8>(), 0..60)), 0..6)) {
        let mut trace = small();
        for (kind, payload) in blocks {
            trace.push(kind);
            trace.extend((payload.len() as u32).to_le_bytes());
            trace.extend(crc32fast::hash(&payload).to_le_bytes());
            trace.extend(payload);
        }
        prop_assert!(told(&trace).unwrap().0.len() >= 8);
    }

    /// Whatever byte is changed, what is told is told as it was.
    #[test]
    fn a_flipped_bit(at in any::<proptest::sample::Index>(), bit in 0..8) {
        let whole = small();
        let mut trace = whole.clone();
        trace[at.index(whole.len())] ^= 1_u8 << bit;
        if let Some((steps, is_whole)) = told(&trace) {
            prop_assert!(!is_whole && told(&whole).unwrap().0.starts_with(&steps));
        }
    }
}
