//! What one hit records, with all names resolved: the form between the records of a process and what is rendered.
//!
//! Data only: how a record is written is in `wire`, how an event looks in `render`.

mod value;

pub use value::Value;

use std::sync::Arc;

/// A process of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Counts the processes of a run from 1, in the order in which the collector met them.
    pub number: u32,
    /// The process id.
    pub pid: u32,
}

/// A thread of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// As `threading.get_ident()` names it.
    pub ident: u64,
    /// As `threading` names it; `MainThread` for the first one.
    pub name: String,
}

/// Where a probe stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The absolute path of the file; `<string>` or `<stdin>` for a text.
    pub path: Arc<str>,
    /// The qualified name of the code; `<module>` for the file itself.
    pub function: Arc<str>,
    /// The line in the source; None for an event that belongs to no line.
    pub line: Option<u32>,
    /// That line, without its line break.
    pub text: Arc<str>,
}

/// A place in a list of callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: Arc<str>,
    /// The line.
    pub line: u32,
    /// The function.
    pub function: Arc<str>,
}

/// A named value: of a variable, or of a logged expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The variable or the expression.
    pub name: Arc<str>,
    /// A logged f-string: the value is shown alone, without the name.
    pub is_template: bool,
    /// The value.
    pub value: Value,
}

/// One recorded hit.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Nanoseconds of the monotonic clock since the run began.
    pub elapsed: u64,
    /// Nanoseconds since 1970-01-01 UTC.
    pub unix: u64,
    /// The process.
    pub process: Arc<Process>,
    /// The thread.
    pub thread: Arc<Thread>,
    /// The name of the asyncio task that runs.
    pub task: Option<Arc<str>>,
    /// The activation of the function in its process, counted from 1; None where it is not known.
    pub activation: Option<u64>,
    /// The site.
    pub site: Arc<Site>,
    /// The callers, the nearest first, with `--stack`.
    pub stack: Vec<Place>,
    /// What was recorded.
    pub kind: Kind,
}

/// What kind of event, with just its fields.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A line is about to run: the variables that changed, or what `--log` asks for.
    Line {
        /// In the order of the frame.
        fields: Vec<Field>,
    },
    /// A function was entered.
    Call {
        /// The arguments.
        fields: Vec<Field>,
        /// Of a coroutine under `--origins`: where it was created, then the callers of that.
        origin: Vec<Place>,
    },
    /// A function returns.
    Return {
        /// What it returns.
        value: Value,
    },
    /// A generator yields.
    Yield {
        /// What it yields.
        value: Value,
    },
    /// An exception leaves a function.
    Raise {
        /// The exception's class.
        exception: String,
        /// Its message; may be empty.
        message: String,
    },
    /// The value of a watched expression changed.
    Watch {
        /// The line that made the change.
        line: u32,
        /// As the user wrote it.
        expression: Arc<str>,
        /// The value before; None for the first one.
        old: Option<Value>,
        /// The value now.
        new: Value,
    },
    /// A coroutine died that never ran.
    Unawaited {
        /// Where it was created.
        origin: Vec<Place>,
    },
    /// A raw event of CPython's hooks, of `instr trace --events`.
    Row {
        /// `call`, `line`, `return`, `exception`, `opcode`, `c_call`, `c_return`, `c_exception`
        event: Arc<str>,
        /// What the hook passed, as text.
        argument: Option<String>,
        /// The offset of the instruction, -1 before the first.
        offset: i64,
        /// The name of the instruction.
        operation: Option<Arc<str>>,
        /// All variables.
        fields: Vec<Field>,
    },
}

/// A line of a log.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// An event.
    Event(Box<Event>),
    /// Something about the log itself: `# instr: …`
    Note {
        /// Nanoseconds since 1970-01-01 UTC.
        unix: u64,
        /// One line, without the `# instr: `.
        message: String,
    },
}
