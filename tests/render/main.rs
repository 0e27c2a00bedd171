//! How logs look, in every format.

#[path = "../support/schema.rs"]
mod schema;

mod build;
mod hostile;
mod json;
mod text;
