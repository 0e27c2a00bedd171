//! Any bytes as a stream of frames: it ends, without a panic; so does a stream of frames whose records are any bytes.
#![no_main]

use std::sync::Arc;

use instr::collect::Stream;
use instr::event::Process;
use instr::wire::frame::{self, Frame};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Vec<u8>, Vec<Vec<u8>>, u64, u64)| {
    let (bytes, bodies, elapsed, unix) = input;
    let mut rest = &bytes[..];
    while let Frame::Whole(body, length) = frame::first(rest) {
        assert_eq!(body.len() + frame::HEAD, length);
        rest = &rest[length..];
    }

    let mut stream = Stream::new(Arc::new(Process { number: 1, pid: 1 }), elapsed, unix);
    let mut framed = Vec::new();
    bodies.iter().for_each(|body| frame::push(body, &mut framed));
    let mut rest = &framed[..];
    for body in &bodies {
        let Frame::Whole(found, length) = frame::first(rest) else { panic!("a frame is missing") };
        assert_eq!(found, &body[..]);
        let _ = stream.take(found);
        rest = &rest[length..];
    }
    assert!(rest.is_empty());
});
