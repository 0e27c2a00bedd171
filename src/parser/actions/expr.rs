//! Expressions, without operators, calls and strings.

use crate::ast::*;
use crate::parser::builder::{Builder, range};
use crate::parser::error::{Checked, fail};
use crate::text::Ranged;

pub type DictEntry<'a> = DictItem<'a>;

/// CPython's default for `sys.set_int_max_str_digits`.
const MAX_DIGITS: usize = 4300;

impl<'a> Builder<'a> {
    #[inline]
    pub fn name_expr(&self, l: u32, r: u32) -> Expr<'a> {
        Expr::Name(self.arena.alloc(ExprName { range: range(l, r), id: self.name(l, r) }))
    }

    #[inline]
    pub fn constant(&self, l: u32, value: Constant<'a>, r: u32) -> Expr<'a> {
        Expr::Constant(self.arena.alloc(ExprConstant { range: range(l, r), value }))
    }

    pub fn int(&self, l: u32, r: u32) -> Checked<Expr<'a>> {
        let text = self.text(l, r);
        let is_decimal = text.as_bytes().get(1).is_none_or(|b| matches!(b, b'0'..=b'9' | b'_'));
        if text.len() > MAX_DIGITS && is_decimal && text.bytes().filter(|b| *b != b'_').count() > MAX_DIGITS {
            return fail(l, r, "an integer of more than 4300 digits; consider a hexadecimal one");
        }
        Ok(self.constant(l, Constant::Int(text), r))
    }

    pub fn float(&self, l: u32, r: u32) -> Expr<'a> {
        self.constant(l, Constant::Float(self.text(l, r)), r)
    }

    pub fn imaginary(&self, l: u32, r: u32) -> Expr<'a> {
        self.constant(l, Constant::Complex(self.text(l, r)), r)
    }

    #[inline]
    pub fn attribute(&self, l: u32, value: Expr<'a>, attr: &'a str, r: u32) -> Expr<'a> {
        Expr::Attribute(self.arena.alloc(ExprAttribute { range: range(l, r), value, attr }))
    }

    pub fn subscript(&self, l: u32, value: Expr<'a>, slice: Expr<'a>, r: u32) -> Expr<'a> {
        Expr::Subscript(self.arena.alloc(ExprSubscript { range: range(l, r), value, slice }))
    }

    pub fn slice(
        &self,
        l: u32,
        lower: Option<Expr<'a>>,
        upper: Option<Expr<'a>>,
        step: Option<Expr<'a>>,
        r: u32,
    ) -> Expr<'a> {
        Expr::Slice(self.arena.alloc(ExprSlice { range: range(l, r), lower, upper, step }))
    }

    pub fn starred(&self, l: u32, value: Expr<'a>, r: u32) -> Expr<'a> {
        Expr::Starred(self.arena.alloc(ExprStarred { range: range(l, r), value }))
    }

    pub fn tight_starred(&self, l: u32, inner: u32, value: Expr<'a>, r: u32) -> Checked<Expr<'a>> {
        self.check_tight(inner, value)?;
        Ok(self.starred(l, value, r))
    }

    /// Behind `*` and `**` stands nothing looser than `|`, unless in parentheses.
    fn check_tight(&self, start: u32, value: Expr<'a>) -> Checked<()> {
        let is_loose = match value {
            Expr::BoolOp(_) | Expr::Compare(_) => true,
            Expr::UnaryOp(unary) => unary.op == UnaryOp::Not,
            _ => false,
        };
        if is_loose && !self.is_parenthesised(start, value) {
            return fail(value.start(), value.end(), "this operand of a star must be in parentheses");
        }
        Ok(())
    }

    /// What a `match` looks at: a star needs a comma.
    pub fn match_subject(&self, subject: Expr<'a>) -> Checked<Expr<'a>> {
        match subject {
            Expr::Starred(_) => fail(subject.start(), subject.end(), "cannot use a starred expression here"),
            _ => Ok(subject),
        }
    }

    pub fn named_expr(&self, l: u32, target: Expr<'a>, value: Expr<'a>, r: u32) -> Checked<Expr<'a>> {
        // 3.8 takes a name in parentheses too.
        if !matches!(target, Expr::Name(_)) {
            return fail(l, target.end(), "the target of `:=` must be a name");
        }
        Ok(Expr::NamedExpr(self.arena.alloc(ExprNamedExpr { range: range(l, r), target, value })))
    }

    pub fn if_exp(&self, l: u32, body: Expr<'a>, test: Expr<'a>, orelse: Expr<'a>, r: u32) -> Expr<'a> {
        Expr::IfExp(self.arena.alloc(ExprIfExp { range: range(l, r), test, body, orelse }))
    }

    pub fn lambda(&self, l: u32, args: &'a Arguments<'a>, body: Expr<'a>, r: u32) -> Expr<'a> {
        Expr::Lambda(self.arena.alloc(ExprLambda { range: range(l, r), args, body }))
    }

    pub fn yield_expr(&self, l: u32, value: Option<Expr<'a>>, r: u32) -> Expr<'a> {
        Expr::Yield(self.arena.alloc(ExprYield { range: range(l, r), value }))
    }

    pub fn yield_from(&self, l: u32, value: Expr<'a>, r: u32) -> Expr<'a> {
        Expr::YieldFrom(self.arena.alloc(ExprYieldFrom { range: range(l, r), value }))
    }

    pub fn await_expr(&self, l: u32, value: Expr<'a>, r: u32) -> Expr<'a> {
        Expr::Await(self.arena.alloc(ExprAwait { range: range(l, r), value }))
    }

    pub fn tuple(&self, l: u32, base: u32, r: u32) -> Expr<'a> {
        let elts = self.exprs.take(base, self.arena);
        Expr::Tuple(self.arena.alloc(ExprTuple { range: range(l, r), elts }))
    }

    pub fn empty_tuple(&self, l: u32, r: u32) -> Expr<'a> {
        Expr::Tuple(self.arena.alloc(ExprTuple { range: range(l, r), elts: &[] }))
    }

    pub fn list(&self, l: u32, base: u32, r: u32) -> Expr<'a> {
        let elts = self.exprs.take(base, self.arena);
        Expr::List(self.arena.alloc(ExprList { range: range(l, r), elts }))
    }

    pub fn empty_list(&self, l: u32, r: u32) -> Expr<'a> {
        Expr::List(self.arena.alloc(ExprList { range: range(l, r), elts: &[] }))
    }

    pub fn set(&self, l: u32, base: u32, r: u32) -> Expr<'a> {
        let elts = self.exprs.take(base, self.arena);
        Expr::Set(self.arena.alloc(ExprSet { range: range(l, r), elts }))
    }

    pub fn dict(&self, l: u32, base: u32, r: u32) -> Expr<'a> {
        let items = self.dict_items.take(base, self.arena);
        Expr::Dict(self.arena.alloc(ExprDict { range: range(l, r), items }))
    }

    pub fn empty_dict(&self, l: u32, r: u32) -> Expr<'a> {
        Expr::Dict(self.arena.alloc(ExprDict { range: range(l, r), items: &[] }))
    }

    pub fn dict_item(&self, key: Expr<'a>, value: Expr<'a>) -> u32 {
        self.dict_items.push(DictItem { key: Some(key), value })
    }

    pub fn dict_unpack(&self, start: u32, value: Expr<'a>) -> Checked<u32> {
        self.check_tight(start, value)?;
        Ok(self.dict_items.push(DictItem { key: None, value }))
    }

    pub fn generator(&self, l: u32, elt: Expr<'a>, base: u32, r: u32) -> Expr<'a> {
        let generators = self.comprehensions.take(base, self.arena);
        Expr::GeneratorExp(self.arena.alloc(ExprGeneratorExp { range: range(l, r), elt, generators }))
    }

    pub fn list_comp(&self, l: u32, elt: Expr<'a>, base: u32, r: u32) -> Expr<'a> {
        let generators = self.comprehensions.take(base, self.arena);
        Expr::ListComp(self.arena.alloc(ExprListComp { range: range(l, r), elt, generators }))
    }

    pub fn set_comp(&self, l: u32, elt: Expr<'a>, base: u32, r: u32) -> Expr<'a> {
        let generators = self.comprehensions.take(base, self.arena);
        Expr::SetComp(self.arena.alloc(ExprSetComp { range: range(l, r), elt, generators }))
    }

    pub fn dict_comp(&self, l: u32, key: Expr<'a>, value: Option<Expr<'a>>, base: u32, r: u32) -> Expr<'a> {
        let generators = self.comprehensions.take(base, self.arena);
        Expr::DictComp(self.arena.alloc(ExprDictComp { range: range(l, r), key, value, generators }))
    }

    /// `{**a for a in b}`
    pub fn dict_unpack_comp(&self, l: u32, start: u32, key: Expr<'a>, base: u32, r: u32) -> Checked<Expr<'a>> {
        self.check_tight(start, key)?;
        Ok(self.dict_comp(l, key, None, base, r))
    }

    #[allow(clippy::too_many_arguments)]
    pub fn comp_for(
        &self,
        l: u32,
        is_async: bool,
        target_start: u32,
        target: Expr<'a>,
        iter: Expr<'a>,
        ifs: u32,
        r: u32,
    ) -> Checked<u32> {
        self.check_for_target(target_start, target)?;
        let ifs = self.exprs.take(ifs, self.arena);
        Ok(self.comprehensions.push(Comprehension { is_async, range: range(l, r), target, iter, ifs }))
    }
}
