//! `instr show`: the log of a trace file, as the run would have written it.

use std::env;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use super::args::{LogFormat, ShowArgs};
use super::console::{Console, UsageError};
use crate::collect::Out;
use crate::output::{Finding, Severity, reason};
use crate::render::Counts;
use crate::request::{CollectRequest, Format, Output};
use crate::sink;
use crate::trace::{Reader, Replay, Step};

pub(super) fn run(args: &ShowArgs, console: &mut Console) -> Result<(), UsageError> {
    let shown = args.file.display();
    let unreadable = |why: String| UsageError::new(format!("cannot read {shown}: {why}"));
    let file = File::open(&args.file).map_err(|error| unreadable(reason(&error)))?;
    let reader = Reader::open(BufReader::new(file)).map_err(|error| unreadable(error.to_string()))?;
    let mut request = request(args, reader.meta().request.clone())?;
    let note = request.note.take();
    let mut out = Out::open(&request, None).map_err(|error| unwritable(args, &error))?;
    let mut replay = Replay::new(reader);
    let mut tell = |step: Step| match (step, &note) {
        (Step::Process(process), Some(note)) if process.number == 1 => out.begin(&request, &process, note),
        (Step::Process(_), _) => {}
        (Step::Item(process, item), _) => out.item(&request, &process, &item),
        (Step::Flush, _) => out.flush(),
        (Step::End(process, ending), _) => {
            let counts = Counts { lines: ending.counts };
            out.end(&request, &process, ending.unix, &ending.lines, &counts);
        }
    };
    while replay.block(&mut tell).map_err(|error| unreadable(reason(&error)))? {}
    // Of a block that is damaged in its midst, too.
    tell(Step::Flush);
    match out.error() {
        // Who reads only the first lines has all that was wanted.
        Some(error) if args.is_to_stdout() && error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
        Some(error) => return Err(unwritable(args, error)),
        None => {}
    }
    if let Some(rest) = replay.rest() {
        let message = format!("{shown} is not whole: {rest}");
        console.finding(&Finding::new(Severity::Warning, "damaged-trace", message));
    }
    if !replay.has_ended() {
        let is_counting = matches!(request.format, Format::Counts | Format::CountsJson);
        if is_counting {
            let message = format!("{shown} has no counts: they stand at its end, which was not written");
            return Err(UsageError::new(message).help("`--format text` shows what was recorded"));
        }
        let message = format!("{shown} has no end: what is said then, of lines that were never reached, is missing");
        console.finding(&Finding::new(Severity::Warning, "unfinished-trace", message));
    }
    Ok(())
}

/// What the run's collector would have been asked for.
fn request(args: &ShowArgs, recorded: CollectRequest) -> Result<CollectRequest, UsageError> {
    let format = match args.format {
        LogFormat::Text => Format::Text,
        LogFormat::Jsonl => Format::Jsonl,
        LogFormat::Counts => Format::Counts,
        LogFormat::CountsJson => Format::CountsJson,
    };
    if recorded.is_table && matches!(format, Format::Counts | Format::CountsJson) {
        return Err(UsageError::new("a table of events has no `--format counts`"));
    }
    let output = match &args.output {
        Some(path) if !args.is_to_stdout() => {
            let path = env::current_dir().unwrap_or_default().join(path);
            let trace = std::path::absolute(&args.file).unwrap_or_else(|_| args.file.clone());
            if let Some(why) = sink::refusal(&path, &[trace]) {
                return Err(UsageError::new(format!("cannot write the log to {}: {why}", path.display())));
            }
            Output::File { path, append: false, rotate: None }
        }
        _ => Output::Stdout,
    };
    Ok(CollectRequest { format, output, time: recorded.time || args.time, ..recorded })
}

fn unwritable(args: &ShowArgs, error: &io::Error) -> UsageError {
    let standard = Path::new("standard output");
    let what = args.output.as_deref().filter(|_| !args.is_to_stdout()).unwrap_or(standard);
    UsageError::new(format!("cannot write to {}: {}", what.display(), reason(error)))
}
