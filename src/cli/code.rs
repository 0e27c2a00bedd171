//! `instr code`: the fields of a file's code objects, and their instructions by line, as a CPython compiles it.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::args::CodeArgs;
use super::console::{Console, UsageError};
use super::run::interpreter::Interpreter;
use crate::diagnostic::Diagnostic;
use crate::output::reason;
use crate::output::{Finding, Severity};
use crate::runtime;
use crate::source::{LineIndex, SourceFile};
use crate::text::TextRange;

pub(super) fn run(args: &CodeArgs, console: &mut Console) -> Result<(), UsageError> {
    let path = &args.file;
    if !path.is_file() {
        return Err(UsageError::new(format!("there is no file {}", path.display())));
    }
    let place = runtime::installed().map_err(|error| {
        UsageError::new(format!("cannot write to the cache: {}", reason(&error))).help("set XDG_CACHE_HOME")
    })?;
    let interpreter = Interpreter::find(args.python.as_deref(), place.parent().unwrap_or(&place))?;
    interpreter.supported()?;
    let mut command = Command::new(&interpreter.path);
    // -E -S: nothing of the user's is run, and it is quick.
    command.args(["-E", "-S"]).arg(place.join("site/code.py")).arg(path).arg(path);
    command.arg(args.qualname.as_deref().unwrap_or_default()).arg(if console.json() { "json" } else { "text" });
    let output = command
        .output()
        .map_err(|error| UsageError::new(format!("cannot start {}: {}", interpreter.path.display(), reason(&error))))?;
    match output.status.code() {
        Some(0) => console.write(&output.stdout),
        Some(1) => console.finding(&refused(path, String::from_utf8_lossy(&output.stderr).trim_end())),
        Some(3) => {
            let name = args.qualname.as_deref().unwrap_or_default();
            let message = format!("{} has no code `{name}`", path.display());
            return Err(UsageError::new(message).help("without a name all of it is shown"));
        }
        _ => return Err(UsageError::new(String::from_utf8_lossy(&output.stderr).trim_end().to_owned())),
    }
    Ok(())
}

/// What CPython says of a file that it does not compile: `2:5:invalid syntax`, or without a place.
fn refused(path: &Path, said: &str) -> Finding {
    let name = path.display().to_string();
    let mut parts = said.lines().last().unwrap_or_default().splitn(3, ':');
    let mut number = || parts.next().and_then(|text| text.parse::<u32>().ok());
    let (line, column) = (number(), number());
    let message = parts.next().unwrap_or(said);
    let source = fs::read(path).ok().and_then(|bytes| SourceFile::new(name.as_str(), bytes).ok());
    if let (Some(line), Some(source)) = (line, source) {
        let index = LineIndex::new(source.text());
        if let Some(at) = index.offset_of_column(source.text(), line, column.unwrap_or(1)) {
            let diagnostic = Diagnostic::syntax(TextRange::new(at, at), message);
            return Finding::at(Severity::Error, diagnostic, &name, source.text(), &index);
        }
    }
    Finding::new(Severity::Error, "syntax-error", message).in_file(name)
}
