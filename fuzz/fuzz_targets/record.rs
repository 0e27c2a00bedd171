//! Any bytes: a record is read or refused, without a panic, and what is read is written and read as the same again.
#![no_main]

use instr::wire::record::Record;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(record) = Record::decode(bytes) else { return };
    let mut first = Vec::new();
    record.encode(&mut first);
    assert!(first.len() <= bytes.len(), "it is written in the shortest way");
    let mut second = Vec::new();
    Record::decode(&first).expect("what was written can be read").encode(&mut second);
    assert_eq!(first, second, "it is the same again");
});
