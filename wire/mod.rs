//! What a process records, as bytes: the file of its buffer, the frames in that, and the record in a frame.
//!
//! `python/instr/record/wire.py` and `python/instr/buffer/` write the same; `tests/wire.rs` checks that both agree.

pub mod frame;
pub mod layout;
pub mod record;

mod bytes;
