//! Tokens as the parser gets them.

mod corpus;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use instr::lexer::TokenStream;
use std::hint::black_box;

fn lexer(c: &mut Criterion) {
    let Some(corpus) = corpus::load() else { return };
    let mut group = c.benchmark_group("lexer");
    group.throughput(Throughput::Bytes(corpus.bytes)).sample_size(20);
    group.bench_function("tokens", |b| {
        b.iter(|| corpus.files.iter().map(|file| TokenStream::new(black_box(file.text())).count()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, lexer);
criterion_main!(benches);
