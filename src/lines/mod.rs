//! Which lines fire line events, per CPython version, and where in the source a probe for each can stand.

mod anchor;
mod blocks;
mod call;
mod cases;
mod comp;
mod define;
mod depth;
mod emit;
mod expr;
mod fold;
mod fstring;
mod graph;
mod loops;
mod model;
mod nesting;
mod place;
mod position;
mod stmt;
mod version;

pub use anchor::{Anchor, Layout, LineProbe, Placed, Verdict};
pub use graph::Step;
pub use model::{code_lines, control_flow, line_probes};
pub use version::PythonVersion;
