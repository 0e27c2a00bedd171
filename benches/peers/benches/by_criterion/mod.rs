//! One group of benches, under either allocator.

use criterion::{Criterion, Throughput};
use instr_peers::cpython::Interpreter;
use instr_peers::{PARSERS, corpus};
use std::time::Duration;

pub fn parsers(c: &mut Criterion, allocator: &str) {
    let Some(corpus) = corpus::load() else { return };
    let mut group = c.benchmark_group(format!("parse/{allocator}"));
    group.throughput(Throughput::Bytes(corpus.bytes)).sample_size(10).measurement_time(Duration::from_secs(8));
    for parser in &PARSERS {
        group.bench_function(parser.name, |b| {
            b.iter_custom(|rounds| (0..rounds).map(|_| parser.time(&corpus.sources)).sum());
        });
    }
    let mut cpython = Interpreter::start(&corpus.python, &corpus.sources);
    group.bench_function("ast.parse", |b| b.iter_custom(|rounds| (0..rounds).map(|_| cpython.time()).sum()));
    group.finish();
}
