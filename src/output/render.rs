//! Findings as people read them.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};

use super::finding::{Finding, Severity};

/// `file:line:column: error: message`, for an error also the line with a caret, and the help. With colours: where they
/// end up decides whether they are kept.
pub fn render(finding: &Finding) -> String {
    let mut out = String::new();
    let bold = Style::new().bold();
    if let Some(file) = &finding.file {
        let place = match &finding.place {
            Some(place) => format!("{file}:{}:{}:", place.line, place.column),
            None => format!("{file}:"),
        };
        let _ = write!(out, "{bold}{place}{bold:#} ");
    }
    let (label, style) = match finding.severity {
        Severity::Error => ("error", AnsiColor::BrightRed.on_default().bold()),
        Severity::Warning => ("warning", AnsiColor::Yellow.on_default().bold()),
        Severity::Note => ("note", AnsiColor::BrightGreen.on_default().bold()),
    };
    let _ = writeln!(out, "{style}{label}{style:#}: {}", finding.message);
    let shown = finding.place.as_ref().filter(|_| finding.severity == Severity::Error);
    let Some(place) = shown else {
        if let Some(help) = &finding.help {
            let _ = writeln!(out, "  {}", help_line(help));
        }
        return out;
    };
    let snippet = Snippet::source(place.excerpt.text.as_str())
        .line_start(place.line as usize)
        .annotation(AnnotationKind::Primary.span(place.excerpt.marked.clone()));
    let mut group = Group::with_level(Level::ERROR).element(snippet);
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let _ = writeln!(out, "{}", Renderer::styled().render(&[group]));
    out
}

fn help_line(help: &str) -> String {
    let style = AnsiColor::BrightCyan.on_default().bold();
    format!("{style}help{style:#}: {help}")
}
