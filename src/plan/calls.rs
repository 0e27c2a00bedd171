//! Calls of a function as events: its entry with the arguments, each way out, each `yield`.

use super::{Memory, select};
use crate::ast::visit::{Visitor, walk_expr, walk_stmt, with_stack};
use crate::ast::*;
use crate::scope::{ScopeId, Scopes};

/// A function whose calls are told.
#[derive(Debug, Clone)]
pub struct Calls<'a> {
    /// The function.
    pub function: &'a StmtFunctionDef<'a>,
    /// Its `co_qualname`.
    pub qualname: String,
    /// Where what was shown is kept.
    pub memory: Memory,
    /// Its parameters, in the order of its header, mangled as the frame has them.
    pub parameters: Vec<&'a str>,
    /// Its `return` statements.
    pub returns: Vec<&'a StmtReturn<'a>>,
    /// Its `yield` expressions, and whether something around one takes part when an exception is thrown in there.
    pub yields: Vec<(&'a ExprYield<'a>, bool)>,
    guards: u32,
}

impl<'a> Calls<'a> {
    /// Those of a scope; none for a lambda, which has no place to tell of exceptions.
    pub(super) fn of(scopes: &Scopes<'a>, id: ScopeId) -> Option<Self> {
        let FrameNode::Function(function) = scopes.node(id)? else { return None };
        let args = function.args;
        let count = args.posonlyargs.len() + args.args.len() + args.kwonlyargs.len();
        let count = count + args.vararg.iter().count() + args.kwarg.iter().count();
        // Parameters come first, in the order of `co_varnames`.
        let parameters = scopes.locals(id).into_iter().take(count).collect();
        let mut calls = Self {
            function,
            qualname: scopes.qualname(id),
            memory: select::memory(scopes, id),
            parameters,
            returns: Vec::new(),
            yields: Vec::new(),
            guards: 0,
        };
        calls.visit_body(function.body);
        Some(calls)
    }
}

impl<'a> Visitor<'a> for Calls<'a> {
    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        match stmt {
            Stmt::FunctionDef(node) => {
                node.decorator_list.iter().for_each(|&e| self.visit_expr(e, ExprContext::Load));
                let args = node.args;
                let parameters = args.posonlyargs.iter().chain(args.args).chain(args.kwonlyargs);
                parameters.filter_map(|p| p.default).for_each(|e| self.visit_expr(e, ExprContext::Load));
            }
            Stmt::ClassDef(node) => {
                node.decorator_list.iter().chain(node.bases).for_each(|&e| self.visit_expr(e, ExprContext::Load));
                node.keywords.iter().for_each(|k| self.visit_expr(k.value, ExprContext::Load));
            }
            Stmt::Return(node) => {
                self.returns.push(node);
                walk_stmt(self, stmt);
            }
            Stmt::Try(_) | Stmt::With(_) => {
                self.guards += 1;
                with_stack(|| walk_stmt(self, stmt));
                self.guards -= 1;
            }
            Stmt::For(node) if node.is_async => {
                self.guards += 1;
                with_stack(|| walk_stmt(self, stmt));
                self.guards -= 1;
            }
            _ => with_stack(|| walk_stmt(self, stmt)),
        }
    }

    fn visit_expr(&mut self, expr: Expr<'a>, context: ExprContext) {
        match expr {
            Expr::Lambda(_) => {}
            Expr::Yield(node) => {
                self.yields.push((node, self.guards > 0));
                walk_expr(self, expr, context);
            }
            _ => with_stack(|| walk_expr(self, expr, context)),
        }
    }
}
