//! A visitor that walks the tree in CPython's evaluation order: the value of an assignment before its targets, the
//! iterable of a loop before its target, the decorators, defaults and annotations of a `def` before its body.
//!
//! Override the `visit_*` of the nodes of interest and call `walk_*` to go on below. The stack grows on the heap where
//! a tree is deep, so no tree that parses can overflow it.

use super::*;

const RED_ZONE: usize = 128 * 1024;
const STACK_CHUNK: usize = 4 * 1024 * 1024;

/// Runs `f` with room for at least one more level of recursion over the tree.
#[inline]
pub fn with_stack<R>(f: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(RED_ZONE, STACK_CHUNK, f)
}

/// Called for each node, in evaluation order.
pub trait Visitor<'a>: Sized {
    /// A suite: a list of statements.
    fn visit_body(&mut self, body: &'a [Stmt<'a>]) {
        for &stmt in body {
            self.visit_stmt(stmt);
        }
    }
    /// A statement.
    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        walk_stmt(self, stmt);
    }
    /// An expression, read, bound or deleted.
    fn visit_expr(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        walk_expr(self, expr, ctx);
    }
    /// A pattern of a `case`.
    fn visit_pattern(&mut self, pattern: Pattern<'a>) {
        walk_pattern(self, pattern);
    }
    /// A `case` clause.
    fn visit_match_case(&mut self, case: &'a MatchCase<'a>) {
        walk_match_case(self, case);
    }
    /// An `except` clause.
    fn visit_except_handler(&mut self, handler: &'a ExceptHandler<'a>) {
        walk_except_handler(self, handler);
    }
    /// An item of a `with` header.
    fn visit_with_item(&mut self, item: &'a WithItem<'a>) {
        walk_with_item(self, item);
    }
    /// A `for` clause of a comprehension.
    fn visit_comprehension(&mut self, comprehension: &'a Comprehension<'a>) {
        walk_comprehension(self, comprehension);
    }
    /// Parameters: first all defaults, then all annotations.
    fn visit_arguments(&mut self, arguments: &'a Arguments<'a>) {
        walk_arguments(self, arguments);
    }
    /// A keyword argument.
    fn visit_keyword(&mut self, keyword: &'a Keyword<'a>) {
        self.visit_expr(keyword.value, ExprContext::Load);
    }
    /// An annotation of a parameter, a return value or a variable.
    fn visit_annotation(&mut self, annotation: Expr<'a>) {
        self.visit_expr(annotation, ExprContext::Load);
    }
    /// A type parameter.
    fn visit_type_param(&mut self, param: &'a TypeParam<'a>) {
        walk_type_param(self, param);
    }
    /// An imported name.
    fn visit_alias(&mut self, _alias: &'a Alias<'a>) {}
    /// A literal piece or a replacement field of an f-string or t-string.
    fn visit_interpolated_element(&mut self, element: &'a InterpolatedElement<'a>) {
        walk_interpolated_element(self, element);
    }
}

fn load<'a, V: Visitor<'a>>(v: &mut V, exprs: impl IntoIterator<Item = Expr<'a>>) {
    for expr in exprs {
        v.visit_expr(expr, ExprContext::Load);
    }
}

/// Visits what is below `stmt`.
pub fn walk_stmt<'a, V: Visitor<'a>>(v: &mut V, stmt: Stmt<'a>) {
    with_stack(|| walk_stmt_inner(v, stmt));
}

