//! Statements and what stands in their headers.

use super::Dumper;
use crate::ast::ExprContext::{Del, Load, Store};
use crate::ast::{
    Alias, ExceptHandler, MatchCase, Stmt, StmtClassDef, StmtFunctionDef, StmtTry, TypeParam, TypeParamKind, WithItem,
};
use crate::text::Ranged;

impl Dumper<'_> {
    pub(super) fn stmt(&mut self, stmt: Stmt<'_>) {
        let mut node = match stmt {
            Stmt::FunctionDef(s) => return self.function(s),
            Stmt::ClassDef(s) => return self.class(s),
            Stmt::Try(s) => return self.try_stmt(s),
            _ => self.node(stmt_name(stmt)),
        };
        match stmt {
            Stmt::Return(s) => node.opt_expr("value", s.value),
            Stmt::Delete(s) => node.exprs("targets", s.targets, Del),
            Stmt::Assign(s) => {
                node.exprs("targets", s.targets, Store);
                node.expr("value", s.value);
            }
            Stmt::TypeAlias(s) => {
                node.expr_in("name", s.name, Store);
                node.list("type_params", s.type_params, Dumper::type_param);
                node.expr("value", s.value);
            }
            Stmt::AugAssign(s) => {
                node.expr_in("target", s.target, Store);
                node.field("op").operator(s.op);
                node.expr("value", s.value);
            }
            Stmt::AnnAssign(s) => {
                node.expr_in("target", s.target, Store);
                node.expr("annotation", s.annotation);
                node.opt_expr("value", s.value);
                node.number("simple", u32::from(s.simple));
            }
            Stmt::For(s) => {
                node.expr_in("target", s.target, Store);
                node.expr("iter", s.iter);
                node.stmts("body", s.body);
                node.stmts("orelse", s.orelse);
            }
            Stmt::While(s) => {
                node.expr("test", s.test);
                node.stmts("body", s.body);
                node.stmts("orelse", s.orelse);
            }
            Stmt::If(s) => {
                node.expr("test", s.test);
                node.stmts("body", s.body);
                node.stmts("orelse", s.orelse);
            }
            Stmt::With(s) => {
                node.list("items", s.items, Dumper::with_item);
                node.stmts("body", s.body);
            }
            Stmt::Match(s) => {
                node.expr("subject", s.subject);
                node.list("cases", s.cases, Dumper::match_case);
            }
            Stmt::Raise(s) => {
                node.opt_expr("exc", s.exc);
                node.opt_expr("cause", s.cause);
            }
            Stmt::Assert(s) => {
                node.expr("test", s.test);
                node.opt_expr("msg", s.msg);
            }
            Stmt::Import(s) => {
                node.list("names", s.names, Dumper::alias);
                if s.is_lazy {
                    node.number("is_lazy", 1);
                }
            }
            Stmt::ImportFrom(s) => {
                node.opt_identifier("module", s.module);
                node.list("names", s.names, Dumper::alias);
                node.number("level", s.level);
                if s.is_lazy {
                    node.number("is_lazy", 1);
                }
            }
            Stmt::Global(s) => node.list("names", s.names, |d, name| d.identifier(name)),
            Stmt::Nonlocal(s) => node.list("names", s.names, |d, name| d.identifier(name)),
            Stmt::Expr(s) => node.expr("value", s.value),
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::Try(_) => {}
            Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) => {}
        }
        node.close(stmt.range());
    }

    fn function(&mut self, s: &StmtFunctionDef<'_>) {
        let mut node = self.node(if s.is_async { "AsyncFunctionDef" } else { "FunctionDef" });
        node.identifier("name", s.name);
        node.field("args").arguments(s.args);
        node.stmts("body", s.body);
        node.exprs("decorator_list", s.decorator_list, Load);
        node.opt_expr("returns", s.returns);
        node.list("type_params", s.type_params, Dumper::type_param);
        node.close(s.range);
    }

    fn class(&mut self, s: &StmtClassDef<'_>) {
        let mut node = self.node("ClassDef");
        node.identifier("name", s.name);
        node.exprs("bases", s.bases, Load);
        node.list("keywords", s.keywords, Dumper::keyword);
        node.stmts("body", s.body);
        node.exprs("decorator_list", s.decorator_list, Load);
        node.list("type_params", s.type_params, Dumper::type_param);
        node.close(s.range);
    }

    fn try_stmt(&mut self, s: &StmtTry<'_>) {
        let mut node = self.node(if s.is_star { "TryStar" } else { "Try" });
        node.stmts("body", s.body);
        node.list("handlers", s.handlers, Dumper::except_handler);
        node.stmts("orelse", s.orelse);
        node.stmts("finalbody", s.finalbody);
        node.close(s.range);
    }

    fn except_handler(&mut self, handler: &ExceptHandler<'_>) {
        let mut node = self.node("ExceptHandler");
        node.opt_expr("type", handler.type_);
        node.opt_identifier("name", handler.name);
        node.stmts("body", handler.body);
        node.close(handler.range);
    }

    fn with_item(&mut self, item: &WithItem<'_>) {
        let mut node = self.node("withitem");
        node.expr("context_expr", item.context_expr);
        if let Some(vars) = item.optional_vars {
            node.expr_in("optional_vars", vars, Store);
        }
        node.close_without_position();
    }

    fn match_case(&mut self, case: &MatchCase<'_>) {
        let mut node = self.node("match_case");
        node.field("pattern").pattern(case.pattern);
        node.opt_expr("guard", case.guard);
        node.stmts("body", case.body);
        node.close_without_position();
    }

    fn alias(&mut self, alias: &Alias<'_>) {
        let mut node = self.node("alias");
        node.identifier("name", alias.name);
        node.opt_identifier("asname", alias.asname);
        node.close(alias.range);
    }

    fn type_param(&mut self, param: &TypeParam<'_>) {
        let mut node = self.node(match param.kind {
            TypeParamKind::TypeVar => "TypeVar",
            TypeParamKind::ParamSpec => "ParamSpec",
            TypeParamKind::TypeVarTuple => "TypeVarTuple",
        });
        node.identifier("name", param.name);
        node.opt_expr("bound", param.bound);
        node.opt_expr("default_value", param.default_value);
        node.close(param.range);
    }
}

fn stmt_name(stmt: Stmt<'_>) -> &'static str {
    match stmt {
        Stmt::FunctionDef(_) => "FunctionDef",
        Stmt::ClassDef(_) => "ClassDef",
        Stmt::Return(_) => "Return",
        Stmt::Delete(_) => "Delete",
        Stmt::Assign(_) => "Assign",
        Stmt::TypeAlias(_) => "TypeAlias",
        Stmt::AugAssign(_) => "AugAssign",
        Stmt::AnnAssign(_) => "AnnAssign",
        Stmt::For(s) if s.is_async => "AsyncFor",
        Stmt::For(_) => "For",
        Stmt::While(_) => "While",
        Stmt::If(_) => "If",
        Stmt::With(s) if s.is_async => "AsyncWith",
        Stmt::With(_) => "With",
        Stmt::Match(_) => "Match",
        Stmt::Raise(_) => "Raise",
        Stmt::Try(_) => "Try",
        Stmt::Assert(_) => "Assert",
        Stmt::Import(_) => "Import",
        Stmt::ImportFrom(_) => "ImportFrom",
        Stmt::Global(_) => "Global",
        Stmt::Nonlocal(_) => "Nonlocal",
        Stmt::Expr(_) => "Expr",
        Stmt::Pass(_) => "Pass",
        Stmt::Break(_) => "Break",
        Stmt::Continue(_) => "Continue",
    }
}
