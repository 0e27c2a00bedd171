//! Each parser by criterion, with the platform's allocator.

mod by_criterion;

use criterion::{Criterion, criterion_group, criterion_main};

fn run(c: &mut Criterion) {
    by_criterion::parsers(c, "system");
}

criterion_group!(benches, run);
criterion_main!(benches);
