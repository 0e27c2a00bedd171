//! What leaves the program: files, diffs, findings.

mod atomic;
mod diff;
mod finding;
mod reason;
mod render;

pub use atomic::write_atomic;
pub use diff::unified_diff;
pub use finding::{Excerpt, Finding, Place, Severity};
pub use reason::reason;
pub use render::render;
