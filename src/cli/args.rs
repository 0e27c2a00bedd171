//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::lines::PythonVersion;
use crate::plan::{FunctionPattern, LineSpec, WatchMode};
use crate::request::Rotate;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Static tracepoints for Python: probes in chosen lines of the source, which keep their numbers.
#[derive(Debug, Parser)]
#[command(name = "instr", version, styles = STYLES, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
    /// Options of all commands
    #[command(flatten)]
    pub global: GlobalArgs,
}

const AFTER_HELP: &str = "\
Exit status: 0 fine; 1 a source does not parse, a line takes no probe, or probes are left;
2 wrong usage, a missing file, an output that cannot be written. `instr run` passes the program's own status on.

With `--output-format json` each message is an object on a line of standard error: `severity` (error, warning, note),
`code`, `message`, `help`, `file`, `line`, `column`, `end_line`, `end_column`; null where there is none.";

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
pub struct GlobalArgs {
    /// When to use colours; `auto` honours NO_COLOR and CLICOLOR_FORCE
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, help_heading = "Global options")]
    pub color: ColorWhen,
    /// How to write plans and messages: `json` gives plans as one document and messages as one object a line
    #[arg(long, value_name = "FORMAT", default_value = "text", global = true, help_heading = "Global options")]
    pub output_format: OutputFormat,
    /// Show errors only
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Global options")]
    pub quiet: bool,
    /// Say more about what is done
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub verbose: bool,
}

/// `--color`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// `--output-format`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a program with probes in chosen lines, which are put in while it is loaded
    Run(Box<RunArgs>),
    /// Run a program under CPython's own hooks and tell everything: calls, lines, returns, exceptions, operations
    Trace(Box<TraceArgs>),
    /// Prove on a program that static probes and the dynamic tracers tell the same story
    Verify(Box<VerifyArgs>),
    /// Measure what probes and tracers cost a program or a function, side by side in one run
    Bench(Box<BenchArgs>),
    /// Show what a trace file holds as the log that the run would have written, in any format
    Show(ShowArgs),
    /// Put probes into chosen lines
    Inject(InjectArgs),
    /// Show what `inject` would do with each line: the form, the names captured, or why not
    Plan(PlanArgs),
    /// Take the probes out again, to the byte
    Strip(StripArgs),
    /// Print the syntax tree, as CPython's `ast.dump(tree, include_attributes=True)` does
    Ast(AstArgs),
    /// Show a file's code objects as CPython compiles it: their fields, and their instructions by line
    Code(CodeArgs),
    /// The Python package that probes call
    Runtime(RuntimeArgs),
    /// For the package: the source on standard input as a unit for its loader
    #[command(hide = true)]
    Unit(UnitArgs),
    /// For `instr run`: reads what its processes record, and writes the log
    #[command(hide = true)]
    Collect(CollectArgs),
}

/// Which lines of which files.
#[derive(Debug, Clone, Args)]
pub struct SelectionArgs {
    /// Python files, each with or without lines of its own; `-` is standard input
    #[arg(value_name = "FILE[:LINES]", required = true)]
    pub files: Vec<OsString>,
    /// Lines of the files that come without: `228,239`, `10-20`, `7-`, `all`
    #[arg(short, long, value_name = "LINES", allow_hyphen_values = true)]
    pub lines: Vec<String>,
    /// All lines of the functions with such qualified names: `Parser.parse*`
    #[arg(short, long, value_name = "PATTERN")]
    pub function: Vec<FunctionPattern>,
    /// The CPython whose line events are to be told [default: that of `python3`, else 3.13]
    #[arg(long, value_name = "3.N")]
    pub target_version: Option<PythonVersion>,
    /// What a probe is: a call of the runtime, or a print to stderr that needs none
    #[arg(long, value_name = "KIND", default_value = "call")]
    pub probe: ProbeKind,
    /// How to name standard input in messages
    #[arg(long, value_name = "FILE")]
    pub stdin_filename: Option<PathBuf>,
}

