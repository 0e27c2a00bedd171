//! Statements: where control goes.

use super::state::State;
use super::{Exit, Point, Walk};
use crate::ast::visit::{Visitor, walk_pattern, walk_stmt, with_stack};
use crate::ast::*;
use crate::scope::comprehension_parts;
use crate::text::{Ranged, TextRange, TextSize};

impl<'a> Walk<'_, 'a> {
    /// Walks the code of a frame.
    pub(super) fn frame_body(&mut self, node: FrameNode<'a>) {
        match node {
            FrameNode::Module(module) => self.visit_body(module.body),
            FrameNode::Class(class) => self.visit_body(class.body),
            FrameNode::Function(function) => {
                self.parameters(function.args);
                self.visit_body(function.body);
            }
            FrameNode::Lambda(lambda) => {
                self.parameters(lambda.args);
                self.load(lambda.body);
            }
            FrameNode::Comprehension(expr) => {
                if let Some(parts) = comprehension_parts(expr) {
                    self.generators(self.frame.id, parts);
                }
            }
        }
    }

    fn parameters(&mut self, args: &'a Arguments<'a>) {
        let plain = args.posonlyargs.iter().chain(args.args).chain(args.kwonlyargs).map(|p| &p.arg);
        for arg in plain.chain(args.vararg).chain(args.kwarg) {
            self.bind(self.slot(arg.arg));
        }
    }

    fn stmt(&mut self, stmt: Stmt<'a>) {
        match stmt {
            Stmt::FunctionDef(s) => {
                s.decorator_list.iter().for_each(|&d| self.load(d));
                let parameters = s.args.posonlyargs.iter().chain(s.args.args).chain(s.args.kwonlyargs);
                parameters.filter_map(|p| p.default).for_each(|e| self.load(e));
                if s.type_params.is_empty() {
                    self.annotations(s);
                }
                self.make(FrameNode::Function(s));
                self.bind(self.slot(s.name));
            }
            Stmt::ClassDef(s) => {
                s.decorator_list.iter().for_each(|&d| self.load(d));
                if s.type_params.is_empty() {
                    self.record(Point::Bases(s.range.start()));
                    s.bases.iter().for_each(|&e| self.load(e));
                    s.keywords.iter().for_each(|k| self.load(k.value));
                }
                self.make(FrameNode::Class(s));
                self.bind(self.slot(s.name));
            }
            Stmt::TypeAlias(s) => self.expr(s.name, ExprContext::Store),
            Stmt::Return(_) | Stmt::Raise(_) => {
                walk_stmt(self, stmt);
                self.state.live = false;
            }
            Stmt::AugAssign(s) => {
                if let Expr::Name(_) = s.target {
                    self.load(s.target);
                    self.load(s.value);
                    self.expr(s.target, ExprContext::Store);
                } else {
                    walk_stmt(self, stmt);
                }
            }
            Stmt::AnnAssign(s) => {
                s.value.into_iter().for_each(|e| self.load(e));
                if s.value.is_some() || !matches!(s.target, Expr::Name(_)) {
                    self.expr(s.target, ExprContext::Store);
                }
                self.visit_annotation(s.annotation);
            }
            Stmt::For(s) => self.for_loop(s),
            Stmt::While(s) => self.while_loop(s),
            Stmt::If(s) => {
                let (holds, fails) = self.condition(s.test);
                self.state = holds;
                self.visit_body(s.body);
                let body = std::mem::replace(&mut self.state, fails);
                self.visit_body(s.orelse);
                self.state.join(&body);
            }
            Stmt::With(s) => self.with(s),
            Stmt::Match(s) => self.match_cases(s),
            Stmt::Try(s) => self.try_block(s),
            Stmt::Assert(s) => {
                // Under -O nothing of it runs.
                let before = self.state.clone();
                let (holds, fails) = self.condition(s.test);
                self.state = fails;
                s.msg.into_iter().for_each(|e| self.load(e));
                self.state = holds;
                self.state.join(&before);
            }
            Stmt::Import(s) => s.names.iter().for_each(|a| self.import(a, false)),
            Stmt::ImportFrom(s) => s.names.iter().for_each(|a| self.import(a, true)),
            Stmt::Break(_) => self.leave_turn(true),
            Stmt::Continue(_) => self.leave_turn(false),
            Stmt::Delete(_) | Stmt::Assign(_) | Stmt::Expr(_) => walk_stmt(self, stmt),
            Stmt::Nonlocal(s) => s.names.iter().for_each(|&name| self.declare_nonlocal(name)),
            Stmt::Global(_) | Stmt::Pass(_) => {}
        }
    }

    /// No text before the declaration may name the variable, or the compiler objects: there it is read by name only.
    fn declare_nonlocal(&mut self, name: &str) {
        let name = self.mangle(name).into_owned();
        for (_, variables) in &mut self.found {
            if let Some(at) = variables.bound.iter().position(|&bound| bound == name) {
                let name = variables.bound.remove(at);
                variables.maybe.push(name);
            }
        }
    }

    fn annotations(&mut self, s: &'a StmtFunctionDef<'a>) {
        let plain = s.args.posonlyargs.iter().chain(s.args.args).chain(s.args.kwonlyargs).map(|p| &p.arg);
        let all = plain.chain(s.args.vararg).chain(s.args.kwarg).filter_map(|a| a.annotation).chain(s.returns);
        all.for_each(|a| self.visit_annotation(a));
    }

    fn import(&mut self, alias: &'a Alias<'a>, is_from: bool) {
        let dotted = if is_from { Some(alias.name) } else { alias.name.split('.').next() };
        if let Some(name) = alias.asname.or(dotted) {
            self.bind(self.slot(name));
        }
    }

    fn for_loop(&mut self, s: &'a StmtFor<'a>) {
        self.load(s.iter);
        let exhausted = self.turns(from_to(s.target.start(), end_of(s.body)), |walk| {
            walk.record(Point::Next(s.iter.range()));
            let exhausted = walk.state.clone();
            walk.expr(s.target, ExprContext::Store);
            walk.visit_body(s.body);
            exhausted
        });
        self.leave_loop(exhausted, s.orelse);
    }

    fn while_loop(&mut self, s: &'a StmtWhile<'a>) {
        let exhausted = self.turns(from_to(s.test.start(), end_of(s.body)), |walk| {
            let (holds, fails) = walk.condition(s.test);
            walk.state = holds;
            walk.visit_body(s.body);
            fails
        });
        self.leave_loop(exhausted, s.orelse);
    }

    /// All turns of a loop, whose text is `range`, in one. What was told is known better when the end of a turn is known:
    /// then there is a second one.
    fn turns(&mut self, range: TextRange, turn: impl Fn(&mut Self) -> State) -> State {
        let before = self.state.clone();
        self.frame.run_in_part(&mut self.state, range);
        let (first, mark) = (self.state.clone(), self.inner.len());
        self.exits.push(Exit::Loop { breaks: first.dead(), turns: first.dead() });
        let exhausted = turn(self);
        let depth = self.exits.iter().filter(|exit| matches!(exit, Exit::Loop { .. })).count();
        if self.told.is_none() || depth > DEEPEST {
            return exhausted;
        }
        let mut next = before.clone();
        next.join(&self.state);
        if let Some(Exit::Loop { turns, .. }) = self.exits.pop() {
            next.join(&turns);
        }
        self.inner.truncate(mark);
        self.state = State { settled: next.settled, ..first };
        self.exits.push(Exit::Loop { breaks: self.state.dead(), turns: self.state.dead() });
        turn(self)
    }

    fn leave_loop(&mut self, exhausted: State, orelse: &'a [Stmt<'a>]) {
        let exit = self.exits.pop();
        self.state = exhausted;
        self.visit_body(orelse);
        if let Some(Exit::Loop { breaks, .. }) = exit {
            self.state.join(&breaks);
        }
    }

    /// At a `break`, or a `continue`.
    fn leave_turn(&mut self, is_break: bool) {
        let mut state = self.state.clone();
        for exit in self.exits.iter_mut().rev() {
            match exit {
                Exit::Finally(range) => self.frame.run_in_part(&mut state, *range),
                Exit::Unbind(slot) => self.frame.kill(&mut state, *slot),
                Exit::Loop { breaks, turns } => {
                    if is_break { breaks } else { turns }.join(&state);
                    break;
                }
            }
        }
        self.state.live = false;
    }

    /// Any context manager may swallow what its block raises.
    fn with(&mut self, s: &'a StmtWith<'a>) {
        let end = end_of(s.body);
        let mut swallowed = None;
        for item in s.items {
            self.load(item.context_expr);
            if swallowed.is_none() {
                let mut state = self.state.clone();
                self.frame.run_in_part(&mut state, from_to(item.context_expr.end(), end));
                swallowed = Some(state);
            }
            item.optional_vars.into_iter().for_each(|target| self.expr(target, ExprContext::Store));
        }
        self.record_as(Point::WithExit(s.range.start()), |walk| {
            let mut left = walk.state.clone();
            let header = s.items.last().map(|item| item.optional_vars.unwrap_or(item.context_expr).end());
            walk.frame.run_in_part(&mut left, from_to(header.unwrap_or(s.range.start()), end));
            left
        });
        self.visit_body(s.body);
        if let Some(state) = swallowed {
            self.state.join(&state);
        }
    }

    fn match_cases(&mut self, s: &'a StmtMatch<'a>) {
        self.load(s.subject);
        let mut after = self.state.dead();
        for case in s.cases {
            self.record(Point::BeforeCase(case.range.start()));
            let mut tried = self.state.clone();
            self.visit_pattern(case.pattern);
            self.bind_captures(case.pattern);
            if is_irrefutable(case.pattern) {
                tried.live = false;
            }
            if let Some(guard) = case.guard {
                let (holds, fails) = self.condition(guard);
                self.state = holds;
                tried.join(&fails);
            }
            self.visit_body(case.body);
            after.join(&self.state);
            self.state = tried;
        }
        self.state.join(&after);
    }

    /// A pattern binds its names only when all of it has matched.
    fn bind_captures(&mut self, pattern: Pattern<'a>) {
        struct Captures<'a>(Vec<&'a str>);
        impl<'a> Visitor<'a> for Captures<'a> {
            fn visit_expr(&mut self, _: Expr<'a>, _: ExprContext) {}
            fn visit_pattern(&mut self, pattern: Pattern<'a>) {
                walk_pattern(self, pattern);
                self.0.extend(match pattern {
                    Pattern::MatchAs(p) => p.name,
                    Pattern::MatchStar(p) => p.name,
                    Pattern::MatchMapping(p) => p.rest,
                    _ => None,
                });
            }
        }
        let mut captures = Captures(Vec::new());
        captures.visit_pattern(pattern);
        captures.0.into_iter().for_each(|name| self.bind(self.slot(name)));
    }

    fn try_block(&mut self, s: &'a StmtTry<'a>) {
        let start = s.range.start();
        let before_finally = s.orelse.last().map(|s| s.end()).or(s.handlers.last().map(|h| h.range.end()));
        let before_finally = before_finally.unwrap_or(end_of(s.body));
        let finally = from_to(before_finally, s.range.end());
        let mut raised = self.state.clone();
        self.frame.run_in_part(&mut raised, from_to(start, before_finally));
        let mut caught = self.state.clone();
        self.frame.run_in_part(&mut caught, from_to(start, end_of(s.body)));
        if !s.finalbody.is_empty() {
            self.exits.push(Exit::Finally(finally));
        }
        self.visit_body(s.body);
        self.visit_body(s.orelse);
        let mut done = self.state.clone();
        for handler in s.handlers {
            self.state = caught;
            caught = self.handler(handler, s.is_star, &mut done);
        }
        if s.is_star && !s.handlers.is_empty() {
            done.join(&caught);
        }
        if s.finalbody.is_empty() {
            self.state = done;
            return;
        }
        self.exits.pop();
        self.state = raised;
        self.visit_body(s.finalbody);
        // It goes on only if nothing was raised: `done`, then the `finally`.
        self.frame.run_in_part(&mut done, finally);
        self.state.live &= done.live;
        self.state.must.union(&done.must);
        self.state.may.intersect(&done.may);
    }

    /// Gives the state in which the next clause is tried.
    fn handler(&mut self, handler: &'a ExceptHandler<'a>, is_star: bool, done: &mut State) -> State {
        handler.type_.into_iter().for_each(|e| self.load(e));
        let mut next = self.state.clone();
        if is_star {
            self.frame.run_in_part(&mut next, handler.range);
        }
        let slot = handler.name.and_then(|name| self.slot(name));
        self.bind(slot);
        self.exits.extend(slot.map(Exit::Unbind));
        self.visit_body(handler.body);
        if slot.is_some() {
            self.exits.pop();
        }
        self.kill(slot);
        done.join(&self.state);
        next
    }
}

