//! What is wrong with an input, as data. Rendering is [`crate::output`]'s.

use crate::text::{TextRange, TextSize};

/// One finding about a source text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The place it is about.
    pub range: TextRange,
    /// A stable, kebab-case name of the kind of finding, such as `syntax-error`.
    pub code: &'static str,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The way out, if there is one to name.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding without advice.
    pub fn new(range: TextRange, code: &'static str, message: impl Into<String>) -> Self {
        Self { range, code, message: message.into(), help: None }
    }

    /// A syntax error at `range`.
    pub fn syntax(range: TextRange, message: impl Into<String>) -> Self {
        Self::new(range, "syntax-error", message)
    }

    /// The same finding with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// First byte of the place it is about.
    pub fn start(&self) -> TextSize {
        self.range.start()
    }
}
