//! From an anchor to a slot. The plan says where in the program a probe fires; this says where its text can stand.

use super::abi::{Style, Wrapper};
use super::physical::{line_after, line_around};
use super::slot::{Found, Slot};
use super::zones::{Zones, is_string_statement};
use crate::ast::{Mod, Stmt};
use crate::lines::{Anchor, PythonVersion};
use crate::text::{Ranged, TextRange, TextSize};

/// Why an anchor has no slot: a sentence without a full stop.
pub(super) type Reason = &'static str;

/// All that is asked when slots are looked for.
#[derive(Debug)]
pub(super) struct Finder<'a> {
    pub source: &'a str,
    pub target: PythonVersion,
    pub style: Style,
    pub zones: Zones<'a>,
    /// The first byte of line 3: an encoding cookie stands on line 1 or 2.
    pub third_line: TextSize,
    /// The docstring and the `__future__` imports: nothing can stand before the end of the last.
    pub head: &'a [Stmt<'a>],
}

impl<'a> Finder<'a> {
    pub fn new(module: &Mod<'a>, source: &'a str, target: PythonVersion, style: Style) -> Self {
        let third_line = line_after(source, line_around(source, 0).end())
            .and_then(|second| line_after(source, second.end()))
            .map_or(source.len() as TextSize, TextRange::start);
        let zones = Zones::of(*module, source, target);
        Self { source, target, style, zones, third_line, head: head(module.body) }
    }

    /// Where the text for `anchor` stands.
    pub fn find(&self, anchor: Anchor<'a>) -> Result<Found, Reason> {
        match anchor {
            Anchor::Before(stmt) => self.before_stmt(stmt),
            Anchor::After(stmt) => self.after_stmt(stmt),
            Anchor::ExprBefore(expr) => self.before_expr(expr),
            Anchor::ExprAfter(expr) => self.after_expr(expr),
            Anchor::ExprFalse(expr) => self.when_false(expr),
            Anchor::IterEach(expr) => self.each(expr, Wrapper::Each),
            Anchor::IterAgain(expr) => self.each(expr, Wrapper::Again),
            Anchor::IterAround(expr) => self.each(expr, Wrapper::Around),
            Anchor::WithExit(with) => self.with_exit(with),
            Anchor::ItemExit(with, at) => self.item_exit(with, at),
            Anchor::Decorate(stmt, at) => self.decorate(stmt, at),
            Anchor::Case(case) => self.case(case),
            Anchor::ClassBases(class) => self.bases(class),
        }
    }

    /// The range of what `anchor` is about: it tells f-strings and classes around.
    pub fn range_of(anchor: Anchor<'a>) -> TextRange {
        match anchor {
            Anchor::Before(stmt) | Anchor::After(stmt) | Anchor::Decorate(stmt, _) => stmt.range(),
            Anchor::ExprBefore(expr)
            | Anchor::ExprAfter(expr)
            | Anchor::ExprFalse(expr)
            | Anchor::IterEach(expr)
            | Anchor::IterAgain(expr)
            | Anchor::IterAround(expr) => expr.range(),
            Anchor::WithExit(with) | Anchor::ItemExit(with, _) => with.range,
            Anchor::Case(case) => case.range,
            Anchor::ClassBases(class) => class.range,
        }
    }

    /// The end of the head if `stmt` belongs to it.
    pub fn head_end(&self, stmt: Stmt<'a>) -> Option<TextSize> {
        let last = self.head.last()?.end();
        (stmt.end() <= last).then_some(last)
    }
}

/// The docstring and what else stands before the last `__future__` import.
fn head<'a>(body: &'a [Stmt<'a>]) -> &'a [Stmt<'a>] {
    let leading = body.iter().take_while(|&&s| is_string_statement(s) || is_future_import(s)).count();
    let futures = body[..leading].iter().rposition(|&s| is_future_import(s));
    let docstring = usize::from(leading > 0 && is_string_statement(body[0]));
    &body[..futures.map_or(docstring, |last| last + 1)]
}

fn is_future_import(stmt: Stmt<'_>) -> bool {
    matches!(stmt, Stmt::ImportFrom(s) if s.level == 0 && s.module == Some("__future__"))
}

impl Slot {
    /// A slot that tells exactly.
    pub fn exact(self) -> Result<Found, Reason> {
        Ok(self.into())
    }
}
