//! What a dynamic engine is told of a file, in place of a text with probes.

use serde::Serialize;

use crate::plan::{Request, TracedCode};

/// The document. JSON, which is Python but for `true`, `false` and `null`.
#[derive(Serialize)]
pub(super) struct Traced<'t> {
    path: &'t str,
    source: &'t str,
    codes: Vec<TracedCode>,
    condition: Option<&'t str>,
    /// The expressions that are told in place of variables, and whether each is a template.
    log: Vec<(&'t str, bool)>,
    hits: Option<u32>,
    every: Option<u32>,
}

impl<'t> Traced<'t> {
    pub(super) fn new(path: &'t str, source: &'t str, codes: Vec<TracedCode>, request: &'t Request) -> Self {
        Self {
            path,
            source,
            codes,
            condition: request.condition.as_ref().map(|condition| condition.text.as_str()),
            log: request.log.iter().map(|expression| (expression.text.as_str(), expression.template)).collect(),
            hits: request.hits,
            every: request.every,
        }
    }
}
