//! First pass: scopes and the names that each mentions, in compile order.

use super::mangle::mangle;
use super::{
    Event, EventKind, Resolution, Rules, Scope, ScopeId, ScopeKind, Scopes, Symbol, Usage, comprehension_parts,
    node_key,
};
use crate::ast::visit::{Visitor, walk_expr, walk_pattern, walk_stmt, walk_type_param, with_stack};
use crate::ast::*;
use crate::text::{Ranged, TextSize};
use bumpalo::Bump;
use std::borrow::Cow;
use std::collections::HashMap;

pub(super) fn build<'a>(module: Mod<'a>, arena: &'a Bump, rules: Rules) -> Scopes<'a> {
    let tables = Scopes {
        rules,
        future_annotations: imports_future_annotations(module),
        scopes: Vec::new(),
        lookup: HashMap::new(),
        by_node: HashMap::new(),
        inlined_in: HashMap::new(),
    };
    let mut builder = Builder { arena, tables, current: ScopeId::MODULE, class: None, seen: 0 };
    builder.enter(ScopeKind::Module, "<module>", Some(FrameNode::Module(module)), |b| b.visit_body(module.body));
    let mut tables = builder.tables;
    for scope in &mut tables.scopes {
        scope.events.sort_by_key(|event| event.offset);
    }
    for id in tables.ids() {
        if tables.is_inlined(id) {
            tables.inlined_in.entry(tables.frame(id)).or_default().push(id);
        }
    }
    tables
}

fn imports_future_annotations(module: Mod<'_>) -> bool {
    module.body.iter().any(|stmt| match stmt {
        Stmt::ImportFrom(s) => {
            s.level == 0 && s.module == Some("__future__") && s.names.iter().any(|a| a.name == "annotations")
        }
        _ => false,
    })
}

struct Builder<'a> {
    arena: &'a Bump,
    tables: Scopes<'a>,
    current: ScopeId,
    /// The innermost class, whose name mangles private names.
    class: Option<&'a str>,
    seen: u32,
}

impl<'a> Builder<'a> {
    fn enter(
        &mut self,
        kind: ScopeKind,
        name: &'a str,
        node: Option<FrameNode<'a>>,
        inside: impl FnOnce(&mut Self),
    ) -> ScopeId {
        let id = ScopeId(self.tables.scopes.len() as u32);
        let parent = (id != ScopeId::MODULE).then_some(self.current);
        self.tables.scopes.push(Scope {
            kind,
            name,
            parent,
            end: id,
            inlined: false,
            class: self.class,
            node,
            has_metaclass: false,
            has_star_import: false,
            symbols: Vec::new(),
            events: Vec::new(),
        });
        if let Some(node) = node {
            self.tables.by_node.insert(node_key(node), id);
        }
        let outer = std::mem::replace(&mut self.current, id);
        inside(self);
        self.current = outer;
        self.tables.scopes[id.index()].end = ScopeId(self.tables.scopes.len() as u32);
        id
    }

