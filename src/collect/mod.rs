//! Reads what the processes of a run record, and has it rendered and written: a process of instr's own.

mod request;

pub use request::{CollectRequest, Format, Output, PlannedFile, Rotate};
