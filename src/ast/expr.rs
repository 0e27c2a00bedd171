//! Expressions: one struct for each of CPython's, with CPython's names.
//!
//! Ranges are CPython's: parentheses around an expression are outside its range, except those of a tuple, a generator
//! expression and the like.

use super::op::{BoolOp, CmpOp, Operator, UnaryOp};
use crate::text::{Ranged, TextRange};

/// An expression: a tag and a reference into the arena, cheap to copy.
#[derive(Debug, Clone, Copy)]
pub enum Expr<'a> {
    /// `a and b and c`
    BoolOp(&'a ExprBoolOp<'a>),
    /// `a := b`
    NamedExpr(&'a ExprNamedExpr<'a>),
    /// `a + b`
    BinOp(&'a ExprBinOp<'a>),
    /// `-a` `not a`
    UnaryOp(&'a ExprUnaryOp<'a>),
    /// `lambda a: b`
    Lambda(&'a ExprLambda<'a>),
    /// `a if b else c`
    IfExp(&'a ExprIfExp<'a>),
    /// `{a: b, **c}`
    Dict(&'a ExprDict<'a>),
    /// `{a, b}`
    Set(&'a ExprSet<'a>),
    /// `[a for b in c]` `[*a for a in b]`
    ListComp(&'a ExprListComp<'a>),
    /// `{a for b in c}`
    SetComp(&'a ExprSetComp<'a>),
    /// `{a: b for c in d}` `{**a for a in b}`
    DictComp(&'a ExprDictComp<'a>),
    /// `(a for b in c)`
    ///
    /// As the sole argument of a call it shares the call's parentheses, which its range then covers.
    GeneratorExp(&'a ExprGeneratorExp<'a>),
    /// `await a`
    Await(&'a ExprAwait<'a>),
    /// `yield` `yield a`
    Yield(&'a ExprYield<'a>),
    /// `yield from a`
    YieldFrom(&'a ExprYieldFrom<'a>),
    /// `a < b <= c`
    Compare(&'a ExprCompare<'a>),
    /// `f(a, *b, c=d, **e)`
    Call(&'a ExprCall<'a>),
    /// `f'a{b}'` and every concatenation with one
    JoinedStr(&'a ExprJoinedStr<'a>),
    /// `t'a{b}'`, since 3.14
    TemplateStr(&'a ExprTemplateStr<'a>),
    /// `1` `'a' 'b'` `None` `...`
    Constant(&'a ExprConstant<'a>),
    /// `a.b`
    Attribute(&'a ExprAttribute<'a>),
    /// `a[b]` `a[b:c]` `a[b, c]`
    Subscript(&'a ExprSubscript<'a>),
    /// `*a` where CPython allows one
    Starred(&'a ExprStarred<'a>),
    /// `a`
    Name(&'a ExprName<'a>),
    /// `[a, b]`
    List(&'a ExprList<'a>),
    /// `(a, b)` `a, b`
    ///
    /// The range covers parentheses where the tuple has its own.
    Tuple(&'a ExprTuple<'a>),
    /// `a:b:c` inside a subscript
    Slice(&'a ExprSlice<'a>),
}

impl<'a> Expr<'a> {
    /// The names that a target binds, the last first.
    pub fn bound_names(self) -> Vec<&'a str> {
        let (mut names, mut todo) = (Vec::new(), vec![self]);
        while let Some(target) = todo.pop() {
            match target {
                Self::Name(name) => names.push(name.id),
                Self::Starred(node) => todo.push(node.value),
                Self::Tuple(ExprTuple { elts, .. }) | Self::List(ExprList { elts, .. }) => todo.extend(elts.iter()),
                _ => {}
            }
        }
        names
    }
}

