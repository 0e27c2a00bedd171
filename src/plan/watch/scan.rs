//! The checks of one frame, statement by statement.
//!
//! Statements of one line share a check: a tracer, too, looks only when the next line begins.

use super::effect::{Effect, Effects, HALF, SEVERAL, Why};
use super::known::Known;
use super::{Check, is_function};
use crate::ast::visit::{Visitor, walk_expr, walk_pattern, with_stack};
use crate::ast::*;
use crate::expression::{Sight, Watch};
use crate::lines::{Anchor, PythonVersion};
use crate::plan::{Capture, Memory, Site, select};
use crate::scope::{Resolution, ScopeId, ScopeKind, Scopes};
use crate::source::LineIndex;
use crate::text::{Ranged, TextSize};

/// A file and what is known of it.
pub(super) struct File<'f, 'a> {
    pub source: &'a str,
    pub index: &'f LineIndex,
    pub scopes: &'f Scopes<'a>,
    pub target: PythonVersion,
}

/// What a frame has.
pub(super) struct Found<'a> {
    pub checks: Vec<Check<'a>>,
    pub unseen: Vec<(u32, &'static str)>,
}

const TRUTH: &str = "the truth of an object is asked, which may be a method's";
const CELL: &str = "a probe cannot read the namespace of a class that has a cell for `__class__`";
const RAISES: &str = "one made by what then raises out of the frame";
const GENERATOR: &str = "a tracer does not look between the turns of a generator expression on one line";
const ELSEWHERE: &str = "another file may assign the file's variable before the function runs";
const TURN: &str = "what is called in the same turn is told before a tracer looks";
const SAME_LINE: &str = "the rest of the line may change it again before a tracer looks";
const OLD_FRAME: &str = "up to 3.9 it may begin with what an earlier call of the function saw";
const LEFT: &str =
    "where an exception goes on behind `finally`, a tracer does not see that the name has no value any more";
const NO_END: &str = "the name loses its value where the clause is left by a jump, a return or an exception";
const BY_NAME: &str = "what is kept of the namespace may change it later";
const INLINED: &str =
    "since 3.12 a tracer may see the variables of a comprehension, and what it is stored to, at other lines";

pub(super) struct Scan<'s, 'a> {
    pub file: &'s File<'s, 'a>,
    pub frame: ScopeId,
    pub watch: &'s Watch,
    /// The watched names, mangled, that the frame's code can bind.
    pub names: Vec<String>,
    /// One of them is also bound in another frame.
    pub is_shared: bool,
    /// Of a bare name that no other frame binds.
    known: Option<Known<'a>>,
    /// Of all checks of the frame.
    doubt: Option<&'static str>,
    /// Every statement may change the value.
    pub precise: bool,
    /// Behind what is scanned the frame may be left by an exception that a `finally` has held up.
    is_end_of_finally: bool,
    /// What raises is looked at before it leaves the frame.
    is_caught: bool,
    /// Behind what raises, or returns, more lines of the frame may run.
    is_held: bool,
    /// Behind what is scanned the frame ends: that a name has no value there is of no interest.
    is_last: bool,
    found: Found<'a>,
}

