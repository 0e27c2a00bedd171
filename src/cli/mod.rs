//! The commands: what to read, which stages to run, where to write. No other module reads or writes anything.

pub mod args;
pub mod exit_code;

mod ast;
mod batch;
mod code;
mod collect;
mod console;
mod expression;
mod inject;
mod input;
mod output_path;
mod plan;
mod prepare;
mod run;
mod runtime;
mod selection;
mod show;
mod strip;
mod target;
mod unit;

use clap::Parser;

use args::{Cli, Command};
use console::Console;
use exit_code::ExitCode;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse_from(run::program::separated(std::env::args_os())) {
        Ok(cli) => cli,
        Err(error) => {
            // To a closed pipe there is nothing to say; `--help` and `--version` are errors of this kind, too.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::Failure } else { ExitCode::Success };
        }
    };
    let mut console = Console::new(&cli.global);
    let result = match &cli.command {
        Command::Run(args) => run::run(args, &mut console),
        Command::Trace(args) => run::trace::run(args, &mut console),
        Command::Verify(args) => run::verify::run(args, &mut console),
        Command::Bench(args) => run::bench::run(args, &mut console),
        Command::Show(args) => show::run(args, &mut console),
        Command::Inject(args) => inject::run(args, &mut console),
        Command::Plan(args) => plan::run(args, &mut console),
        Command::Strip(args) => strip::run(args, &mut console),
        Command::Ast(args) => ast::run(args, &mut console),
        Command::Code(args) => code::run(args, &mut console),
        Command::Unit(args) => unit::run(args, &mut console),
        Command::Collect(args) => collect::run(args),
        Command::Runtime(args) => runtime::run(args, &mut console),
    };
    if let Err(usage) = result {
        console.usage(&usage);
    }
    console.exit_code()
}
