//! What the words of a line mean: soft keywords, and the `(` of `with`.
//!
//! An LALR(1) parser must know at the word itself whether `match` opens a statement. All it takes is a look at the
//! logical line:
//!
//! ```python
//! match (x)       # a call: the line does not end in a colon
//! match (x):      # a statement
//!     case 1: ... # `case` counts only at the start of a line right inside of a match block
//! ```

use super::error::LexError;
use super::layout::Lexer;
use super::token::{Tok, Token};
use crate::text::TextSize;

/// The parser's view of the tokens: a line at a time, with soft keywords decided.
pub struct TokenStream<'a> {
    lexer: Lexer<'a>,
    line: Vec<Token>,
    next: usize,
    error: Option<LexError>,
    /// For each indented block: does it hold the clauses of a `match`?
    blocks: Vec<bool>,
    /// The line before was the header of a `match`.
    after_match: bool,
}

impl<'a> TokenStream<'a> {
    /// The tokens of a whole file.
    pub fn new(source: &'a str) -> Self {
        let line = Vec::with_capacity(64);
        Self { lexer: Lexer::new(source), line, next: 0, error: None, blocks: Vec::new(), after_match: false }
    }

    /// The token that was handed out last.
    pub fn last_given(&self) -> Option<Token> {
        self.next.checked_sub(1).and_then(|at| self.line.get(at)).copied()
    }

    /// The tokens of the current line that were handed out.
    pub fn line_so_far(&self) -> &[Token] {
        &self.line[..self.next]
    }

    #[inline(never)]
    fn fill(&mut self) -> bool {
        self.line.clear();
        self.next = 0;
        if self.error.is_some() {
            return false;
        }
        match self.lexer.next_line(&mut self.line) {
            Ok(has_more) => {
                self.decide();
                has_more
            }
            Err(error) => {
                self.lexer.stop();
                self.decide();
                self.error = Some(error);
                true
            }
        }
    }

    fn decide(&mut self) {
        let first = self.track_blocks();
        self.after_match = false;
        if !self.lexer.has_soft {
            return;
        }
        let line = &mut self.line[..];
        if let Some(&Token { kind, .. }) = line.get(first) {
            match kind {
                Tok::Match if is_block_header(&line[first..]) => {
                    self.after_match = true;
                    return soft_to_names(&mut line[first + 1..]);
                }
                Tok::Case if self.blocks.last() == Some(&true) => return soft_to_names(&mut line[first + 1..]),
                Tok::With => open_with_items(line, first + 1),
                Tok::Async => open_with_items(line, first + 2),
                _ => {}
            }
        }
        soft_to_names(&mut line[first..]);
    }

    /// Follows the indentation; gives the index of the line's first word.
    fn track_blocks(&mut self) -> usize {
        let mut first = 0;
        for token in &self.line {
            match token.kind {
                Tok::Indent => self.blocks.push(self.after_match),
                Tok::Dedent => {
                    self.blocks.pop();
                }
                _ => break,
            }
            first += 1;
        }
        first
    }
}

impl Iterator for TokenStream<'_> {
    type Item = Result<(TextSize, Tok, TextSize), LexError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(token) = self.line.get(self.next) {
                self.next += 1;
                return Some(Ok((token.start, token.kind, token.end)));
            }
            if !self.fill() {
                return self.error.take().map(Err);
            }
        }
    }
}

/// `match` ... `:` NEWLINE with something in between.
fn is_block_header(line: &[Token]) -> bool {
    let end = line.iter().rposition(|t| t.kind == Tok::Newline).unwrap_or(0);
    end > 2 && line[end - 1].kind == Tok::Colon
}

/// Makes names of the words that are keywords elsewhere; `type` and `lazy` know by their neighbours.
fn soft_to_names(line: &mut [Token]) {
    let starts_with_raise = line.first().is_some_and(|t| t.kind == Tok::Raise);
    let mut before = Tok::Newline;
    for at in 0..line.len() {
        let after = line.get(at + 1).map_or(Tok::Newline, |t| t.kind);
        let kind = line[at].kind;
        let is_keyword = match kind {
            Tok::Match | Tok::Case => false,
            Tok::Type => matches!(after, Tok::Name | Tok::Match | Tok::Case | Tok::Type | Tok::Lazy),
            Tok::Lazy => {
                matches!(after, Tok::Import | Tok::From)
                    && (matches!(before, Tok::Newline | Tok::Semi) || before == Tok::Colon && !starts_with_raise)
            }
            _ => true,
        };
        if !is_keyword {
            line[at].kind = Tok::Name;
        }
        before = kind;
    }
}

/// Marks the `(` at `open` if what it encloses can only be, or is best read as, with-items.
fn open_with_items(line: &mut [Token], open: usize) {
    if line.get(open).is_none_or(|t| t.kind != Tok::Lpar) || line[open - 1].kind != Tok::With {
        return;
    }
    let (mut depth, mut lambdas) = (0usize, 0usize);
    let mut before = Tok::Lpar;
    for at in open..line.len() {
        let kind = line[at].kind;
        match kind {
            Tok::Lpar | Tok::Lsqb | Tok::Lbrace | Tok::FieldOpen | Tok::InterpolatedStart => depth += 1,
            Tok::Rpar | Tok::Rsqb | Tok::Rbrace | Tok::FieldClose | Tok::InterpolatedEnd => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    if at > open + 1 && line.get(at + 1).is_some_and(|t| t.kind == Tok::Colon) {
                        line[open].kind = Tok::WithLpar;
                    }
                    return;
                }
            }
            Tok::Lambda if depth == 1 => lambdas += 1,
            Tok::Colon if depth == 1 => lambdas = lambdas.saturating_sub(1),
            Tok::ColonEqual | Tok::For | Tok::Async | Tok::Yield if depth == 1 => return,
            Tok::Star if depth == 1 && lambdas == 0 && matches!(before, Tok::Lpar | Tok::Comma) => return,
            _ => {}
        }
        before = kind;
    }
}
