//! The `instr` command.

fn main() {}
