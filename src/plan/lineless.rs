//! Lines without events: what stands there, in plain words.

use crate::ast::visit::{Visitor, walk_except_handler, walk_match_case, walk_stmt, with_stack};
use crate::ast::*;
use crate::lines::PythonVersion;
use crate::source::LineIndex;
use crate::text::{Ranged, TextRange, TextSize};

/// What a line holds that no event belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lineless {
    /// A later line of the statement, or of the header of a compound statement, that starts on this line.
    Inside(u32),
    /// Anything else: why no probe can stand there, in a sentence without a full stop.
    Reason(String),
}

/// Statements and headers, each from its first line to its last.
#[derive(Debug)]
pub(super) struct Pieces<'s> {
    source: &'s str,
    index: &'s LineIndex,
    version: PythonVersion,
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    first: u32,
    last: u32,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Docstring,
    Global,
    Nonlocal,
    BareAnnotation,
    Constant,
    Try,
    Jump,
    Other,
}

impl<'s> Pieces<'s> {
    pub(super) fn new(module: Mod<'_>, source: &'s str, index: &'s LineIndex, version: PythonVersion) -> Self {
        let pieces = Self { source, index, version, pieces: Vec::new() };
        let mut collector = Collector { pieces, in_function: false };
        collector.suite(module.body, true);
        collector.pieces
    }

    /// What `line`, which has no events, holds.
    pub(super) fn explain(&self, line: u32) -> Lineless {
        let reason = |text: String| Lineless::Reason(text);
        let Some(text) = self.index.line_text(self.source, line).filter(|_| line <= self.index.last_line()) else {
            let last = self.index.last_line();
            return reason(format!("the file ends at line {last}"));
        };
        let holding = self.pieces.iter().filter(|piece| piece.first <= line && line <= piece.last);
        // Of two statements on a line, that which starts there; else the innermost.
        let piece = holding.max_by_key(|piece| (piece.first == line, piece.first));
        let text = text.trim_start_matches([' ', '\t', '\x0c']);
        let keyword = ["else", "finally", "except", "try"].into_iter().find(|k| text.starts_with(k));
        match (piece, keyword) {
            (Some(piece), _) if piece.kind == Kind::Docstring => reason(match piece.first == piece.last {
                true => format!("line {line} is a docstring"),
                false => format!("line {line} belongs to a docstring"),
            }),
            (Some(piece), _) if piece.first < line => Lineless::Inside(piece.first),
            (Some(piece), _) => reason(self.without_code(piece.kind, line)),
            (None, _) if text.trim().is_empty() => reason(format!("line {line} is blank")),
            (None, _) if text.starts_with('#') => reason(format!("line {line} holds only a comment")),
            (None, Some(keyword)) => reason(format!("`{keyword}:` runs no code of its own")),
            (None, None) => reason(format!("line {line} holds no statement")),
        }
    }

    fn without_code(&self, kind: Kind, line: u32) -> String {
        let version = self.version;
        match kind {
            Kind::Global => "`global` speaks to the compiler and runs no code".to_owned(),
            Kind::Nonlocal => "`nonlocal` speaks to the compiler and runs no code".to_owned(),
            Kind::BareAnnotation => "an annotation without a value runs no code in a function".to_owned(),
            Kind::Constant => format!("CPython {version} runs no code for a constant on its own"),
            Kind::Try => format!("CPython {version} runs no code for `try:`"),
            Kind::Jump => format!("CPython {version} runs no code of its own for this jump"),
            Kind::Docstring | Kind::Other => format!("CPython {version} runs no code for line {line}"),
        }
    }
}

struct Collector<'s> {
    pieces: Pieces<'s>,
    in_function: bool,
}

