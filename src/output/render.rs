//! Findings as people read them.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};
use anstyle::{AnsiColor, Style};

use super::finding::{Finding, Severity};

/// `file:line:column: error: message`, for an error also the line with a caret, and the help. With colours: where they
/// end up decides whether they are kept.
pub fn render(finding: &Finding) -> String {
    let mut out = String::new();
    let bold = Style::new().bold();
    if let Some(file) = &finding.file {
        let file = normalize_untrusted_str(file);
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
    let _ = writeln!(out, "{style}{label}{style:#}: {}", normalize_untrusted_str(&finding.message));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::source::LineIndex;
    use crate::text::TextRange;

    fn plain(text: &str, range: TextRange) -> String {
        let diagnostic = Diagnostic::new(range, "syntax-error", "wrong").with_help("right");
        let finding = Finding::at(Severity::Error, diagnostic, "f.py", text, &LineIndex::new(text));
        anstream::adapter::strip_str(&render(&finding)).to_string()
    }

    #[test]
    fn a_place_with_carets() {
        let expected = "f.py:2:5: error: wrong\n  |\n2 | y = é + z\n  |     ^^^^^\n  |\n  = help: right\n";
        assert_eq!(plain("x\r\ny = é + z\r\n", TextRange::new(7, 13)), expected);
    }

    #[test]
    fn every_place_can_be_shown() {
        let long = format!("a\u{1b}é\r\n{}\t中\n\rlast", "éa".repeat(1500));
        for text in ["", "\n", "\r\n", "a\r\n\r\n", "\té中\u{0}\n x", &long] {
            let offsets: Vec<u32> = (0..=text.len() as u32).filter(|at| *at < 12 || at % 97 < 2).collect();
            for &start in &offsets {
                for &end in offsets.iter().filter(|&&end| end >= start).take(12) {
                    let shown = plain(text, TextRange::new(start, end));
                    assert!(shown.starts_with("f.py:") && shown.contains('|'), "{shown}");
                    assert!(!shown.contains('\u{1b}') && shown.len() < 4000, "{shown}");
                }
            }
        }
    }

    #[test]
    fn without_a_place() {
        let finding = Finding::new(Severity::Warning, "x", "careful").in_file("a\u{1b}b").with_help("so");
        let shown = anstream::adapter::strip_str(&render(&finding)).to_string();
        assert_eq!(shown, "a␛b: warning: careful\n  help: so\n");
    }
}
