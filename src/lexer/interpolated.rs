//! The literal text of f-strings and t-strings.
//!
//! `f'a{x:>{w}}b'` is scanned as `f'` `a` `{` x `:` `>` `{` w `}` `}` `b` `'`. The quotes push [`Frame::Text`], each
//! `{` a [`Frame::Field`] in which code is scanned as everywhere, the `:` outside of further brackets a [`Frame::Spec`],
//! which is text again. So nesting costs heap, never stack.

use super::error::LexErrorKind;
use super::frames::{Frame, Quotes};
use super::layout::Lexer;
use super::token::{Text, Tok, Token};
use crate::text::TextSize;
use logos::Logos;

/// CPython's `MAX_EXPR_NESTING`: fields in specs of fields.
const MAX_FIELDS: u8 = 3;

impl Lexer<'_> {
    /// After [`Tok::InterpolatedStart`].
    pub(super) fn open_interpolated(&mut self, start: TextSize, end: TextSize) {
        let head = &self.source.as_bytes()[start as usize..end as usize];
        let quotes = Quotes {
            byte: head[head.len() - 1],
            is_long: head.ends_with(b"'''") || head.ends_with(b"\"\"\""),
            is_raw: head.iter().any(|b| matches!(b, b'r' | b'R')),
            fields: 0,
            at: start,
        };
        self.frames.push(Frame::Text(quotes));
    }

    /// Scans text up to a field, or to the end of the literal or the spec; gives that token too.
    pub(super) fn scan_text(
        &mut self,
        quotes: Quotes,
        in_spec: bool,
        out: &mut Vec<Token>,
    ) -> Result<(), LexErrorKind> {
        let start = self.position();
        let mut text = Text::lexer(self.source);
        text.bump(start);
        loop {
            let piece = text.next();
            let span = text.span();
            let at = span.start;
            self.token_start = at as u32;
            let middle = |out: &mut Vec<Token>| {
                if at > start {
                    out.push(Token { kind: Tok::InterpolatedMiddle, start: start as u32, end: at as u32 });
                }
            };
            match piece {
                None => {
                    self.token_start = quotes.at;
                    return Err(LexErrorKind::UnterminatedInterpolated);
                }
                Some(Ok(Text::Newline)) if !quotes.is_long => {
                    if in_spec {
                        // 3.12 and 3.13 end the spec here and go on with code, where only white space may follow.
                        middle(out);
                        self.frames.pop();
                        self.seek(at);
                        return Ok(());
                    }
                    self.token_start = quotes.at;
                    return Err(LexErrorKind::UnterminatedInterpolated);
                }
                Some(Ok(Text::NamedEscape)) if quotes.is_raw => text = restart(self.source, at + 2),
                Some(Ok(Text::Open | Text::OpenTwice)) if in_spec || piece == Some(Ok(Text::Open)) => {
                    middle(out);
                    self.seek(at + 1);
                    let quotes = Quotes { fields: quotes.fields + 1, ..quotes };
                    if quotes.fields > MAX_FIELDS {
                        return Err(LexErrorKind::DeepField);
                    }
                    self.frames.push(Frame::Field { quotes, at: at as u32 });
                    out.push(Token { kind: Tok::FieldOpen, start: at as u32, end: at as u32 + 1 });
                    return Ok(());
                }
                Some(Ok(Text::Close | Text::CloseTwice)) if in_spec => {
                    middle(out);
                    self.frames.pop();
                    self.frames.pop();
                    self.seek(at + 1);
                    out.push(Token { kind: Tok::FieldClose, start: at as u32, end: at as u32 + 1 });
                    return Ok(());
                }
                Some(Ok(Text::Close)) => return Err(LexErrorKind::SingleCloseBrace),
                Some(Ok(Text::Quote | Text::LongQuote)) if self.source.as_bytes()[at] == quotes.byte => {
                    let len = match (quotes.is_long, span.len()) {
                        (true, 1) => continue,
                        (true, _) => 3,
                        (false, _) => 1,
                    };
                    if in_spec {
                        return Err(LexErrorKind::UnclosedField);
                    }
                    middle(out);
                    self.frames.pop();
                    self.seek(at + len);
                    out.push(Token { kind: Tok::InterpolatedEnd, start: at as u32, end: (at + len) as u32 });
                    return Ok(());
                }
                Some(Ok(Text::LongQuote)) => text = restart(self.source, at + 1),
                Some(_) => {}
            }
        }
    }
}

fn restart(source: &str, at: usize) -> logos::Lexer<'_, Text> {
    let mut text = Text::lexer(source);
    text.bump(at);
    text
}