impl<'a> Visitor<'a> for Walk<'_, 'a> {
    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        with_stack(|| {
            self.record(Point::BeforeStmt(stmt.start()));
            self.stmt(stmt);
            self.record(Point::AfterStmt(stmt.start()));
        });
    }

    fn visit_expr(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        with_stack(|| self.expr(expr, ctx));
    }

    /// Evaluated or not, by the version and the `__future__`.
    fn visit_annotation(&mut self, annotation: Expr<'a>) {
        if self.scopes.evaluates_annotations() {
            let before = self.state.clone();
            self.load(annotation);
            self.state.join(&before);
        }
    }
}

/// Loops in so many others are walked through twice each.
const DEEPEST: usize = 4;

fn from_to(start: TextSize, end: TextSize) -> TextRange {
    TextRange::new(start, end.max(start))
}

fn end_of(body: &[Stmt<'_>]) -> TextSize {
    body.last().map_or(0, |stmt| stmt.end())
}

/// True if the pattern matches whatever it is tried on.
fn is_irrefutable(pattern: Pattern<'_>) -> bool {
    match pattern {
        Pattern::MatchAs(p) => p.pattern.is_none_or(is_irrefutable),
        Pattern::MatchOr(p) => p.patterns.last().is_some_and(|&p| is_irrefutable(p)),
        _ => false,
    }
}
