//! What instr has to say about a file, detached from the file: data that is shown as text or as JSON.

use std::ops::Range;

use serde::{Serialize, Serializer};

use crate::diagnostic::Diagnostic;
use crate::source::{DecodeError, LineIndex};
use crate::text::TextRange;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// The output tells something else than CPython's tracer would.
    Warning,
    /// There is no output for this file.
    Error,
}

/// One message, with the place it is about. Its JSON form has these fields, in this order, and `null` for what is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// A stable name of its kind, in kebab-case.
    pub code: &'static str,
    /// What is the matter, in one sentence without a full stop.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
    /// The file it is about.
    pub file: Option<String>,
    /// Where in the file.
    #[serde(flatten, serialize_with = "place_or_nulls")]
    pub place: Option<Place>,
}

/// A range of a file in lines and columns, all from 1; columns count characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// Column behind the last character.
    pub end_column: u32,
    /// The source to show.
    #[serde(skip)]
    pub excerpt: Excerpt,
}

/// A copy of the lines to show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    /// The lines.
    pub text: String,
    /// The bytes of `text` to point at.
    pub marked: Range<usize>,
}

impl Finding {
    /// A finding about no file in particular.
    pub fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self { severity, code, message: message.into(), help: None, file: None, place: None }
    }

    /// `diagnostic`, about the file `name` of which `text` is the text.
    pub fn at(severity: Severity, diagnostic: Diagnostic, name: &str, text: &str, index: &LineIndex) -> Self {
        let Diagnostic { range, code, message, help } = diagnostic;
        let place = Some(Place::new(range, text, index));
        Self { severity, code, message, help, file: Some(name.to_owned()), place }
    }

    /// The file `name` is not text.
    pub fn undecodable(name: &str, error: DecodeError) -> Self {
        let index = LineIndex::new(&error.text);
        let mut diagnostic = Diagnostic::new(error.range, "encoding-error", error.message);
        diagnostic.help = error.help;
        Self::at(Severity::Error, diagnostic, name, &error.text, &index)
    }

    /// The same finding with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same finding about a file.
    #[must_use]
    pub fn in_file(mut self, name: impl Into<String>) -> Self {
        self.file = Some(name.into());
        self
    }
}

impl Place {
    fn new(range: TextRange, text: &str, index: &LineIndex) -> Self {
        let start = floor(text, range.start() as usize);
        let end = floor(text, range.end() as usize).max(start);
        let from = index.location(text, start as u32);
        let to = index.location(text, end as u32);
        let excerpt = Excerpt::new(start..end, text, index, from.line);
        Self { line: from.line, column: from.column, end_line: to.line, end_column: to.column, excerpt }
    }
}

impl Excerpt {
    /// The line of the range's start, of a long line the neighbourhood.
    fn new(range: Range<usize>, text: &str, index: &LineIndex, line: u32) -> Self {
        const AROUND: usize = 400;
        let line_range = index.line_range(line).unwrap_or_default();
        let content = index.line_text(text, line).unwrap_or_default();
        let line_start = line_range.start() as usize;
        // A place in a line end, or beyond it, is shown behind the line.
        let marked = (range.start - line_start).min(content.len())..(range.end - line_start).min(content.len());
        let from = match marked.start.saturating_sub(AROUND) {
            cut if content.len() > 4 * AROUND => floor(content, cut),
            _ => 0,
        };
        let to = match marked.start + AROUND {
            cut if content.len() > 4 * AROUND => floor(content, cut),
            _ => content.len(),
        };
        let dots = if from > 0 { "..." } else { "" };
        let marked = marked.start - from + dots.len()..marked.end.min(to.max(marked.start)) - from + dots.len();
        let mut shown = format!("{dots}{}", &content[from..to.max(from)]);
        if to < content.len() {
            shown.push_str("...");
        }
        Self { text: shown, marked }
    }
}

/// The last character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn place_or_nulls<S: Serializer>(place: &Option<Place>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Nulls {
        line: (),
        column: (),
        end_line: (),
        end_column: (),
    }
    match place {
        Some(place) => place.serialize(serializer),
        None => Nulls { line: (), column: (), end_line: (), end_column: () }.serialize(serializer),
    }
}
