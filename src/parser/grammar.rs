//! The generated parser, private to the facade.

#![allow(warnings, clippy::all, clippy::pedantic, missing_docs)]

lalrpop_util::lalrpop_mod!(python);
pub(super) use python::FileParser;
