//! What a dynamic engine is told of a file, in place of a text with probes.

use serde::Serialize;

use std::collections::BTreeSet;

use crate::expression::module_of;
use crate::plan::{LineSpec, PLACE, Plan, Request, TracedCode};

/// The document. JSON, which is Python but for `true`, `false` and `null`.
#[derive(Serialize)]
pub(super) struct Traced<'t> {
    path: &'t str,
    source: &'t str,
    codes: Vec<TracedCode>,
    /// The lines that are told of all other code; none for all.
    rest: Option<BTreeSet<u32>>,
    condition: Option<&'t str>,
    /// The same of the place, for code that the plan does not know.
    when: Option<String>,
    /// What the names of the place begin with in it.
    prefix: &'static str,
    module: String,
    /// The expressions that are told in place of variables, and whether each is a template.
    log: Vec<Log<'t>>,
    /// Lines are told where watched expressions have changed.
    next_line: bool,
    hits: Option<u32>,
    every: Option<u32>,
}

#[derive(Serialize)]
struct Log<'t> {
    text: &'t str,
    is_template: bool,
}

impl<'t> Traced<'t> {
    pub(super) fn new(
        path: &'t str,
        source: &'t str,
        codes: Vec<TracedCode>,
        plan: &Plan<'_>,
        request: &'t Request,
    ) -> Self {
        Self {
            path,
            source,
            codes,
            rest: match request.watches_at_lines() {
                true => Some(BTreeSet::new()),
                false => (!request.lines.iter().any(LineSpec::is_all)).then(|| plan.by_number.clone()),
            },
            when: request.when.as_ref().map(|when| when.whole(PLACE, &[])),
            prefix: PLACE,
            module: module_of(path).to_owned(),
            condition: request.condition.as_ref().map(|condition| condition.text.as_str()),
            log: request
                .log
                .iter()
                .map(|expression| Log { text: &expression.text, is_template: expression.template })
                .collect(),
            next_line: request.watches_at_lines(),
            hits: request.hits,
            every: request.every,
        }
    }
}