/// `--probe`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProbeKind {
    /// A call of the runtime package
    Call,
    /// A print to stderr, self-contained: a `__repr__` that raises is not survived
    Print,
}

/// `instr inject`
#[derive(Debug, Clone, Args)]
#[command(after_help = INJECT_EXAMPLES)]
pub struct InjectArgs {
    /// What to inject
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Show the changes as a diff and write nothing
    #[arg(long, conflicts_with_all = ["write", "output", "vendor"])]
    pub diff: bool,
    /// Change the files themselves
    #[arg(short, long, conflicts_with = "output")]
    pub write: bool,
    /// Write to this file, or below this folder with the files' relative paths; `-` is standard output
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Put the runtime package beside the output
    #[arg(long)]
    pub vendor: bool,
}

const INJECT_EXAMPLES: &str = "\
Examples:
  instr inject --lines 228,239 f.py             the rewritten source on standard output
  instr inject --lines 10-20 --diff f.py        what would change
  instr inject a.py:3,7-9 pkg/b.py:40 -o out/   several files, their tree kept below out/
  instr inject --function 'Parser.parse*' f.py  every line of some functions
  instr inject --lines all --write f.py         in place; `instr strip --write f.py` takes it back
  cat f.py | instr inject --lines 3 -           a filter

Run the output with the runtime on Python's path:
  PYTHONPATH=\"$(instr runtime path)\" python3 out/a.py";

/// What sees the program of `instr run`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum Engine {
    /// Probes in the program's text, put in while it is loaded
    Static,
    /// A trace function
    Settrace,
    /// Events of the interpreter, for the chosen code alone
    Monitoring,
    /// `static` where every probe is exact, else a dynamic one; the log says which, and why
    Auto,
}

impl Engine {
    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Settrace => "settrace",
            Self::Monitoring => "monitoring",
            Self::Auto => "auto",
        }
    }
}

/// `--watch-mode`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum WatchedAt {
    /// Behind each place that can change them
    Changes,
    /// Behind each statement of the functions that can see them
    Precise,
}

impl From<WatchedAt> for WatchMode {
    fn from(at: WatchedAt) -> Self {
        match at {
            WatchedAt::Changes => Self::Changes,
            WatchedAt::Precise => Self::Precise,
        }
    }
}

/// `--style`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum WatchStyle {
    /// The line that made the change, with the old and the new value
    Change,
    /// The line that runs next, with the variables that changed, as the Debugging Book's `EventTracer` has it
    Chapter,
}

