//! The pipeline from bytes to bytes, with the invariants that hold for every file.

use bumpalo::Bump;
use instr::lines::PythonVersion;
use instr::output::unified_diff;
use instr::parser::parse;
use instr::plan::{LineSpec, Request, plan};
use instr::rewrite::{self, Options, Style, strip};
use instr::source::SourceFile;
use instr::text::TextRange;

/// What is asked of a file.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// As `--lines` has it.
    pub lines: Option<String>,
    /// As `--function` has it.
    pub functions: Vec<String>,
    /// `--probe print`
    pub print: bool,
}

impl Asked {
    /// Every line.
    pub fn all() -> Self {
        Self { lines: Some("all".to_owned()), ..Self::default() }
    }

    fn request(&self) -> Request {
        let mut request = Request::default();
        if self.functions.is_empty() {
            request.lines = self.lines.as_deref().map(|lines| lines.parse::<LineSpec>().expect("lines"));
        }
        request.functions = self.functions.iter().map(|name| name.parse().expect("a pattern")).collect();
        request
    }
}

/// A rewritten file.
pub struct Rewritten {
    /// The file as it is written.
    pub bytes: Vec<u8>,
    /// Lines that carry a probe, one entry a site.
    pub sites: Vec<u32>,
    /// The plan as JSON lines, one a probe or refusal.
    pub plan: String,
    original: Vec<u8>,
}

/// Rewrites `bytes`, which must parse.
pub fn rewrite(bytes: &[u8], target: PythonVersion, asked: &Asked) -> Rewritten {
    let file = SourceFile::new("case.py", bytes.to_vec()).expect("decodes");
    let arena = Bump::new();
    let module = parse(file.text(), &arena).unwrap_or_else(|error| panic!("does not parse: {error:?}"));
    let plan = plan(module, file.text(), &arena, target, &asked.request());
    let options = Options { style: if asked.print { Style::Print } else { Style::Call } };
    let rewritten = rewrite::inject(&module, file.text(), &plan, &options).expect("rewrites");
    let placed = rewritten.placements.iter().filter(|placement| placement.outcome.is_ok());
    let sites = placed.map(|placement| placement.line).collect();
    let edits: Vec<(TextRange, String)> = rewritten
        .map
        .insertions()
        .map(|(source, start, len)| {
            (TextRange::empty(source), rewritten.text[start as usize..(start + len) as usize].to_owned())
        })
        .collect();
    let bytes = file.with_edits(edits.iter().map(|(range, text)| (*range, text.as_str()))).expect("encodes");
    let view = plan.view(&Request::default());
    let mut lines: Vec<String> = view.lines.iter().map(|line| serde_json::to_string(line).expect("JSON")).collect();
    lines.extend(rewritten.placements.iter().filter_map(|p| {
        let reason = p.outcome.as_ref().err()?;
        Some(format!("line {}: no place: {reason}", p.line))
    }));
    Rewritten { bytes, sites, plan: lines.join("\n"), original: file.bytes().to_vec() }
}

impl Rewritten {
    /// What a person reviews: the plan, and the diff.
    pub fn review(&self) -> String {
        let diff = unified_diff("case.py", &self.original, &self.bytes, false);
        format!("{}\n\n{}", self.plan, String::from_utf8_lossy(&diff))
    }

    /// The number of probes in the text.
    pub fn sites(&self) -> usize {
        self.sites.len()
    }

    /// No line moved, the original comes back to the byte, each probe stands there once.
    pub fn check(&self) {
        let rewritten = SourceFile::new("case.py", self.bytes.clone()).expect("decodes");
        let arena = Bump::new();
        let stripped = strip(rewritten.text(), &arena).expect("is stripped");
        let original = SourceFile::new("case.py", self.original.clone()).expect("decodes");
        assert_eq!(stripped.text, original.text(), "strip gives back the original");
        let probes = |text: &str| {
            let starts = text.match_indices("_instr").filter(|&(at, _)| is_probe(text, at + "_instr".len()));
            starts.count() + text.matches("=_instr.stderr)").count()
        };
        assert_eq!(
            probes(rewritten.text()) - probes(original.text()),
            self.sites.len(),
            "each probe stands there once"
        );
        let moved = line_breaks(rewritten.text()) - line_breaks(original.text());
        assert!(moved == 0 || rewritten.text().lines().last().unwrap().contains("_instr"), "lines moved");
    }
}

/// A call of the runtime starts behind the name that ends at `at`: `(`, `0(`, `.after(`, `.L12(`, but no import.
fn is_probe(text: &str, at: usize) -> bool {
    let call = text[at..].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '.');
    call.starts_with('(') && !text[..at].ends_with(" as _instr")
}

fn line_breaks(text: &str) -> usize {
    text.replace("\r\n", "\n").bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count()
}