    fn scope(&mut self, id: ScopeId) -> &mut Scope<'a> {
        &mut self.tables.scopes[id.index()]
    }

    /// Notes a use of a name as written; gives its index in the scope's symbols.
    fn mention(&mut self, id: ScopeId, name: &'a str, usage: Usage) -> u32 {
        let name = match mangle(name, self.class) {
            Cow::Borrowed(name) => name,
            Cow::Owned(mangled) => self.arena.alloc_str(&mangled),
        };
        let symbols = &mut self.tables.scopes[id.index()].symbols;
        let index = *self.tables.lookup.entry((id, name)).or_insert_with(|| {
            self.seen += 1;
            symbols.push(Symbol {
                name,
                usage: Usage::default(),
                resolution: Resolution::GlobalImplicit,
                free_owner: None,
                first_seen: self.seen,
            });
            symbols.len() as u32 - 1
        });
        let symbol = &mut symbols[index as usize];
        symbol.usage = symbol.usage.and(usage);
        index
    }

    fn change(&mut self, id: ScopeId, name: &'a str, usage: Usage, offset: TextSize, kind: EventKind) {
        let symbol = self.mention(id, name, usage);
        self.scope(id).events.push(Event { offset, symbol, kind });
    }

    fn bind(&mut self, name: &'a str, offset: TextSize) {
        self.change(self.current, name, Usage::BOUND, offset, EventKind::Bind);
    }

    fn define(&mut self, name: &'a str, offset: TextSize) {
        self.change(self.current, name, Usage::BOUND.and(Usage::DEFINED), offset, EventKind::Bind);
    }

    /// Runs `inside` in the scope of type parameters, if there are any.
    fn with_type_params(&mut self, params: &'a [TypeParam<'a>], inside: impl FnOnce(&mut Self)) {
        if params.is_empty() {
            return inside(self);
        }
        self.enter(ScopeKind::TypeParams, "<type parameters>", None, |b| {
            params.iter().for_each(|p| b.visit_type_param(p));
            inside(b);
        });
    }

    fn function(&mut self, s: &'a StmtFunctionDef<'a>) {
        s.decorator_list.iter().for_each(|&d| self.visit_expr(d, ExprContext::Load));
        self.defaults(s.args);
        self.with_type_params(s.type_params, |b| {
            b.annotations(s.args);
            s.returns.into_iter().for_each(|a| b.visit_annotation(a));
            b.enter(ScopeKind::Function, s.name, Some(FrameNode::Function(s)), |b| {
                b.parameters(s.args);
                b.visit_body(s.body);
            });
        });
        self.define(s.name, s.range.start());
    }

    fn class(&mut self, s: &'a StmtClassDef<'a>) {
        s.decorator_list.iter().for_each(|&d| self.visit_expr(d, ExprContext::Load));
        let outer = self.class;
        if !s.type_params.is_empty() {
            self.class = Some(s.name);
        }
        self.with_type_params(s.type_params, |b| {
            s.bases.iter().for_each(|&e| b.visit_expr(e, ExprContext::Load));
            s.keywords.iter().for_each(|k| b.visit_keyword(k));
            b.class = Some(s.name);
            let id = b.enter(ScopeKind::Class, s.name, Some(FrameNode::Class(s)), |b| b.visit_body(s.body));
            b.scope(id).has_metaclass = s.keywords.iter().any(|k| k.arg.is_none_or(|arg| arg == "metaclass"));
        });
        self.class = outer;
        self.define(s.name, s.range.start());
    }

    fn lambda(&mut self, e: &'a ExprLambda<'a>) {
        self.defaults(e.args);
        self.enter(ScopeKind::Lambda, "<lambda>", Some(FrameNode::Lambda(e)), |b| {
            b.parameters(e.args);
            b.visit_expr(e.body, ExprContext::Load);
        });
    }

    fn comprehension(&mut self, expr: Expr<'a>) {
        let Some(parts) = comprehension_parts(expr) else { return };
        let name = match expr {
            Expr::ListComp(_) => "<listcomp>",
            Expr::SetComp(_) => "<setcomp>",
            Expr::DictComp(_) => "<dictcomp>",
            _ => "<genexpr>",
        };
        if let [first, ..] = parts.generators {
            self.visit_expr(first.iter, ExprContext::Load);
        }
        let id = self.enter(ScopeKind::Comprehension, name, Some(FrameNode::Comprehension(expr)), |b| {
            for (i, generator) in parts.generators.iter().enumerate() {
                if i > 0 {
                    b.visit_expr(generator.iter, ExprContext::Load);
                }
                b.visit_expr(generator.target, ExprContext::Store);
                generator.ifs.iter().for_each(|&e| b.visit_expr(e, ExprContext::Load));
            }
            parts.elements.into_iter().flatten().for_each(|e| b.visit_expr(e, ExprContext::Load));
        });
        self.scope(id).inlined = self.tables.rules.inlined_comprehensions && !parts.is_generator;
    }

    /// A walrus binds in the function around all comprehensions.
    fn walrus(&mut self, e: &'a ExprNamedExpr<'a>) {
        self.visit_expr(e.value, ExprContext::Load);
        let Expr::Name(target) = e.target else { return };
        let mut owner = self.current;
        while let (ScopeKind::Comprehension, Some(parent)) = (self.tables.kind(owner), self.tables.get(owner).parent) {
            owner = parent;
        }
        self.change(owner, target.id, Usage::BOUND, target.range.start(), EventKind::Bind);
        if owner != self.current {
            self.mention(self.current, target.id, Usage::NONLOCAL.and(Usage::BOUND));
        }
    }

    fn parameters(&mut self, args: &'a Arguments<'a>) {
        let plain = args.posonlyargs.iter().chain(args.args).chain(args.kwonlyargs).map(|p| &p.arg);
        for arg in plain.chain(args.vararg).chain(args.kwarg) {
            self.mention(self.current, arg.arg, Usage::PARAM.and(Usage::BOUND));
        }
    }

    fn defaults(&mut self, args: &'a Arguments<'a>) {
        let parameters = args.posonlyargs.iter().chain(args.args).chain(args.kwonlyargs);
        parameters.filter_map(|p| p.default).for_each(|e| self.visit_expr(e, ExprContext::Load));
    }

    fn annotations(&mut self, args: &'a Arguments<'a>) {
        let plain = args.posonlyargs.iter().chain(args.args).map(|p| &p.arg).chain(args.vararg);
        let all = plain.chain(args.kwonlyargs.iter().map(|p| &p.arg)).chain(args.kwarg);
        all.filter_map(|a| a.annotation).for_each(|a| self.visit_annotation(a));
    }

    fn annotated(&mut self, s: &'a StmtAnnAssign<'a>) {
        s.value.into_iter().for_each(|e| self.visit_expr(e, ExprContext::Load));
        match s.target {
            Expr::Name(name) if s.value.is_some() => self.bind(name.id, name.range.start()),
            Expr::Name(name) if s.simple => {
                self.mention(self.current, name.id, Usage::DECLARED);
            }
            Expr::Name(_) => {}
            target => self.visit_expr(target, ExprContext::Store),
        }
        self.visit_annotation(s.annotation);
    }

    fn import(&mut self, alias: &'a Alias<'a>, is_from: bool) {
        let name = match alias.asname {
            Some(name) => name,
            None if is_from => alias.name,
            None => alias.name.split('.').next().unwrap_or_default(),
        };
        if name == "*" {
            self.scope(self.current).has_star_import = true;
        } else {
            self.define(name, alias.range.start());
        }
    }
}

