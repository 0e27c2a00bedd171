//! Probes in the header of a class, fired in the frame around it.
//!
//! ```text
//! class A(B):     class A(*_instr.bases(1), B):
//! class A():      class A(*_instr.bases(1)):
//! class A:        class A(*_instr.bases(1),):
//! ```
//!
//! The comma in the last line tells that the parentheses were not in the source.

use super::finder::{Finder, Reason};
use super::physical::skip_trivia;
use super::slot::{BasesShape, Found, Slot};
use crate::ast::StmtClassDef;
use crate::text::TextSize;

const NO_HEADER: Reason = "the header of the class is not understood";

impl<'a> Finder<'a> {
    /// Before the first base.
    pub fn bases(&self, class: &'a StmtClassDef<'a>) -> Result<Found, Reason> {
        let name = skip_trivia(self.source, class.range.start() + "class".len() as TextSize);
        let mut end = name + identifier(&self.source[name as usize..]);
        if let Some(last) = class.type_params.last() {
            end = skip_trivia(self.source, last.range.end());
            if self.byte(end) == Some(b',') {
                end = skip_trivia(self.source, end + 1);
            }
            if self.byte(end) != Some(b']') {
                return Err(NO_HEADER);
            }
            end += 1;
        }
        let next = skip_trivia(self.source, end);
        match self.byte(next) {
            Some(b':') => Slot::Bases(end, BasesShape::None).exact(),
            Some(b'(') if self.byte(skip_trivia(self.source, next + 1)) == Some(b')') => {
                Slot::Bases(next + 1, BasesShape::Empty).exact()
            }
            Some(b'(') => Slot::Bases(next + 1, BasesShape::Some).exact(),
            _ => Err(NO_HEADER),
        }
    }

    fn byte(&self, offset: TextSize) -> Option<u8> {
        self.source.as_bytes().get(offset as usize).copied()
    }
}

fn identifier(text: &str) -> TextSize {
    text.find(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len()) as TextSize
}
