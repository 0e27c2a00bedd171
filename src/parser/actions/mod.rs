//! The actions of the grammar: methods of the [`Builder`](super::builder::Builder), by topic.

mod args;
mod compound;
mod expr;
mod params;
mod pattern;
mod simple;
mod string;
mod target;

pub use expr::DictEntry;
pub use params::ParamEntry;
pub use pattern::PatternItem;
