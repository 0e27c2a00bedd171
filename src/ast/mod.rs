//! The syntax tree: syn's shape, CPython's names.
//!
//! Nodes live in an arena (a `bumpalo::Bump` of the caller's), refer to each other by
//! reference, slice the source for names and literals, and carry a range of byte offsets. [`Stmt`], [`Expr`] and
//! [`Pattern`] are a tag and a reference: 16 bytes, `Copy`.
//!
//! `ctx` (Load, Store, Del) is not stored: it follows from the position, and [`visit`] and [`dump`] hand it down.

mod expr;
mod frame;
mod module;
mod op;
mod pattern;
mod stmt;

pub mod dump;
pub mod literal;
pub mod visit;

pub use expr::*;
pub use frame::FrameNode;
pub use module::Mod;
pub use op::{BoolOp, CmpOp, ExprContext, Operator, UnaryOp};
pub use pattern::*;
pub use stmt::*;
