//! Which lines fire line events, per CPython version, and where in the source a probe for each can stand.

mod anchor;
mod version;

pub use anchor::{Anchor, LineProbe, Verdict};
pub use version::PythonVersion;

/// Which lines fire line events, and where a probe for each can stand.
pub fn line_probes<'a>(_module: crate::ast::Mod<'a>, _source: &'a str, _target: PythonVersion) -> Vec<LineProbe<'a>> {
    todo!("the line model")
}
