//! An interpreter that times calls when it is told to, so that engines can take turns within milliseconds.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The program that an interpreter runs for this: `WORKER.py WHAT EXPRESSION CONFIG [ARGUMENT …]`.
pub const WORKER: &str = include_str!("worker.py");

/// A running one.
#[derive(Debug)]
pub struct Worker {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// What a worker answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// CPU time of all calls.
    pub seconds: f64,
    /// How many there were.
    pub calls: u64,
    /// What a config has counted.
    pub events: Option<u64>,
    /// The repr of the last value.
    pub value: String,
}

impl Worker {
    /// Starts a command that runs [`WORKER`]; what it writes to standard error is the command's to say.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let taken = (child.stdin.take(), child.stdout.take());
        let (Some(questions), Some(answers)) = taken else { return Err(io::Error::other("no pipes")) };
        Ok(Self { child, questions: Some(questions), answers: BufReader::new(answers) })
    }

    /// So many calls.
    ///
    /// # Errors
    /// If the process has ended: its status is in the message.
    pub fn batch(&mut self, calls: u64) -> io::Result<Batch> {
        let mut line = String::new();
        let asked = self.questions.as_mut().map(|questions| writeln!(questions, "{calls}"));
        if !matches!(asked, Some(Ok(()))) || self.answers.read_line(&mut line)? == 0 {
            let status = self.child.wait()?;
            return Err(io::Error::other(format!("it ended: {status}")));
        }
        let mut words = line.trim_end_matches('\n').splitn(4, ' ');
        let mut number = || words.next().map(|word| word.parse::<u64>().ok());
        match (number(), number(), number(), words.next()) {
            (Some(Some(nanoseconds)), Some(Some(calls)), Some(events), Some(value)) => {
                Ok(Batch { seconds: nanoseconds as f64 / 1e9, calls, events, value: value.to_owned() })
            }
            _ => Err(io::Error::other(format!("it answered {line:?}"))),
        }
    }

    /// As many calls as take so many seconds, found by trying, and how many that are.
    ///
    /// # Errors
    /// As of [`Worker::batch`].
    pub fn warm_up(&mut self, seconds: f64) -> io::Result<(Batch, u64)> {
        let mut calls = 1;
        loop {
            let batch = self.batch(calls)?;
            let each = batch.seconds / calls as f64;
            if batch.seconds >= seconds / 2.0 || calls >= 1 << 24 {
                let fitting = (seconds / each.max(1e-9)).round().clamp(1.0, (1 << 24) as f64);
                return Ok((batch, fitting as u64));
            }
            let fitting = seconds / each.max(1e-9);
            calls = (calls * 10).min(fitting.ceil() as u64).max(calls + 1);
        }
    }

    /// Lets it come to its end, as a program does.
    ///
    /// # Errors
    /// If it cannot be waited for, or its status is not 0.
    pub fn end(mut self) -> io::Result<()> {
        self.questions = None;
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(io::Error::other(format!("it ended: {status}"))) }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.questions = None;
        let _ = self.child.wait();
    }
}
