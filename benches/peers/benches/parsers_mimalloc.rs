//! Each parser by criterion, with mimalloc.

mod by_criterion;

use criterion::{Criterion, criterion_group, criterion_main};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn run(c: &mut Criterion) {
    by_criterion::parsers(c, "mimalloc");
}

criterion_group!(benches, run);
criterion_main!(benches);
