//! The last step: this process becomes the interpreter.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Seek, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use super::program::Program;
use super::{Compiled, Prepared, Run};
use crate::cli::console::UsageError;
use crate::output::reason;

impl Run<'_> {
    /// The level of `-O`.
    pub(super) fn optimize(&self) -> u8 {
        let variable = env::var("PYTHONOPTIMIZE").unwrap_or_default();
        let variable = match (self.isolated, variable.is_empty()) {
            (false, false) => variable.parse().unwrap_or(1),
            _ => 0,
        };
        self.args.interpreter.optimize.max(variable).min(2)
    }

    /// The interpreter's options, as they were given.
    pub(super) fn options(&self) -> Vec<OsString> {
        let given = &self.args.interpreter;
        let mut options = vec![OsString::from("-O"); given.optimize.into()];
        for (letter, values) in [("-X", &given.x), ("-W", &given.warning)] {
            options.extend(values.iter().flat_map(|value| [OsString::from(letter), value.clone()]));
        }
        options.extend(given.python_option.iter().cloned());
        options
    }

    /// The interpreter's arguments for the program as it is.
    pub(super) fn plain(&self) -> Vec<OsString> {
        let program: &[OsString] = match &self.program {
            Program::Module(module) => &["-m".into(), module.clone()],
            Program::Command(code) => &["-c".into(), code.clone()],
            _ => &[],
        };
        self.options().into_iter().chain(program.iter().chain(&self.args.program).cloned()).collect()
    }

    /// Those for the compiled program.
    fn with(&self, main: &Compiled) -> Vec<OsString> {
        let rest = match &self.program {
            Program::Command(_) => &self.args.program[..],
            _ => &self.args.program[1..],
        };
        self.options().into_iter().chain([main.path.clone().into()]).chain(rest.iter().cloned()).collect()
    }

    /// What `build.py` of the runtime reads.
    fn build_request(&self, main: &Compiled) -> Vec<u8> {
        let level = OsString::from(self.optimize().to_string());
        let begins = OsString::from((1 + self.options().len()).to_string());
        let head = [main.unit.clone().into(), main.path.clone().into(), level, begins];
        let command = [self.interpreter.path.clone().into()].into_iter().chain(self.plain());
        let parts: Vec<OsString> = head.into_iter().chain(command).collect();
        parts.iter().map(|part| part.as_encoded_bytes()).collect::<Vec<_>>().join(&0)
    }

    /// Becomes the interpreter, once a collector waits for what it records.
    pub(super) fn execute(&self, prepared: &mut Prepared) -> Result<(), UsageError> {
        let failed = |error: io::Error| UsageError::new(format!("cannot begin the run: {}", reason(&error)));
        let folder = self.write_session(prepared).map_err(failed)?;
        let site = self.place.join("site");
        let arguments = match &prepared.main {
            None => self.plain(),
            Some(main) if main.path.exists() => self.with(main),
            Some(main) => {
                let request = folder.join("build");
                fs::write(&request, self.build_request(main)).map_err(failed)?;
                // The interpreter compiles before it opens it. One that runs nothing of ours needs another before it.
                match self.isolated || self.interpreter.is_wrapped {
                    false => self.with(main),
                    true => [OsString::from("-S"), "-E".into()]
                        .into_iter()
                        .chain(self.options())
                        .chain([site.join("build.py").into(), request.into()])
                        .collect(),
                }
            }
        };
        collect(&folder).map_err(failed)?;
        let mut command = Command::new(&self.interpreter.path);
        command.args(arguments);
        let mut path = site.into_os_string();
        if let Some(old) = env::var_os("PYTHONPATH").filter(|old| !old.is_empty()) {
            path.push(if cfg!(windows) { ";" } else { ":" });
            path.push(old);
        }
        command.env("PYTHONPATH", path);
        command.env("INSTR_RUN", format!("{0}:{0}/session.json", folder.display()));
        if let Some(text) = &prepared.stdin {
            let again = || -> io::Result<fs::File> {
                let mut file = tempfile::tempfile()?;
                file.write_all(text)?;
                file.rewind()?;
                Ok(file)
            };
            command.stdin(
                again().map_err(|error| UsageError::new(format!("cannot keep the program: {}", reason(&error))))?,
            );
        }
        let error = exec_interpreter(command);
        Err(UsageError::new(format!("cannot start {}: {}", self.interpreter.path.display(), reason(&error))))
    }
}

/// Starts the collector of a run: not as a child, as the program might wait for its children.
fn collect(folder: &Path) -> io::Result<()> {
    let own = std::process::id().to_string();
    let mut command = Command::new(env::current_exe()?);
    let status = command.arg("collect").arg(folder).args(["--of", &own, "--detach"]).stdin(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other("the collector does not start")) }
}

#[cfg(unix)]
fn exec_interpreter(mut command: Command) -> io::Error {
    use std::os::unix::process::CommandExt;
    command.exec()
}

#[cfg(not(unix))]
fn exec_interpreter(mut command: Command) -> io::Error {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    }
}
