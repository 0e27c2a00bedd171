//! Reads what the processes of a run record, and has it rendered and written: a process of instr's own.
//!
//! ```text
//! buffer (a process's ring) -> member (frames -> stream: items, facts) -> run (merge by time) -> renderer -> sink
//!                                                                       \-> report (what is said at the end)
//! ```

mod buffer;
mod life;
mod member;
mod out;
mod pace;
mod report;
mod run;
mod stream;

use std::io;

pub use out::Out;
pub use run::collect;
pub use stream::{Fact, Failure, Found, Stream, StreamError};

use crate::event::Process;
use crate::render::Counts;
use crate::request::CollectRequest;
use crate::wire::layout::Header;

/// In the folder of a run: a link to the collector's folder in `/proc`. `python/instr/buffer/ring.py` looks for it.
pub const COLLECTOR: &str = "collector";

/// Keeps records as they are, in the order of the log: the trace file.
pub trait Keeper {
    /// A process has come.
    ///
    /// # Errors
    /// If it cannot be written; so with all of these.
    fn process(&mut self, process: &Process, header: &Header) -> io::Result<()>;

    /// A frame of a process.
    ///
    /// # Errors
    /// See `process`.
    fn frame(&mut self, process: &Process, frame: &[u8]) -> io::Result<()>;

    /// All that was given is to be on its way.
    ///
    /// # Errors
    /// See `process`.
    fn flush(&mut self) -> io::Result<()>;

    /// What is said at the end; it may come again, with what is new.
    ///
    /// # Errors
    /// See `process`.
    fn end(&mut self, unix: u64, lines: &[String], counts: &Counts) -> io::Result<()>;
}

/// Opens a keeper.
pub type Keeping = fn(&CollectRequest) -> io::Result<Box<dyn Keeper>>;
