//! Parsers side by side, with mimalloc.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    instr_peers::rounds::run("mimalloc");
}
