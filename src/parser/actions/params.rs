//! Parameters of functions, and type parameters.

use crate::ast::*;
use crate::parser::builder::{Builder, range};
use crate::parser::error::{Checked, fail};
use crate::text::TextRange;

/// What stands between two commas of a parameter list.
#[derive(Debug, Clone, Copy)]
pub enum ParamEntry<'a> {
    /// `a: int = 1`
    Plain(Parameter<'a>),
    /// `/`
    Slash(TextRange),
    /// `*`
    Star(TextRange),
    /// `*a: int`
    Rest(Arg<'a>),
    /// `**a: int`
    Keywords(Arg<'a>),
}

impl<'a> Builder<'a> {
    pub fn param(&self, l: u32, arg: &'a str, annotation: Option<Expr<'a>>, default: Option<Expr<'a>>, r: u32) -> u32 {
        let arg = Arg { range: range(l, r), arg, annotation };
        self.params.push(ParamEntry::Plain(Parameter { arg, default }))
    }

    pub fn param_slash(&self, l: u32, r: u32) -> u32 {
        self.params.push(ParamEntry::Slash(range(l, r)))
    }

    pub fn param_star(&self, l: u32, r: u32) -> u32 {
        self.params.push(ParamEntry::Star(range(l, r)))
    }

    pub fn param_rest(&self, l: u32, arg: &'a str, annotation: Option<Expr<'a>>, r: u32) -> u32 {
        self.params.push(ParamEntry::Rest(Arg { range: range(l, r), arg, annotation }))
    }

    pub fn param_keywords(&self, l: u32, arg: &'a str, annotation: Option<Expr<'a>>, r: u32) -> u32 {
        self.params.push(ParamEntry::Keywords(Arg { range: range(l, r), arg, annotation }))
    }

    pub fn no_arguments(&self) -> &'a Arguments<'a> {
        self.arena.alloc(Arguments { posonlyargs: &[], args: &[], vararg: None, kwonlyargs: &[], kwarg: None })
    }

    pub fn arguments(&self, base: u32) -> Checked<&'a Arguments<'a>> {
        self.params.drain(base, |entries| self.sort_params(entries))
    }

    fn sort_params(&self, entries: &[ParamEntry<'a>]) -> Checked<&'a Arguments<'a>> {
        let mut arguments = Arguments { posonlyargs: &[], args: &[], vararg: None, kwonlyargs: &[], kwarg: None };
        // Where the plain ones before `/`, before `*` and behind it begin.
        let mut first = 0;
        let mut star: Option<TextRange> = None;
        let mut has_slash = false;
        let mut has_default = false;
        for (at, entry) in entries.iter().enumerate() {
            if let Some(kwarg) = arguments.kwarg {
                return fail(kwarg.range.start(), kwarg.range.end(), "`**` must be the last parameter");
            }
            match *entry {
                ParamEntry::Plain(param) => {
                    if star.is_none() && has_default && param.default.is_none() {
                        let message = "a parameter without a default follows one with a default";
                        return fail(param.arg.range.start(), param.arg.range.end(), message);
                    }
                    has_default |= param.default.is_some();
                }
                ParamEntry::Slash(range) => {
                    let message = match () {
                        () if at == 0 => "at least one parameter must precede `/`",
                        () if has_slash => "`/` may stand only once",
                        () if star.is_some() => "`/` must be ahead of `*`",
                        () => "",
                    };
                    if !message.is_empty() {
                        return fail(range.start(), range.end(), message);
                    }
                    has_slash = true;
                    arguments.posonlyargs = self.plain_params(&entries[..at]);
                    first = at + 1;
                }
                ParamEntry::Star(range) => {
                    if star.is_some() {
                        return fail(range.start(), range.end(), "`*` may stand only once");
                    }
                    if !matches!(entries.get(at + 1), Some(ParamEntry::Plain(_))) {
                        return fail(range.start(), range.end(), "named parameters must follow a bare `*`");
                    }
                    star = Some(range);
                    arguments.args = self.plain_params(&entries[first..at]);
                    first = at + 1;
                }
                ParamEntry::Rest(arg) => {
                    if star.is_some() {
                        return fail(arg.range.start(), arg.range.end(), "`*` may stand only once");
                    }
                    star = Some(arg.range);
                    arguments.vararg = Some(self.arena.alloc(arg));
                    arguments.args = self.plain_params(&entries[first..at]);
                    first = at + 1;
                }
                ParamEntry::Keywords(arg) => {
                    arguments.kwarg = Some(self.arena.alloc(arg));
                }
            }
        }
        let end = entries.len() - usize::from(arguments.kwarg.is_some());
        let last = self.plain_params(&entries[first..end]);
        match star {
            Some(_) => arguments.kwonlyargs = last,
            None => arguments.args = last,
        }
        Ok(self.arena.alloc(arguments))
    }

    fn plain_params(&self, entries: &[ParamEntry<'a>]) -> &'a [Parameter<'a>] {
        self.arena.alloc_slice_fill_iter(entries.iter().map(|entry| match entry {
            ParamEntry::Plain(param) => *param,
            _ => unreachable!("the others end a run of plain parameters"),
        }))
    }

    pub fn type_param(
        &self,
        l: u32,
        kind: TypeParamKind,
        name: &'a str,
        bound: Option<Expr<'a>>,
        default_value: Option<Expr<'a>>,
        r: u32,
    ) -> u32 {
        self.type_params.push(TypeParam { range: range(l, r), kind, name, bound, default_value })
    }

    pub fn take_type_params(&self, base: u32) -> &'a [TypeParam<'a>] {
        self.type_params.take(base, self.arena)
    }
}
