//! What `instr bench` and the benches share: clocks, statistics, checks, and reports.
//!
//! A [`Report`] is data: groups of engines that took turns in one run, each with its ratio to the same code untraced. The
//! writers make a text, Markdown, JSON, or a page of it; nothing of a report is ever written by hand.

mod compare;
mod instructions;
mod log;
mod markdown;
mod page;
mod report;
mod stats;
mod stopwatch;
mod text;
mod turns;
mod worker;

pub use compare::{Verdict, compare};
pub use instructions::{count, has_valgrind};
pub use log::{Events, Log};
pub use markdown::{markdown, ratio, readme, table, with_readme};
pub use page::page;
pub use report::{Clock, Group, Kind, Method, Report, Row, Split, VERSION};
pub use stats::{Interval, median, of_ratios, of_times};
pub use stopwatch::{Ran, Stopwatch};
pub use text::{one_line, seconds, text};
pub use turns::{Entrant, rows};
pub use worker::{Batch, WORKER, Worker};
