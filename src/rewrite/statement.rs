//! Probes before and behind statements.
//!
//! ```text
//! return s            _instr(3, s=s); return s
//! """doc"""           """doc"""; _instr(2)
//! if c:               if _instr(4, c=c) or c:
//! for x in xs:        for x in (_instr(5) or xs):
//! try:
//!     f()                 _instr(6); f()
//!                     _instr(8)
//! def f(a=1):         def f(a=(_instr(9) or 1)):
//! ```
//!
//! What has its suite on further lines cannot follow a `;`: the probe goes into its header, or to a host before it. For a
//! loader it takes a line of its own.

use super::abi::Style;
use super::finder::{Finder, Reason};
use super::physical::{line_after, line_around, line_before, line_start};
use super::slot::{Found, HostKind, HostLine, OwnLine, Slot};
use crate::ast::{Arguments, Expr, Stmt, StmtFunctionDef};
use crate::lines::PythonVersion;
use crate::text::{Ranged, TextRange, TextSize};

const NO_HOST: Reason = "nothing can stand before it: no line without code above it, no default value";
/// How many siblings a `def` looks ahead for a place.
const FAR: usize = 64;
const LATE: &str = "fires after the `def` ran, for want of a place before it";

impl<'a> Finder<'a> {
    /// Runs just before `stmt`.
    pub fn before_stmt(&self, stmt: Stmt<'a>) -> Result<Found, Reason> {
        match self.before_stmt_exactly(stmt) {
            Err(reason) => self.before_next(stmt).ok_or(reason),
            found => found,
        }
    }

    /// Runs just behind `stmt`, which must be simple.
    pub fn after_stmt(&self, stmt: Stmt<'a>) -> Result<Found, Reason> {
        if self.style == Style::Load
            && let Some(own) = self.below(stmt)
        {
            return Slot::Below(own).exact();
        }
        if stmt.is_compound() {
            return Err("a statement with a suite has no end that a probe could follow");
        }
        Slot::Suffix(self.head_end(stmt).unwrap_or(stmt.end())).exact()
    }

    /// Whole lines can stand before what begins at `start`: it is the first on its line.
    pub fn own_line(&self, start: TextSize) -> Option<OwnLine> {
        let line = line_start(self.source, start);
        let indent = TextRange::new(line, start);
        let blank = self.source[indent.as_usize()].bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\x0c'));
        let continued =
            line_before(self.source, line).is_some_and(|before| self.source[before.as_usize()].ends_with('\\'));
        (blank && !continued).then_some(OwnLine { at: start, indent })
    }

    /// Whole lines behind `stmt`, the last of a suite on lines of its own.
    fn below(&self, stmt: Stmt<'a>) -> Option<OwnLine> {
        let place = self.zones.place(stmt.start())?;
        if self.head_end(stmt).is_some() || place.is_docstring() {
            return None;
        }
        let first = self.own_line(self.whole_start(place.siblings[0]))?;
        Some(OwnLine { at: stmt.end(), indent: first.indent })
    }

    /// Where the text of a statement begins: at the `@` of its first decorator.
    pub fn whole_start(&self, stmt: Stmt<'a>) -> TextSize {
        let decorators = match stmt {
            Stmt::FunctionDef(node) => node.decorator_list,
            Stmt::ClassDef(node) => node.decorator_list,
            _ => &[],
        };
        let at = decorators.first().and_then(|first| self.source[..first.start() as usize].rfind('@'));
        at.map_or(stmt.start(), |at| at as TextSize)
    }

    fn before_stmt_exactly(&self, stmt: Stmt<'a>) -> Result<Found, Reason> {
        if self.style == Style::Load
            && !self.source[stmt.start() as usize..].starts_with("elif")
            && self.head_end(stmt).is_none()
            && !self.zones.place(stmt.start()).is_some_and(|place| place.is_docstring())
            && let Some(own) = self.own_line(self.whole_start(stmt))
        {
            return Slot::Above(own).exact();
        }
        match stmt {
            Stmt::If(node) => self.before_expr(node.test),
            Stmt::Match(node) => self.before_expr(node.subject),
            Stmt::For(node) => self.before_expr(node.iter),
            Stmt::With(node) => self.before_expr(node.items.first().ok_or(NO_HOST)?.context_expr),
            Stmt::ClassDef(node) => match node.decorator_list.first() {
                Some(&decorator) => self.before_decorator(stmt, decorator),
                None => self.bases(node),
            },
            Stmt::FunctionDef(node) => self.before_def(stmt, node),
            Stmt::Try(node) => match self.before_stmt_exactly(*node.body.first().ok_or(NO_HOST)?) {
                Ok(found) => Ok(found),
                Err(_) => self.host_above(stmt, stmt.start()).ok_or(NO_HOST),
            },
            Stmt::While(_) => self.host_above(stmt, stmt.start()).ok_or(NO_HOST),
            _ => self.before_simple(stmt),
        }
    }

    fn before_simple(&self, stmt: Stmt<'a>) -> Result<Found, Reason> {
        if let Some(end) = self.head_end(stmt) {
            return Slot::Suffix(end).exact();
        }
        if self.zones.place(stmt.start()).ok_or("not a statement of this file")?.is_docstring() {
            return Slot::Suffix(stmt.end()).exact();
        }
        Slot::Prefix(stmt.start()).exact()
    }

