//! Any bytes: a trace file is read as far as it can be, without a panic; and so it is with blocks of any content behind
//! a right beginning, whose checksums fit.
#![no_main]

use instr::trace::{Reader, Replay, MAGIC, VERSION};
use libfuzzer_sys::fuzz_target;

const META: &[u8] = br#"{"request":{"version":"0","folder":"/","output":"stdout","format":"trace","time":false,"is_table":false,"note":null,"files":[],"condition":null,"names_unreached":true,"began":0,"began_monotonic":0},"sources":[]}"#;

fn push(kind: u8, payload: &[u8], out: &mut Vec<u8>) {
    out.push(kind);
    out.extend((payload.len() as u32).to_le_bytes());
    out.extend(crc32fast::hash(payload).to_le_bytes());
    out.extend(payload);
}

fn read(bytes: &[u8]) -> bool {
    let Ok(reader) = Reader::open(bytes) else { return false };
    let mut replay = Replay::new(reader);
    while replay.block(&mut |_| {}).expect("memory can be read") {}
    true
}

fuzz_target!(|bytes: &[u8]| {
    read(bytes);
    let mut trace = [&MAGIC[..], &VERSION.to_le_bytes()].concat();
    push(1, META, &mut trace);
    let mut rest = bytes;
    while let [kind, length, more @ ..] = rest {
        let (payload, behind) = more.split_at(more.len().min(*length as usize));
        push(kind % 6, payload, &mut trace);
        rest = behind;
    }
    assert!(read(&trace), "its beginning is right");
});