/// All places in `node` behind which the value may be another one.
pub(super) fn scan<'a>(
    file: &File<'_, 'a>,
    frame: ScopeId,
    node: FrameNode<'a>,
    watch: &Watch,
    precise: bool,
    shared: bool,
) -> Found<'a> {
    let scopes = file.scopes;
    let is_file = frame == scopes.module();
    let mut names = Vec::new();
    let mut is_shared = false;
    for name in &watch.expression.names {
        let name = scopes.mangled(frame, name).into_owned();
        let owner = match scopes.resolution(frame, &name) {
            Some(Resolution::Local) => frame,
            Some(Resolution::Free(owner)) => owner,
            Some(Resolution::GlobalExplicit) => {
                is_shared |= !shared;
                scopes.module()
            }
            Some(Resolution::GlobalImplicit) if is_file => frame,
            Some(Resolution::GlobalImplicit) | None => {
                is_shared |= !shared && scopes.binds(scopes.module(), &name);
                continue;
            }
        };
        if owner != scopes.module() {
            let binds = |&id: &ScopeId| {
                id != frame
                    && scopes.binds(id, &name)
                    && (id == owner || scopes.resolution(id, &name) == Some(Resolution::Free(owner)))
            };
            is_shared |= scopes.within(owner).any(|id| binds(&id));
        }
        names.push(name);
    }
    let is_alone = !precise && watch.sight == Sight::Name && !is_shared && is_function(scopes, frame);
    let known = is_alone.then(Known::default);
    let is_old_class = file.target <= PythonVersion::PY312 && scopes.kind(frame) == ScopeKind::Class;
    let is_generic = matches!(node, FrameNode::Class(class) if !class.type_params.is_empty());
    let has_cell = is_old_class && (is_generic || scopes.has_class_cell(frame));
    let is_old = file.target <= PythonVersion::PY39 && select::memory(scopes, frame) == Memory::Frame;
    let doubt = has_cell.then_some(CELL).or(is_old.then_some(OLD_FRAME));
    let found = Found { checks: Vec::new(), unseen: Vec::new() };
    let mut scan = Scan {
        file,
        frame,
        watch,
        names,
        is_shared,
        known,
        doubt,
        precise,
        is_end_of_finally: false,
        is_caught: false,
        is_held: false,
        is_last: true,
        found,
    };
    scan.whole(node);
    if watch.sight != Sight::Name {
        scan.inlined();
    }
    if let (true, FrameNode::Function(function)) = (shared, node) {
        scan.found.unseen.push((scan.line(function.range.start()), ELSEWHERE));
    }
    scan.found
}