/// What is recorded, and where: of all commands that run a program.
#[derive(Debug, Clone, Args)]
pub struct TracepointArgs {
    /// Lines of the program's own file: `228,239`, `10-20`, `7-`, `all`
    #[arg(short, long, value_name = "LINES", allow_hyphen_values = true)]
    pub lines: Vec<String>,
    /// All lines of the functions of that file with such qualified names: `Parser.parse*`
    #[arg(short, long, value_name = "PATTERN")]
    pub function: Vec<FunctionPattern>,
    /// Lines, or functions by qualified name, of any file, named by path or as a module: `app/cart.py:14,22`, `app.db:connect`; `app/:all` and `app.*:all` are all files of a folder or package; with `--watch` also without `:…`
    #[arg(short, long = "probe", value_name = "FILE:LINES|QUALNAME")]
    pub probe: Vec<String>,
    /// Tell calls, returned and yielded values, and exceptions: of the functions chosen by name, or of those that match
    #[arg(long, value_name = "PATTERN", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub calls: Option<String>,
    /// Fire only where this Python expression is true
    #[arg(long = "if", value_name = "CONDITION", allow_hyphen_values = true)]
    pub condition: Option<String>,
    /// Fire only where this is true of the place and the variables: `function == 'f' and line >= 237 and c == "z"`; lines
    /// where it cannot be true get no probe [lines: all]
    #[arg(long, value_name = "CONDITION", allow_hyphen_values = true)]
    pub when: Option<String>,
    /// Tell these expressions, f-strings too, in place of the variables that changed
    #[arg(long, value_name = "EXPRESSIONS", allow_hyphen_values = true)]
    pub log: Vec<String>,
    /// Tell each change of this expression, by the line that made it, with the old and the new value: `tag`, `self.items`
    #[arg(long, value_name = "EXPRESSION", allow_hyphen_values = true)]
    pub watch: Vec<String>,
    /// Where watched expressions are looked at
    #[arg(long, value_name = "MODE", default_value = "changes", requires = "watch")]
    pub watch_mode: WatchedAt,
    /// How changes of watched expressions are told
    #[arg(long, value_name = "STYLE", default_value = "change", requires = "watch", conflicts_with_all = ["watch_mode", "lines", "function", "condition", "when", "log"])]
    pub style: WatchStyle,
    /// Stop each probe after N hits
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub hits: Option<u32>,
    /// Tell one of N hits
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub every: Option<u32>,
    /// Record at most N events a second of each tracepoint; how many were left out is said at the end
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: Option<u32>,
    /// Show N callers of each event
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub stack: Option<u32>,
    /// Show at most so many characters of a value, 20 or more; `none` for all
    #[arg(long, value_name = "N", default_value = "200")]
    pub max_repr: MaxRepr,
    /// Show objects as their own `__repr__` says, which runs the program's code: of all classes, or of those that match
    #[arg(long, value_name = "CLASSES", num_args = 0..=1, require_equals = true, default_missing_value = "*", value_delimiter = ',')]
    pub repr: Vec<String>,
    /// Show no values of variables with such names, besides passwords, secrets, tokens and keys
    #[arg(long, value_name = "PATTERN")]
    pub redact: Vec<FunctionPattern>,
    /// Show the values of all variables
    #[arg(long, conflicts_with = "redact")]
    pub no_redact: bool,
}

/// Where the log goes, and how it looks.
#[derive(Debug, Clone, Args)]
pub struct LogArgs {
    /// Write the log to this file, of a process each with `{pid}` in its name; `-` is standard output, and a name that
    /// ends with `.instr` a trace file for `instr show` [default: standard error]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Keep what the log file has, and write after it
    #[arg(long, requires = "output")]
    pub append: bool,
    /// Begin a new log file when one has so many bytes, and keep so many older ones: `100M:5`
    #[arg(long, value_name = "SIZE:KEEP", requires = "output")]
    pub rotate: Option<RotateSpec>,
    /// How to write the log [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<LogFormat>,
    /// Begin each event of a text with the time since the start, in seconds
    #[arg(long)]
    pub time: bool,
    /// What the program does while the collector has no room for its events: wait for it, or drop them, which is said
    #[arg(long, value_name = "WHAT", default_value = "wait")]
    pub overflow: Overflow,
    /// The memory for events of each process: `8M`, `512K`
    #[arg(long, value_name = "SIZE", default_value = "8M")]
    pub buffer: Size,
}

/// What is changed in the program.
#[derive(Debug, Clone, Args)]
pub struct ChangeArgs {
    /// Change the program: set a variable at each line that is told, or a parameter where a function is entered: `x=0`, `add:a=a**2`
    #[arg(long, value_name = "[QUALNAME:]NAME=EXPRESSION", allow_hyphen_values = true, conflicts_with_all = ["every", "style"])]
    pub set: Vec<String>,
    /// Change the program: go on at another line of the same function, where CPython allows it: `24:29`
    #[arg(long, value_name = "[FILE:]FROM:TO")]
    pub jump: Vec<String>,
}

