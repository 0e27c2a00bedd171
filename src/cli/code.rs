//! `instr code`: the fields of a file's code objects, and their instructions by line, as a CPython compiles it.

use std::process::Command;

use super::args::CodeArgs;
use super::console::{Console, UsageError, reason};
use super::exit_code::ExitCode;
use super::run::interpreter::Interpreter;
use crate::runtime;

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
        Some(1) => {
            let _ = std::io::Write::write_all(&mut std::io::stderr(), &output.stderr);
            console.raise(ExitCode::Findings);
        }
        Some(3) => {
            let name = args.qualname.as_deref().unwrap_or_default();
            let message = format!("{} has no code `{name}`", path.display());
            return Err(UsageError::new(message).help("without a name all of it is shown"));
        }
        _ => return Err(UsageError::new(String::from_utf8_lossy(&output.stderr).trim_end().to_owned())),
    }
    Ok(())
}
