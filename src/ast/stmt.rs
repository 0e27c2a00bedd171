//! Statements: one struct for each of CPython's, with CPython's names.

use super::expr::{Arguments, Expr, Keyword};
use super::op::Operator;
use super::pattern::Pattern;
use crate::text::{Ranged, TextRange};

/// A statement: a tag and a reference into the arena, cheap to copy.
#[derive(Debug, Clone, Copy)]
pub enum Stmt<'a> {
    /// `def f(a, *b): ...` `async def f(): ...`
    ///
    /// The range starts at `def` or `async`, decorators stand before it. CPython's `AsyncFunctionDef` is `is_async`.
    FunctionDef(&'a StmtFunctionDef<'a>),
    /// `class C(B, metaclass=M): ...`
    ///
    /// The range starts at `class`, decorators stand before it.
    ClassDef(&'a StmtClassDef<'a>),
    /// `return` `return x`
    Return(&'a StmtReturn<'a>),
    /// `del a, b[0]`
    Delete(&'a StmtDelete<'a>),
    /// `a = b = 1`
    Assign(&'a StmtAssign<'a>),
    /// `type X[T] = list[T]`
    TypeAlias(&'a StmtTypeAlias<'a>),
    /// `a += 1`
    AugAssign(&'a StmtAugAssign<'a>),
    /// `a: int` `a: int = 1`
    AnnAssign(&'a StmtAnnAssign<'a>),
    /// `for a in b: ...` `async for a in b: ...`
    ///
    /// CPython's `AsyncFor` is `is_async`.
    For(&'a StmtFor<'a>),
    /// `while a: ...`
    While(&'a StmtWhile<'a>),
    /// `if a: ...` `elif a: ...`
    ///
    /// An `elif` is an `If` alone in the `orelse` of the one before; its range starts at `elif`.
    If(&'a StmtIf<'a>),
    /// `with a as b, c: ...` `async with a: ...`
    ///
    /// CPython's `AsyncWith` is `is_async`.
    With(&'a StmtWith<'a>),
    /// `match a: ...`
    Match(&'a StmtMatch<'a>),
    /// `raise` `raise a from b`
    Raise(&'a StmtRaise<'a>),
    /// `try: ...` with `except`, `except*`, `else`, `finally`
    ///
    /// CPython's `TryStar` is `is_star`.
    Try(&'a StmtTry<'a>),
    /// `assert a, b`
    Assert(&'a StmtAssert<'a>),
    /// `import a.b as c` `lazy import a`
    Import(&'a StmtImport<'a>),
    /// `from ..a import b as c` `from a import *` `lazy from a import b`
    ImportFrom(&'a StmtImportFrom<'a>),
    /// `global a, b`
    Global(&'a StmtGlobal<'a>),
    /// `nonlocal a, b`
    Nonlocal(&'a StmtNonlocal<'a>),
    /// `f()`
    Expr(&'a StmtExpr<'a>),
    /// `pass`
    Pass(&'a StmtPass),
    /// `break`
    Break(&'a StmtBreak),
    /// `continue`
    Continue(&'a StmtContinue),
}

impl Stmt<'_> {
    /// The statement holds a suite.
    pub fn is_compound(&self) -> bool {
        matches!(
            self,
            Self::FunctionDef(_)
                | Self::ClassDef(_)
                | Self::For(_)
                | Self::While(_)
                | Self::If(_)
                | Self::With(_)
                | Self::Match(_)
                | Self::Try(_)
        )
    }
}

impl Ranged for Stmt<'_> {
    #[inline]
    fn range(&self) -> TextRange {
        match self {
            Stmt::FunctionDef(node) => node.range,
            Stmt::ClassDef(node) => node.range,
            Stmt::Return(node) => node.range,
            Stmt::Delete(node) => node.range,
            Stmt::Assign(node) => node.range,
            Stmt::TypeAlias(node) => node.range,
            Stmt::AugAssign(node) => node.range,
            Stmt::AnnAssign(node) => node.range,
            Stmt::For(node) => node.range,
            Stmt::While(node) => node.range,
            Stmt::If(node) => node.range,
            Stmt::With(node) => node.range,
            Stmt::Match(node) => node.range,
            Stmt::Raise(node) => node.range,
            Stmt::Try(node) => node.range,
            Stmt::Assert(node) => node.range,
            Stmt::Import(node) => node.range,
            Stmt::ImportFrom(node) => node.range,
            Stmt::Global(node) => node.range,
            Stmt::Nonlocal(node) => node.range,
            Stmt::Expr(node) => node.range,
            Stmt::Pass(node) => node.range,
            Stmt::Break(node) => node.range,
            Stmt::Continue(node) => node.range,
        }
    }
}