/// Which program is run, and by which interpreter.
#[derive(Debug, Clone, Args)]
pub struct ProgramArgs {
    /// The interpreter: a path, a name on PATH, or a version on PATH or under pyenv [default: that of the active virtual environment, else python3]
    #[arg(long, value_name = "PYTHON")]
    pub python: Option<OsString>,
    /// Run a module, as `python -m` does
    #[arg(short, value_name = "MODULE", conflicts_with = "command")]
    pub module: Option<OsString>,
    /// Run a text, as `python -c` does
    #[arg(short, value_name = "CODE")]
    pub command: Option<OsString>,
    /// Options of the interpreter
    #[command(flatten)]
    pub interpreter: InterpreterArgs,
    /// The script, or a folder or zip file with a `__main__`, and its arguments
    #[arg(value_name = "SCRIPT", trailing_var_arg = true, allow_hyphen_values = true)]
    pub program: Vec<OsString>,
}

/// `instr run`
#[derive(Debug, Clone, Args)]
#[command(
    after_help = RUN_EXAMPLES,
    override_usage = "instr run [OPTIONS] SCRIPT [ARGS]...\n       instr run [OPTIONS] -m MODULE [ARGS]...\n       instr run [OPTIONS] -c CODE [ARGS]...\n       instr run [OPTIONS] - [ARGS]..."
)]
pub struct RunArgs {
    /// What is recorded
    #[command(flatten)]
    pub tracepoints: TracepointArgs,
    /// What is changed
    #[command(flatten)]
    pub changes: ChangeArgs,
    /// Where the log goes
    #[command(flatten)]
    pub log: LogArgs,
    /// What sees the program: probes in its text, `sys.settrace`, `sys.monitoring` of CPython 3.12 and later, or what fits
    #[arg(long, value_name = "ENGINE", default_value = "static")]
    pub engine: Engine,
    /// For benches: the file that lines and functions are of, if it is not the program's own
    #[arg(long, value_name = "FILE", hide = true)]
    pub subject: Option<String>,
    /// For other commands: a file with the request, in place of options and program
    #[arg(long, value_name = "FILE", hide = true)]
    pub request: Option<PathBuf>,
    /// The program
    #[command(flatten)]
    pub program: ProgramArgs,
}

/// Options that go to the interpreter as they are.
#[derive(Debug, Clone, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Interpreter options")]
pub struct InterpreterArgs {
    /// Without assertions; twice without docstrings
    #[arg(short = 'O', action = clap::ArgAction::Count)]
    pub optimize: u8,
    /// An implementation option: `dev`, `utf8`
    #[arg(short = 'X', value_name = "OPTION")]
    pub x: Vec<OsString>,
    /// A filter for warnings
    #[arg(short = 'W', value_name = "FILTER")]
    pub warning: Vec<OsString>,
    /// Any other option, as `--python-option=-u`
    #[arg(long, value_name = "OPTION", allow_hyphen_values = true)]
    pub python_option: Vec<OsString>,
}

const CODE_EXAMPLES: &str = "\
Examples:
  instr code f.py                        all code objects of a file
  instr code f.py Cart.total             one, and those inside it
  instr code --python 3.12 f.py | less   as another version compiles it

With `--output-format json` each code object is an object on a line: `qualname`; `fields`, by name, as they are shown;
`instructions`, each a list of its line, offset, operation, and what its argument means.";

/// `instr code`
#[derive(Debug, Clone, Args)]
#[command(after_help = CODE_EXAMPLES)]
pub struct CodeArgs {
    /// A Python file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The qualified name of one code object; those inside it are shown, too
    #[arg(value_name = "QUALNAME")]
    pub qualname: Option<String>,
    /// The interpreter: a path, a name on PATH, or a version on PATH or under pyenv [default: that of the active virtual environment, else python3]
    #[arg(long, value_name = "PYTHON")]
    pub python: Option<OsString>,
}

/// An event of CPython's hooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[value(rename_all = "snake_case")]
pub enum TraceEvent {
    /// A frame begins, or a generator goes on
    Call,
    /// A line is reached
    Line,
    /// A frame is left, also by an exception or a `yield`
    Return,
    /// An exception is raised in a frame, or passes it
    Exception,
    /// An operation of the bytecode is about to run
    Opcode,
    /// A function written in C is called
    CCall,
    /// It has returned
    CReturn,
    /// It has raised
    CException,
}

