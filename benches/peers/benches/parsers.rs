//! Parsers side by side, with the platform's allocator, and CPython's own.

mod shared;

use criterion::{Criterion, criterion_group, criterion_main};

fn run(c: &mut Criterion) {
    shared::parsers(c, "system");
    shared::cpython(c);
}

criterion_group!(benches, run);
criterion_main!(benches);
