//! What a statement or an expression may do to a watched value.

use super::is_function;
use super::scan::Scan;
use crate::ast::visit::{Visitor, walk_expr, with_stack};
use crate::ast::*;
use crate::expression::{Sight, Watch, path};
use crate::scope::{ScopeId, Scopes};
use crate::source::LineIndex;
use crate::text::Ranged;
use serde::Serialize;
use std::fmt;

/// By what a value may change. The later ones outweigh the earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// An operator, an attribute or an item: a method of some class may run.
    Operation,
    /// An exception is handled: what raised it may have changed something first.
    Exception,
    /// A call, an `await`, a `yield`: other code runs.
    Call,
    /// The next item is fetched.
    Iteration,
    /// A method of the value itself that changes it.
    Mutation,
    /// The frame begins, with its parameters.
    Entry,
    /// `x = 1`
    Assignment,
    /// `x += 1`
    Augmented,
    /// `(x := 1)`
    Walrus,
    /// `for x in xs`
    Loop,
    /// `with a as x`
    With,
    /// `except E as x`
    Except,
    /// Behind its clause the name has no value.
    ExceptEnd,
    /// `import x`
    Import,
    /// `def x` `class x` `type x`
    Definition,
    /// `case x`
    Capture,
    /// `del x`
    Deletion,
}

impl Why {
    /// The change is made by the place itself. Others change the value through another name for it.
    pub fn is_sound(self) -> bool {
        self >= Self::Mutation
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Operation => "operation may mutate (alias)",
            Self::Exception => "what raised may have mutated (alias)",
            Self::Call => "call may mutate (alias)",
            Self::Iteration => "iteration may mutate (alias)",
            Self::Mutation => "mutating method",
            Self::Entry => "entry",
            Self::Assignment => "assignment",
            Self::Augmented => "augmented",
            Self::Walrus => "walrus",
            Self::Loop => "loop variable",
            Self::With => "with ... as",
            Self::Except => "except ... as",
            Self::ExceptEnd => "end of except ... as",
            Self::Import => "import",
            Self::Definition => "definition",
            Self::Capture => "capture of a pattern",
            Self::Deletion => "deletion",
        })
    }
}

/// Methods of the builtin containers that change them.
const MUTATORS: [&str; 20] = [
    "add",
    "append",
    "appendleft",
    "clear",
    "difference_update",
    "discard",
    "extend",
    "extendleft",
    "insert",
    "intersection_update",
    "pop",
    "popitem",
    "popleft",
    "remove",
    "reverse",
    "rotate",
    "setdefault",
    "sort",
    "symmetric_difference_update",
    "update",
];

/// They give access to the variables of a file or of a class.
const NAMESPACES: [&str; 7] = ["delattr", "eval", "exec", "globals", "locals", "setattr", "vars"];

/// What a part of a frame's code may do, by what, at which line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Effect {
    pub why: Why,
    pub line: u32,
    /// How a tracer may tell it otherwise.
    pub doubt: Option<&'static str>,
    /// Other code runs there: it may change the value and then raise, so that no check comes.
    pub raises: bool,
}

/// Collects the effects of expressions.
pub(super) struct Effects<'e, 'a> {
    pub source: &'a str,
    pub index: &'e LineIndex,
    pub scopes: &'e Scopes<'a>,
    pub frame: ScopeId,
    pub watch: &'e Watch,
    /// The watched names, mangled, that the frame's code binds.
    pub names: &'e [String],
    /// One of them is also bound in another frame: a call may do so.
    pub is_shared: bool,
    pub found: Option<Effect>,
    /// What a binding is called.
    pub binding: Why,
    comprehensions: u32,
    /// Whatever is there may change the value.
    pub everything: bool,
    /// There is a comprehension in it.
    pub has_comprehension: bool,
    /// Other code may run and change the value.
    pub runs: bool,
    /// Variables may be given values by their names.
    pub by_name: bool,
}

pub(super) const HALF: &str = "if the rest of the line raises, the change is told late or not at all";
pub(super) const SEVERAL: &str = "of several changes within one statement the last is told";

impl<'e, 'a> Effects<'e, 'a> {
    pub fn new(scan: &'e Scan<'e, 'a>, binding: Why) -> Self {
        let Scan { file, frame, watch, names, is_shared, .. } = scan;
        Self {
            source: file.source,
            index: file.index,
            scopes: file.scopes,
            frame: *frame,
            watch,
            names,
            is_shared: *is_shared,
            found: None,
            binding,
            comprehensions: 0,
            everything: false,
            has_comprehension: false,
            runs: false,
            by_name: false,
        }
    }