impl<'a> Scan<'_, 'a> {
    fn whole(&mut self, node: FrameNode<'a>) {
        match node {
            FrameNode::Module(module) => self.body(module.body),
            FrameNode::Class(class) => {
                self.entry(class.body, class.range.start());
                self.body(class.body);
            }
            FrameNode::Function(function) => {
                let first = function.decorator_list.first().map_or(function.range.start(), Ranged::start);
                self.entry(function.body, first);
                self.body(function.body);
            }
            FrameNode::Lambda(lambda) => {
                if self.has_value_at_entry() {
                    let line = self.line(lambda.range.start());
                    self.push(line, Why::Entry, Anchor::ExprBefore(lambda.body), None);
                }
                self.around(lambda.body);
            }
            FrameNode::Comprehension(expr) => self.comprehension(expr),
        }
    }

    /// Variables of comprehensions that since 3.12 a tracer takes for those of the frame.
    fn inlined(&mut self) {
        let scopes = self.file.scopes;
        let ids: Vec<ScopeId> = scopes.within(self.frame).collect();
        let mut at = 1;
        while let Some(&id) = ids.get(at) {
            if !scopes.is_inlined(id) {
                at += scopes.within(id).count();
                continue;
            }
            at += 1;
            let is_watched = self.watch.expression.names.iter().any(|name| scopes.locals(id).contains(&name.as_str()));
            if let (true, Some(FrameNode::Comprehension(expr))) = (is_watched, scopes.node(id)) {
                self.found.unseen.push((self.line(expr.start()), INLINED));
            }
        }
    }

    /// Parameters and the variables of functions around have a value when the frame begins.
    fn has_value_at_entry(&self) -> bool {
        let scopes = self.file.scopes;
        if self.watch.sight == Sight::Contents {
            return true;
        }
        self.watch.expression.names.iter().any(|name| {
            let name = scopes.mangled(self.frame, name);
            let is_free = matches!(scopes.resolution(self.frame, &name), Some(Resolution::Free(_)));
            is_free || scopes.is_parameter(self.frame, &name)
        })
    }

    fn entry(&mut self, body: &'a [Stmt<'a>], at: TextSize) {
        let is_head = |stmt: &Stmt<'_>| match stmt {
            Stmt::Expr(node) => is_string(node.value),
            Stmt::Global(_) | Stmt::Nonlocal(_) => true,
            _ => false,
        };
        let first = body.iter().position(|stmt| !is_head(stmt)).filter(|_| self.has_value_at_entry());
        if let Some(&first) = first.and_then(|at| body.get(at)) {
            let line = self.line(at);
            self.push(line, Why::Entry, Anchor::Before(first), None);
        }
    }

    fn line(&self, at: TextSize) -> u32 {
        self.file.index.line(at)
    }

    fn push(&mut self, line: u32, why: Why, anchor: Anchor<'a>, doubt: Option<&'static str>) {
        let doubt = doubt.or(self.doubt);
        let (capture, read) = (Capture::default(), Capture::default());
        let site = Site { anchor, order: 0, capture, read, steady: Vec::new() };
        self.found.checks.push(Check { line, why, site, doubt, condition: None });
    }

    fn check(&mut self, effect: Option<Effect>, anchor: Anchor<'a>) {
        if let Some(mut effect) = effect {
            self.may_raise(effect);
            if let Anchor::Before(first) = anchor
                && self.line(first.start()) == effect.line
            {
                effect.doubt = effect.doubt.or(Some(SAME_LINE));
            }
            self.push(effect.line, effect.why, anchor, effect.doubt);
        }
    }

    fn may_raise(&mut self, effect: Effect) {
        if effect.raises && !self.is_caught {
            self.found.unseen.push((effect.line, RAISES));
        }
    }

    fn effect(&self, why: Why, visit: impl FnOnce(&mut Effects<'_, 'a>)) -> Option<Effect> {
        let mut effects = Effects::new(self, why);
        if self.precise && why != Why::Loop {
            effects.everything = true;
        }
        visit(&mut effects);
        let inlines = effects.has_comprehension && self.file.target >= PythonVersion::PY312;
        let doubt = inlines.then_some(INLINED).or(effects.by_name.then_some(BY_NAME));
        effects.found.map(|effect| Effect { doubt: effect.doubt.or(doubt), raises: effects.runs, ..effect })
    }

    /// Around an expression, after which control may go several ways.
    fn around(&mut self, expr: Expr<'a>) {
        let effect = self.effect(Why::Assignment, |effects| effects.visit_expr(expr, ExprContext::Load));
        self.check(effect, Anchor::ExprAfter(expr));
    }

    fn test(&mut self, expr: Expr<'a>) {
        self.around(expr);
        let asks = match expr {
            Expr::Name(_) | Expr::BoolOp(_) => true,
            Expr::UnaryOp(node) => node.op == UnaryOp::Not,
            _ => false,
        };
        if asks && (self.watch.sight == Sight::Contents || self.is_shared) && !self.precise {
            self.found.unseen.push((self.line(expr.start()), TRUTH));
        }
    }

    /// The truth of a test may be a method's.
    fn asked(&mut self, stmt: Stmt<'a>, test: Expr<'a>, body: &'a [Stmt<'a>], orelse: &'a [Stmt<'a>]) {
        if self.precise {
            let line = self.line(test.start());
            for &first in body.first().into_iter().chain(orelse.first()) {
                self.push(line, Why::Operation, Anchor::Before(first), None);
            }
            if orelse.is_empty() {
                self.push(line, Why::Operation, Anchor::After(stmt), None);
            }
        }
    }

    fn body(&mut self, body: &'a [Stmt<'a>]) {
        let mut at = 0;
        let (is_last, is_end_of_finally) = (self.is_last, self.is_end_of_finally);
        while let Some(&stmt) = body.get(at) {
            at += 1;
            self.is_last = is_last && at == body.len();
            self.is_end_of_finally = is_end_of_finally && at == body.len();
            if stmt.is_compound() {
                with_stack(|| self.compound(stmt));
                continue;
            }
            // All simple statements of the line.
            let line = self.line(stmt.start());
            let mut effect = self.simple(stmt);
            let mut last = stmt;
            while let Some(&next) = body.get(at).filter(|next| self.line(next.start()) == line && !next.is_compound()) {
                let more = self.simple(next);
                effect = match (effect, more) {
                    (Some(first), more) => {
                        let last = more.filter(|more| more.why >= first.why).unwrap_or(first);
                        let half = (!is_calm(next)).then_some(HALF);
                        let raises = first.raises || more.is_some_and(|more| more.raises);
                        Some(Effect { doubt: last.doubt.or(first.doubt).or(half), raises, ..last })
                    }
                    (None, more) => more,
                };
                last = next;
                at += 1;
            }
            let is_deleted = effect.is_some_and(|effect| effect.why == Why::Deletion);
            if is_deleted && self.watch.sight != Sight::Contents && is_last && at == body.len() {
                continue;
            }
            if let Some(effect) = effect.as_mut().filter(|_| is_deleted && is_end_of_finally && at == body.len()) {
                effect.doubt = effect.doubt.or(Some(LEFT));
            }
            match last {
                Stmt::Return(node) => {
                    if let (Some(value), Some(_)) = (node.value, effect) {
                        self.check(effect, Anchor::ExprAfter(value));
                    }
                }
                Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_) => {
                    if let Some(effect) = effect {
                        self.may_raise(effect);
                        self.push(effect.line, effect.why, Anchor::Before(last), None);
                    }
                }
                _ => self.check(effect, Anchor::After(last)),
            }
        }
        self.is_last = is_last;
        self.is_end_of_finally = is_end_of_finally;
    }

    /// A suite behind which the frame goes on.
    fn inner(&mut self, body: &'a [Stmt<'a>]) {
        let is_last = std::mem::replace(&mut self.is_last, false);
        self.body(body);
        self.is_last = is_last;
    }

    /// What a simple statement does, and what is known behind it.
    fn simple(&mut self, stmt: Stmt<'a>) -> Option<Effect> {
        let line = self.line(stmt.start());
        if let (true, Stmt::Global(_) | Stmt::Nonlocal(_)) = (self.precise, stmt) {
            return None;
        }
        let effect = match stmt {
            Stmt::Import(node) => self.effect(Why::Import, |effects| {
                for alias in node.names {
                    let name = alias.asname.or(alias.name.split('.').next()).unwrap_or_default();
                    effects.bind(name, node.range.start(), Why::Import);
                }
                effects.may(Why::Call, node.range.start());
            }),
            Stmt::ImportFrom(node) => self.effect(Why::Import, |effects| {
                for alias in node.names {
                    if alias.name == "*" {
                        effects.add(Why::Import, line);
                    }
                    effects.bind(alias.asname.unwrap_or(alias.name), node.range.start(), Why::Import);
                }
                effects.may(Why::Call, node.range.start());
            }),
            Stmt::AugAssign(node) => self.effect(Why::Augmented, |effects| {
                effects.visit_expr(node.value, ExprContext::Load);
                effects.visit_expr(node.target, ExprContext::Store);
                effects.may(Why::Operation, node.range.start());
            }),
            // Without a value it binds nothing.
            Stmt::AnnAssign(node) if node.value.is_none() && !self.precise => None,
            Stmt::TypeAlias(_) => self.effect(Why::Definition, |effects| effects.visit_stmt(stmt)),
            Stmt::Delete(_) => self.effect(Why::Deletion, |effects| effects.visit_stmt(stmt)),
            _ => self.effect(Why::Assignment, |effects| effects.visit_stmt(stmt)),
        };
        let effect = effect.map(|effect| match is_composite(stmt) {
            true if effect.why >= Why::Assignment => Effect { doubt: effect.doubt.or(Some(HALF)), ..effect },
            _ => effect,
        });
        if let Some(known) = self.known {
            let name = &self.watch.expression.text;
            let (known, is_same) = known.step(stmt, effect, name, self.file.source);
            self.known = Some(known);
            return effect.filter(|_| !is_same);
        }
        effect
    }

    fn forget(&mut self) {
        self.known = self.known.map(|_| Known::default());
    }

    fn compound(&mut self, stmt: Stmt<'a>) {
        let before = (self.known, self.found.checks.len());
        match stmt {
            Stmt::FunctionDef(node) => {
                let line = self.line(node.range.start());
                let effect = self.effect(Why::Definition, |effects| {
                    node.decorator_list.iter().for_each(|&e| effects.visit_expr(e, ExprContext::Load));
                    effects.visit_arguments(node.args);
                    if !node.decorator_list.is_empty() {
                        effects.may(Why::Call, node.range.start());
                    }
                    effects.bind(node.name, node.range.start(), Why::Definition);
                });
                let effect = effect.map(|effect| Effect { line, ..effect });
                self.check(effect, Anchor::After(stmt));
            }
            Stmt::ClassDef(node) => {
                let line = self.line(node.range.start());
                let effect = self.effect(Why::Definition, |effects| {
                    effects.may(Why::Call, node.range.start());
                    effects.bind(node.name, node.range.start(), Why::Definition);
                });
                let effect = effect.map(|effect| Effect { line, ..effect });
                self.check(effect, Anchor::After(stmt));
            }
            Stmt::If(node) => {
                self.test(node.test);
                self.asked(stmt, node.test, node.body, node.orelse);
                let known = self.known;
                self.body(node.body);
                self.known = known;
                self.body(node.orelse);
            }
            Stmt::While(node) => {
                self.forget();
                self.test(node.test);
                self.asked(stmt, node.test, node.body, node.orelse);
                self.inner(node.body);
                self.forget();
                self.body(node.orelse);
            }
            Stmt::For(node) => {
                self.around(node.iter);
                self.forget();
                let effect = self.effect(Why::Loop, |effects| {
                    effects.may(Why::Iteration, node.range.start());
                    effects.visit_expr(node.target, ExprContext::Store);
                });
                if let Some(&first) = node.body.first() {
                    self.check(effect, Anchor::Before(first));
                }
                self.inner(node.body);
                self.forget();
                self.body(node.orelse);
                let effect = self.effect(Why::Iteration, |effects| effects.may(Why::Iteration, node.range.start()));
                self.check(effect, Anchor::After(stmt));
            }
            Stmt::With(node) => self.with(stmt, node),
            Stmt::Match(node) => self.match_(node),
            Stmt::Try(node) => self.try_(stmt, node),
            _ => {}
        }
        if self.found.checks.len() == before.1 {
            self.known = before.0;
        } else {
            self.forget();
        }
    }

    fn with(&mut self, stmt: Stmt<'a>, node: &'a StmtWith<'a>) {
        node.items.iter().for_each(|item| self.around(item.context_expr));
        let effect = self.effect(Why::With, |effects| {
            effects.may(Why::Call, node.range.start());
            for target in node.items.iter().filter_map(|item| item.optional_vars) {
                effects.visit_expr(target, ExprContext::Store);
            }
        });
        if let Some(&first) = node.body.first() {
            self.check(effect, Anchor::Before(first));
        }
        let is_held = std::mem::replace(&mut self.is_held, true);
        self.inner(node.body);
        self.is_held = is_held;
        let effect = self.effect(Why::Call, |effects| effects.may(Why::Call, node.range.start()));
        self.check(effect, Anchor::After(stmt));
    }

    fn match_(&mut self, node: &'a StmtMatch<'a>) {
        self.around(node.subject);
        for case in node.cases {
            let effect = self.effect(Why::Capture, |effects| {
                for (name, at) in captures(case.pattern) {
                    // Since 3.12 all are stored at the line where the pattern begins.
                    let whole = self.file.target >= PythonVersion::PY312;
                    let at = if whole { case.pattern.start() } else { at };
                    effects.bind(name, at, Why::Capture);
                }
                if !matches!(case.pattern, Pattern::MatchAs(_) | Pattern::MatchSingleton(_)) {
                    effects.may(Why::Operation, case.range.start());
                }
            });
            match (case.guard, case.body.first()) {
                (Some(guard), _) => {
                    let more = self.effect(Why::Walrus, |effects| effects.visit_expr(guard, ExprContext::Load));
                    let is_bound = effect.is_some_and(|effect| effect.why == Why::Capture);
                    let effect = effect.or(more).map(|effect| match is_bound && !matches!(guard, Expr::Constant(_)) {
                        true => Effect { doubt: effect.doubt.or(Some(HALF)), ..effect },
                        false => effect,
                    });
                    self.check(effect, Anchor::ExprAfter(guard));
                }
                (None, Some(&first)) => self.check(effect, Anchor::Before(first)),
                (None, None) => {}
            }
            self.body(case.body);
            self.forget();
        }
    }

    fn try_(&mut self, stmt: Stmt<'a>, node: &'a StmtTry<'a>) {
        let is_last = self.is_last;
        self.is_last &= node.finalbody.is_empty();
        let is_caught = self.is_caught;
        let has_end = !node.finalbody.is_empty();
        let is_held = std::mem::replace(&mut self.is_held, true);
        self.is_caught |= has_end || node.handlers.iter().any(|handler| handler.type_.is_none());
        self.inner(node.body);
        self.is_caught = is_caught || has_end;
        self.is_held = is_held || has_end;
        self.body(node.orelse);
        let mut end = None;
        let mut left = None;
        for handler in node.handlers {
            self.forget();
            let line = self.line(handler.range.start());
            let effect = self.effect(Why::Except, |effects| {
                effects.may(Why::Exception, handler.range.start());
                if let Some(name) = handler.name {
                    effects.bind(name, handler.range.start(), Why::Except);
                }
            });
            if let (Some(effect), Some(&first)) = (effect, handler.body.first()) {
                let same = (self.line(first.start()) == line).then_some(SAME_LINE);
                let line = if effect.why == Why::Except { line } else { 0 };
                self.push(line, effect.why, Anchor::Before(first), same);
            }
            self.body(handler.body);
            let is_bound = effect.is_some_and(|effect| effect.why == Why::Except);
            if let (true, Some(last)) = (is_bound, handler.body.last()) {
                let line = self.line(last.start());
                let is_again = !last.is_compound() && self.simple(*last).is_some();
                let is_left = self.is_held && !handler.body.iter().all(|&stmt| is_calm(stmt));
                left = left.or(is_left.then_some(line));
                let doubt = (last.is_compound() || has_jump(handler.body)).then_some(NO_END);
                let doubt = doubt.or(is_again.then_some(SEVERAL));
                end = Some((line, doubt.or(end.map(|_| SEVERAL))));
            }
        }
        self.found.unseen.extend(left.map(|line| (line, NO_END)));
        self.is_last = is_last;
        self.is_caught = is_caught;
        self.is_held = is_held;
        self.forget();
        if let (Some(&first), true) = (node.finalbody.first(), self.watch.sight == Sight::Contents) {
            self.push(0, Why::Exception, Anchor::Before(first), None);
        }
        let is_end_of_finally = std::mem::replace(&mut self.is_end_of_finally, true);
        self.body(node.finalbody);
        self.is_end_of_finally = is_end_of_finally;
        let end = end.filter(|_| !(is_last && node.finalbody.is_empty()));
        if let Some((line, doubt)) = end {
            let (anchor, doubt) = match node.finalbody.first() {
                Some(&first) => (Anchor::Before(first), doubt),
                None => (Anchor::After(stmt), doubt),
            };
            self.push(line, Why::ExceptEnd, anchor, doubt);
        }
    }

    /// Targets of a comprehension: each turn, before what is evaluated with them.
    fn comprehension(&mut self, expr: Expr<'a>) {
        let (generators, element) = match expr {
            Expr::ListComp(node) => (node.generators, node.elt),
            Expr::SetComp(node) => (node.generators, node.elt),
            Expr::DictComp(node) => (node.generators, node.key),
            Expr::GeneratorExp(node) => (node.generators, node.elt),
            _ => return,
        };
        let is_generator = matches!(expr, Expr::GeneratorExp(_)).then_some(GENERATOR);
        let mut calls = Calls(generators.len() > 1);
        let rest = generators.iter().flat_map(|generator| generator.ifs.iter().copied()).chain([element]);
        rest.chain(generators[1..].iter().map(|generator| generator.iter))
            .for_each(|expr| calls.visit_expr(expr, ExprContext::Load));
        let doubt =
            self.file.scopes.is_inlined(self.frame).then_some(INLINED).or(is_generator).or(calls.0.then_some(TURN));
        for (nth, generator) in generators.iter().enumerate() {
            let effect = self.effect(Why::Loop, |effects| {
                effects.visit_expr(generator.target, ExprContext::Store);
            });
            let inner = generators[nth + 1..].first().map(|next| next.iter);
            let next = generator.ifs.first().copied().or(inner).unwrap_or(element);
            if let Some(effect) = effect {
                self.push(effect.line, effect.why, Anchor::ExprBefore(next), doubt);
            }
        }
    }
}