impl TraceEvent {
    /// As on the command line, and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Line => "line",
            Self::Return => "return",
            Self::Exception => "exception",
            Self::Opcode => "opcode",
            Self::CCall => "c_call",
            Self::CReturn => "c_return",
            Self::CException => "c_exception",
        }
    }
}

const TRACE_EXAMPLES: &str = "\
Examples:
  instr trace f.py                                 calls, lines, returns, exceptions, and variables that changed
  instr trace --function fib f.py                  of one function
  instr trace --events call,opcode,return f.py     a table of CPython's events: offset, operation, variables
  instr trace --origins server.py                  where coroutines were created
  instr trace --events c_call,c_return -m app      calls of functions that are written in C";

/// `instr trace`
#[derive(Debug, Clone, Args)]
#[command(
    after_help = TRACE_EXAMPLES,
    override_usage = "instr trace [OPTIONS] SCRIPT [ARGS]...\n       instr trace [OPTIONS] -m MODULE [ARGS]...\n       instr trace [OPTIONS] -c CODE [ARGS]...\n       instr trace [OPTIONS] - [ARGS]..."
)]
pub struct TraceArgs {
    /// What is recorded
    #[command(flatten)]
    pub tracepoints: TracepointArgs,
    /// What is changed
    #[command(flatten)]
    pub changes: ChangeArgs,
    /// Where the log goes
    #[command(flatten)]
    pub log: LogArgs,
    /// Print a table of these events in place of the log
    #[arg(long, value_name = "EVENTS", value_delimiter = ',')]
    pub events: Vec<TraceEvent>,
    /// Tell where each coroutine was created, with so many of its callers, and which was never awaited; CPython then
    /// says so, too, in its warning of those
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "1", value_parser = clap::value_parser!(u32).range(1..1000))]
    pub origins: Option<u32>,
    /// The program
    #[command(flatten)]
    pub program: ProgramArgs,
}

const VERIFY_EXAMPLES: &str = "\
Examples:
  instr verify --lines 228,239 f.py             the same events from probes, sys.settrace, and sys.monitoring
  instr verify -p app/cart.py:all -m app        a module of a program
  instr verify --lines all --stdin words f.py   with something to read
  instr verify -p 'app.*:all' --output-format json -m app   a whole package, for programs

The first difference of each engine is shown with the line of the source and the plan's word on it. Exit status: 1 if
there is any, also in what the program prints or exits with; 2 if it cannot be run or compared.
The JSON document: `python`, `engines`, `events`, `identical`, `left_out` (events at lines that the plan refuses), and
`differences`: `engine`, `what` (stdout, stderr, status, event), `nondeterministic`, `count`, `file`, `line`, `source`,
`expected`, `found`, `plan`, `notes` (what only one of the logs says of itself).";

/// `instr verify`
#[derive(Debug, Clone, Args)]
#[command(
    after_help = VERIFY_EXAMPLES,
    override_usage = "instr verify [OPTIONS] SCRIPT [ARGS]...\n       instr verify [OPTIONS] -m MODULE [ARGS]...\n       instr verify [OPTIONS] -c CODE [ARGS]..."
)]
pub struct VerifyArgs {
    /// What is recorded
    #[command(flatten)]
    pub tracepoints: TracepointArgs,
    /// What the program reads on standard input [default: nothing]
    #[arg(long, value_name = "FILE")]
    pub stdin: Option<PathBuf>,
    /// The program
    #[command(flatten)]
    pub program: ProgramArgs,
}

const BENCH_EXAMPLES: &str = "\
Examples:
  instr bench --lines 228,239 f.py args         whole runs of a script: untraced, and under each engine
  instr bench --lines 228,239 --call 'total([1, 2])' f.py   calls of a function, by the microsecond
  instr bench --lines 40 --if 'n > 9' --engine static,settrace --rounds 30 -m app
  instr bench --lines 228 --call 'f(1)' --output-format json --html report.html f.py
  instr bench --function 'Cart.*' --split --instructions --call 'test()' shop.py

