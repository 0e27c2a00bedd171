//! Tokens to tree: a facade over the generated LALR(1) parser.
//!
//! `grammar/python.lalrpop` holds the rules. Their actions are methods of the [`builder::Builder`], by topic in
//! [`actions`]; operators are put in order in [`operators`].

mod actions;
mod builder;
mod comma;
mod error;
mod grammar;
mod operators;

use crate::ast::Mod;
use crate::diagnostic::Diagnostic;
use crate::lexer::{LexError, LexErrorKind, TokenStream};
use crate::text::TextRange;
use builder::Builder;
use bumpalo::Bump;
use error::Fault;

/// Parses a whole file. Nodes live in `arena`.
///
/// Accepts what the parser of any CPython from 3.8 to 3.15 accepts. A byte order mark at the start is skipped; ranges
/// are byte offsets into `source` as given, mark included.
///
/// # Errors
/// The first syntax error, where CPython's own parser would reject the text.
pub fn parse<'a>(source: &'a str, arena: &'a Bump) -> Result<Mod<'a>, Diagnostic> {
    let Ok(len) = u32::try_from(source.len()) else {
        return Err(LexError { range: TextRange::empty(0), kind: LexErrorKind::TooLong }.into());
    };
    if let Some(at) = memchr::memchr(0, source.as_bytes()) {
        let range = TextRange::new(at as u32, at as u32 + 1);
        return Err(LexError { range, kind: LexErrorKind::NulByte }.into());
    }
    let builder = Builder::new(source, arena);
    let mut tokens = TokenStream::new(source);
    match grammar::FileParser::new().parse(&builder, tokens.by_ref().map(|t| t.map_err(Fault::from))) {
        Ok(body) => Ok(Mod { range: TextRange::new(0, len), body }),
        Err(error) => Err(error::diagnose(error, source, tokens)),
    }
}

#[cfg(test)]
mod tests;
