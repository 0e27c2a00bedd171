//! Statements of one line.

use crate::ast::*;
use crate::parser::builder::{Builder, range};
use crate::parser::error::{Checked, fail};
use crate::text::Ranged;

impl<'a> Builder<'a> {
    /// The statements above `base`.
    pub fn body(&self, base: u32) -> &'a [Stmt<'a>] {
        self.stmts.take(base, self.arena)
    }

    pub fn end_line(&self, base: u32, end: u32) -> u32 {
        self.line_end.set(end);
        base
    }

    #[inline]
    pub fn expr_stmt(&self, l: u32, value: Expr<'a>, r: u32) -> Stmt<'a> {
        Stmt::Expr(self.arena.alloc(StmtExpr { range: range(l, r), value }))
    }

    #[inline]
    pub fn assign(&self, l: u32, base: u32, value: Expr<'a>, r: u32) -> Stmt<'a> {
        let targets = self.exprs.take(base, self.arena);
        Stmt::Assign(self.arena.alloc(StmtAssign { range: range(l, r), targets, value }))
    }

    pub fn aug_assign(&self, l: u32, target: Expr<'a>, op: Operator, value: Expr<'a>, r: u32) -> Checked<Stmt<'a>> {
        self.check_single(target, "target of an augmented assignment")?;
        Ok(Stmt::AugAssign(self.arena.alloc(StmtAugAssign { range: range(l, r), target, op, value })))
    }

    pub fn ann_assign(
        &self,
        l: u32,
        target: Expr<'a>,
        annotation: Expr<'a>,
        value: Option<Expr<'a>>,
        r: u32,
    ) -> Checked<Stmt<'a>> {
        self.check_single(target, "target of an annotation")?;
        let simple = matches!(target, Expr::Name(_)) && target.start() == l;
        Ok(Stmt::AnnAssign(self.arena.alloc(StmtAnnAssign { range: range(l, r), target, annotation, value, simple })))
    }

    pub fn pass_stmt(&self, l: u32, r: u32) -> Stmt<'a> {
        Stmt::Pass(self.arena.alloc(StmtPass { range: range(l, r) }))
    }

    pub fn break_stmt(&self, l: u32, r: u32) -> Stmt<'a> {
        Stmt::Break(self.arena.alloc(StmtBreak { range: range(l, r) }))
    }

    pub fn continue_stmt(&self, l: u32, r: u32) -> Stmt<'a> {
        Stmt::Continue(self.arena.alloc(StmtContinue { range: range(l, r) }))
    }

    pub fn return_stmt(&self, l: u32, value: Option<Expr<'a>>, r: u32) -> Stmt<'a> {
        Stmt::Return(self.arena.alloc(StmtReturn { range: range(l, r), value }))
    }

    pub fn delete(&self, l: u32, _targets_start: u32, base: u32, r: u32) -> Checked<Stmt<'a>> {
        let targets = self.exprs.take(base, self.arena);
        targets.iter().try_for_each(|&target| self.check_del_target(target))?;
        Ok(Stmt::Delete(self.arena.alloc(StmtDelete { range: range(l, r), targets })))
    }

    pub fn raise(&self, l: u32, exc: Option<Expr<'a>>, cause: Option<Expr<'a>>, r: u32) -> Stmt<'a> {
        Stmt::Raise(self.arena.alloc(StmtRaise { range: range(l, r), exc, cause }))
    }

    pub fn assert(&self, l: u32, test: Expr<'a>, msg: Option<Expr<'a>>, r: u32) -> Stmt<'a> {
        Stmt::Assert(self.arena.alloc(StmtAssert { range: range(l, r), test, msg }))
    }

    pub fn global(&self, l: u32, base: u32, r: u32) -> Stmt<'a> {
        let names = self.names.take(base, self.arena);
        Stmt::Global(self.arena.alloc(StmtGlobal { range: range(l, r), names }))
    }

    pub fn nonlocal(&self, l: u32, base: u32, r: u32) -> Stmt<'a> {
        let names = self.names.take(base, self.arena);
        Stmt::Nonlocal(self.arena.alloc(StmtNonlocal { range: range(l, r), names }))
    }

    /// `a.b` without what may stand between the words: white space, newlines, comments.
    pub fn dotted_name(&self, l: u32, r: u32) -> &'a str {
        let text = self.text(l, r);
        if text.bytes().all(|b| matches!(b, b'.' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z')) {
            return text;
        }
        let is_word = |c: char| c == '_' || c == '.' || unicode_ident::is_xid_continue(c);
        let words: String = text.chars().filter(|&c| is_word(c)).collect();
        self.normalise(&words)
    }

    pub fn alias(&self, l: u32, name: &'a str, asname: Option<&'a str>, r: u32) -> u32 {
        self.aliases.push(Alias { range: range(l, r), name, asname })
    }

    pub fn import(&self, l: u32, is_lazy: bool, base: u32, r: u32) -> Stmt<'a> {
        let names = self.aliases.take(base, self.arena);
        Stmt::Import(self.arena.alloc(StmtImport { range: range(l, r), is_lazy, names }))
    }

    pub fn check_lazy(&self, l: u32, is_lazy: bool, level: u32, module: &str, r: u32) -> Checked<()> {
        match is_lazy && level == 0 && module == "__future__" {
            true => fail(l, r, "an import from `__future__` cannot be lazy"),
            false => Ok(()),
        }
    }

    pub fn import_from(
        &self,
        l: u32,
        is_lazy: bool,
        level: u32,
        module: Option<&'a str>,
        base: u32,
        r: u32,
    ) -> Stmt<'a> {
        let names = self.aliases.take(base, self.arena);
        let node = StmtImportFrom { range: range(l, r), is_lazy, module, names, level };
        Stmt::ImportFrom(self.arena.alloc(node))
    }

    #[allow(clippy::too_many_arguments)]
    pub fn type_alias(
        &self,
        l: u32,
        name_start: u32,
        id: &'a str,
        name_end: u32,
        type_params: &'a [TypeParam<'a>],
        value: Expr<'a>,
        r: u32,
    ) -> Stmt<'a> {
        let name = Expr::Name(self.arena.alloc(ExprName { range: range(name_start, name_end), id }));
        Stmt::TypeAlias(self.arena.alloc(StmtTypeAlias { range: range(l, r), name, type_params, value }))
    }
}
