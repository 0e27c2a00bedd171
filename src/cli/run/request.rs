//! What to trace, without the command line: `run`, `trace`, `verify` and `bench` make one each, and pass it to the processes
//! that they start as a file.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cli::args::{
    ChangeArgs, Engine, InterpreterArgs, LogArgs, LogFormat, MaxRepr, Overflow, ProgramArgs, RotateSpec, Size,
    TraceEvent, TracepointArgs, WatchStyle, WatchedAt,
};
use crate::plan::FunctionPattern;

/// The request. Its fields are those of the options of the same names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::cli) struct TraceRequest {
    pub lines: Vec<String>,
    pub function: Vec<FunctionPattern>,
    pub probe: Vec<String>,
    pub calls: Option<String>,
    pub condition: Option<String>,
    pub when: Option<String>,
    pub log: Vec<String>,
    pub watch: Vec<String>,
    pub watch_mode: WatchedAt,
    pub style: WatchStyle,
    pub set: Vec<String>,
    pub jump: Vec<String>,
    pub hits: Option<u32>,
    pub every: Option<u32>,
    pub rate: Option<u32>,
    pub stack: Option<u32>,
    pub max_repr: MaxRepr,
    pub repr: Vec<String>,
    pub redact: Vec<FunctionPattern>,
    pub no_redact: bool,
    pub output: Option<PathBuf>,
    pub append: bool,
    pub rotate: Option<RotateSpec>,
    pub format: Option<LogFormat>,
    pub time: bool,
    pub overflow: Overflow,
    pub buffer: Size,
    pub engine: Engine,
    pub python: Option<OsString>,
    pub module: Option<OsString>,
    pub command: Option<OsString>,
    pub interpreter: InterpreterArgs,
    pub program: Vec<OsString>,
    /// Rows of a table in place of lines and calls.
    pub events: Vec<TraceEvent>,
    /// So many frames that created a coroutine are recorded.
    pub origins: u32,
    /// The file that lines and functions are of, if it is not the program's own.
    pub subject: Option<String>,
}

impl TraceRequest {
    /// Of a program, with the static engine, and a log on standard error.
    pub(in crate::cli) fn new(tracepoints: &TracepointArgs, program: &ProgramArgs) -> Self {
        let (t, p) = (tracepoints.clone(), program.clone());
        Self {
            lines: t.lines,
            function: t.function,
            probe: t.probe,
            calls: t.calls,
            condition: t.condition,
            when: t.when,
            log: t.log,
            watch: t.watch,
            watch_mode: t.watch_mode,
            style: t.style,
            set: Vec::new(),
            jump: Vec::new(),
            hits: t.hits,
            every: t.every,
            rate: t.rate,
            stack: t.stack,
            max_repr: t.max_repr,
            repr: t.repr,
            redact: t.redact,
            no_redact: t.no_redact,
            output: None,
            append: false,
            rotate: None,
            format: None,
            time: false,
            overflow: Overflow::Wait,
            buffer: Size(8 << 20),
            engine: Engine::Static,
            python: p.python,
            module: p.module,
            command: p.command,
            interpreter: p.interpreter,
            program: p.program,
            events: Vec::new(),
            origins: 0,
            subject: None,
        }
    }

    /// With another log.
    pub(in crate::cli) fn with_log(self, log: &LogArgs) -> Self {
        Self {
            output: log.output.clone(),
            append: log.append,
            rotate: log.rotate,
            format: log.format,
            time: log.time,
            overflow: log.overflow,
            buffer: log.buffer,
            ..self
        }
    }

    /// With changes of the program.
    pub(in crate::cli) fn with_changes(self, changes: &ChangeArgs) -> Self {
        Self { set: changes.set.clone(), jump: changes.jump.clone(), ..self }
    }

    /// Nothing to record.
    pub(in crate::cli) fn asks_for_nothing(&self) -> bool {
        let named = self.calls.is_none() && self.when.is_none();
        named
            && [&self.lines, &self.probe, &self.watch].iter().all(|given| given.is_empty())
            && self.function.is_empty()
    }

    /// For another process.
    pub(in crate::cli) fn write(&self, path: &Path) -> io::Result<()> {
        fs::write(path, serde_json::to_vec(self)?)
    }

    /// From another process.
    pub(in crate::cli) fn read(path: &Path) -> io::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(path)?)?)
    }

    /// What is recorded, in the words of the command line.
    pub(in crate::cli) fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut add = |name: &str, value: &str| words.extend([name.to_owned(), value.to_owned()]);
        self.lines.iter().for_each(|text| add("--lines", text));
        self.function.iter().for_each(|pattern| add("--function", pattern.text()));
        self.probe.iter().for_each(|text| add("-p", text));
        self.condition.iter().for_each(|text| add("--if", text));
        self.when.iter().for_each(|text| add("--when", text));
        self.log.iter().for_each(|text| add("--log", text));
        self.watch.iter().for_each(|text| add("--watch", text));
        for (name, number) in
            [("--hits", self.hits), ("--every", self.every), ("--rate", self.rate), ("--stack", self.stack)]
        {
            number.iter().for_each(|number| add(name, &number.to_string()));
        }
        match self.format {
            Some(LogFormat::Jsonl) => add("--format", "jsonl"),
            Some(LogFormat::Counts | LogFormat::CountsJson) => add("--format", "counts"),
            Some(LogFormat::Text) | None => {}
        }
        match self.calls.as_deref() {
            Some("") => words.push("--calls".to_owned()),
            Some(pattern) => words.push(format!("--calls={pattern}")),
            None => {}
        }
        words
    }

    /// The program, in the words of the command line.
    pub(in crate::cli) fn program_words(&self) -> Vec<OsString> {
        let named = |option: &str, value: &Option<OsString>| value.clone().map(|value| [option.into(), value]);
        let module = named("-m", &self.module).into_iter().flatten();
        let command = named("-c", &self.command).into_iter().flatten();
        module.chain(command).chain(self.program.iter().cloned()).collect()
    }
}
