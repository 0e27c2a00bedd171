//! The import that binds the probe's name: it must run before the first probe does.
//!
//! ```text
//! import os               from instr import probe as _instr; import os
//!
//! def f():                from instr import probe as _instr
//!                         def f():
//!
//! """doc"""               """doc"""; from instr import probe as _instr
//! def f():                def f():
//!
//! def f(): ...            def f(): ...
//! f()                     from instr import probe as _instr; f()
//! ```
//!
//! A file of nothing but definitions, without a free line, takes it as a new last line: no line moves then either. What
//! is left begins with a statement that fires probes while it runs: its header takes the import as an expression.
//!
//! ```text
//! class A: x      class A(*(globals().update(_instr=__import__("instr").probe) or ()), *_instr.bases(1),): _instr(1); x
//! if c: x         if globals().update(_instr=__import__("instr").probe) or _instr(1) or c: x
//! ```

use super::abi::Style;
use super::emit::Filled;
use super::finder::Finder;
use super::physical::{line_after, line_around, line_before, line_start};
use super::slot::{HostKind, HostLine, Slot};
use super::zones::first_offset;
use crate::ast::{Expr, Mod, Stmt, StmtClassDef};
use crate::text::{Ranged, TextRange, TextSize};

/// Where the import stands, and whether its line can end with the hint.
#[derive(Debug, Clone, Copy)]
pub(super) struct Preamble {
    pub place: Place,
    /// The end of its line.
    pub hint: Option<TextSize>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Prefix(TextSize),
    Suffix(TextSize),
    Line(HostLine),
    /// A new line at the end, with that line break.
    LastLine(&'static str),
    /// In an expression of the first statement's header.
    Inline(Slot),
}

/// Where the import can stand, if anywhere.
pub(super) fn place<'a>(finder: &Finder<'a>, module: &Mod<'a>, filled: &Filled) -> Option<Preamble> {
    let place = Search::new(finder, filled).run(module.body)?;
    let hint = match finder.style {
        Style::Call => hint(finder.source, module.body, place),
        Style::Print | Style::Load => None,
    };
    Some(Preamble { place, hint })
}

struct Search<'s, 'a> {
    finder: &'s Finder<'a>,
    filled: &'s Filled,
    /// The first probe, and the first that runs while the file is executed from top to bottom.
    first: TextSize,
    first_run: TextSize,
}

impl<'s, 'a> Search<'s, 'a> {
    fn new(finder: &'s Finder<'a>, filled: &'s Filled) -> Self {
        let offsets = || filled.keys().map(Slot::offset);
        let run = offsets().filter(|&offset| !finder.zones.is_deferred(offset));
        let first = offsets().min().unwrap_or(TextSize::MAX);
        Self { finder, filled, first, first_run: run.min().unwrap_or(TextSize::MAX) }
    }

    fn run(&self, body: &[Stmt<'a>]) -> Option<Place> {
        let head = self.finder.head;
        let rest = &body[head.len()..];
        let head_end = head.last().map(Ranged::end);
        let suffix = head_end.map(Place::Suffix);
        let Some(&first) = rest.first() else { return suffix };
        if let Some(place) = self.before(first, head_end.unwrap_or(0)).or(suffix) {
            return Some(place);
        }
        for pair in rest.windows(2) {
            if !self.is_inert(pair[0]) {
                return self.inline(pair[0]);
            }
            if let Some(place) = self.before(pair[1], pair[0].end()) {
                return Some(place);
            }
        }
        let last = rest[rest.len() - 1];
        if self.is_inert(last) { Some(Place::LastLine(line_break(self.finder.source))) } else { self.inline(last) }
    }

    /// In the header of `stmt`, or before the first statement of a `try`.
    fn inline(&self, stmt: Stmt<'a>) -> Option<Place> {
        let found = match stmt {
            Stmt::While(node) => self.finder.before_expr(node.test),
            _ => self.finder.before_stmt(stmt),
        };
        let slot = found.ok()?.slot;
        if slot.offset() > self.first_run {
            return None;
        }
        match slot {
            Slot::Prefix(at) => Some(Place::Prefix(at)),
            Slot::Before(_) | Slot::Bases(..) => Some(Place::Inline(slot)),
            _ => None,
        }
    }

    /// In front of `stmt`, or on a line without code between `from` and it.
    fn before(&self, stmt: Stmt<'_>, from: TextSize) -> Option<Place> {
        if !stmt.is_compound() {
            return (stmt.start() <= self.first_run).then_some(Place::Prefix(stmt.start()));
        }
        let hosts = || {
            self.lines_between(from, first_offset(stmt).start())
                .filter(|host| host.at <= self.first_run && !self.is_taken(*host))
        };
        hosts().find(|host| host.kind == HostKind::Empty).or_else(|| hosts().next()).map(Place::Line)
    }

    /// A probe of a block stands there, with the indentation of that block.
    fn is_taken(&self, host: HostLine) -> bool {
        self.filled.keys().any(|slot| matches!(slot, Slot::Line(l) if l.at == host.at && !l.indent.is_empty()))
    }

    /// Lines without code, from the last to the first.
    fn lines_between(&self, from: TextSize, to: TextSize) -> impl Iterator<Item = HostLine> + '_ {
        let source = self.finder.source;
        let begin = if from == 0 { 0 } else { line_around(source, from).end() + 1 };
        let mut start = line_start(source, to);
        std::iter::from_fn(move || {
            let line = line_before(source, start).filter(|line| line.start() >= begin)?;
            start = line.start();
            Some(line)
        })
        .filter_map(move |line| {
            let host = self.finder.host_line(line, TextRange::empty(line.start()))?;
            (line.start() >= self.finder.third_line || self.keeps_cookie(line)).then_some(host)
        })
    }

