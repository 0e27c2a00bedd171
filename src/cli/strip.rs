//! `instr strip`: probes out again.

use std::collections::BTreeMap;
use std::path::PathBuf;

use bumpalo::Bump;
use ignore::WalkBuilder;
use ignore::types::TypesBuilder;

use super::args::StripArgs;
use super::batch;
use super::console::{Console, UsageError, json_line};
use super::exit_code::ExitCode;
use super::inject::count;
use super::input::{Input, cannot};
use super::prepare::Text;
use crate::diagnostic::Diagnostic;
use crate::output::{Finding, Severity, unified_diff, write_atomic};
use crate::rewrite::{self, Stripped};
use crate::source::SourceFile;
use crate::text::TextRange;

/// What is done with each file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Stdout,
    Write,
    Diff { colour: bool, terminal: bool },
    Check,
}

struct Job {
    input: Input,
    /// Found in a folder: it need not be a valid file unless it holds probes.
    walked: bool,
}

#[derive(Default)]
struct Outcome {
    /// Places of probes that are left.
    left: Vec<Finding>,
    /// For standard output.
    output: Vec<u8>,
    removed: usize,
}

pub(super) fn run(args: &StripArgs, console: &mut Console) -> Result<(), UsageError> {
    let mode = match () {
        () if args.write => Mode::Write,
        () if args.diff => Mode::Diff { colour: console.coloured(), terminal: console.stdout_is_terminal() },
        () if args.check => Mode::Check,
        () => Mode::Stdout,
    };
    let jobs = jobs(args, mode, console)?;
    let (mut removed, mut left, mut files) = (0, 0, 0);
    for (job, outcome) in jobs.iter().zip(batch::each(&jobs, console, |job| file(job, mode))) {
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(finding) => {
                console.finding(&finding);
                continue;
            }
        };
        console.write(&outcome.output);
        for place in &outcome.left {
            console.raise(ExitCode::Findings);
            if console.json() {
                console.write(format!("{}\n", json_line(place)).as_bytes());
            } else {
                console.print(&concise(place));
            }
        }
        if outcome.removed > 0 {
            console.detail(&format!("{}: {}", job.input.name(), count(outcome.removed, "probe")));
            files += 1;
        }
        removed += outcome.removed;
        left += outcome.left.len();
    }
    match mode {
        Mode::Write => console.summary(&format!("Took {} out of {}", count(removed, "probe"), count(files, "file"))),
        Mode::Check if left > 0 => console.summary(&format!("{} in {}", count(removed, "probe"), count(files, "file"))),
        _ => {}
    }
    Ok(())
}

fn jobs(args: &StripArgs, mode: Mode, console: &mut Console) -> Result<Vec<Job>, UsageError> {
    let mut jobs = Vec::new();
    for path in &args.files {
        let input = Input::new(path, args.stdin_filename.as_ref());
        if input.is_stdin() && mode == Mode::Write {
            return Err(UsageError::new("standard input cannot be written to: leave out `--write`"));
        }
        if !input.is_stdin() && path.is_dir() {
            if mode == Mode::Stdout {
                let message = format!("{} is a folder: its files cannot share standard output", path.display());
                return Err(UsageError::new(message).help("use `--write`, `--diff` or `--check`"));
            }
            jobs.extend(walk(path, console).into_iter().map(|file| Job { input: Input::File(file), walked: true }));
        } else {
            jobs.push(Job { input, walked: false });
        }
    }
    if mode == Mode::Stdout && jobs.len() > 1 {
        let message = "several files cannot share standard output";
        return Err(UsageError::new(message).help("use `--write`, `--diff` or `--check`"));
    }
    // A file that is named twice is written once.
    let mut seen = std::collections::HashSet::new();
    jobs.retain(|job| seen.insert(job.input.name()));
    Ok(jobs)
}

/// The Python files of a folder, without what version control ignores, in order.
fn walk(folder: &PathBuf, console: &mut Console) -> Vec<PathBuf> {
    let mut types = TypesBuilder::new();
    let mut builder = WalkBuilder::new(folder);
    if types.add("python", "*.py").is_ok()
        && let Ok(types) = types.select("python").build()
    {
        builder.types(types);
    }
    let mut files = Vec::new();
    for entry in builder.build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => {
                let message = format!("cannot read: {error}");
                console.finding(&Finding::new(Severity::Error, "io-error", message).in_file(folder.to_string_lossy()));
            }
        }
    }
    files.sort();
    files
}

fn file(job: &Job, mode: Mode) -> Result<Outcome, Box<Finding>> {
    let source = match job.input.read() {
        Err(finding) if job.walked && finding.code != "io-error" => return Ok(Outcome::default()),
        read => read?,
    };
    if job.walked && memchr::memmem::find(source.bytes(), b"_instr").is_none() {
        return Ok(Outcome::default());
    }
    let text = Text::new(&source);
    let arena = Bump::new();
    let stripped = rewrite::strip(source.text(), &arena).map_err(|error| text.finding(Severity::Error, error))?;
    let mut outcome = Outcome { removed: stripped.removed, ..Outcome::default() };
    if stripped.removals.is_empty() {
        if mode == Mode::Stdout {
            outcome.output = source.bytes().to_vec();
        }
        return Ok(outcome);
    }
    if mode == Mode::Check {
        outcome.left = places(&text, &stripped);
        return Ok(outcome);
    }
    let bytes = source.with_edits(stripped.removals.iter().map(|&range| (range, "")));
    let bytes = bytes.map_err(|error| text.file_finding("encoding-error", error.to_string()))?;
    match (mode, &job.input) {
        (Mode::Write, Input::File(path)) => {
            write_atomic(path, &bytes).map_err(|error| cannot("write", &job.input.name(), &error))?;
        }
        (Mode::Diff { colour, terminal }, _) => outcome.output = diff(&source, &stripped, &bytes, colour, terminal),
        _ => outcome.output = bytes,
    }
    Ok(outcome)
}

fn diff(source: &SourceFile, stripped: &Stripped, bytes: &[u8], colour: bool, terminal: bool) -> Vec<u8> {
    // A person reads text, a program wants the file's own bytes.
    match terminal {
        true => unified_diff(source.name(), source.text().as_bytes(), stripped.text.as_bytes(), colour),
        false => unified_diff(source.name(), source.bytes(), bytes, colour),
    }
}

/// One finding for each line that holds something to take out.
fn places(text: &Text<'_>, stripped: &Stripped) -> Vec<Finding> {
    let mut first: BTreeMap<u32, TextRange> = BTreeMap::new();
    for &range in &stripped.removals {
        first.entry(text.index.line(range.start())).or_insert(range);
    }
    let finding = |range: TextRange| {
        let diagnostic = Diagnostic::new(range, "probe", "a probe is left");
        text.finding(Severity::Error, diagnostic)
    };
    first.into_values().map(finding).collect()
}

/// `f.py:3:5: a probe is left`
fn concise(finding: &Finding) -> String {
    let bold = anstyle::Style::new().bold();
    let (line, column) = finding.place.as_ref().map_or((0, 0), |place| (place.line, place.column));
    let file = finding.file.as_deref().unwrap_or_default();
    format!("{bold}{file}:{line}:{column}:{bold:#} {}\n", finding.message)
}
