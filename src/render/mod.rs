//! How a log looks: one file a format.

pub mod escape;
pub mod value;

mod context;
mod counts;
mod depth;
mod json;
mod jsonl;
mod text;

use crate::event::Item;
use crate::request::{CollectRequest, Format};

/// What is known at the end of how often lines were hit, in the order of the request's files, then by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// File as the command line names it, line, hits.
    pub lines: Vec<(String, u32, u64)>,
}

/// A format.
pub trait Renderer {
    /// Appends an item to `out`, with the line break that ends it.
    fn item(&mut self, item: &Item, out: &mut Vec<u8>);

    /// Appends what stands at the end.
    fn end(&mut self, counts: &Counts, out: &mut Vec<u8>) {
        let _ = (counts, out);
    }
}

/// The renderer that a request asks for: the registry of formats.
pub fn renderer(request: &CollectRequest) -> Box<dyn Renderer> {
    match request.format {
        Format::Text => Box::new(text::Text::new(request)),
        Format::Jsonl => Box::new(jsonl::Jsonl::default()),
        Format::Counts => Box::new(counts::CountsText),
        Format::CountsJson => Box::new(counts::CountsJson),
        Format::Trace => Box::new(Nothing),
    }
}

/// A trace file keeps the records as they are: nothing of it is rendered.
struct Nothing;

impl Renderer for Nothing {
    fn item(&mut self, _: &Item, _: &mut Vec<u8>) {}
}