impl Ranged for Expr<'_> {
    #[inline]
    fn range(&self) -> TextRange {
        match self {
            Expr::BoolOp(node) => node.range,
            Expr::NamedExpr(node) => node.range,
            Expr::BinOp(node) => node.range,
            Expr::UnaryOp(node) => node.range,
            Expr::Lambda(node) => node.range,
            Expr::IfExp(node) => node.range,
            Expr::Dict(node) => node.range,
            Expr::Set(node) => node.range,
            Expr::ListComp(node) => node.range,
            Expr::SetComp(node) => node.range,
            Expr::DictComp(node) => node.range,
            Expr::GeneratorExp(node) => node.range,
            Expr::Await(node) => node.range,
            Expr::Yield(node) => node.range,
            Expr::YieldFrom(node) => node.range,
            Expr::Compare(node) => node.range,
            Expr::Call(node) => node.range,
            Expr::JoinedStr(node) => node.range,
            Expr::TemplateStr(node) => node.range,
            Expr::Constant(node) => node.range,
            Expr::Attribute(node) => node.range,
            Expr::Subscript(node) => node.range,
            Expr::Starred(node) => node.range,
            Expr::Name(node) => node.range,
            Expr::List(node) => node.range,
            Expr::Tuple(node) => node.range,
            Expr::Slice(node) => node.range,
        }
    }
}

/// `a and b and c`
#[derive(Debug, Clone, Copy)]
pub struct ExprBoolOp<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `and`
    pub op: BoolOp,
    /// Two or more operands; runs of one operator are one node.
    pub values: &'a [Expr<'a>],
}

/// `a := b`
#[derive(Debug, Clone, Copy)]
pub struct ExprNamedExpr<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`, a Name.
    pub target: Expr<'a>,
    /// `b`
    pub value: Expr<'a>,
}

/// `a + b`
#[derive(Debug, Clone, Copy)]
pub struct ExprBinOp<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub left: Expr<'a>,
    /// `+`
    pub op: Operator,
    /// `b`
    pub right: Expr<'a>,
}

/// `-a` `not a`
#[derive(Debug, Clone, Copy)]
pub struct ExprUnaryOp<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `-`
    pub op: UnaryOp,
    /// `a`
    pub operand: Expr<'a>,
}

/// `lambda a: b`
#[derive(Debug, Clone, Copy)]
pub struct ExprLambda<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub args: &'a Arguments<'a>,
    /// `b`
    pub body: Expr<'a>,
}

/// `a if b else c`
#[derive(Debug, Clone, Copy)]
pub struct ExprIfExp<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `b`
    pub test: Expr<'a>,
    /// `a`
    pub body: Expr<'a>,
    /// `c`
    pub orelse: Expr<'a>,
}

/// `{a: b, **c}`
#[derive(Debug, Clone, Copy)]
pub struct ExprDict<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a: b`, `**c`
    pub items: &'a [DictItem<'a>],
}