    /// `exec("x = 1")` `globals()["x"] = 1`
    fn called(&mut self, call: &ExprCall<'a>) {
        let is_namespace = !is_function(self.scopes, self.frame) && !self.names.is_empty();
        if is_namespace && matches!(call.func, Expr::Name(name) if NAMESPACES.contains(&name.id)) {
            self.by_name = true;
            self.add(Why::Call, self.index.line(call.range.start()));
        }
    }

    /// A name gets or loses its value.
    pub fn bind(&mut self, name: &str, at: u32, why: Why) {
        let mangled = self.scopes.mangled(self.frame, name);
        if self.names.iter().any(|other| *other == mangled) {
            self.add(why, self.index.line(at));
        }
    }

    pub fn add(&mut self, why: Why, line: u32) {
        let doubt = match why {
            Why::Walrus if self.comprehensions > 0 => Some(SEVERAL),
            Why::Walrus => Some(HALF),
            _ => None,
        };
        let Some(found) = &mut self.found else {
            self.found = Some(Effect { why, line, doubt, raises: false });
            return;
        };
        if why >= Why::Mutation && found.why >= Why::Mutation {
            let elsewhere = (found.line != line).then_some(SEVERAL);
            *found = Effect { why, line, doubt: doubt.or(found.doubt).or(elsewhere), ..*found };
        } else if why > found.why {
            *found = Effect { why, line, doubt, ..*found };
        }
    }

    /// What may run code that changes something.
    pub fn may(&mut self, why: Why, at: u32) {
        if self.watch.sight == Sight::Contents || self.is_shared {
            self.runs |= !why.is_sound();
            self.add(why, self.index.line(at));
        }
    }

    /// An attribute or an item of something is set or deleted.
    fn store(&mut self, expr: Expr<'a>) {
        let direct = path(expr, self.source).is_some_and(|path| self.watch.paths.contains(&path));
        let inside = match expr {
            Expr::Subscript(item) => path(item.value, self.source).is_some_and(|path| self.watch.paths.contains(&path)),
            _ => false,
        };
        if direct || inside {
            self.may(self.binding, expr.start());
        } else {
            self.may(Why::Operation, expr.start());
        }
    }
}

impl<'a> Visitor<'a> for Effects<'_, 'a> {
    fn visit_expr(&mut self, expr: Expr<'a>, context: ExprContext) {
        let at = expr.start();
        if self.everything && self.found.is_none() {
            self.add(Why::Operation, self.index.line(at));
        }
        match expr {
            Expr::Name(name) if context == ExprContext::Store => self.bind(name.id, at, self.binding),
            Expr::Name(name) if context == ExprContext::Del => self.bind(name.id, at, Why::Deletion),
            Expr::Attribute(_) | Expr::Subscript(_) if context != ExprContext::Load => self.store(expr),
            Expr::NamedExpr(node) => {
                with_stack(|| self.visit_expr(node.value, ExprContext::Load));
                if let Expr::Name(name) = node.target {
                    self.bind(name.id, name.range.start(), Why::Walrus);
                }
                return;
            }
            Expr::Lambda(node) => {
                let args = node.args;
                let parameters = args.posonlyargs.iter().chain(args.args).chain(args.kwonlyargs);
                parameters.filter_map(|p| p.default).for_each(|e| self.visit_expr(e, ExprContext::Load));
                return;
            }
            Expr::Call(call) => {
                self.called(call);
                let mutates = match call.func {
                    Expr::Attribute(method) => {
                        MUTATORS.contains(&method.attr)
                            && path(method.value, self.source).is_some_and(|path| self.watch.paths.contains(&path))
                    }
                    _ => false,
                };
                self.may(if mutates { Why::Mutation } else { Why::Call }, at);
            }
            Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) => self.may(Why::Call, at),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::GeneratorExp(_) => {
                self.may(Why::Iteration, at);
                self.has_comprehension = true;
                self.comprehensions += 1;
                with_stack(|| walk_expr(self, expr, context));
                self.comprehensions -= 1;
                return;
            }
            Expr::Starred(_) => self.may(Why::Iteration, at),
            Expr::Compare(node) if node.ops.iter().all(|op| matches!(op, CmpOp::Is | CmpOp::IsNot)) => {}
            Expr::UnaryOp(node) if node.op == UnaryOp::Not => {}
            Expr::BinOp(_)
            | Expr::UnaryOp(_)
            | Expr::Compare(_)
            | Expr::Attribute(_)
            | Expr::Subscript(_)
            | Expr::JoinedStr(_)
            | Expr::TemplateStr(_) => self.may(Why::Operation, at),
            _ => {}
        }
        with_stack(|| walk_expr(self, expr, context));
    }

    /// The targets of a comprehension are variables of its own.
    fn visit_comprehension(&mut self, comprehension: &'a Comprehension<'a>) {
        self.visit_expr(comprehension.iter, ExprContext::Load);
        comprehension.ifs.iter().for_each(|&test| self.visit_expr(test, ExprContext::Load));
    }
}
