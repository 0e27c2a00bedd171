//! Arguments of calls and classes.

use crate::ast::*;
use crate::parser::builder::{Builder, CallBase, range};
use crate::parser::error::{Checked, fail};
use crate::text::Ranged;

impl<'a> Builder<'a> {
    pub fn begin_args(&self, first: Expr<'a>) -> CallBase {
        let base = self.args_here(None);
        self.exprs.push(first);
        base
    }

    fn args_here(&self, base: Option<CallBase>) -> CallBase {
        base.unwrap_or_else(|| CallBase {
            exprs: self.exprs.len(),
            keywords: self.keywords.len(),
            has_unpacking: false,
        })
    }

    pub fn arg(&self, base: CallBase, arg: Expr<'a>) -> Checked<CallBase> {
        if self.keywords.len() > base.keywords {
            let message = match base.has_unpacking {
                true => "a positional argument follows an unpacking of keyword arguments",
                false => "a positional argument follows a keyword argument",
            };
            return fail(arg.start(), arg.end(), message);
        }
        self.exprs.push(arg);
        Ok(base)
    }

    pub fn star_arg(&self, base: CallBase, arg: Expr<'a>) -> Checked<CallBase> {
        if base.has_unpacking {
            return fail(arg.start(), arg.end(), "an unpacking of arguments follows one of keyword arguments");
        }
        self.exprs.push(arg);
        Ok(base)
    }

    pub fn keyword(
        &self,
        base: Option<CallBase>,
        l: u32,
        name: Expr<'a>,
        value: Expr<'a>,
        r: u32,
    ) -> Checked<CallBase> {
        let Expr::Name(node) = name else {
            return fail(l, name.end(), "the name of a keyword argument must be an identifier; did you mean `==`?");
        };
        if self.is_parenthesised(l, name) {
            return fail(l, name.end(), "the name of a keyword argument must not be in parentheses");
        }
        let base = self.args_here(base);
        self.keywords.push(Keyword { range: range(l, r), arg: Some(node.id), value });
        Ok(base)
    }

    pub fn keywords(&self, base: Option<CallBase>, l: u32, value: Expr<'a>, r: u32) -> CallBase {
        let base = self.args_here(base);
        self.keywords.push(Keyword { range: range(l, r), arg: None, value });
        CallBase { has_unpacking: true, ..base }
    }

    pub fn bare_generator(&self, l: u32, r: u32) -> Checked<CallBase> {
        fail(l, r, "a generator expression must be in parentheses if it is not the sole argument")
    }

    pub fn take_args(&self, base: Option<CallBase>) -> (&'a [Expr<'a>], &'a [Keyword<'a>]) {
        match base {
            None => (&[], &[]),
            Some(base) => (self.exprs.take(base.exprs, self.arena), self.keywords.take(base.keywords, self.arena)),
        }
    }

    #[inline]
    pub fn call(&self, l: u32, func: Expr<'a>, base: Option<CallBase>, r: u32) -> Expr<'a> {
        let (args, keywords) = self.take_args(base);
        Expr::Call(self.arena.alloc(ExprCall { range: range(l, r), func, args, keywords }))
    }

    /// `f(a for b in c)`, where `paren` is the place of the call's parenthesis.
    pub fn call_generator(&self, l: u32, func: Expr<'a>, paren: u32, elt: Expr<'a>, base: u32, r: u32) -> Expr<'a> {
        let args = self.begin_args(self.generator(paren, elt, base, r));
        self.call(l, func, Some(args), r)
    }
}
