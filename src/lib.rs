//! Static tracepoints for Python: a compile-time pass that injects tracer calls at chosen lines.
//!
//! Data flows one way:
//!
//! ```text
//! arguments -> source -> tokens -> ast -> scopes, lines -> plan -> edits -> text, diff
//! ```

pub mod ast;
pub mod diagnostic;
pub mod edit;
pub mod lexer;
pub mod lines;
pub mod parser;
pub mod plan;
pub mod rewrite;
pub mod text;
