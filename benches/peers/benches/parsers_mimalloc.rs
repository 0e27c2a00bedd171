//! Parsers side by side, with mimalloc.

#[allow(dead_code)]
mod shared;

use criterion::{Criterion, criterion_group, criterion_main};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn run(c: &mut Criterion) {
    shared::parsers(c, "mimalloc");
}

criterion_group!(benches, run);
criterion_main!(benches);
