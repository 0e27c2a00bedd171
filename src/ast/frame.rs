//! Nodes whose code runs in a frame of its own.

use super::{Expr, ExprLambda, Mod, StmtClassDef, StmtFunctionDef};

/// What a frame executes.
#[derive(Debug, Clone, Copy)]
pub enum FrameNode<'a> {
    /// The file itself.
    Module(Mod<'a>),
    /// The body of a class.
    Class(&'a StmtClassDef<'a>),
    /// The body of a function.
    Function(&'a StmtFunctionDef<'a>),
    /// The body of a lambda.
    Lambda(&'a ExprLambda<'a>),
    /// A comprehension or generator expression; from 3.12 on only the latter has a frame of its own, outside of
    /// class bodies and the like.
    Comprehension(Expr<'a>),
}
