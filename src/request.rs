//! What the collector is asked to do: made by `instr run` before the program starts, and kept in a trace file.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// All that the collector knows of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectRequest {
    /// Of the program that wrote it.
    pub version: String,
    /// The private folder of the run: buffers, and the pipe that wakes the collector.
    pub folder: PathBuf,
    /// Where the log goes.
    pub output: Output,
    /// How it is written.
    pub format: Format,
    /// Text begins each event with the time since the start.
    pub time: bool,
    /// The log is a table of raw events.
    pub is_table: bool,
    /// What the log begins with.
    pub note: Option<String>,
    /// The files with probes, as the command line orders them.
    pub files: Vec<PlannedFile>,
    /// `--if`, as written.
    pub condition: Option<String>,
    /// Lines that were never reached are named at the end.
    pub names_unreached: bool,
    /// Nanoseconds since 1970-01-01 UTC, when the run began.
    pub began: u64,
    /// The same moment on the monotonic clock.
    pub began_monotonic: u64,
}

/// A file with probes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedFile {
    /// As events name it.
    pub path: String,
    /// As the command line names it.
    pub shown: String,
    /// The lines with a counter: that of `lines[i]` is number `first_cell + i`. In rising order.
    pub lines: Vec<u32>,
    /// See `lines`. Counters are numbered from 1 over all files.
    pub first_cell: u64,
    /// Those of the lines that are named at the end if they were never reached. In rising order.
    pub expected: Vec<u32>,
    /// Watched expressions, as written, that can change in this file.
    pub watches: Vec<String>,
}

/// Where a log goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Output {
    /// Standard error of the run: each event stands where it belongs among the program's own lines.
    Stderr,
    /// Standard output of the run, likewise.
    Stdout,
    /// A file; `{pid}` in its name is a process's number.
    File {
        /// Absolute.
        path: PathBuf,
        /// Keeps what is there.
        append: bool,
        /// Begins a new file when one is full.
        rotate: Option<Rotate>,
    },
}

/// `--rotate 100M:5`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotate {
    /// Bytes of a file, at most, if an event is not larger.
    pub bytes: u64,
    /// So many older files are kept: `log.1` is the newest of them.
    pub keep: u32,
}

/// How a log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// For people.
    Text,
    /// An object for each event.
    Jsonl,
    /// How often each line was hit, at the end, as text.
    Counts,
    /// The same as one JSON document.
    CountsJson,
    /// The trace file.
    Trace,
}