/// Whether there is a call, or a loop in a loop.
struct Calls(bool);

impl<'a> Visitor<'a> for Calls {
    fn visit_expr(&mut self, expr: Expr<'a>, context: ExprContext) {
        self.0 |= matches!(expr, Expr::Call(_));
        with_stack(|| walk_expr(self, expr, context));
    }
}

/// It cannot raise.
fn is_calm(stmt: Stmt<'_>) -> bool {
    match stmt {
        Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) => true,
        Stmt::Assign(node) => {
            matches!(node.value, Expr::Constant(_)) && node.targets.iter().all(|target| matches!(target, Expr::Name(_)))
        }
        _ => false,
    }
}

/// It may raise behind its first binding.
fn is_composite(stmt: Stmt<'_>) -> bool {
    match stmt {
        Stmt::Assign(node) => {
            let parts = node.targets.iter().flat_map(|&target| match target {
                Expr::Tuple(tuple) => tuple.elts.to_vec(),
                Expr::List(list) => list.elts.to_vec(),
                _ => vec![target],
            });
            let parts: Vec<_> = parts.collect();
            parts.len() > 1 && parts.iter().any(|part| !matches!(part, Expr::Name(_)))
        }
        Stmt::Import(node) => node.names.len() > 1,
        Stmt::ImportFrom(node) => node.names.len() > 1,
        Stmt::Delete(node) => node.targets.len() > 1,
        _ => false,
    }
}

