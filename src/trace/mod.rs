//! The trace file: what the processes of a run recorded, as it is, in the order of the log. `docs/trace-file.md` has it
//! in full.
//!
//! ```text
//! collector -> write -> x.instr -> read -> replay (frames -> stream: items) -> a log, as the run would have written it
//! ```

mod block;
mod read;
mod replay;
mod source;
mod write;

pub use block::{Block, Ending, Met};
pub use read::{Meta, ReadError, Reader, Rest};
pub use replay::{Replay, Step};
pub use source::Source;
pub use write::{Writer, keeper};

/// What a trace file begins with.
pub const MAGIC: &[u8; 8] = b"INSTRTRC";
/// The version of its blocks, and of the records in them.
pub const VERSION: u32 = 1;
