//! Statements with blocks. They end where their last line of simple statements ends, semicolon included.

use crate::ast::*;
use crate::parser::builder::{Builder, CallBase, range};
use crate::parser::error::{Checked, fail};
use crate::text::TextRange;

type Body<'a> = &'a [Stmt<'a>];

impl<'a> Builder<'a> {
    /// From `start` to the end of the block that was just completed.
    fn to_block_end(&self, start: u32) -> TextRange {
        range(start, self.line_end.get())
    }

    pub fn if_stmt(&self, l: u32, test: Expr<'a>, body: Body<'a>, orelse: Body<'a>) -> Stmt<'a> {
        Stmt::If(self.arena.alloc(StmtIf { range: self.to_block_end(l), test, body, orelse }))
    }

    pub fn elif(&self, l: u32, test: Expr<'a>, body: Body<'a>, orelse: Body<'a>) -> Body<'a> {
        std::slice::from_ref(self.arena.alloc(self.if_stmt(l, test, body, orelse)))
    }

    pub fn while_stmt(&self, l: u32, test: Expr<'a>, body: Body<'a>, orelse: Body<'a>) -> Stmt<'a> {
        Stmt::While(self.arena.alloc(StmtWhile { range: self.to_block_end(l), test, body, orelse }))
    }

    #[allow(clippy::too_many_arguments)]
    pub fn for_stmt(
        &self,
        l: u32,
        is_async: bool,
        target_start: u32,
        target: Expr<'a>,
        iter: Expr<'a>,
        body: Body<'a>,
        orelse: Body<'a>,
    ) -> Checked<Stmt<'a>> {
        self.check_for_target(target_start, target)?;
        let node = StmtFor { range: self.to_block_end(l), is_async, target, iter, body, orelse };
        Ok(Stmt::For(self.arena.alloc(node)))
    }

    pub fn try_stmt(
        &self,
        l: u32,
        body: Body<'a>,
        base: Option<u32>,
        orelse: Body<'a>,
        finalbody: Body<'a>,
    ) -> Stmt<'a> {
        let is_star = base.is_some_and(|base| self.handler_stars.drain(base, |stars| stars[0]));
        let handlers = base.map_or(&[][..], |base| self.handlers.take(base, self.arena));
        let node = StmtTry { range: self.to_block_end(l), is_star, body, handlers, orelse, finalbody };
        Stmt::Try(self.arena.alloc(node))
    }

    pub fn handler(
        &self,
        l: u32,
        is_star: bool,
        type_: Option<Expr<'a>>,
        name: Option<&'a str>,
        body: Body<'a>,
    ) -> u32 {
        self.handler_stars.push(is_star);
        self.handlers.push(ExceptHandler { range: self.to_block_end(l), type_, name, body })
    }

    pub fn same_kind_of_except(&self, base: u32, l: u32) -> Checked<u32> {
        if self.handler_stars.last() != Some(self.handler_stars.get(base)) {
            return fail(l, l + "except".len() as u32, "`except` and `except*` cannot stand on the same `try`");
        }
        Ok(base)
    }

    pub fn with_item(&self, context_expr: Expr<'a>) -> u32 {
        self.with_items.push(WithItem { context_expr, optional_vars: None })
    }

    pub fn with_item_as(&self, context_expr: Expr<'a>, l: u32, vars: Expr<'a>) -> Checked<u32> {
        self.check_for_target(l, vars)?;
        Ok(self.with_items.push(WithItem { context_expr, optional_vars: Some(vars) }))
    }

    pub fn with_stmt(&self, l: u32, is_async: bool, base: u32, body: Body<'a>) -> Stmt<'a> {
        let items = self.with_items.take(base, self.arena);
        Stmt::With(self.arena.alloc(StmtWith { range: self.to_block_end(l), is_async, items, body }))
    }

    pub fn match_stmt(&self, l: u32, subject: Expr<'a>, base: u32) -> Stmt<'a> {
        let cases = self.cases.take(base, self.arena);
        Stmt::Match(self.arena.alloc(StmtMatch { range: self.to_block_end(l), subject, cases }))
    }

    pub fn match_case(&self, l: u32, pattern: Pattern<'a>, guard: Option<Expr<'a>>, body: Body<'a>) -> u32 {
        self.cases.push(MatchCase { range: self.to_block_end(l), pattern, guard, body })
    }

    #[allow(clippy::too_many_arguments)]
    pub fn function_def(
        &self,
        l: u32,
        is_async: bool,
        name: &'a str,
        type_params: &'a [TypeParam<'a>],
        args: &'a Arguments<'a>,
        returns: Option<Expr<'a>>,
        body: Body<'a>,
    ) -> &'a StmtFunctionDef<'a> {
        let range = self.to_block_end(l);
        self.arena.alloc(StmtFunctionDef {
            range,
            is_async,
            name,
            type_params,
            args,
            returns,
            body,
            decorator_list: &[],
        })
    }

    pub fn function(&self, def: &'a StmtFunctionDef<'a>, decorator_list: &'a [Expr<'a>]) -> Stmt<'a> {
        if decorator_list.is_empty() {
            return Stmt::FunctionDef(def);
        }
        Stmt::FunctionDef(self.arena.alloc(StmtFunctionDef { decorator_list, ..*def }))
    }

    pub fn class_def(
        &self,
        l: u32,
        name: &'a str,
        type_params: &'a [TypeParam<'a>],
        base: Option<CallBase>,
        body: Body<'a>,
    ) -> &'a StmtClassDef<'a> {
        let (bases, keywords) = self.take_args(base);
        let range = self.to_block_end(l);
        self.arena.alloc(StmtClassDef { range, name, type_params, bases, keywords, body, decorator_list: &[] })
    }

    pub fn class(&self, def: &'a StmtClassDef<'a>, decorator_list: &'a [Expr<'a>]) -> Stmt<'a> {
        if decorator_list.is_empty() {
            return Stmt::ClassDef(def);
        }
        Stmt::ClassDef(self.arena.alloc(StmtClassDef { decorator_list, ..*def }))
    }
}
