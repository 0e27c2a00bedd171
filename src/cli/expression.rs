//! Expressions on the command line: `--if`, `--log`, `--set`, `--watch` and `--when`.

use bumpalo::Bump;

use crate::ast::Expr;
use crate::diagnostic::Diagnostic;
use crate::expression::{Parsed, Watch, When, read, single};
use crate::output::{Finding, Severity};
use crate::source::LineIndex;
use crate::text::{Ranged, TextRange};

/// Reads the value of an option.
pub(super) fn expression(option: &str, text: &str) -> Result<Parsed, Box<Finding>> {
    let trimmed = text.trim();
    read(trimmed).map_err(|diagnostic| wrong(option, trimmed, diagnostic))
}

/// The same of one that is evaluated as far as a place is known.
pub(super) fn when(option: &str, text: &str) -> Result<When, Box<Finding>> {
    let trimmed = text.trim();
    When::read(trimmed).map_err(|diagnostic| wrong(option, trimmed, diagnostic))
}

/// The same of one whose changes are told.
pub(super) fn watch(option: &str, text: &str) -> Result<Watch, Box<Finding>> {
    let trimmed = text.trim();
    Watch::read(trimmed).map_err(|diagnostic| wrong(option, trimmed, diagnostic))
}

fn wrong(option: &str, text: &str, diagnostic: Diagnostic) -> Box<Finding> {
    Box::new(Finding::at(Severity::Error, diagnostic, option, text, &LineIndex::new(text)))
}

/// The parts of a list of expressions, `a, f(b, c)`: each is one.
pub(super) fn list(option: &str, text: &str) -> Result<Vec<Parsed>, Box<Finding>> {
    let trimmed = text.trim();
    let arena = Bump::new();
    let parts: Vec<TextRange> = match single(trimmed, &arena) {
        Ok(Expr::Tuple(tuple))
            if tuple.elts.first().is_some_and(|first| first.start() <= tuple.range.start() + 1)
                && !trimmed.starts_with('(') =>
        {
            // Parentheses around a part are not in its range: the commas tell the parts.
            let mut from = 0;
            let mut parts = Vec::new();
            for pair in tuple.elts.windows(2) {
                let between = &trimmed[pair[0].end() as usize..pair[1].start() as usize];
                let comma = pair[0].end() + between.find(',').unwrap_or(0) as u32;
                parts.push(TextRange::new(from, comma));
                from = comma + 1;
            }
            parts.push(TextRange::new(from, trimmed.trim_end_matches(',').len() as u32));
            parts
        }
        _ => vec![TextRange::new(0, trimmed.len() as u32)],
    };
    parts.into_iter().map(|part| expression(option, &trimmed[part.as_usize()])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_at_their_commas() {
        let texts = |text: &str| -> Vec<String> {
            list("--log", text).unwrap().into_iter().map(|p| p.expression.text).collect()
        };
        assert_eq!(texts("self.total, len(items)"), ["self.total", "len(items)"]);
        assert_eq!(texts("(a, b)"), ["(a, b)"]);
        assert_eq!(texts("f(a, b), (c), [d, e]"), ["f(a, b)", "(c)", "[d, e]"]);
        assert_eq!(texts("f'{a}, {b}'"), ["f'{a}, {b}'"]);
    }
}