fn is_string(expr: Expr<'_>) -> bool {
    matches!(expr, Expr::Constant(node) if matches!(node.value, Constant::Str(_)))
}

/// A `break`, `continue` or `raise` somewhere in it: not in its own functions, but in its loops it may stay inside.
fn has_jump(body: &[Stmt<'_>]) -> bool {
    struct Jumps(bool);
    impl<'a> Visitor<'a> for Jumps {
        fn visit_stmt(&mut self, stmt: Stmt<'a>) {
            match stmt {
                Stmt::Break(_) | Stmt::Continue(_) | Stmt::Raise(_) => self.0 = true,
                Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
                _ => with_stack(|| crate::ast::visit::walk_stmt(self, stmt)),
            }
        }
        fn visit_expr(&mut self, _: Expr<'a>, _: ExprContext) {}
    }
    let mut jumps = Jumps(false);
    for &stmt in body {
        jumps.visit_stmt(stmt);
    }
    jumps.0
}

/// The names that a pattern binds, each with its place.
fn captures(pattern: Pattern<'_>) -> Vec<(&str, TextSize)> {
    struct Captures<'a>(Vec<(&'a str, TextSize)>);
    impl<'a> Visitor<'a> for Captures<'a> {
        fn visit_expr(&mut self, _: Expr<'a>, _: ExprContext) {}
        fn visit_pattern(&mut self, pattern: Pattern<'a>) {
            walk_pattern(self, pattern);
            let name = match pattern {
                Pattern::MatchAs(node) => node.name,
                Pattern::MatchStar(node) => node.name,
                Pattern::MatchMapping(node) => node.rest,
                _ => None,
            };
            self.0.extend(name.map(|name| (name, pattern.start())));
        }
    }
    let mut captures = Captures(Vec::new());
    captures.visit_pattern(pattern);
    captures.0
}
