//! Code of `def`, `class`, parameters, and the frames of their bodies.

use super::anchor::Anchor;
use super::emit::Emitter;
use super::fold::all_constant;
use super::graph::Node;
use crate::ast::visit::with_stack;
use crate::ast::*;

/// A docstring, if the body starts with one.
pub(super) fn docstring<'a>(body: &'a [Stmt<'a>]) -> Option<Stmt<'a>> {
    body.first().copied().filter(|s| {
        matches!(s, Stmt::Expr(node) if matches!(node.value, Expr::Constant(c) if matches!(c.value, Constant::Str(_))))
    })
}

/// Nothing that the `def` evaluates can fail or run code.
fn is_plain(args: &Arguments<'_>) -> bool {
    let named = || args.posonlyargs.iter().chain(args.args).chain(args.kwonlyargs);
    let starred = args.vararg.into_iter().chain(args.kwarg);
    named().all(|p| p.default.is_none())
        && named().map(|p| &p.arg).chain(starred).all(|a| a.annotation.is_none_or(is_builtin))
}

/// All annotations of the header, in the order in which they are evaluated.
fn annotations<'a>(node: &'a StmtFunctionDef<'a>) -> Vec<Expr<'a>> {
    let args = node.args;
    args.args
        .iter()
        .map(|p| &p.arg)
        .chain(args.posonlyargs.iter().map(|p| &p.arg))
        .chain(args.vararg)
        .chain(args.kwonlyargs.iter().map(|p| &p.arg))
        .chain(args.kwarg)
        .filter_map(|a| a.annotation)
        .chain(node.returns)
        .collect()
}

fn is_builtin(annotation: Expr<'_>) -> bool {
    match annotation {
        Expr::Constant(_) => true,
        Expr::Name(name) => {
            matches!(name.id, "bool" | "bytes" | "dict" | "float" | "int" | "list" | "object" | "set" | "str" | "tuple")
        }
        _ => false,
    }
}

/// The body of a class or module annotates names of its own.
fn has_annotations(body: &[Stmt<'_>]) -> bool {
    body.iter().any(|stmt| match stmt {
        Stmt::AnnAssign(node) => node.simple,
        Stmt::For(StmtFor { body, orelse, .. })
        | Stmt::While(StmtWhile { body, orelse, .. })
        | Stmt::If(StmtIf { body, orelse, .. }) => has_annotations(body) || has_annotations(orelse),
        Stmt::With(node) => has_annotations(node.body),
        Stmt::Match(node) => node.cases.iter().any(|c| has_annotations(c.body)),
        Stmt::Try(node) => {
            [node.body, node.orelse, node.finalbody].into_iter().any(has_annotations)
                || node.handlers.iter().any(|h| has_annotations(h.body))
        }
        _ => false,
    })
}

/// What it costs that a probe comes before the memory of its frame is made: any other place is better.
const NO_MEMORY: u32 = 500;

impl<'a> Emitter<'a, '_> {
    pub(super) fn function_def(&mut self, node: &'a StmtFunctionDef<'a>) {
        let line = self.line;
        self.decorators(node.decorator_list);
        let generic = !node.type_params.is_empty();
        if let (true, Some(&first)) = (generic, node.body.first()) {
            self.doubt_header(line, first);
        }
        if generic && self.file.version == 12 {
            self.op(line);
        }
        self.defaults(node.args);
        if !self.since(14) && !generic {
            self.annotations(node);
        }
        self.lazy_annotations(line, annotations(node));
        let can_wait = is_plain(node.args) && node.returns.is_none_or(is_builtin) && !self.file.own_lines;
        if node.decorator_list.is_empty() && !generic && can_wait {
            // The values that a later probe sees are those after the `def`.
            self.silent_op_costing(line, 20);
        } else {
            if !self.since(9) && self.file.own_lines && !node.decorator_list.is_empty() {
                self.slot(Anchor::Decorate(Stmt::FunctionDef(node), node.decorator_list.len() - 1));
            }
            self.op(line);
            if let ([.., last], true) = (node.decorator_list, is_plain(node.args)) {
                // Making a function runs nothing.
                self.slot_again(Anchor::ExprAfter(*last));
            }
            self.decorate(Stmt::FunctionDef(node), node.decorator_list);
            self.silent_op_costing(line, 20);
        }
        self.frame(FrameNode::Function(node), false);
    }

    fn decorators(&mut self, decorators: &'a [Expr<'a>]) {
        let closed = !self.since(9);
        self.mute += u32::from(closed);
        self.exprs(decorators.iter().copied());
        self.mute -= u32::from(closed);
    }

    fn decorate(&mut self, stmt: Stmt<'a>, decorators: &'a [Expr<'a>]) {
        if self.since(11) {
            let own_lines = self.file.own_lines && !decorators.is_empty();
            for (at, &decorator) in decorators.iter().enumerate().rev() {
                if own_lines {
                    self.slot(Anchor::Decorate(stmt, at));
                }
                let line = self.line_of(decorator);
                self.op(line);
            }
            if own_lines {
                self.slot(Anchor::Decorate(stmt, decorators.len()));
            }
        }
    }

    /// Default values are evaluated where the `def` or `lambda` is.
    pub(super) fn defaults(&mut self, args: &'a Arguments<'a>) {
        let positional: Vec<_> = args.posonlyargs.iter().chain(args.args).filter_map(|p| p.default).collect();
        let folded_late = !self.since(10) || self.since(14);
        if let [first, .., last] | [first @ last] = positional[..]
            && folded_late
            && all_constant(&positional)
        {
            self.slot(Anchor::ExprBefore(first));
            self.here();
            self.slot(Anchor::ExprAfter(last));
        } else if !positional.is_empty() {
            self.exprs(positional.iter().copied());
            self.here();
        }
        let mut keyword = args.kwonlyargs.iter().filter_map(|p| p.default).peekable();
        if keyword.peek().is_some() {
            for default in keyword {
                if self.since(14) {
                    self.here();
                }
                self.expr(default);
            }
            self.here();
        }
    }

    fn annotations(&mut self, node: &'a StmtFunctionDef<'a>) {
        let args = node.args;
        let all = annotations(node);
        if is_plain(args) && node.returns.is_none_or(is_builtin) && all.iter().all(|&a| self.line_of(a) == self.line) {
            return;
        }
        for &annotation in &all {
            if self.since(10) {
                self.here();
            }
            self.annotation(annotation);
        }
        if !all.is_empty() {
            self.here();
        }
    }

    pub(super) fn class_def(&mut self, node: &'a StmtClassDef<'a>) {
        let line = self.line;
        self.decorators(node.decorator_list);
        if node.type_params.is_empty() {
            self.slot(Anchor::ClassBases(node));
            self.op(line);
            self.arguments(2, node.bases, node.keywords);
        } else {
            self.op(line);
            if let Some(&first) = node.body.first() {
                self.doubt_header(line, first);
            }
        }
        self.decorate(Stmt::ClassDef(node), node.decorator_list);
        self.silent_op(line);
        self.frame(FrameNode::Class(node), false);
    }

    /// The lines of a generic header.
    fn doubt_header(&mut self, line: u32, first: Stmt<'a>) {
        for line in line..=self.line_of(first).max(line + 1) - 1 {
            self.doubt(line, "type parameters are evaluated in a frame of their own, which is not told");
        }
    }

    pub(super) fn module_frame(&mut self, module: Mod<'a>) {
        if module.body.is_empty() {
            return self.op(1);
        }
        self.documented(module.body);
        self.end_of_frame();
    }

    pub(super) fn class_frame(&mut self, node: &'a StmtClassDef<'a>) {
        let line = self.line;
        self.silent_op(line);
        self.documented(node.body);
        if self.since(14) && has_annotations(node.body) {
            // The function that knows the annotations is stored.
            self.op(line);
        }
        self.end_of_frame();
    }

    /// The body of a module or class: its docstring is stored.
    fn documented(&mut self, body: &'a [Stmt<'a>]) {
        let Some(doc) = docstring(body) else { return self.body(body) };
        self.line = self.line_of(doc);
        self.silent_op(self.line);
        self.slot(Anchor::After(doc));
        self.body(&body[1..]);
    }

    pub(super) fn function_frame(&mut self, node: &'a StmtFunctionDef<'a>) {
        let doc = docstring(node.body);
        if let Some(doc) = doc {
            // A probe on a line of its own can mostly stand before what follows, where the frame has its memory.
            self.slot_costing(Anchor::After(doc), if self.file.own_lines { NO_MEMORY } else { 0 });
            if !self.since(10) {
                self.line = self.line_of(doc);
            }
        }
        self.body(&node.body[usize::from(doc.is_some())..]);
        self.doubt_star_ends(node.body);
        self.end_of_frame();
    }

    pub(super) fn lambda_frame(&mut self, node: &'a ExprLambda<'a>) {
        let line = self.line;
        self.expr(node.body);
        if matches!(self.file.version, 11 | 12) {
            self.op(line);
        } else if self.since(14) {
            self.op(self.line_of(node.body));
        } else {
            self.node(Node::Quiet);
        }
    }

    /// `except*` at the end: 3.11 fires the clause's line once more when the frame returns behind it, or, in its first
    /// releases, the clause's last line.
    fn doubt_star_ends(&mut self, body: &'a [Stmt<'a>]) {
        let last = body.last().filter(|_| self.file.version == 11);
        match last {
            Some(Stmt::Try(node)) => {
                if let (true, Some(handler)) = (node.is_star, node.handlers.last()) {
                    let line = self.file.starts.line(handler.range.start());
                    let body = handler.body.last().into_iter().flat_map(|&s| [self.line_of(s), self.end_line_of(s)]);
                    for line in body.chain([line]).collect::<Vec<_>>() {
                        self.doubt(line, "the end of the function fires it once more, which is not told");
                    }
                }
                let ends = [node.body, node.orelse, node.finalbody].into_iter();
                ends.chain(node.handlers.iter().map(|h| h.body)).for_each(|body| self.doubt_star_ends(body));
            }
            Some(Stmt::If(node)) => with_stack(|| {
                self.doubt_star_ends(node.body);
                self.doubt_star_ends(node.orelse);
            }),
            Some(Stmt::With(node)) => self.doubt_star_ends(node.body),
            Some(Stmt::Match(node)) => node.cases.iter().for_each(|case| self.doubt_star_ends(case.body)),
            _ => {}
        }
    }

    /// `return None`, which has a line up to 3.9, and the line of the `def` if nothing came before it.
    fn end_of_frame(&mut self) {
        if !self.since(10) {
            self.here();
        } else if self.at_entry() {
            let line = self.graph.first_line;
            self.op(line);
        } else {
            self.node(Node::Quiet);
        }
    }

    /// No operation was emitted yet.
    fn at_entry(&self) -> bool {
        self.graph.nodes[1..].iter().all(|n| n.is_transparent())
    }
}