/// `{a, b}`
#[derive(Debug, Clone, Copy)]
pub struct ExprSet<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`, `b`
    pub elts: &'a [Expr<'a>],
}

/// `[a for b in c]` `[*a for a in b]`
#[derive(Debug, Clone, Copy)]
pub struct ExprListComp<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub elt: Expr<'a>,
    /// `for b in c`
    pub generators: &'a [Comprehension<'a>],
}

/// `{a for b in c}`
#[derive(Debug, Clone, Copy)]
pub struct ExprSetComp<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub elt: Expr<'a>,
    /// `for b in c`
    pub generators: &'a [Comprehension<'a>],
}

/// `{a: b for c in d}` `{**a for a in b}`
#[derive(Debug, Clone, Copy)]
pub struct ExprDictComp<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub key: Expr<'a>,
    /// `b`; none in `{**a for a in b}`, since 3.15, where `key` is `a`.
    pub value: Option<Expr<'a>>,
    /// `for c in d`
    pub generators: &'a [Comprehension<'a>],
}

/// `(a for b in c)`
///
/// As the sole argument of a call it shares the call's parentheses, which its range then covers.
#[derive(Debug, Clone, Copy)]
pub struct ExprGeneratorExp<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub elt: Expr<'a>,
    /// `for b in c`
    pub generators: &'a [Comprehension<'a>],
}

/// `await a`
#[derive(Debug, Clone, Copy)]
pub struct ExprAwait<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub value: Expr<'a>,
}

/// `yield` `yield a`
#[derive(Debug, Clone, Copy)]
pub struct ExprYield<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub value: Option<Expr<'a>>,
}

/// `yield from a`
#[derive(Debug, Clone, Copy)]
pub struct ExprYieldFrom<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub value: Expr<'a>,
}

/// `a < b <= c`
#[derive(Debug, Clone, Copy)]
pub struct ExprCompare<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub left: Expr<'a>,
    /// `<`, `<=`
    pub ops: &'a [CmpOp],
    /// `b`, `c`
    pub comparators: &'a [Expr<'a>],
}

/// `f(a, *b, c=d, **e)`
#[derive(Debug, Clone, Copy)]
pub struct ExprCall<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `f`
    pub func: Expr<'a>,
    /// `a`, `*b`
    pub args: &'a [Expr<'a>],
    /// `c=d`, `**e`
    pub keywords: &'a [Keyword<'a>],
}

/// `f'a{b}'` and every concatenation with one
#[derive(Debug, Clone, Copy)]
pub struct ExprJoinedStr<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// The literals as they stand in the source, not merged.
    pub parts: &'a [StringPart<'a>],
}

/// `t'a{b}'`, since 3.14
#[derive(Debug, Clone, Copy)]
pub struct ExprTemplateStr<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// The literals as they stand in the source, not merged.
    pub parts: &'a [StringPart<'a>],
}

/// `1` `'a' 'b'` `None` `...`
#[derive(Debug, Clone, Copy)]
pub struct ExprConstant<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// The literal, not decoded.
    pub value: Constant<'a>,
}

/// `a.b`
#[derive(Debug, Clone, Copy)]
pub struct ExprAttribute<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub value: Expr<'a>,
    /// `b`, NFKC-normalised; it ends where the range ends.
    pub attr: &'a str,
}

/// `a[b]` `a[b:c]` `a[b, c]`
#[derive(Debug, Clone, Copy)]
pub struct ExprSubscript<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub value: Expr<'a>,
    /// `b`
    pub slice: Expr<'a>,
}

/// `*a` where CPython allows one
#[derive(Debug, Clone, Copy)]
pub struct ExprStarred<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub value: Expr<'a>,
}

/// `a`
#[derive(Debug, Clone, Copy)]
pub struct ExprName<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// The identifier, NFKC-normalised.
    pub id: &'a str,
}

/// `[a, b]`
#[derive(Debug, Clone, Copy)]
pub struct ExprList<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`, `b`
    pub elts: &'a [Expr<'a>],
}

