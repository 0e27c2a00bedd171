//! How often each line was hit, at the end: as text, or as one JSON document.

use std::io::Write;

use super::json::{Object, list};
use super::jsonl::VERSION;
use super::{Counts, Renderer, escape, text};
use crate::event::Item;

/// `app/cart.py:14 3`
#[derive(Debug, Default)]
pub struct CountsText;

impl Renderer for CountsText {
    fn item(&mut self, item: &Item, out: &mut Vec<u8>) {
        if let Item::Note { message, .. } = item {
            text::note(message, out);
        }
    }

    fn end(&mut self, counts: &Counts, out: &mut Vec<u8>) {
        for (shown, line, hits) in &counts.lines {
            escape::push(out, shown);
            let _ = writeln!(out, ":{line} {hits}");
        }
    }
}

/// `{"v": 2, "counts": [{"file": "app/cart.py", "line": 14, "hits": 3}]}`
#[derive(Debug, Default)]
pub struct CountsJson;

impl Renderer for CountsJson {
    /// The document holds nothing else.
    fn item(&mut self, _: &Item, _: &mut Vec<u8>) {}

    fn end(&mut self, counts: &Counts, out: &mut Vec<u8>) {
        let mut document = Object::open(out);
        document.number("v", VERSION);
        list(document.key("counts"), &counts.lines, |out, (shown, line, hits)| {
            let mut count = Object::open(out);
            count.string("file", shown);
            count.number("line", line);
            count.number("hits", hits);
            count.close();
        });
        document.close();
        out.push(b'\n');
    }
}
