//! `instr inject`: probes into chosen lines.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use bumpalo::Bump;

use super::args::{InjectArgs, ProbeKind, SelectionArgs};
use super::batch;
use super::console::{Console, UsageError};
use super::input::{Input, cannot};
use super::output_path::{below, import_root};
use super::prepare::{Text, findings, impossible, parse, settle};
use super::selection::{Selected, selected};
use super::target;
use crate::lines::PythonVersion;
use crate::output::reason;
use crate::output::{Finding, Severity, unified_diff, write_atomic};
use crate::plan::Plan;
use crate::rewrite::{self, Options, Rewritten, Style};
use crate::runtime;
use crate::source::SourceFile;
use crate::text::TextRange;

/// Where the rewritten source goes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Destination {
    Stdout,
    Diff,
    File(PathBuf),
}

struct Job {
    selected: Selected,
    destination: Destination,
}

/// What became of one file.
#[derive(Default)]
struct Outcome {
    findings: Vec<Finding>,
    /// For standard output; there is none for a file that failed.
    output: Option<Vec<u8>>,
    probes: usize,
    /// Patterns without a match, once the file is planned.
    unmatched: Option<Vec<String>>,
}

pub(super) fn run(args: &InjectArgs, console: &mut Console) -> Result<(), UsageError> {
    let jobs = jobs(selected(&args.selection, true)?, args)?;
    let vendored = vendor_folders(args, &jobs)?;
    let target = target::version(args.selection.target_version, console);
    let options = options(&args.selection);
    let diff = DiffStyle { colour: console.coloured(), terminal: console.stdout_is_terminal() };
    let lenient = jobs.len() > 1;
    let outcomes = batch::each(&jobs, console, |job| file(job, target, &options, diff, lenient));
    let (mut probes, mut files) = (0, 0);
    for (job, outcome) in jobs.iter().zip(&outcomes) {
        for finding in &outcome.findings {
            console.finding(finding);
        }
        let Some(output) = &outcome.output else { continue };
        console.write(output);
        if let Destination::File(path) = &job.destination {
            console.detail(&format!("{}: {}", path.display(), count(outcome.probes, "probe")));
            probes += outcome.probes;
            files += 1;
        }
    }
    for pattern in unmatched_everywhere(&outcomes) {
        console.finding(&no_function(&pattern));
    }
    if files == 0 {
        return Ok(());
    }
    for folder in vendored {
        let finding = match runtime::vendor(&folder) {
            Ok(_) => continue,
            Err(error) => {
                let message = format!("cannot put the runtime beside the output: {}", reason(&error));
                Finding::new(Severity::Error, "io-error", message)
            }
        };
        console.finding(&finding);
    }
    console.summary(&format!("Wrote {} into {}", count(probes, "probe"), count(files, "file")));
    Ok(())
}

/// How the rewriter is to write probes.
pub(super) fn options(args: &SelectionArgs) -> Options {
    let style = match args.probe {
        ProbeKind::Call => Style::Call,
        ProbeKind::Print => Style::Print,
    };
    Options { style }
}

/// `1 probe`, `2 probes`
pub(super) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn jobs(selected: Vec<Selected>, args: &InjectArgs) -> Result<Vec<Job>, UsageError> {
    let several = selected.len() > 1;
    let output = args.output.as_ref().filter(|path| path.as_os_str() != "-");
    let mut taken: HashMap<PathBuf, String> = HashMap::new();
    let mut jobs = Vec::new();
    for selected in selected {
        let destination = match (output, &selected.input) {
            (Some(out), input) => Destination::File(output_of(out, input, several)?),
            (None, Input::Stdin(_)) if args.write => {
                return Err(UsageError::new("standard input cannot be written to: leave out `--write`"));
            }
            (None, Input::File(path)) if args.write => Destination::File(path.clone()),
            _ if args.diff => Destination::Diff,
            _ if several => {
                let message = "several files cannot share standard output";
                return Err(UsageError::new(message).help("use `-o FOLDER`, `--write` or `--diff`"));
            }
            _ => Destination::Stdout,
        };
        if let Destination::File(path) = &destination {
            let same = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            let name = selected.input.name();
            if args.output.is_some()
                && let Input::File(input) = &selected.input
                && fs::canonicalize(input).is_ok_and(|input| input == same)
            {
                return Err(UsageError::new(format!("the output of {name} would overwrite it")).help("use `--write`"));
            }
            if let Some(other) = taken.insert(same, name.clone()) {
                let message = format!("{other} and {name} would both be written to {}", path.display());
                return Err(UsageError::new(message).help("inject into them one after the other"));
            }
        }
        jobs.push(Job { selected, destination });
    }
    Ok(jobs)
}

/// The file to write under `-o`: `out` itself for a single file, unless it is, or is written as, a folder.
fn output_of(out: &Path, input: &Input, several: bool) -> Result<PathBuf, UsageError> {
    let text = out.to_string_lossy();
    let folder = several || out.is_dir() || text.ends_with(std::path::is_separator);
    if several && !out.is_dir() && out.extension().is_some_and(|extension| extension == "py") {
        let message = format!("several files cannot be written to {text}, which names one");
        return Err(UsageError::new(message).help("name a folder"));
    }
    match input {
        _ if !folder => Ok(out.to_path_buf()),
        Input::Stdin(None) => {
            let message = "standard input has no name below a folder";
            Err(UsageError::new(message).help("name it with `--stdin-filename`"))
        }
        Input::Stdin(Some(path)) | Input::File(path) => {
            let current = env::current_dir().unwrap_or_default();
            Ok(below(out, path, &current))
        }
    }
}

