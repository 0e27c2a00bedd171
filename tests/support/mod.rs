//! What the test programs share.
#![allow(dead_code)] // each of them uses a part

pub mod collectors;
pub mod oracle;
pub mod planner;
pub mod pythons;
pub mod rewriting;
pub mod schema;
pub mod writers;