All engines take turns, round by round, so that what slows the machine slows all of them; the control is the untraced program
once more, and has to come out as 1. Exit status: 1 if a run tells other events than it has to, or does something else
than the untraced program; 2 if it cannot be run. A machine that is too noisy is said to be, with status 0.

With `--call` the file is imported, not run as `__main__`, the expression is evaluated in it, and times are CPU time of the
interpreter within the calls; without, they are CPU time of whole processes, their start included.
The parts of `--split`, each the difference to the one before: `engine`, the probe is reached and does nothing; `capture`,
values are read and compared; `format`, they become text; `output`, the text goes to the log, which is a file.
The JSON document: `v`, `title`, `machine`, `method`, `skipped`, `groups`; a group has `scenario`, `workload`, `python`,
`clock` (call or process), and `rows`: `engine`, `kind` (untraced, control, engine), `seconds` and `ratio` (`median`,
`low`, `high`), `events`, `split`, `instructions`, `memory`; null where not asked for.";

/// `instr bench`
#[derive(Debug, Clone, Args)]
#[command(
    after_help = BENCH_EXAMPLES,
    override_usage = "instr bench [OPTIONS] SCRIPT [ARGS]...\n       instr bench [OPTIONS] -m MODULE [ARGS]...\n       instr bench [OPTIONS] -c CODE [ARGS]..."
)]
pub struct BenchArgs {
    /// What is recorded
    #[command(flatten)]
    pub tracepoints: TracepointArgs,
    /// How the logs are written that are measured: `text` or `jsonl` [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<LogFormat>,
    /// The engines to measure: `static`, `monitoring`, `settrace` [default: all that the interpreter has]
    #[arg(long = "engine", value_name = "ENGINES", value_delimiter = ',', help_heading = "Bench options")]
    pub engines: Vec<Engine>,
    /// Time calls of this expression, evaluated in the script or module, which is imported
    #[arg(long, value_name = "EXPRESSION", allow_hyphen_values = true, help_heading = "Bench options")]
    pub call: Option<String>,
    /// So many rounds, in each of which every engine takes a turn [default: 15 with `--call`, else 7]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(3..=1000), help_heading = "Bench options")]
    pub rounds: Option<u32>,
    /// Fewer and shorter rounds: 5 with `--call`, else 3
    #[arg(long, conflicts_with = "rounds", help_heading = "Bench options")]
    pub quick: bool,
    /// Tell where the time goes: engine, capture, format, output
    #[arg(long, help_heading = "Bench options")]
    pub split: bool,
    /// Count instructions, too, with valgrind
    #[arg(long, help_heading = "Bench options")]
    pub instructions: bool,
    /// Write the report to this file as one page, with charts, that needs no network
    #[arg(long, value_name = "FILE", help_heading = "Bench options")]
    pub html: Option<PathBuf>,
    /// Write the report to this file as Markdown
    #[arg(long, value_name = "FILE", help_heading = "Bench options")]
    pub markdown: Option<PathBuf>,
    /// What the program reads on standard input [default: nothing]
    #[arg(long, value_name = "FILE", conflicts_with = "call", help_heading = "Bench options")]
    pub stdin: Option<PathBuf>,
    /// The program
    #[command(flatten)]
    pub program: ProgramArgs,
}

/// `--format`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum LogFormat {
    /// For people: the variables that changed, then the line
    Text,
    /// For programs: an object for each event on a line of its own
    Jsonl,
    /// Only how often each line was hit, at the end
    Counts,
    /// The same as one JSON document
    CountsJson,
}

/// `--overflow`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum Overflow {
    /// Wait, as long as the collector lives and gets on
    Wait,
    /// Drop events, and say how many
    Drop,
}

/// A number of bytes: `8M`, `512K`, `1G`, `4096`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size(pub u64);

