//! Parsers side by side, with the platform's allocator.

fn main() {
    instr_peers::rounds::run("system");
}
