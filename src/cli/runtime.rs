//! `instr runtime`: the Python package on disk.

use super::args::{RuntimeArgs, RuntimeCommand};
use super::console::{Console, UsageError};
use crate::output::reason;
use crate::runtime;

pub(super) fn run(args: &RuntimeArgs, console: &mut Console) -> Result<(), UsageError> {
    match args.command {
        RuntimeCommand::Path => {
            let folder = runtime::cached().map_err(|error| {
                let message = format!("cannot write the runtime to the cache: {}", reason(&error));
                UsageError::new(message).help("XDG_CACHE_HOME names another folder for it")
            })?;
            console.write(format!("{}\n", folder.display()).as_bytes());
        }
    }
    Ok(())
}
