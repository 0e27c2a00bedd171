//! Instructions, as valgrind counts them: a figure that a busy machine does not move.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// True if valgrind is on PATH.
pub fn has_valgrind() -> bool {
    let mut command = Command::new("valgrind");
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Has `run` start the command under valgrind; all instructions of its processes, to their ends. `folder` is one for the
/// counts.
///
/// # Errors
/// What `run` returns, or if nothing was counted.
pub fn count<E: From<io::Error>>(
    command: &Command,
    folder: &Path,
    run: impl FnOnce(&mut Command) -> Result<(), E>,
) -> Result<u64, E> {
    let counts = tempfile::tempdir_in(folder)?;
    let mut wrapped = Command::new("valgrind");
    wrapped.args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", "--trace-children=yes"]);
    wrapped.arg(format!("--log-file={}", counts.path().join("%p").display()));
    wrapped.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => wrapped.env(name, value),
            None => wrapped.env_remove(name),
        };
    }
    run(&mut wrapped)?;
    let mut total = 0;
    for entry in fs::read_dir(counts.path())? {
        total += refs(&fs::read_to_string(entry?.path())?).unwrap_or(0);
    }
    if total == 0 {
        return Err(io::Error::other("valgrind has counted nothing").into());
    }
    Ok(total)
}

/// `==7== I refs:        12,345`, or `I   refs:`
fn refs(log: &str) -> Option<u64> {
    let (before, behind) = log.rsplit_once("refs:")?;
    before.trim_end().ends_with(" I").then_some(())?;
    behind.split_whitespace().next()?.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_last_count_of_a_log() {
        assert_eq!(super::refs("==7== Cachegrind\n==7== \n==7== I refs:        1,234,567\n"), Some(1_234_567));
        assert_eq!(super::refs("==7== \n==7== I   refs:      32,813\n"), Some(32_813));
        assert_eq!(super::refs("==7== Cachegrind\n"), None);
    }
}
