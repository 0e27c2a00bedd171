//! A small process that starts commands and asks the system what they have used: only a parent is told.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde_json::json;

const SCRIPT: &str = include_str!("stopwatch.py");

/// A running one.
#[derive(Debug)]
pub struct Stopwatch {
    child: Child,
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// A command that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Ran {
    /// The exit status, or the signal below 0.
    pub status: i32,
    /// CPU time of its processes, in the program and in the system.
    pub seconds: f64,
    /// Time on the wall.
    pub elapsed: f64,
    /// The largest resident memory of one of its processes, in bytes.
    pub memory: u64,
}

impl Stopwatch {
    /// Starts it with an interpreter.
    ///
    /// # Errors
    /// If that cannot be started.
    pub fn start(python: &Path) -> io::Result<Self> {
        let mut command = Command::new(python);
        command.args(["-I", "-S", "-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let taken = (child.stdin.take(), child.stdout.take());
        let (Some(commands), Some(answers)) = taken else { return Err(io::Error::other("no pipes")) };
        Ok(Self { child, commands: Some(commands), answers: BufReader::new(answers) })
    }

    /// Runs a command to its end: its program, arguments and variables. Its streams are files.
    ///
    /// # Errors
    /// If it cannot be started, or is not Unicode.
    pub fn run(&mut self, command: &Command, stdin: &Path, stdout: &Path, stderr: &Path) -> io::Result<Ran> {
        let word = |word: &std::ffi::OsStr| {
            word.to_str().map(str::to_owned).ok_or_else(|| io::Error::other("a command that is not Unicode"))
        };
        let args: Vec<String> =
            [command.get_program()].into_iter().chain(command.get_args()).map(word).collect::<io::Result<_>>()?;
        let mut env = serde_json::Map::new();
        for (name, value) in command.get_envs() {
            env.insert(word(name)?, word(value.unwrap_or_default())?.into());
        }
        let asked = json!({"args": args, "env": env, "cwd": command.get_current_dir(), "stdin": stdin, "stdout": stdout, "stderr": stderr});
        let commands = self.commands.as_mut().ok_or_else(|| io::Error::other("it has ended"))?;
        writeln!(commands, "{asked}")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        serde_json::from_str(&line).map_err(|_| io::Error::other(format!("it answered {line:?}")))
    }
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        self.commands = None;
        let _ = self.child.wait();
    }
}
