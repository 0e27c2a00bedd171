//! `instr trace`: everything, by CPython's own hooks.

use crate::cli::args::{Engine, LogFormat, TraceArgs};
use crate::cli::console::{Console, UsageError};

pub(in crate::cli) fn run(args: &TraceArgs, console: &mut Console) -> Result<(), UsageError> {
    let mut run = args.run.clone();
    if run.engine != Engine::Static {
        return Err(UsageError::new("`--engine` is for `instr run`: this is `sys.settrace` and `sys.setprofile`"));
    }
    run.engine = Engine::Settrace;
    if !args.events.is_empty() {
        let other = [
            (run.condition.is_some(), "--if"),
            (run.when.is_some(), "--when"),
            (!run.log.is_empty(), "--log"),
            (!run.watch.is_empty(), "--watch"),
            (run.hits.is_some(), "--hits"),
            (run.every.is_some(), "--every"),
            (run.calls.is_some(), "--calls"),
            (run.format == Some(LogFormat::Counts), "--format counts"),
        ];
        if let Some((_, option)) = other.iter().find(|(given, _)| *given) {
            return Err(UsageError::new(format!("a table of events has no `{option}`")).help("leave out `--events`"));
        }
    } else if run.calls.is_none() {
        run.calls = Some(String::new());
    }
    run.events.clone_from(&args.events);
    run.origins = args.origins.unwrap_or(0);
    if run.lines.is_empty() && run.function.is_empty() && run.probe.is_empty() {
        run.lines = vec!["all".to_owned()];
    }
    super::run(&run, console)
}