fn walk_stmt_inner<'a, V: Visitor<'a>>(v: &mut V, stmt: Stmt<'a>) {
    use ExprContext::{Del, Load, Store};
    match stmt {
        Stmt::FunctionDef(s) => {
            load(v, s.decorator_list.iter().copied());
            s.type_params.iter().for_each(|p| v.visit_type_param(p));
            v.visit_arguments(s.args);
            if let Some(returns) = s.returns {
                v.visit_annotation(returns);
            }
            v.visit_body(s.body);
        }
        Stmt::ClassDef(s) => {
            load(v, s.decorator_list.iter().copied());
            s.type_params.iter().for_each(|p| v.visit_type_param(p));
            load(v, s.bases.iter().copied());
            s.keywords.iter().for_each(|k| v.visit_keyword(k));
            v.visit_body(s.body);
        }
        Stmt::Return(s) => load(v, s.value),
        Stmt::Delete(s) => s.targets.iter().for_each(|&t| v.visit_expr(t, Del)),
        Stmt::Assign(s) => {
            v.visit_expr(s.value, Load);
            s.targets.iter().for_each(|&t| v.visit_expr(t, Store));
        }
        Stmt::TypeAlias(s) => {
            v.visit_expr(s.name, Store);
            s.type_params.iter().for_each(|p| v.visit_type_param(p));
            v.visit_expr(s.value, Load);
        }
        Stmt::AugAssign(s) => {
            v.visit_expr(s.target, Store);
            v.visit_expr(s.value, Load);
        }
        Stmt::AnnAssign(s) => {
            load(v, s.value);
            v.visit_expr(s.target, Store);
            v.visit_annotation(s.annotation);
        }
        Stmt::For(s) => {
            v.visit_expr(s.iter, Load);
            v.visit_expr(s.target, Store);
            v.visit_body(s.body);
            v.visit_body(s.orelse);
        }
        Stmt::While(s) => {
            v.visit_expr(s.test, Load);
            v.visit_body(s.body);
            v.visit_body(s.orelse);
        }
        Stmt::If(s) => {
            v.visit_expr(s.test, Load);
            v.visit_body(s.body);
            v.visit_body(s.orelse);
        }
        Stmt::With(s) => {
            s.items.iter().for_each(|i| v.visit_with_item(i));
            v.visit_body(s.body);
        }
        Stmt::Match(s) => {
            v.visit_expr(s.subject, Load);
            s.cases.iter().for_each(|c| v.visit_match_case(c));
        }
        Stmt::Raise(s) => load(v, s.exc.into_iter().chain(s.cause)),
        Stmt::Try(s) => {
            v.visit_body(s.body);
            s.handlers.iter().for_each(|h| v.visit_except_handler(h));
            v.visit_body(s.orelse);
            v.visit_body(s.finalbody);
        }
        Stmt::Assert(s) => load(v, std::iter::once(s.test).chain(s.msg)),
        Stmt::Import(s) => s.names.iter().for_each(|a| v.visit_alias(a)),
        Stmt::ImportFrom(s) => s.names.iter().for_each(|a| v.visit_alias(a)),
        Stmt::Expr(s) => v.visit_expr(s.value, Load),
        Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) => {}
    }
}

/// Visits what is below `expr`; `ctx` goes on to the elements of a tuple, list or star, all else is read.
pub fn walk_expr<'a, V: Visitor<'a>>(v: &mut V, expr: Expr<'a>, ctx: ExprContext) {
    with_stack(|| walk_expr_inner(v, expr, ctx));
}

fn walk_expr_inner<'a, V: Visitor<'a>>(v: &mut V, expr: Expr<'a>, ctx: ExprContext) {
    use ExprContext::{Load, Store};
    match expr {
        Expr::BoolOp(e) => load(v, e.values.iter().copied()),
        Expr::NamedExpr(e) => {
            v.visit_expr(e.value, Load);
            v.visit_expr(e.target, Store);
        }
        Expr::BinOp(e) => load(v, [e.left, e.right]),
        Expr::UnaryOp(e) => v.visit_expr(e.operand, Load),
        Expr::Lambda(e) => {
            v.visit_arguments(e.args);
            v.visit_expr(e.body, Load);
        }
        Expr::IfExp(e) => load(v, [e.test, e.body, e.orelse]),
        Expr::Dict(e) => load(v, e.items.iter().flat_map(|i| i.key.into_iter().chain([i.value]))),
        Expr::Set(e) => load(v, e.elts.iter().copied()),
        Expr::ListComp(e) => walk_comp(v, e.generators, e.elt, None),
        Expr::SetComp(e) => walk_comp(v, e.generators, e.elt, None),
        Expr::DictComp(e) => walk_comp(v, e.generators, e.key, e.value),
        Expr::GeneratorExp(e) => walk_comp(v, e.generators, e.elt, None),
        Expr::Await(e) => v.visit_expr(e.value, Load),
        Expr::Yield(e) => load(v, e.value),
        Expr::YieldFrom(e) => v.visit_expr(e.value, Load),
        Expr::Compare(e) => {
            v.visit_expr(e.left, Load);
            load(v, e.comparators.iter().copied());
        }
        Expr::Call(e) => {
            v.visit_expr(e.func, Load);
            load(v, e.args.iter().copied());
            e.keywords.iter().for_each(|k| v.visit_keyword(k));
        }
        Expr::JoinedStr(e) => walk_string_parts(v, e.parts),
        Expr::TemplateStr(e) => walk_string_parts(v, e.parts),
        Expr::Attribute(e) => v.visit_expr(e.value, Load),
        Expr::Subscript(e) => load(v, [e.value, e.slice]),
        Expr::Starred(e) => v.visit_expr(e.value, ctx),
        Expr::List(e) => e.elts.iter().for_each(|&e| v.visit_expr(e, ctx)),
        Expr::Tuple(e) => e.elts.iter().for_each(|&e| v.visit_expr(e, ctx)),
        Expr::Slice(e) => load(v, e.lower.into_iter().chain(e.upper).chain(e.step)),
        Expr::Constant(_) | Expr::Name(_) => {}
    }
}

