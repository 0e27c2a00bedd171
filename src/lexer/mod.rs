//! Source text to tokens.
//!
//! [`token`] scans single tokens by patterns. [`Lexer`] turns them into logical lines: it measures indentation, drops
//! what brackets hide, and keeps the stack of open brackets and f-strings. [`TokenStream`] hands the lines to the parser
//! and, on the way, decides what depends on the whole line ([`soft`]): is this `match` a keyword, does this `(` open
//! with-items?

mod error;
mod frames;
mod interpolated;
mod layout;
mod scan;
mod soft;
mod token;

pub use error::{LexError, LexErrorKind};
pub use layout::Lexer;
pub use soft::TokenStream;
pub use token::{Tok, Token};

/// All tokens of `source`, with comments and blank lines; it ends at the first error.
pub fn tokens(source: &str) -> impl Iterator<Item = Result<Token, LexError>> + '_ {
    let mut lexer = Lexer::with_trivia(source);
    std::iter::from_fn(move || {
        let mut line = Vec::new();
        match lexer.next_line(&mut line) {
            Ok(true) => Some((line, None)),
            Ok(false) => None,
            Err(error) => {
                lexer.stop();
                Some((line, Some(error)))
            }
        }
    })
    .flat_map(|(line, error)| line.into_iter().map(Ok).chain(error.map(Err)))
}

#[cfg(test)]
mod tests;