    /// An empty line 1 or 2 can take code, unless line 2 is a comment: a cookie there counts only behind a line without
    /// code.
    fn keeps_cookie(&self, line: TextRange) -> bool {
        let next = line_after(self.finder.source, line.end());
        let hides = |next: TextRange| self.finder.source[next.as_usize()].trim_start().starts_with('#');
        line.is_empty() && (line.start() > 0 || !next.is_some_and(hides))
    }

    /// No probe fires while `stmt` is executed.
    fn is_inert(&self, stmt: Stmt<'_>) -> bool {
        let fires = self.first_run < stmt.end();
        let can_call_probed_code = self.first < stmt.end();
        !fires && (!can_call_probed_code || defines_only(stmt))
    }
}

/// Executing it calls nothing.
fn defines_only(stmt: Stmt<'_>) -> bool {
    match stmt {
        Stmt::FunctionDef(def) => {
            let args = def.args;
            let mut parameters = args.posonlyargs.iter().chain(args.args).chain(args.kwonlyargs);
            parameters.all(|p| p.default.is_none_or(is_plain)) && def.decorator_list.iter().all(|&d| is_harmless(d))
        }
        Stmt::ClassDef(StmtClassDef { decorator_list: [], keywords: [], bases, body, .. }) => {
            bases.iter().all(|base| matches!(base, Expr::Name(name) if name.id == "object"))
                && body.iter().all(|&s| defines_only(s))
        }
        Stmt::Expr(s) => is_plain(s.value),
        Stmt::Assign(s) => is_plain(s.value) && s.targets.iter().all(|t| matches!(t, Expr::Name(_))),
        Stmt::Pass(_) => true,
        _ => false,
    }
}

fn is_plain(expr: Expr<'_>) -> bool {
    matches!(expr, Expr::Constant(_) | Expr::Name(_) | Expr::Lambda(_))
}

fn is_harmless(decorator: Expr<'_>) -> bool {
    matches!(decorator, Expr::Name(name) if ["property", "staticmethod", "classmethod"].contains(&name.id))
}

fn line_break(source: &str) -> &'static str {
    match memchr::memchr2(b'\n', b'\r', source.as_bytes()) {
        Some(at) if source[at..].starts_with("\r\n") => "\r\n",
        Some(at) if source[at..].starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// The end of the preamble's line, if a comment can follow there: all that stands on it ends on it.
fn hint(source: &str, body: &[Stmt<'_>], place: Place) -> Option<TextSize> {
    let at = match place {
        Place::Prefix(at) | Place::Suffix(at) => at,
        Place::Line(host) => host.at,
        Place::Inline(slot) => {
            let line = line_around(source, slot.offset());
            let text = &source[line.as_usize()];
            // Not inside of a string: a comment can end this line even within brackets.
            let fits = text.ends_with(':') && !text.contains("\"\"\"") && !text.contains("'''");
            return fits.then_some(line.end());
        }
        Place::LastLine(_) => return None,
    };
    let line = line_around(source, at);
    if !body.iter().any(|stmt| stmt.start() == at || stmt.end() == at) && !matches!(place, Place::Line(_)) {
        return None;
    }
    let first = body.partition_point(|stmt| stmt.start() < at);
    let fits = body[first..].iter().take_while(|stmt| stmt.start() < line.end()).all(|stmt| stmt.end() <= line.end());
    (fits && !source[line.as_usize()].ends_with('\\')).then_some(line.end())
}