impl<'a> Visitor<'a> for Builder<'a> {
    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        with_stack(|| match stmt {
            Stmt::FunctionDef(s) => self.function(s),
            Stmt::ClassDef(s) => self.class(s),
            Stmt::AnnAssign(s) => self.annotated(s),
            Stmt::TypeAlias(s) => {
                self.visit_expr(s.name, ExprContext::Store);
                self.with_type_params(s.type_params, |b| {
                    b.enter(ScopeKind::TypeValue, "<type alias>", None, |b| b.visit_expr(s.value, ExprContext::Load));
                });
            }
            Stmt::Import(s) => s.names.iter().for_each(|a| self.import(a, false)),
            Stmt::ImportFrom(s) => s.names.iter().for_each(|a| self.import(a, true)),
            Stmt::Global(s) => s.names.iter().for_each(|&n| {
                self.mention(self.current, n, Usage::GLOBAL);
            }),
            Stmt::Nonlocal(s) => s.names.iter().for_each(|&n| {
                self.mention(self.current, n, Usage::NONLOCAL);
            }),
            _ => walk_stmt(self, stmt),
        });
    }

    fn visit_expr(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        match expr {
            Expr::Name(name) => match ctx {
                ExprContext::Load => {
                    self.mention(self.current, name.id, Usage::READ);
                }
                ExprContext::Store => self.bind(name.id, name.range.start()),
                ExprContext::Del => {
                    let usage = Usage::BOUND.and(Usage::KILLED);
                    self.change(self.current, name.id, usage, name.range.start(), EventKind::Kill);
                }
            },
            Expr::NamedExpr(e) => with_stack(|| self.walrus(e)),
            Expr::Lambda(e) => with_stack(|| self.lambda(e)),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::GeneratorExp(_) => {
                with_stack(|| self.comprehension(expr));
            }
            _ => walk_expr(self, expr, ctx),
        }
    }

    fn visit_pattern(&mut self, pattern: Pattern<'a>) {
        walk_pattern(self, pattern);
        let name = match pattern {
            Pattern::MatchAs(p) => p.name,
            Pattern::MatchStar(p) => p.name,
            Pattern::MatchMapping(p) => p.rest,
            _ => None,
        };
        if let Some(name) = name {
            self.bind(name, pattern.start());
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler<'a>) {
        handler.type_.into_iter().for_each(|e| self.visit_expr(e, ExprContext::Load));
        if let Some(name) = handler.name {
            let usage = Usage::BOUND.and(Usage::KILLED);
            self.change(self.current, name, usage, handler.range.start(), EventKind::Borrow);
        }
        self.visit_body(handler.body);
    }

    /// Lazy annotations have scopes of their own, from which no probe captures.
    fn visit_annotation(&mut self, annotation: Expr<'a>) {
        if self.tables.evaluates_annotations() {
            self.visit_expr(annotation, ExprContext::Load);
        }
    }

    fn visit_type_param(&mut self, param: &'a TypeParam<'a>) {
        self.bind(param.name, param.range.start());
        if param.bound.is_some() || param.default_value.is_some() {
            self.enter(ScopeKind::TypeValue, param.name, None, |b| walk_type_param(b, param));
        }
    }
}