impl<'a> Collector<'_> {
    fn suite(&mut self, body: &'a [Stmt<'a>], has_docstring: bool) {
        for (i, &stmt) in body.iter().enumerate() {
            if i == 0 && has_docstring && is_string(stmt) {
                self.piece(stmt.range(), Kind::Docstring);
            } else {
                self.visit_stmt(stmt);
            }
        }
    }

    fn piece(&mut self, range: TextRange, kind: Kind) {
        let index = self.pieces.index;
        let last = index.line(range.end().saturating_sub(1).max(range.start()));
        self.pieces.pieces.push(Piece { first: index.line(range.start()), last, kind });
    }

    /// A header from `start` to the colon behind `from`.
    fn header(&mut self, start: TextSize, from: TextSize, kind: Kind) {
        let bytes = self.pieces.source.as_bytes();
        let mut at = from as usize;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b':' => break,
                b'#' => at += bytes[at..].iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(0),
                _ => {}
            }
            at += 1;
        }
        self.piece(TextRange::new(start, at as TextSize), kind);
    }

    fn body_of(&mut self, is_function: bool, body: &'a [Stmt<'a>]) {
        let outer = std::mem::replace(&mut self.in_function, is_function);
        self.suite(body, true);
        self.in_function = outer;
    }

    fn compound_header(&mut self, stmt: Stmt<'a>) {
        let end = |exprs: &[Expr<'a>]| exprs.iter().map(|e| e.end()).max();
        let start = stmt.start();
        let from = match stmt {
            Stmt::FunctionDef(s) => {
                let parameters = s.args.posonlyargs.iter().chain(s.args.args).chain(s.args.kwonlyargs);
                let parameters = parameters.map(|p| p.default.map_or(p.arg.range.end(), |d| d.end()));
                let rest = s.args.vararg.into_iter().chain(s.args.kwarg).map(|arg| arg.range.end());
                let types = s.type_params.iter().map(|p| p.range.end());
                parameters.chain(rest).chain(types).chain(s.returns.map(|e| e.end())).max()
            }
            Stmt::ClassDef(s) => {
                let keywords = s.keywords.iter().map(|k| k.range.end());
                keywords.chain(s.type_params.iter().map(|p| p.range.end())).chain(end(s.bases)).max()
            }
            Stmt::For(s) => Some(s.iter.end()),
            Stmt::While(s) => Some(s.test.end()),
            Stmt::If(s) => Some(s.test.end()),
            Stmt::With(s) => s.items.last().map(|i| i.optional_vars.unwrap_or(i.context_expr).end()),
            Stmt::Match(s) => Some(s.subject.end()),
            _ => None,
        };
        let kind = if matches!(stmt, Stmt::Try(_)) { Kind::Try } else { Kind::Other };
        let decorators = match stmt {
            Stmt::FunctionDef(s) => s.decorator_list,
            Stmt::ClassDef(s) => s.decorator_list,
            _ => &[],
        };
        let first = decorators.first().map_or(start, |d| d.start().min(start));
        self.header(first, from.unwrap_or(start), kind);
    }
}

impl<'a> Visitor<'a> for Collector<'_> {
    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        let kind = match stmt {
            Stmt::FunctionDef(s) => {
                self.compound_header(stmt);
                return with_stack(|| self.body_of(true, s.body));
            }
            Stmt::ClassDef(s) => {
                self.compound_header(stmt);
                return with_stack(|| self.body_of(false, s.body));
            }
            Stmt::For(_) | Stmt::While(_) | Stmt::If(_) | Stmt::With(_) | Stmt::Match(_) | Stmt::Try(_) => {
                self.compound_header(stmt);
                return walk_stmt(self, stmt);
            }
            Stmt::Global(_) => Kind::Global,
            Stmt::Nonlocal(_) => Kind::Nonlocal,
            Stmt::AnnAssign(s) if s.value.is_none() && self.in_function => Kind::BareAnnotation,
            Stmt::Expr(StmtExpr { value: Expr::Constant(_), .. }) => Kind::Constant,
            Stmt::Break(_) | Stmt::Continue(_) => Kind::Jump,
            _ => Kind::Other,
        };
        self.piece(stmt.range(), kind);
    }

    fn visit_expr(&mut self, _: Expr<'a>, _: ExprContext) {}

    fn visit_pattern(&mut self, _: Pattern<'a>) {}

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler<'a>) {
        let start = handler.range.start();
        self.header(start, handler.type_.map_or(start, |e| e.end()), Kind::Other);
        walk_except_handler(self, handler);
    }

    fn visit_match_case(&mut self, case: &'a MatchCase<'a>) {
        let end = case.guard.map_or(case.pattern.end(), |guard| guard.end());
        self.header(case.range.start(), end, Kind::Other);
        walk_match_case(self, case);
    }
}

fn is_string(stmt: Stmt<'_>) -> bool {
    let Stmt::Expr(StmtExpr { value: Expr::Constant(constant), .. }) = stmt else { return false };
    matches!(constant.value, Constant::Str(_))
}
