//! Every runtime name that rewritten text uses, and the text of each form: what the rewriter writes and what
//! [`strip`](super::strip) looks for is the same function.
//!
//! ```text
//!              calls of the runtime                    self-contained prints
//! preamble     from instr import probe as _instr       import sys as _instr
//! inline       globals().update(_instr=__import__("instr").probe)   globals().update(_instr=__import__("sys"))
//! declaration  global _instr                           none
//! fire (P)     _instr(4, "c", s=s)                     print("4:", "s =", repr(s), file=_instr.stderr)
//! after (Q)    _instr.after(EXPR, 4, "c", s=s)         (EXPR, print(…))[0]
//! each, again  _instr.each(EXPR, 4, "s")               none
//! bases        *_instr.bases(4, s=s)                   *(print(…) or ())
//! leaving      _instr.leaving(4, "s")                  none
//! case         _instr.L4((PATTERN))                    none
//! ```

use super::slot::Slot;
use std::fmt::Write as _;

/// What probes of a file are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Style {
    /// Calls of the runtime package.
    #[default]
    Call,
    /// Prints to stderr: nothing but the standard library is needed.
    Print,
    /// Calls of a table's functions, for a loader that puts the table in the place of the name: see [`super::load`].
    Load,
}

/// The package that holds the runtime.
pub(super) const PACKAGE: &str = "instr";
/// What is imported from it.
pub(super) const PROBE: &str = "probe";
/// The module whose `stderr` the print style writes to.
pub(super) const SYS: &str = "sys";
/// The print style's function.
pub(super) const PRINT: &str = "print";
/// The print style's second function.
pub(super) const REPR: &str = "repr";
/// The method of the form Q.
pub(super) const AFTER: &str = "after";
/// The method that wraps the iterable of a loop.
pub(super) const EACH: &str = "each";
/// The same, but the first `next()` does not fire.
pub(super) const AGAIN: &str = "again";
/// The same, in the frame that asks a generator.
pub(super) const AROUND: &str = "around";
/// The method of a `with` item.
pub(super) const LEAVING: &str = "leaving";
/// The method in a class header.
pub(super) const BASES: &str = "bases";
/// The letter before the line number in a class pattern's attribute.
pub(super) const CASE: &str = "L";
/// The name that a preamble binds, unless the file uses it.
pub(super) const MARKER: &str = "_instr";
/// Ends the preamble's line, so that the traceback of a missing runtime says what to do.
pub(super) const HINT: &str = "  # instr: set PYTHONPATH=\"$(instr runtime path)\" to run this";

/// What a probe tells: its line and its captures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fire {
    /// The line, from 1.
    pub line: u32,
    /// Names that may be unbound, passed as strings.
    pub maybe: Vec<String>,
    /// Names that are bound, passed as keywords.
    pub bound: Vec<String>,
    /// The quote that the strings have: inside an f-string it must not be the f-string's.
    pub quote: char,
    /// What a loaded probe has besides.
    pub load: Load,
}

/// What a probe for a loader has besides.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Load {
    /// Its place in the table.
    pub site: u32,
    /// The place of the same probe for a moment when a name of `maybe` is unbound.
    pub unbound: Option<u32>,
    /// The frame's memory is passed.
    pub memory: bool,
    /// The place of what makes the memory, where the probe does so itself: the first in its frame.
    pub makes: Option<u32>,
    /// What the frame last saw of watched expressions is passed.
    pub sights: bool,
    /// When it fires.
    pub guard: Guard,
    /// Expressions to evaluate first, each with the place of what is told if it raises.
    pub values: Vec<(String, u32)>,
    /// Statements that stand before it, under the same guard.
    pub sets: Vec<String>,
    /// Whole lines instead of a call.
    pub lines: Vec<String>,
    /// The places of probes between the items before, which it arms.
    pub items: Vec<u32>,
    /// It passes on the value None, for want of another one.
    pub none: bool,
}

/// The condition of a loaded probe.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Guard {
    /// It can be stopped.
    pub flag: bool,
    /// The test, if any.
    pub test: Option<Test>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    /// It cannot raise.
    Plain(String),
    /// It may; the place of what notes it.
    Checked(String, u32),
    /// The place of a function that takes these names, or, without any, finds the values through the frame.
    Call(u32, Vec<String>),
}

impl Fire {
    /// What declares the probe's name in the body of a class; it fires nothing.
    pub const fn declaration() -> Self {
        Self {
            line: 0,
            maybe: Vec::new(),
            bound: Vec::new(),
            quote: '"',
            load: Load {
                site: 0,
                unbound: None,
                memory: false,
                makes: None,
                sights: false,
                guard: Guard { flag: false, test: None },
                values: Vec::new(),
                sets: Vec::new(),
                lines: Vec::new(),
                items: Vec::new(),
                none: false,
            },
        }
    }

    pub const fn is_declaration(&self) -> bool {
        self.line == 0
    }
}

/// A call that takes an expression and gives it back, or an iterator over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wrapper {
    /// Fires when it was evaluated.
    After,
    /// Fires before each `next()`.
    Each,
    /// Fires before each `next()` but the first.
    Again,
    /// The same, in the frame that asks the generator.
    Around,
}

impl Wrapper {
    /// All of them, in the order from the inside to the outside.
    pub const ALL: [Self; 4] = [Self::After, Self::Each, Self::Again, Self::Around];