/// `(a, b)` `a, b`
///
/// The range covers parentheses where the tuple has its own.
#[derive(Debug, Clone, Copy)]
pub struct ExprTuple<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`, `b`
    pub elts: &'a [Expr<'a>],
}

/// `a:b:c` inside a subscript
#[derive(Debug, Clone, Copy)]
pub struct ExprSlice<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub lower: Option<Expr<'a>>,
    /// `b`
    pub upper: Option<Expr<'a>>,
    /// `c`
    pub step: Option<Expr<'a>>,
}

/// A literal, as it stands in the source: it is decoded only when someone asks ([`super::literal`]).
#[derive(Debug, Clone, Copy)]
pub enum Constant<'a> {
    /// `None`
    None,
    /// `True`
    True,
    /// `False`
    False,
    /// `...`
    Ellipsis,
    /// `1_000` `0xff`: the digits as written.
    Int(&'a str),
    /// `1.5e3`, as written.
    Float(&'a str),
    /// `2j`, as written.
    Complex(&'a str),
    /// `'a' "b"`: one or more literals side by side.
    Str(&'a [StringLiteral<'a>]),
    /// `b'a' b"b"`: one or more literals side by side.
    Bytes(&'a [StringLiteral<'a>]),
}

/// One string or bytes literal, as written.
#[derive(Debug, Clone, Copy)]
pub struct StringLiteral<'a> {
    /// From the prefix to the closing quote.
    pub range: TextRange,
    /// The text of the range, prefix and quotes included.
    pub raw: &'a str,
}

/// One literal of a [`ExprJoinedStr`] or [`ExprTemplateStr`].
#[derive(Debug, Clone, Copy)]
pub enum StringPart<'a> {
    /// `'a'`
    Plain(StringLiteral<'a>),
    /// `f'a{b}'` `t'a{b}'`
    Interpolated(&'a InterpolatedString<'a>),
}

/// `f'a{b}'` `rt"""a{b}"""`: one f-string or t-string literal.
#[derive(Debug, Clone, Copy)]
pub struct InterpolatedString<'a> {
    /// From the prefix to the closing quote.
    pub range: TextRange,
    /// The prefix holds an `r`: no escapes in the literal text.
    pub is_raw: bool,
    /// The prefix holds a `t`.
    pub is_template: bool,
    /// Literal text and replacement fields, in source order.
    pub elements: &'a [InterpolatedElement<'a>],
}

/// A piece of an f-string, a t-string, or a format spec.
#[derive(Debug, Clone, Copy)]
pub enum InterpolatedElement<'a> {
    /// `abc {{`: text as written, doubled braces and escapes included.
    Literal(StringLiteral<'a>),
    /// `{a!r:>10}`
    Field(&'a FormattedValue<'a>),
}

/// `{a!r:>10}` `{a=}`: CPython's `FormattedValue` or, in a t-string, `Interpolation`.
#[derive(Debug, Clone, Copy)]
pub struct FormattedValue<'a> {
    /// From `{` to `}`.
    pub range: TextRange,
    /// `a`
    pub value: Expr<'a>,
    /// In `{ a = }`, the text from behind the brace to behind the `=` and the white space after it.
    pub debug_text: Option<StringLiteral<'a>>,
    /// The text of the expression as CPython's `Interpolation.str` has it.
    pub expr_text: &'a str,
    /// `r`, `s` or `a` behind `!`.
    pub conversion: Option<char>,
    /// `>10` behind `:`.
    pub format_spec: Option<&'a FormatSpec<'a>>,
}

/// `>{width}` behind the `:` of a replacement field.
#[derive(Debug, Clone, Copy)]
pub struct FormatSpec<'a> {
    /// From behind `:` to before `}`; the dump gives it CPython's position.
    pub range: TextRange,
    /// Literal text and nested fields, in source order.
    pub elements: &'a [InterpolatedElement<'a>],
}

/// `a: b` or `**b` in a dict display.
#[derive(Debug, Clone, Copy)]
pub struct DictItem<'a> {
    /// `a`; none for `**b`.
    pub key: Option<Expr<'a>>,
    /// `b`
    pub value: Expr<'a>,
}

/// `for a in b if c` `async for a in b` in a comprehension.
#[derive(Debug, Clone, Copy)]
pub struct Comprehension<'a> {
    /// `async for`
    pub is_async: bool,
    /// From `for` or `async` to the last condition; CPython gives it no position.
    pub range: TextRange,
    /// `a`
    pub target: Expr<'a>,
    /// `b`
    pub iter: Expr<'a>,
    /// `c`
    pub ifs: &'a [Expr<'a>],
}

/// `a=b` or `**b` in a call or a class header.
#[derive(Debug, Clone, Copy)]
pub struct Keyword<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`; none for `**b`.
    pub arg: Option<&'a str>,
    /// `b`
    pub value: Expr<'a>,
}

/// The parameters of a `def` or `lambda`. Defaults stand with their parameter; the dump splits them as CPython does.
#[derive(Debug, Clone, Copy)]
pub struct Arguments<'a> {
    /// `a, /`
    pub posonlyargs: &'a [Parameter<'a>],
    /// `a`
    pub args: &'a [Parameter<'a>],
    /// `*a`
    pub vararg: Option<&'a Arg<'a>>,
    /// `*, a`
    pub kwonlyargs: &'a [Parameter<'a>],
    /// `**a`
    pub kwarg: Option<&'a Arg<'a>>,
}

/// `a: int = 1`
#[derive(Debug, Clone, Copy)]
pub struct Parameter<'a> {
    /// `a: int`
    pub arg: Arg<'a>,
    /// `1`
    pub default: Option<Expr<'a>>,
}

/// `a: int`
#[derive(Debug, Clone, Copy)]
pub struct Arg<'a> {
    /// Name and annotation.
    pub range: TextRange,
    /// `a`
    pub arg: &'a str,
    /// `int`; for `*a: *b` a Starred.
    pub annotation: Option<Expr<'a>>,
}
