//! Which lines fire line events, per CPython version, and where in the source a probe for each can stand.

mod anchor;
mod version;

pub use anchor::{Anchor, LineProbe, Verdict};
pub use version::PythonVersion;