/// `def f(a, *b): ...` `async def f(): ...`
///
/// The range starts at `def` or `async`, decorators stand before it. CPython's `AsyncFunctionDef` is `is_async`.
#[derive(Debug, Clone, Copy)]
pub struct StmtFunctionDef<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `async def`
    pub is_async: bool,
    /// The name, NFKC-normalised.
    pub name: &'a str,
    /// `[T]`
    pub type_params: &'a [TypeParam<'a>],
    /// The parameters.
    pub args: &'a Arguments<'a>,
    /// `-> int`
    pub returns: Option<Expr<'a>>,
    /// The suite.
    pub body: &'a [Stmt<'a>],
    /// `@a`, in source order, without the `@`.
    pub decorator_list: &'a [Expr<'a>],
}

/// `class C(B, metaclass=M): ...`
///
/// The range starts at `class`, decorators stand before it.
#[derive(Debug, Clone, Copy)]
pub struct StmtClassDef<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// The name, NFKC-normalised.
    pub name: &'a str,
    /// `[T]`
    pub type_params: &'a [TypeParam<'a>],
    /// Positional bases.
    pub bases: &'a [Expr<'a>],
    /// `metaclass=M`
    pub keywords: &'a [Keyword<'a>],
    /// The suite.
    pub body: &'a [Stmt<'a>],
    /// `@a`, in source order, without the `@`.
    pub decorator_list: &'a [Expr<'a>],
}

/// `return` `return x`
#[derive(Debug, Clone, Copy)]
pub struct StmtReturn<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `x`
    pub value: Option<Expr<'a>>,
}

/// `del a, b[0]`
#[derive(Debug, Clone, Copy)]
pub struct StmtDelete<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// What is deleted.
    pub targets: &'a [Expr<'a>],
}

/// `a = b = 1`
#[derive(Debug, Clone, Copy)]
pub struct StmtAssign<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`, `b`
    pub targets: &'a [Expr<'a>],
    /// `1`
    pub value: Expr<'a>,
}

/// `type X[T] = list[T]`
#[derive(Debug, Clone, Copy)]
pub struct StmtTypeAlias<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `X`, a Name.
    pub name: Expr<'a>,
    /// `[T]`
    pub type_params: &'a [TypeParam<'a>],
    /// `list[T]`
    pub value: Expr<'a>,
}

/// `a += 1`
#[derive(Debug, Clone, Copy)]
pub struct StmtAugAssign<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub target: Expr<'a>,
    /// `+`
    pub op: Operator,
    /// `1`
    pub value: Expr<'a>,
}

/// `a: int` `a: int = 1`
#[derive(Debug, Clone, Copy)]
pub struct StmtAnnAssign<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub target: Expr<'a>,
    /// `int`
    pub annotation: Expr<'a>,
    /// `1`
    pub value: Option<Expr<'a>>,
    /// The target is a name without parentheses.
    pub simple: bool,
}

/// `for a in b: ...` `async for a in b: ...`
///
/// CPython's `AsyncFor` is `is_async`.
#[derive(Debug, Clone, Copy)]
pub struct StmtFor<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `async for`
    pub is_async: bool,
    /// `a`
    pub target: Expr<'a>,
    /// `b`
    pub iter: Expr<'a>,
    /// The suite.
    pub body: &'a [Stmt<'a>],
    /// The suite of `else`.
    pub orelse: &'a [Stmt<'a>],
}

/// `while a: ...`
#[derive(Debug, Clone, Copy)]
pub struct StmtWhile<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub test: Expr<'a>,
    /// The suite.
    pub body: &'a [Stmt<'a>],
    /// The suite of `else`.
    pub orelse: &'a [Stmt<'a>],
}

/// `if a: ...` `elif a: ...`
///
/// An `elif` is an `If` alone in the `orelse` of the one before; its range starts at `elif`.
#[derive(Debug, Clone, Copy)]
pub struct StmtIf<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub test: Expr<'a>,
    /// The suite.
    pub body: &'a [Stmt<'a>],
    /// The suite of `else`, or one `If` that is the `elif`.
    pub orelse: &'a [Stmt<'a>],
}

/// `with a as b, c: ...` `async with a: ...`
///
/// CPython's `AsyncWith` is `is_async`.
#[derive(Debug, Clone, Copy)]
pub struct StmtWith<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `async with`
    pub is_async: bool,
    /// `a as b`, `c`
    pub items: &'a [WithItem<'a>],
    /// The suite.
    pub body: &'a [Stmt<'a>],
}

/// `match a: ...`
#[derive(Debug, Clone, Copy)]
pub struct StmtMatch<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub subject: Expr<'a>,
    /// The `case` clauses.
    pub cases: &'a [MatchCase<'a>],
}

/// `raise` `raise a from b`
#[derive(Debug, Clone, Copy)]
pub struct StmtRaise<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub exc: Option<Expr<'a>>,
    /// `b`
    pub cause: Option<Expr<'a>>,
}

/// `try: ...` with `except`, `except*`, `else`, `finally`
///
/// CPython's `TryStar` is `is_star`.
#[derive(Debug, Clone, Copy)]
pub struct StmtTry<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `except*`
    pub is_star: bool,
    /// The suite.
    pub body: &'a [Stmt<'a>],
    /// The `except` clauses.
    pub handlers: &'a [ExceptHandler<'a>],
    /// The suite of `else`.
    pub orelse: &'a [Stmt<'a>],
    /// The suite of `finally`.
    pub finalbody: &'a [Stmt<'a>],
}

/// `assert a, b`
#[derive(Debug, Clone, Copy)]
pub struct StmtAssert<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`
    pub test: Expr<'a>,
    /// `b`
    pub msg: Option<Expr<'a>>,
}

