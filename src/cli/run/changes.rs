//! What the user changes in the program: `--set` and `--jump`.

use super::request::TraceRequest;
use crate::cli::args::Engine;
use crate::cli::console::UsageError;
use crate::cli::expression;
use crate::output::{Finding, Severity};
use crate::plan::{EntryChange, FunctionPattern, Jump, Request, StateChange};

/// `NAME=EXPRESSION` at each line that is told, `QUALNAME:NAME=EXPRESSION` where a function is entered.
pub(super) fn sets(args: &TraceRequest, request: &mut Request) -> Result<(), Box<Finding>> {
    for text in &args.set {
        let wrong = |message: String| {
            let help = "write `x=0` for the lines that are told, or `add:a=a**2` for the entry of a function";
            Box::new(Finding::new(Severity::Error, "set", format!("`--set {text}`: {message}")).with_help(help))
        };
        let Some((left, value)) = text.split_once('=').filter(|(_, value)| !value.starts_with('=')) else {
            return Err(wrong("there is no `NAME=EXPRESSION`".to_owned()));
        };
        let (function, name) = match left.rsplit_once(':') {
            Some((function, name)) => (Some(function.trim()), name.trim()),
            None => (None, left.trim()),
        };
        let parsed = expression::expression("--set", name)?;
        if parsed.expression.names != [name] {
            return Err(wrong(format!("`{name}` is not the name of a variable")));
        }
        let value = expression::expression("--set", value)?.expression;
        let change = StateChange { name: name.to_owned(), value };
        match function {
            None => request.sets.push(change),
            Some(function) => {
                let function: FunctionPattern = function.parse().map_err(wrong)?;
                request.entries.push(EntryChange { function, change });
            }
        }
    }
    Ok(())
}

/// `FROM:TO`, in the program's own file, and `FILE:FROM:TO`.
pub(super) fn jumps(args: &TraceRequest) -> Result<Vec<(Option<&str>, Jump)>, UsageError> {
    let mut found = Vec::new();
    for text in &args.jump {
        let read = || {
            let (rest, to) = text.rsplit_once(':')?;
            let (file, from) = match rest.rsplit_once(':') {
                Some((file, from)) => (Some(file), from),
                None => (None, rest),
            };
            let line = |text: &str| text.parse().ok().filter(|&line: &u32| line > 0);
            Some((file, Jump { from: line(from)?, to: line(to)? }))
        };
        let wrong =
            || UsageError::new(format!("`--jump {text}` names no two lines")).help("write `24:29` or `f.py:24:29`");
        found.push(read().ok_or_else(wrong)?);
    }
    Ok(found)
}

/// Which engine can do it.
pub(super) fn check(args: &TraceRequest, engine: Engine) -> Result<(), UsageError> {
    if !args.jump.is_empty() && engine != Engine::Settrace {
        let message = format!("`--jump` needs a trace function: the engine {} cannot do it", engine.name());
        return Err(UsageError::new(message).help("`--engine settrace`"));
    }
    if !args.set.is_empty() && engine == Engine::Monitoring {
        let message = "`--set` cannot be done by `sys.monitoring`, which does not write a frame's variables";
        return Err(UsageError::new(message).help("`--engine static` or `--engine settrace`"));
    }
    let changes = !args.set.is_empty() || !args.jump.is_empty();
    if changes && !args.events.is_empty() {
        return Err(UsageError::new("a table of events changes nothing").help("leave out `--events`"));
    }
    Ok(())
}

/// What the log begins with: that the program is not left as it is.
pub(super) fn note(args: &TraceRequest) -> Option<String> {
    let sets = args.set.iter().map(|text| format!("`--set {text}`"));
    let all: Vec<String> = sets.chain(args.jump.iter().map(|text| format!("`--jump {text}`"))).collect();
    (!all.is_empty()).then(|| format!("the program is changed by {}", all.join(", ")))
}
