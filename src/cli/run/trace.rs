//! `instr trace`: everything, by CPython's own hooks.

use super::request::TraceRequest;
use crate::cli::args::{Engine, LogFormat, TraceArgs};
use crate::cli::console::{Console, UsageError};

pub(in crate::cli) fn run(args: &TraceArgs, console: &mut Console) -> Result<(), UsageError> {
    let mut request = TraceRequest {
        engine: Engine::Settrace,
        events: args.events.clone(),
        origins: args.origins.unwrap_or(0),
        ..TraceRequest::new(&args.tracepoints, &args.program).with_log(&args.log).with_changes(&args.changes)
    };
    if !args.events.is_empty() {
        let is_counting = matches!(request.format, Some(LogFormat::Counts | LogFormat::CountsJson));
        let other = [
            (request.condition.is_some(), "--if"),
            (request.when.is_some(), "--when"),
            (!request.log.is_empty(), "--log"),
            (!request.watch.is_empty(), "--watch"),
            (request.hits.is_some(), "--hits"),
            (request.every.is_some(), "--every"),
            (request.calls.is_some(), "--calls"),
            (request.rate.is_some(), "--rate"),
            (is_counting, "--format counts"),
        ];
        if let Some((_, option)) = other.iter().find(|(given, _)| *given) {
            return Err(UsageError::new(format!("a table of events has no `{option}`")).help("leave out `--events`"));
        }
    } else if request.calls.is_none() {
        request.calls = Some(String::new());
    }
    if request.lines.is_empty() && request.function.is_empty() && request.probe.is_empty() {
        request.lines = vec!["all".to_owned()];
    }
    super::begin(&request, console)
}