/// `import a.b as c` `lazy import a`
#[derive(Debug, Clone, Copy)]
pub struct StmtImport<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `lazy import`, since 3.15.
    pub is_lazy: bool,
    /// `a.b as c`
    pub names: &'a [Alias<'a>],
}

/// `from ..a import b as c` `from a import *` `lazy from a import b`
#[derive(Debug, Clone, Copy)]
pub struct StmtImportFrom<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `lazy from`, since 3.15.
    pub is_lazy: bool,
    /// `a`, dots inside it kept, white space left out.
    pub module: Option<&'a str>,
    /// `b as c`; `*` is an alias of that name.
    pub names: &'a [Alias<'a>],
    /// The number of leading dots.
    pub level: u32,
}

/// `global a, b`
#[derive(Debug, Clone, Copy)]
pub struct StmtGlobal<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`, `b`
    pub names: &'a [&'a str],
}

/// `nonlocal a, b`
#[derive(Debug, Clone, Copy)]
pub struct StmtNonlocal<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a`, `b`
    pub names: &'a [&'a str],
}

/// `f()`
#[derive(Debug, Clone, Copy)]
pub struct StmtExpr<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `f()`
    pub value: Expr<'a>,
}

/// `pass`
#[derive(Debug, Clone, Copy)]
pub struct StmtPass {
    /// Where it stands.
    pub range: TextRange,
}

/// `break`
#[derive(Debug, Clone, Copy)]
pub struct StmtBreak {
    /// Where it stands.
    pub range: TextRange,
}

/// `continue`
#[derive(Debug, Clone, Copy)]
pub struct StmtContinue {
    /// Where it stands.
    pub range: TextRange,
}

/// `a as b` in a `with` header. CPython gives it no position; ours covers both expressions.
#[derive(Debug, Clone, Copy)]
pub struct WithItem<'a> {
    /// `a`
    pub context_expr: Expr<'a>,
    /// `b`
    pub optional_vars: Option<Expr<'a>>,
}

/// `case [a, b] if c: ...`
#[derive(Debug, Clone, Copy)]
pub struct MatchCase<'a> {
    /// From `case` to the end of the suite; CPython gives it no position.
    pub range: TextRange,
    /// `[a, b]`
    pub pattern: Pattern<'a>,
    /// `c`
    pub guard: Option<Expr<'a>>,
    /// The suite.
    pub body: &'a [Stmt<'a>],
}

/// `except A as b: ...` `except* A: ...` `except: ...`
#[derive(Debug, Clone, Copy)]
pub struct ExceptHandler<'a> {
    /// From `except` to the end of the suite.
    pub range: TextRange,
    /// `A`; `except A, B:` without parentheses is a tuple.
    pub type_: Option<Expr<'a>>,
    /// `b`
    pub name: Option<&'a str>,
    /// The suite.
    pub body: &'a [Stmt<'a>],
}

/// `a.b as c` in an import.
#[derive(Debug, Clone, Copy)]
pub struct Alias<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// `a.b`, white space left out, or `*`.
    pub name: &'a str,
    /// `c`
    pub asname: Option<&'a str>,
}

/// `T: int = str` `*Ts` `**P` in the brackets of a generic `def`, `class` or `type`.
#[derive(Debug, Clone, Copy)]
pub struct TypeParam<'a> {
    /// Where it stands.
    pub range: TextRange,
    /// Which of the three.
    pub kind: TypeParamKind,
    /// `T`
    pub name: &'a str,
    /// `int`, of a `TypeVar` only.
    pub bound: Option<Expr<'a>>,
    /// `str`, since 3.13.
    pub default_value: Option<Expr<'a>>,
}

/// The kinds of type parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TypeParamKind {
    /// `T`
    TypeVar,
    /// `**P`
    ParamSpec,
    /// `*Ts`
    TypeVarTuple,
}
