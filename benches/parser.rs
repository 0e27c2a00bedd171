//! Text to tree, the tree dropped.

mod corpus;

use bumpalo::Bump;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use instr::parser::parse;
use std::hint::black_box;

fn parser(c: &mut Criterion) {
    let Some(corpus) = corpus::load() else { return };
    let mut group = c.benchmark_group("parser");
    group.throughput(Throughput::Bytes(corpus.bytes)).sample_size(20);
    group.bench_function("tree", |b| {
        b.iter(|| {
            for file in &corpus.files {
                let _ = black_box(parse(black_box(file.text()), &Bump::new()));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, parser);
criterion_main!(benches);