impl std::str::FromStr for Size {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "write a number of bytes, from 4K to 4G: `8M`, `512K`, `65536`";
        let (digits, shift) = match text.char_indices().next_back() {
            Some((at, 'k' | 'K')) => (&text[..at], 10),
            Some((at, 'm' | 'M')) => (&text[..at], 20),
            Some((at, 'g' | 'G')) => (&text[..at], 30),
            _ => (text, 0),
        };
        let number: u64 = digits.parse().map_err(|_| wrong)?;
        number.checked_shl(shift).filter(|bytes| (1 << 12..=1 << 32).contains(bytes)).map(Self).ok_or(wrong)
    }
}

/// `--rotate`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotateSpec(pub Rotate);

impl std::str::FromStr for RotateSpec {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "write a size and how many older files are kept: `100M:5`";
        let (size, keep) = text.split_once(':').ok_or(wrong)?;
        let Size(bytes) = size.parse()?;
        let keep = keep.parse().ok().filter(|keep| (1..=999).contains(keep)).ok_or(wrong)?;
        Ok(Self(Rotate { bytes, keep }))
    }
}

/// `--max-repr`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaxRepr(pub Option<u32>);

impl std::str::FromStr for MaxRepr {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(number) if number >= 20 => Ok(Self(Some(number))),
            Err(_) if text == "none" => Ok(Self(None)),
            _ => Err("write a number from 20 on, or `none`"),
        }
    }
}

const RUN_EXAMPLES: &str = "\
Examples:
  instr run --lines 228,239 f.py args           two lines of a script
  instr run --lines 237 --if 'c == \"z\"' f.py    where a condition holds
  instr run --when \"function == 'f' and len(out) > 5\" f.py
  instr run --watch tag --watch 'len(out)' f.py  each change, with the line that made it
  instr run --function 'Cart.*' --log 'self.total, len(items)' shop.py
  instr run --calls='Cart.*' shop.py            calls and what they return
  instr run -p app/cart.py:14,22 -p 'app.db:connect' -m app serve --port 0
  instr run -p app/cart.py:14 -m pytest -q      pytest, with its own assertion messages
  instr run --lines 40 --format jsonl -o trace.jsonl srv.py
  instr run --set 'add:a=a**2' f.py             with another argument
  instr run --engine settrace --jump 24:29 f.py leaves out lines 24 to 28

All behind the script, `-m MODULE` or `-c CODE` belongs to the program, whose exit status is passed on. Status 2: the
program was not started, and why is said. The log ends with what was never reached, and with what raised in conditions.";

/// `instr plan`
#[derive(Debug, Clone, Args)]
#[command(after_help = PLAN_EXAMPLES)]
pub struct PlanArgs {
    /// What to plan
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Show what is left of this condition of `instr run` at each line [lines: all]
    #[arg(long, value_name = "CONDITION", allow_hyphen_values = true)]
    pub when: Option<String>,
    /// Show where this expression can change, and by what
    #[arg(long, value_name = "EXPRESSION", allow_hyphen_values = true)]
    pub watch: Vec<String>,
    /// Where watched expressions are looked at
    #[arg(long, value_name = "MODE", default_value = "changes", requires = "watch")]
    pub watch_mode: WatchedAt,
}

const PLAN_EXAMPLES: &str = "\
Examples:
  instr plan --lines 1-40 f.py
  instr plan --lines all --target-version 3.8 f.py
  instr plan f.py:7 g.py:9 --output-format json
  instr plan --when \"function == 'f' and line >= 237\" f.py
  instr plan --watch 'self.items' cart.py

The JSON document is a list with an object for each file: `file`; `target`, the version; `lines`, each with `line`,
`verdict` (exact, approximate, refused, or skipped: refused, but only a range asked for it) and, where there is any,
`qualname`, `reason`, `sites` (`form`, `captures`; `?` marks names that may be unbound), `notes`, `nearest`;
`unmatched`, patterns that match no function; `error`, null or a message as other commands write it.";