    fn before_def(&self, stmt: Stmt<'a>, def: &'a StmtFunctionDef<'a>) -> Result<Found, Reason> {
        if let Some(&decorator) = def.decorator_list.first() {
            return self.before_decorator(stmt, decorator);
        }
        self.line_above(def.range.start())
            .or_else(|| self.before_expr(first_default(def.args)?).ok())
            .or_else(|| self.behind_previous(stmt))
            .ok_or(NO_HOST)
    }

    /// Before Python 3.9 `@(P or d)` is an error: the places above are better then.
    fn before_decorator(&self, stmt: Stmt<'a>, decorator: Expr<'a>) -> Result<Found, Reason> {
        if self.target < PythonVersion::PY39
            && let Some(found) = self.host_above(stmt, decorator.start())
        {
            return Ok(found);
        }
        self.before_expr(decorator)
    }

    fn host_above(&self, stmt: Stmt<'a>, start: TextSize) -> Option<Found> {
        self.line_above(start).or_else(|| self.behind_previous(stmt))
    }

    /// The line above the one that begins at or before `start`, if it holds no code and can take a statement.
    pub fn line_above(&self, start: TextSize) -> Option<Found> {
        let line = line_start(self.source, start);
        let indent = TextRange::new(line, line + indentation(&self.source[line as usize..start as usize]));
        let host = self.host_line(line_before(self.source, line)?, indent)?;
        (host.at >= self.third_line).then(|| Slot::Line(host).into())
    }

    /// How `line` can hold a statement of that indentation, if it does not hold code.
    pub fn host_line(&self, line: TextRange, indent: TextRange) -> Option<HostLine> {
        let text = &self.source[line.as_usize()];
        let indentation = &self.source[indent.as_usize()];
        if let Some(before) = line_before(self.source, line.start())
            && self.source[before.as_usize()].ends_with('\\')
        {
            return None;
        }
        if text.is_empty() {
            Some(HostLine { at: line.start(), indent, kind: HostKind::Empty })
        } else if text == indentation {
            Some(HostLine { at: line.end(), indent, kind: HostKind::Blank })
        } else if text.strip_prefix(indentation).is_some_and(|rest| rest.starts_with('#')) {
            Some(HostLine { at: line.start() + indent.len(), indent, kind: HostKind::Comment })
        } else {
            None
        }
    }

    /// A decorator above one of a statement's decorators, of number `at`, that is called after it; the last one is above
    /// the header.
    pub fn decorate(&self, stmt: Stmt<'a>, at: usize) -> Result<Found, Reason> {
        let decorators = match stmt {
            Stmt::FunctionDef(node) => node.decorator_list,
            Stmt::ClassDef(node) => node.decorator_list,
            _ => return Err("it has no decorators"),
        };
        // Decorators are called from below: before the first is called, all others were.
        let start = match at {
            _ if at == decorators.len() => self.whole_start(stmt),
            _ => match decorators.get(at + 1) {
                Some(next) => {
                    self.source[..next.start() as usize].rfind('@').ok_or("it has no decorators")? as TextSize
                }
                None => stmt.start(),
            },
        };
        self.own_line(start).map(|own| Slot::Decorator(own).into()).ok_or("another decorator stands on its line")
    }

    /// The end of the simple statement before, if control always comes from there.
    fn behind_previous(&self, stmt: Stmt<'a>) -> Option<Found> {
        let previous = self.zones.place(stmt.start())?.previous()?;
        let leaves = matches!(previous, Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_));
        (!leaves && !previous.is_compound()).then(|| Slot::Suffix(previous.end()).into())
    }

    /// The last resort for a `def`: before what follows it, or behind the end of its block. The order of events is
    /// right, the values are late.
    fn before_next(&self, stmt: Stmt<'a>) -> Option<Found> {
        let Stmt::FunctionDef(def) = stmt else { return None };
        let place = self.zones.place(stmt.start())?;
        let mut found = None;
        for &next in place.siblings[place.index + 1..].iter().take(FAR) {
            found = self.before_stmt_exactly(next).ok();
            if found.is_some() || !matches!(next, Stmt::FunctionDef(_)) {
                break;
            }
        }
        let last = || {
            let last = place.siblings[place.siblings.len() - 1];
            let defs = place.siblings.len() - place.index <= FAR
                && place.siblings[place.index..].iter().all(|s| matches!(s, Stmt::FunctionDef(_)));
            if defs { self.line_below(def.range.start(), last.end()) } else { None }
        };
        Some(Found { doubt: Some(LATE), ..found.or_else(last)? })
    }

    /// The line behind a block that ends at `end`, unless the statement on the next line may need it as its host.
    fn line_below(&self, start: TextSize, end: TextSize) -> Option<Found> {
        let line = line_start(self.source, start);
        let indent = TextRange::new(line, line + indentation(&self.source[line as usize..start as usize]));
        let below = line_after(self.source, line_around(self.source, end).end())?;
        let next = line_after(self.source, below.end())?;
        let host = self.host_line(below, indent)?;
        let follows = self.source[next.as_usize()].trim_start_matches([' ', '\t']);
        let may_need_it = ["def", "async", "while", "try", "@"].iter().any(|word| follows.starts_with(word));
        (!may_need_it).then(|| Slot::Line(host).into())
    }
}

/// The number of bytes of white space that `text` begins with.
fn indentation(text: &str) -> TextSize {
    (text.len() - text.trim_start_matches([' ', '\t']).len()) as TextSize
}

/// The default value that is evaluated first.
fn first_default<'a>(args: &'a Arguments<'a>) -> Option<Expr<'a>> {
    args.posonlyargs.iter().chain(args.args).chain(args.kwonlyargs).find_map(|p| p.default)
}
