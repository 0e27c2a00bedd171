//! What goes to standard output and standard error, and the exit status that follows from it.

use crate::output::reason;
use std::io::{self, IsTerminal, Write};
use std::ops::Range;

use anstream::ColorChoice;

use super::args::{ColorWhen, GlobalArgs, OutputFormat};
use super::exit_code::ExitCode;
use crate::output::{Finding, Severity, render};

/// The two streams of the process.
pub(super) struct Console {
    format: OutputFormat,
    quiet: bool,
    verbose: bool,
    code: ExitCode,
    /// The reader of standard output has gone, or it cannot be written: no more of it.
    closed: bool,
}

/// The command line asks for something that cannot be: nothing is done at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UsageError {
    pub message: String,
    /// The value at fault, and the part of it.
    pub value: Option<(String, Range<usize>)>,
    pub help: Option<String>,
}

impl UsageError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), value: None, help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Console {
    pub(super) fn new(args: &GlobalArgs) -> Self {
        match args.color {
            ColorWhen::Auto => {}
            ColorWhen::Always => ColorChoice::Always.write_global(),
            ColorWhen::Never => ColorChoice::Never.write_global(),
        }
        Self {
            format: args.output_format,
            quiet: args.quiet,
            verbose: args.verbose,
            code: ExitCode::Success,
            closed: false,
        }
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        self.code
    }

    pub(super) fn json(&self) -> bool {
        self.format == OutputFormat::Json
    }

    /// True if a person is looking at standard error and wants to see what goes on.
    pub(super) fn shows_progress(&self) -> bool {
        !self.quiet && !self.json() && io::stderr().is_terminal()
    }

    /// True if a person wants to know more.
    pub(super) fn verbose(&self) -> bool {
        self.verbose
    }

    /// True if a person is looking at standard output.
    pub(super) fn stdout_is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// True if standard output is to be coloured.
    pub(super) fn coloured(&self) -> bool {
        anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never
    }

    /// Bytes to standard output, as they are.
    pub(super) fn write(&mut self, bytes: &[u8]) {
        let mut stdout = io::stdout().lock();
        if !self.closed
            && let Err(error) = stdout.write_all(bytes).and_then(|()| stdout.flush())
        {
            self.closed = true;
            if error.kind() != io::ErrorKind::BrokenPipe {
                self.raise(ExitCode::Failure);
                let message = format!("cannot write to standard output: {}", reason(&error));
                self.show(&Finding::new(Severity::Error, "io-error", message));
            }
        }
    }

    /// Text with colours to standard output, which keeps them if it can show them.
    pub(super) fn print(&mut self, text: &str) {
        if self.coloured() {
            self.write(text.as_bytes());
        } else {
            self.write(anstream::adapter::strip_str(text).to_string().as_bytes());
        }
    }

    /// A finding to standard error, unless it is not grave enough to be wanted.
    pub(super) fn finding(&mut self, finding: &Finding) {
        if finding.severity == Severity::Error {
            self.raise(match finding.code {
                "io-error" => ExitCode::Failure,
                _ => ExitCode::Findings,
            });
        } else if self.quiet {
            return;
        }
        self.show(finding);
    }

    pub(super) fn usage(&mut self, error: &UsageError) {
        self.raise(ExitCode::Failure);
        let mut finding = Finding::new(Severity::Error, "usage", error.message.clone());
        let mut text = String::new();
        match &error.value {
            _ if self.json() => {
                finding.help.clone_from(&error.help);
                return self.show(&finding);
            }
            None => finding.help.clone_from(&error.help),
            Some((value, part)) => {
                let indent = value[..part.start].chars().count() + 2;
                let carets = value[part.clone()].chars().count().max(1);
                text = format!("  {value}\n{:indent$}{}\n", "", "^".repeat(carets));
                if let Some(help) = &error.help {
                    text.push_str(&format!("  help: {help}\n"));
                }
            }
        }
        let _ = write!(anstream::stderr(), "{}{text}", render(&finding));
    }

    /// What was done, for people.
    pub(super) fn summary(&mut self, text: &str) {
        if !self.quiet && !self.json() {
            let _ = writeln!(anstream::stderr(), "{text}");
        }
    }

    /// What is done, for people who want to know.
    pub(super) fn detail(&mut self, text: &str) {
        if self.verbose && !self.json() {
            let _ = writeln!(anstream::stderr(), "{text}");
        }
    }

    pub(super) fn raise(&mut self, code: ExitCode) {
        self.code = self.code.max(code);
    }

    fn show(&self, finding: &Finding) {
        // A closed standard error leaves nobody to tell.
        let _ = match self.format {
            OutputFormat::Text => write!(anstream::stderr(), "{}", render(finding)),
            OutputFormat::Json => writeln!(io::stderr(), "{}", json_line(finding)),
        };
    }
}

/// A finding as one line of JSON.
pub(super) fn json_line(finding: &Finding) -> String {
    serde_json::to_string(finding).unwrap_or_default()
}
