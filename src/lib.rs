//! Static tracepoints for Python: a compile-time pass that injects tracer calls at chosen lines.
//!
//! Data flows one way:
//!
//! ```text
//! arguments -> source -> tokens -> ast -> scopes, lines -> plan -> edits -> text, diff
//! ```

pub mod ast;
pub mod bench;
pub mod cli;
pub mod collect;
pub mod diagnostic;
pub mod edit;
pub mod event;
pub mod expression;
pub mod lexer;
pub mod lines;
pub mod output;
pub mod parser;
pub mod plan;
pub mod render;
pub mod request;
pub mod rewrite;
pub mod runtime;
pub mod scope;
pub mod sink;
pub mod source;
pub mod text;
pub mod trace;
#[path = "../wire/mod.rs"]
pub mod wire;