/// `instr show`
#[derive(Debug, Clone, Args)]
#[command(after_help = SHOW_EXAMPLES)]
pub struct ShowArgs {
    /// The trace file that `instr run -o FILE.instr` wrote
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// How to write the log
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: LogFormat,
    /// Begin each event of a text with the time since the start, in seconds
    #[arg(long)]
    pub time: bool,
    /// Write the log to this file, of a process each with `{pid}` in its name; `-` is standard output [default: -]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

impl ShowArgs {
    /// No file is written.
    pub fn is_to_stdout(&self) -> bool {
        self.output.as_ref().is_none_or(|path| path.as_os_str() == "-")
    }
}

const SHOW_EXAMPLES: &str = "\
Examples:
  instr run --lines all -o x.instr f.py    record a run
  instr show x.instr                       the log, as text
  instr show x.instr --time                with the time of each event
  instr show x.instr --format jsonl -o x.jsonl
  instr show x.instr --format counts       how often each line was hit

Exit status: 0 shown, also if the end of the file is missing, which is said; 2 it is no trace file that this instr can
read, or the log cannot be written.";

/// `instr strip`
#[derive(Debug, Clone, Args)]
#[command(after_help = STRIP_EXAMPLES)]
pub struct StripArgs {
    /// Python files, or folders whose `*.py` files are meant; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Change the files themselves
    #[arg(short, long, conflicts_with_all = ["diff", "check"])]
    pub write: bool,
    /// Show the changes as a diff and write nothing
    #[arg(long, conflicts_with = "check")]
    pub diff: bool,
    /// List the places of probes, and exit with 1 if there are any
    #[arg(long)]
    pub check: bool,
    /// How to name standard input in messages
    #[arg(long, value_name = "FILE")]
    pub stdin_filename: Option<PathBuf>,
}

const STRIP_EXAMPLES: &str = "\
Examples:
  instr strip f.py           the source without probes on standard output
  instr strip --write src/   all files of a folder, in place
  instr strip --check .      for CI: fails if a probe was left behind";

/// `instr ast`
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  instr ast f.py\n  echo 'x = 1' | instr ast -")]
pub struct AstArgs {
    /// Python files; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// How to name standard input in messages
    #[arg(long, value_name = "FILE")]
    pub stdin_filename: Option<PathBuf>,
}

/// `instr runtime`
#[derive(Debug, Clone, Args)]
pub struct RuntimeArgs {
    /// What to do
    #[command(subcommand)]
    pub command: RuntimeCommand,
}

/// Commands of `instr runtime`.
#[derive(Debug, Clone, Subcommand)]
pub enum RuntimeCommand {
    /// Print a folder for PYTHONPATH that holds the package
    #[command(after_help = "Examples:\n  PYTHONPATH=\"$(instr runtime path)\" python3 rewritten.py")]
    Path,
}

/// `instr collect`
#[derive(Debug, Clone, Args)]
pub struct CollectArgs {
    /// The folder of the run
    pub folder: PathBuf,
    /// The process that is about to become its first one
    #[arg(long, value_name = "PID")]
    pub of: u32,
    /// Start the collector in a session of its own, and leave it
    #[arg(long)]
    pub detach: bool,
}

/// `instr unit`
#[derive(Debug, Clone, Args)]
pub struct UnitArgs {
    /// How messages and the log name the file
    #[arg(long, value_name = "FILE")]
    pub name: String,
    /// The CPython that compiles it
    #[arg(long, value_name = "3.N")]
    pub target_version: PythonVersion,
    /// As for `instr run`
    #[arg(long, value_name = "LINES")]
    pub lines: Option<LineSpec>,
    /// As for `instr run`
    #[arg(long, value_name = "PATTERN")]
    pub calls: Option<FunctionPattern>,
    /// As for `instr run`
    #[arg(long = "if", value_name = "CONDITION", allow_hyphen_values = true)]
    pub condition: Option<String>,
    /// As for `instr run`
    #[arg(long, value_name = "EXPRESSIONS", allow_hyphen_values = true)]
    pub log: Vec<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
