//! Logical lines: NEWLINE, INDENT and DEDENT, brackets, and what a token means inside of an f-string.

use super::error::{LexError, LexErrorKind};
use super::frames::{Frame, Frames};
use super::token::{Tok, Token};
use crate::text::{TextRange, TextSize};
use logos::Logos;

/// CPython's `MAXINDENT`, which counts the level of the file itself.
const MAX_INDENTS: usize = 100;
const TAB_SIZE: u32 = 8;

/// Splits a source text into logical lines of tokens.
pub struct Lexer<'a> {
    pub(super) source: &'a str,
    raw: logos::Lexer<'a, Tok>,
    pub(super) frames: Frames,
    /// Columns of the enclosing blocks, tabs counted as up to 8 and as 1.
    indents: Vec<Indent>,
    /// Bracket depths of the `for`s that wait for their `in`.
    fors: Vec<usize>,
    /// Where the token begins that is being scanned: the place of an error.
    pub(super) token_start: TextSize,
    keep_trivia: bool,
    /// The line before opens a block.
    after_colon: bool,
    has_ended: bool,
    /// The last line holds a word that is a keyword in some places only.
    pub(super) has_soft: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Indent {
    column: u32,
    tabs_as_one: u32,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of `source`. A byte order mark is skipped.
    pub fn new(source: &'a str) -> Self {
        let mut raw = Tok::lexer(source);
        if source.starts_with('\u{feff}') {
            raw.bump('\u{feff}'.len_utf8());
        }
        Self {
            source,
            raw,
            frames: Frames::default(),
            indents: vec![Indent { column: 0, tabs_as_one: 0 }],
            fors: Vec::new(),
            token_start: 0,
            keep_trivia: false,
            after_colon: false,
            has_ended: false,
            has_soft: false,
        }
    }

    /// One that gives comments and blank lines too.
    pub fn with_trivia(source: &'a str) -> Self {
        Self { keep_trivia: true, ..Self::new(source) }
    }

    /// Makes [`Self::next_line`] give nothing more.
    pub fn stop(&mut self) {
        self.has_ended = true;
    }

    #[inline]
    pub(super) fn position(&self) -> usize {
        self.raw.span().end
    }

    pub(super) fn seek(&mut self, to: usize) {
        let mut raw = Tok::lexer(self.source);
        raw.bump(to);
        self.raw = raw;
    }

    /// Appends the next logical line, with the INDENT and DEDENTs before it. False at the end of the file.
    ///
    /// # Errors
    /// The first piece of text that is no token, or does not fit. The tokens before it have been appended.
    pub fn next_line(&mut self, out: &mut Vec<Token>) -> Result<bool, LexError> {
        if self.has_ended {
            return Ok(false);
        }
        self.scan_line(out).map_err(|kind| {
            if kind == LexErrorKind::UnclosedBracket
                && let Some(unclosed) = self.frames.unclosed()
            {
                return unclosed;
            }
            let end = (self.position().min(self.source.len()) as u32).max(self.token_start);
            LexError { range: TextRange::new(self.token_start, end), kind }
        })
    }

    fn scan_line(&mut self, out: &mut Vec<Token>) -> Result<bool, LexErrorKind> {
        self.has_soft = false;
        self.fors.clear();
        self.scan_indentation(out)?;
        let mut end = self.position() as u32;
        loop {
            let next = self.raw.next();
            let span = self.raw.span();
            let mut token = Token { kind: Tok::Newline, start: span.start as u32, end: span.end as u32 };
            self.token_start = token.start;
            let Some(kind) = next else { return self.finish(end, out) };
            token.kind = kind.map_err(|kind| self.refine(kind))?;
            match token.kind {
                Tok::Newline if self.frames.is_empty() => {
                    self.after_colon = out.last().is_some_and(|before| before.kind == Tok::Colon);
                    // An error at the newline, and the end of a block, are where the code ends.
                    out.push(Token { start: if self.keep_trivia { token.start } else { end }, ..token });
                    return Ok(true);
                }
                Tok::Newline | Tok::Comment => {
                    if self.keep_trivia {
                        let kind = if token.kind == Tok::Comment { Tok::Comment } else { Tok::BlankNewline };
                        out.push(Token { kind, ..token });
                    }
                    continue;
                }
                Tok::Lpar => self.frames.open_bracket(b')', token.start)?,
                Tok::Lsqb => self.frames.open_bracket(b']', token.start)?,
                Tok::Lbrace => self.frames.open_bracket(b'}', token.start)?,
                Tok::Rpar => self.frames.close_bracket(b')')?,
                Tok::Rsqb => self.frames.close_bracket(b']')?,
                Tok::Rbrace => {
                    if let Some(Frame::Field { .. }) = self.frames.top() {
                        self.frames.pop();
                        out.push(Token { kind: Tok::FieldClose, ..token });
                        end = self.scan_literal(out)?;
                        continue;
                    } else {
                        self.frames.close_bracket(b'}')?;
                    }
                }
                Tok::Colon | Tok::ColonEqual => {
                    if let Some(Frame::Field { quotes, .. }) = self.frames.top() {
                        self.frames.push(Frame::Spec(quotes));
                        self.seek(token.start as usize + 1);
                        out.push(Token { kind: Tok::SpecColon, end: token.start + 1, ..token });
                        end = self.scan_literal(out)?;
                        continue;
                    }
                }
                Tok::InterpolatedStart => {
                    self.open_interpolated(token.start, token.end);
                    out.push(token);
                    end = self.scan_literal(out)?;
                    continue;
                }
                Tok::For => self.fors.push(self.frames.depth()),
                Tok::In => match out.last_mut() {
                    Some(last) if last.kind == Tok::Not => {
                        *last = Token { kind: Tok::NotIn, end: token.end, ..*last };
                        continue;
                    }
                    _ if self.fors.last() == Some(&self.frames.depth()) => {
                        self.fors.pop();
                        token.kind = Tok::ForIn;
                    }
                    _ => {}
                },
                Tok::Not => {
                    if let Some(last) = out.last_mut()
                        && last.kind == Tok::Is
                    {
                        *last = Token { kind: Tok::IsNot, end: token.end, ..*last };
                        end = token.end;
                        continue;
                    }
                }
                Tok::Case | Tok::Lazy | Tok::Match | Tok::Type | Tok::With => self.has_soft = true,
                _ => {}
            }
            end = token.end;
            out.push(token);
        }
    }

    /// Scans literal text of f-strings as long as there is no code between. Gives the end of the last token.
    fn scan_literal(&mut self, out: &mut Vec<Token>) -> Result<TextSize, LexErrorKind> {
        loop {
            match self.frames.top() {
                Some(Frame::Text(quotes)) => self.scan_text(quotes, false, out)?,
                Some(Frame::Spec(quotes)) => self.scan_text(quotes, true, out)?,
                _ => return Ok(out.last().map_or(self.token_start, |token| token.end)),
            }
        }
    }

    /// The file ended within, or right after, a logical line.
    fn finish(&mut self, end: TextSize, out: &mut Vec<Token>) -> Result<bool, LexErrorKind> {
        self.has_ended = true;
        let len = self.source.len() as u32;
        self.token_start = len;
        if !self.frames.is_empty() {
            return Err(LexErrorKind::UnclosedBracket);
        }
        if out.iter().any(|t| !matches!(t.kind, Tok::Indent | Tok::Dedent | Tok::Comment | Tok::BlankNewline)) {
            let has_newline = self.source.ends_with(['\n', '\r']);
            if has_newline && self.source.trim_end_matches(['\n', '\r']).ends_with('\\') {
                self.token_start = end;
                return Err(LexErrorKind::EofAfterContinuation);
            }
            out.push(Token { kind: Tok::Newline, start: end, end: len });
        }
        for _ in 1..self.indents.len() {
            out.push(Token { kind: Tok::Dedent, start: len, end: len });
        }
        self.indents.truncate(1);
        Ok(true)
    }

    fn refine(&self, kind: LexErrorKind) -> LexErrorKind {
        match kind {
            LexErrorKind::InvalidCharacter if self.raw.slice().starts_with('\\') => LexErrorKind::StrayContinuation,
            _ => kind,
        }
    }

    /// Skips blank lines and measures the white space before the first token of a line, as CPython's tokenizer does.
    fn scan_indentation(&mut self, out: &mut Vec<Token>) -> Result<(), LexErrorKind> {
        let bytes = self.source.as_bytes();
        let start = self.position();
        let mut at = start;
        let mut here = Indent { column: 0, tabs_as_one: 0 };
        // A backslash may continue the white space on the next line, but then the first line's counts.
        let mut before_backslash = 0;
        let mut has_backslash = false;
        loop {
            match bytes.get(at) {
                Some(b' ') => {
                    here.column += 1;
                    here.tabs_as_one += 1;
                }
                Some(b'\t') => {
                    here.column = (here.column / TAB_SIZE + 1) * TAB_SIZE;
                    here.tabs_as_one += 1;
                }
                Some(b'\x0c') => here = Indent { column: 0, tabs_as_one: 0 },
                Some(b'\\') => {
                    has_backslash = true;
                    if before_backslash == 0 {
                        before_backslash = here.column;
                    }
                    let newline = newline_len(&bytes[at + 1..]);
                    self.token_start = at as u32;
                    if newline == 0 {
                        self.raw.bump(at + 1 - start);
                        return Err(LexErrorKind::StrayContinuation);
                    }
                    at += newline;
                    if at + 1 == bytes.len() {
                        return Err(LexErrorKind::EofAfterContinuation);
                    }
                }
                Some(b'#') => {
                    let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |n| at + n);
                    if self.keep_trivia {
                        out.push(Token { kind: Tok::Comment, start: at as u32, end: end as u32 });
                    }
                    at = end;
                    continue;
                }
                Some(b'\n' | b'\r') => {
                    let end = at + newline_len(&bytes[at..]);
                    if self.keep_trivia {
                        out.push(Token { kind: Tok::BlankNewline, start: at as u32, end: end as u32 });
                    }
                    at = end;
                    here = Indent { column: 0, tabs_as_one: 0 };
                    (before_backslash, has_backslash) = (0, false);
                    continue;
                }
                _ => break,
            }
            at += 1;
        }
        self.raw.bump(at - start);
        if at == bytes.len() {
            return Ok(());
        }
        if before_backslash != 0 {
            here = Indent { column: before_backslash, tabs_as_one: before_backslash };
        } else if has_backslash && !self.after_colon && here.column > self.indents[self.indents.len() - 1].column {
            // Up to 3.9 what follows the backslash does not count, where it is no error otherwise.
            here = Indent { column: 0, tabs_as_one: 0 };
        }
        self.token_start = at as u32;
        self.indent_to(here, at as u32, out)
    }

    fn indent_to(&mut self, here: Indent, at: TextSize, out: &mut Vec<Token>) -> Result<(), LexErrorKind> {
        let mut enclosing = self.indents[self.indents.len() - 1];
        if here.column > enclosing.column {
            if self.indents.len() >= MAX_INDENTS {
                return Err(LexErrorKind::TooManyIndents);
            }
            if here.tabs_as_one <= enclosing.tabs_as_one {
                return Err(LexErrorKind::InconsistentTabs);
            }
            self.indents.push(here);
            out.push(Token { kind: Tok::Indent, start: at, end: at });
            return Ok(());
        }
        while here.column < enclosing.column {
            self.indents.pop();
            enclosing = self.indents[self.indents.len() - 1];
            out.push(Token { kind: Tok::Dedent, start: at, end: at });
        }
        if here.column != enclosing.column {
            return Err(LexErrorKind::InconsistentDedent);
        }
        if here.tabs_as_one != enclosing.tabs_as_one {
            return Err(LexErrorKind::InconsistentTabs);
        }
        Ok(())
    }
}

fn newline_len(rest: &[u8]) -> usize {
    match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}
