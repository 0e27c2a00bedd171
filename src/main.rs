//! The `instr` command.

fn main() -> std::process::ExitCode {
    instr::cli::main().into()
}
