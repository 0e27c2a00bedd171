//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::lines::PythonVersion;
use crate::plan::FunctionPattern;

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
2 wrong usage, a missing file, an output that cannot be written.

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
    /// Put probes into chosen lines
    Inject(InjectArgs),
    /// Show what `inject` would do with each line: the form, the names captured, or why not
    Plan(PlanArgs),
    /// Take the probes out again, to the byte
    Strip(StripArgs),
    /// Print the syntax tree, as CPython's `ast.dump(tree, include_attributes=True)` does
    Ast(AstArgs),
    /// The Python package that probes call
    Runtime(RuntimeArgs),
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

/// `instr plan`
#[derive(Debug, Clone, Args)]
#[command(after_help = PLAN_EXAMPLES)]
pub struct PlanArgs {
    /// What to plan
    #[command(flatten)]
    pub selection: SelectionArgs,
}

const PLAN_EXAMPLES: &str = "\
Examples:
  instr plan --lines 1-40 f.py
  instr plan --lines all --target-version 3.8 f.py
  instr plan f.py:7 g.py:9 --output-format json

The JSON document is a list with an object for each file: `file`; `target`, the version; `lines`, each with `line`,
`verdict` (exact, approximate, refused, or skipped: refused, but only a range asked for it) and, where there is any,
`qualname`, `reason`, `sites` (`form`, `captures`; `?` marks names that may be unbound), `notes`, `nearest`;
`unmatched`, patterns that match no function; `error`, null or a message as other commands write it.";

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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
