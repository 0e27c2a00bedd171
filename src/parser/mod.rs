//! Tokens to tree: a facade over the generated LALR(1) parser.

use crate::ast::Mod;
use crate::diagnostic::Diagnostic;
use bumpalo::Bump;

/// Parses a whole file. Nodes live in `arena`.
///
/// # Errors
/// The first syntax error, where CPython's own parser would reject the text.
pub fn parse<'a>(_source: &'a str, _arena: &'a Bump) -> Result<Mod<'a>, Diagnostic> {
    todo!("lexer and grammar")
}
