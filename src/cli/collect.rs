//! `instr collect`: the collector's process. It is no child of the program, which might wait for its children; it is in a
//! session of its own, where no key of the terminal reaches it; and of what the program has open it holds the log alone.

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use super::args::CollectArgs;
use super::console::UsageError;
use crate::collect::{COLLECTOR, collect};
use crate::output::reason;
use crate::request::{CollectRequest, Output};
use crate::trace;

pub(super) fn run(args: &CollectArgs) -> Result<(), UsageError> {
    let failed = |error: io::Error| UsageError::new(format!("cannot collect: {}", reason(&error)));
    if args.detach {
        return detach(args).map_err(failed);
    }
    env::set_current_dir("/").map_err(failed)?;
    collect(&args.folder, args.of, trace::keeper).map_err(failed)
}

fn detach(args: &CollectArgs) -> io::Result<()> {
    let request: CollectRequest = serde_json::from_slice(&fs::read(args.folder.join("collect.json"))?)?;
    rustix::process::setsid()?;
    let mut command = Command::new(env::current_exe()?);
    command.arg("collect").arg(&args.folder).args(["--of", &args.of.to_string()]).stdin(Stdio::null());
    let is_log = |output| request.output == output;
    // A pipe that is held open keeps its reader waiting.
    let hold = |holds: bool| if holds { Stdio::inherit() } else { Stdio::null() };
    command.stdout(hold(is_log(Output::Stdout))).stderr(hold(is_log(Output::Stderr)));
    // Nor is what `instr run` was given besides: all that is open is the program's.
    close_fds::set_fds_cloexec(3, &[]);
    let collector = command.spawn()?;
    // What leads to nothing when it has ended.
    symlink(format!("/proc/{}", collector.id()), args.folder.join(COLLECTOR))
}