/// The folders that get the runtime: each output is imported, or started, from one of them.
fn vendor_folders(args: &InjectArgs, jobs: &[Job]) -> Result<Vec<PathBuf>, UsageError> {
    if !args.vendor {
        return Ok(Vec::new());
    }
    if args.selection.probe == ProbeKind::Print {
        return Err(UsageError::new("`--vendor` is of no use with `--probe print`, which needs no runtime"));
    }
    let mut folders = Vec::new();
    for job in jobs {
        let folder = match (&job.destination, &args.output) {
            (Destination::File(path), Some(out)) if path != out => start_below(out, path, &job.selected.input),
            (Destination::File(path), _) => import_root(path),
            _ => return Err(UsageError::new("`--vendor` needs an output: `-o` or `--write`")),
        };
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    Ok(folders)
}

/// The folder below `out` from which a copy of `input` at `path` is started, or its package is imported.
fn start_below(out: &Path, path: &Path, input: &Input) -> PathBuf {
    let in_packages = match input {
        Input::File(source) => fs::canonicalize(source).ok().map(|source| {
            let root = import_root(&source);
            source.strip_prefix(root).map_or(1, |inner| inner.components().count())
        }),
        Input::Stdin(_) => None,
    };
    let start = path.ancestors().nth(in_packages.unwrap_or(1)).filter(|start| start.starts_with(out));
    start.unwrap_or(out).to_path_buf()
}

#[derive(Clone, Copy)]
struct DiffStyle {
    colour: bool,
    terminal: bool,
}

/// With `lenient`, a pattern may match nothing in this file, as it may in another one.
fn file(job: &Job, target: PythonVersion, options: &Options, diff: DiffStyle, lenient: bool) -> Outcome {
    let mut outcome = Outcome::default();
    if let Err(failed) = try_file(job, target, options, diff, lenient, &mut outcome) {
        outcome.findings.push(*failed);
        outcome.output = None;
    }
    outcome
}

fn try_file(
    job: &Job,
    target: PythonVersion,
    options: &Options,
    diff: DiffStyle,
    lenient: bool,
    outcome: &mut Outcome,
) -> Result<(), Box<Finding>> {
    let source = job.selected.input.read()?;
    let text = Text::new(&source);
    let arena = Bump::new();
    let module = parse(&text, &arena)?;
    let place = |plan: &Plan<'_>| rewrite::placements(&module, source.text(), plan, options);
    let settled = settle(module, source.text(), &arena, target, &job.selected.request, &place)
        .map_err(|error| impossible(&error, &text))?;
    outcome.findings = findings(&settled.plan, &text);
    let unmatched = &settled.plan.unmatched;
    if lenient {
        outcome.unmatched = Some(unmatched.clone());
    } else {
        outcome.findings.extend(unmatched.iter().map(|pattern| no_function(pattern).in_file(source.name())));
    }
    if outcome.findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Ok(());
    }
    let rewritten =
        rewrite::inject(&module, source.text(), &settled.plan, options).map_err(|error| impossible(&error, &text))?;
    outcome.probes = settled.plan.probes.len();
    let bytes = encoded(&source, &rewritten).map_err(|message| text.file_finding("encoding-error", message))?;
    outcome.output = Some(match &job.destination {
        Destination::Stdout => bytes,
        // A person reads text, a program wants the file's own bytes.
        Destination::Diff if diff.terminal => {
            unified_diff(source.name(), source.text().as_bytes(), rewritten.text.as_bytes(), diff.colour)
        }
        Destination::Diff => unified_diff(source.name(), source.bytes(), &bytes, diff.colour),
        // In place, and nothing to do.
        Destination::File(path) if job.selected.input == Input::File(path.clone()) && bytes == source.bytes() => {
            Vec::new()
        }
        Destination::File(path) => {
            save(path, &bytes).map_err(|error| cannot("write", &path.display().to_string(), &error))?;
            Vec::new()
        }
    });
    Ok(())
}

/// The rewritten text in the file's encoding, read back once before anyone else reads it.
fn encoded(source: &SourceFile, rewritten: &Rewritten) -> Result<Vec<u8>, String> {
    let insertions = rewritten.map.insertions().map(|(at, start, len)| {
        let new = TextRange::new(start, start + len);
        (TextRange::empty(at), &rewritten.text[new.as_usize()])
    });
    let bytes = source.with_edits(insertions).map_err(|error| error.to_string())?;
    match SourceFile::new(source.name(), bytes) {
        Ok(read) if read.text() == rewritten.text => Ok(read.bytes().to_vec()),
        _ => Err("the result cannot be read back".to_owned()),
    }
}

fn save(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    write_atomic(path, bytes)
}

/// `Parser.parse*`, or `add(a)` for one with such a parameter.
pub(super) fn no_function(pattern: &str) -> Finding {
    let message = match pattern.strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((function, parameter)) => format!("no function that matches `{function}` has a parameter `{parameter}`"),
        None => format!("no function matches `{pattern}`"),
    };
    Finding::new(Severity::Error, "no-function", message)
}

/// Patterns that match in no file at all.
fn unmatched_everywhere(outcomes: &[Outcome]) -> Vec<String> {
    let mut lists = outcomes.iter().filter_map(|outcome| outcome.unmatched.clone());
    let Some(mut unmatched) = lists.next() else { return Vec::new() };
    for other in lists {
        unmatched.retain(|pattern| other.contains(pattern));
    }
    unmatched
}