    /// The runtime's method.
    pub const fn method(self) -> &'static str {
        match self {
            Self::After => AFTER,
            Self::Each => EACH,
            Self::Again => AGAIN,
            Self::Around => AROUND,
        }
    }
}

/// The marker's name and the style: enough to write every form.
#[derive(Debug, Clone)]
pub(super) struct Abi {
    pub name: String,
    pub style: Style,
}

impl Abi {
    /// `from instr import probe as _instr`
    pub fn preamble(&self) -> String {
        match self.style {
            Style::Call => format!("from {PACKAGE} import {PROBE} as {}", self.name),
            Style::Print => format!("import {SYS} as {}", self.name),
            Style::Load => String::new(),
        }
    }

    /// The preamble as an expression that is false. A walrus would not do among the bases of a generic class.
    pub fn inline(&self) -> String {
        match self.style {
            Style::Call => format!("globals().update({}=__import__(\"{PACKAGE}\").{PROBE})", self.name),
            Style::Print => format!("globals().update({}=__import__(\"{SYS}\"))", self.name),
            Style::Load => String::new(),
        }
    }

    /// The same among the bases of a class.
    pub fn inline_base(&self) -> String {
        format!("*({} or ())", self.inline())
    }

    /// `_instr(4, "c", s=s)`
    pub fn fire(&self, fire: &Fire) -> String {
        match self.style {
            _ if fire.is_declaration() => format!("global {}", self.name),
            Style::Call => format!("{}({}{})", self.name, fire.line, captures(fire)),
            Style::Print => {
                let q = fire.quote;
                let mut text = format!("{PRINT}({q}{}:{q}", fire.line);
                for name in &fire.bound {
                    let _ = write!(text, ", {q}{name} ={q}, {REPR}({name})");
                }
                let _ = write!(text, ", file={}.stderr)", self.name);
                text
            }
            Style::Load => super::load::text::expression(&self.name, fire),
        }
    }

    /// `_instr.after(`
    pub fn wrapper_open(&self, wrapper: Wrapper) -> String {
        match self.style {
            Style::Call => format!("{}.{}(", self.name, wrapper.method()),
            Style::Print => "(".to_owned(),
            // Which one it is the place in the table tells.
            Style::Load => "(".to_owned(),
        }
    }

    /// What stands before [`Self::wrapper_open`].
    pub fn wrapper_head(&self, fire: &Fire) -> String {
        match self.style {
            Style::Load => format!("{}[{}]", self.name, fire.load.site),
            Style::Call | Style::Print => String::new(),
        }
    }

    /// `, 4, "c", s=s)`
    pub fn wrapper_close(&self, fire: &Fire) -> String {
        match self.style {
            Style::Call => format!(", {}{})", fire.line, captures(fire)),
            Style::Print => format!(", {})[0]", self.fire(fire)),
            Style::Load => super::load::text::rest(&self.name, fire),
        }
    }

    /// `*_instr.bases(4, s=s)`
    pub fn bases(&self, fire: &Fire) -> String {
        match self.style {
            Style::Call => format!("*{}.{BASES}({}{})", self.name, fire.line, captures(fire)),
            Style::Print | Style::Load => format!("*({} or ())", self.fire(fire)),
        }
    }

    /// `_instr.leaving(4, "s")`
    pub fn leaving(&self, fire: &Fire) -> String {
        match self.style {
            Style::Load => super::load::text::call(&self.name, fire, fire.load.site),
            Style::Call | Style::Print => format!("{}.{LEAVING}({}{})", self.name, fire.line, captures(fire)),
        }
    }

    /// `_instr.leaving(4, "s")`, behind an `@`.
    pub fn decorator(&self, fire: &Fire) -> String {
        match self.style {
            Style::Load => super::load::text::decorator(&self.name, fire),
            Style::Call | Style::Print => self.leaving(fire),
        }
    }

    /// The probe of that slot as a reader sees it, without what it wraps.
    pub fn shown(&self, slot: &Slot, fire: &Fire) -> String {
        match slot {
            Slot::Around(_, wrapper) => format!("{}…{}", self.wrapper_open(*wrapper), self.wrapper_close(fire)),
            Slot::LastItem(_) | Slot::MiddleItem(_) => self.leaving(fire),
            Slot::Decorator(_) => self.decorator(fire),
            Slot::Case(_) => format!("{}…))", self.case_open(fire.line)),
            Slot::Bases(..) => self.bases(fire),
            Slot::Prefix(_)
            | Slot::Suffix(_)
            | Slot::Line(_)
            | Slot::Above(_)
            | Slot::Below(_)
            | Slot::CaseAbove(_)
            | Slot::Bare(_)
            | Slot::Before(_)
            | Slot::False(_) => self.fire(fire),
        }
    }

    /// `_instr.L4((`
    pub fn case_open(&self, line: u32) -> String {
        format!("{}.{CASE}{line}((", self.name)
    }
}

/// `, "c", s=s`
fn captures(fire: &Fire) -> String {
    let mut text = String::new();
    for name in &fire.maybe {
        let _ = write!(text, ", {q}{name}{q}", q = fire.quote);
    }
    for name in &fire.bound {
        let _ = write!(text, ", {name}={name}");
    }
    text
}