fn walk_comp<'a, V: Visitor<'a>>(
    v: &mut V,
    generators: &'a [Comprehension<'a>],
    elt: Expr<'a>,
    value: Option<Expr<'a>>,
) {
    generators.iter().for_each(|g| v.visit_comprehension(g));
    load(v, std::iter::once(elt).chain(value));
}

fn walk_string_parts<'a, V: Visitor<'a>>(v: &mut V, parts: &'a [StringPart<'a>]) {
    for part in parts {
        if let StringPart::Interpolated(string) = part {
            string.elements.iter().for_each(|e| v.visit_interpolated_element(e));
        }
    }
}

/// Visits the expression and the format spec of a replacement field.
pub fn walk_interpolated_element<'a, V: Visitor<'a>>(v: &mut V, element: &'a InterpolatedElement<'a>) {
    if let InterpolatedElement::Field(field) = element {
        v.visit_expr(field.value, ExprContext::Load);
        if let Some(spec) = field.format_spec {
            with_stack(|| spec.elements.iter().for_each(|e| v.visit_interpolated_element(e)));
        }
    }
}

/// Visits what is below `pattern`.
pub fn walk_pattern<'a, V: Visitor<'a>>(v: &mut V, pattern: Pattern<'a>) {
    with_stack(|| match pattern {
        Pattern::MatchValue(p) => v.visit_expr(p.value, ExprContext::Load),
        Pattern::MatchSingleton(_) | Pattern::MatchStar(_) => {}
        Pattern::MatchSequence(p) => p.patterns.iter().for_each(|&p| v.visit_pattern(p)),
        Pattern::MatchMapping(p) => {
            load(v, p.keys.iter().copied());
            p.patterns.iter().for_each(|&p| v.visit_pattern(p));
        }
        Pattern::MatchClass(p) => {
            v.visit_expr(p.cls, ExprContext::Load);
            p.patterns.iter().chain(p.kwd_patterns).for_each(|&p| v.visit_pattern(p));
        }
        Pattern::MatchAs(p) => p.pattern.into_iter().for_each(|p| v.visit_pattern(p)),
        Pattern::MatchOr(p) => p.patterns.iter().for_each(|&p| v.visit_pattern(p)),
    });
}

/// Visits pattern, guard and suite of a `case`.
pub fn walk_match_case<'a, V: Visitor<'a>>(v: &mut V, case: &'a MatchCase<'a>) {
    v.visit_pattern(case.pattern);
    load(v, case.guard);
    v.visit_body(case.body);
}

/// Visits type and suite of an `except`.
pub fn walk_except_handler<'a, V: Visitor<'a>>(v: &mut V, handler: &'a ExceptHandler<'a>) {
    load(v, handler.type_);
    v.visit_body(handler.body);
}

/// Visits the context manager, then what it is bound to.
pub fn walk_with_item<'a, V: Visitor<'a>>(v: &mut V, item: &'a WithItem<'a>) {
    v.visit_expr(item.context_expr, ExprContext::Load);
    if let Some(vars) = item.optional_vars {
        v.visit_expr(vars, ExprContext::Store);
    }
}

/// Visits iterable, target and conditions of a comprehension's `for`.
pub fn walk_comprehension<'a, V: Visitor<'a>>(v: &mut V, comprehension: &'a Comprehension<'a>) {
    v.visit_expr(comprehension.iter, ExprContext::Load);
    v.visit_expr(comprehension.target, ExprContext::Store);
    load(v, comprehension.ifs.iter().copied());
}

/// Visits all defaults, then all annotations.
pub fn walk_arguments<'a, V: Visitor<'a>>(v: &mut V, arguments: &'a Arguments<'a>) {
    let positional = || arguments.posonlyargs.iter().chain(arguments.args);
    load(v, positional().chain(arguments.kwonlyargs).filter_map(|p| p.default));
    let annotations = positional()
        .map(|p| &p.arg)
        .chain(arguments.vararg)
        .chain(arguments.kwonlyargs.iter().map(|p| &p.arg))
        .chain(arguments.kwarg)
        .filter_map(|a| a.annotation);
    for annotation in annotations {
        v.visit_annotation(annotation);
    }
}

/// Visits bound and default of a type parameter.
pub fn walk_type_param<'a, V: Visitor<'a>>(v: &mut V, param: &'a TypeParam<'a>) {
    load(v, param.bound.into_iter().chain(param.default_value));
}
