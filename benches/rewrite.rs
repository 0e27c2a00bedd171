//! Plan and rewriting, and the way back. Parsing is outside of the measure, but for that of the check with which each
//! rewriting ends, and of `strip`, which is parsing.

mod corpus;

use bumpalo::Bump;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use instr::ast::Mod;
use instr::lines::PythonVersion;
use instr::parser::parse;
use instr::plan::{Request, plan};
use instr::rewrite::{Options, inject, strip};
use std::hint::black_box;

const TARGET: PythonVersion = PythonVersion::PY313;
/// Every so many files: a whole library takes too long.
const STEP: usize = 16;

fn rewrite(c: &mut Criterion) {
    let Some(corpus) = corpus::load() else { return };
    let mut group = c.benchmark_group("rewrite");
    group.sample_size(10);
    let arena = Bump::new();
    let parsed = |text| (parse(text, &arena).expect("it parsed before"), text);

    let some: Vec<_> = corpus.files.iter().step_by(STEP).map(|file| parsed(file.text())).collect();
    let all = request("all");
    let rewritten: Vec<String> = some.iter().filter_map(|(module, text)| run(*module, text, &all)).collect();
    group.throughput(Throughput::Bytes(some.iter().map(|(_, text)| text.len() as u64).sum()));
    group.bench_function("all lines", |b| {
        b.iter(|| some.iter().filter_map(|(module, text)| run(*module, black_box(text), &all)).count());
    });

    group.throughput(Throughput::Bytes(rewritten.iter().map(|text| text.len() as u64).sum()));
    group.bench_function("strip", |b| {
        b.iter(|| {
            for text in &rewritten {
                let _ = black_box(strip(black_box(text), &Bump::new()));
            }
        });
    });

    let largest = corpus.files.iter().max_by_key(|file| file.text().lines().count());
    let (module, text) = parsed(largest.expect("a library has files").text());
    let (first, second) = (module.body.len() / 3, module.body.len() / 3 * 2);
    let line = |stmt: usize| {
        use instr::text::Ranged;
        text[..module.body[stmt].start() as usize].lines().count().max(1)
    };
    let two = request(&format!("{}-{},{}-{}", line(first), line(first), line(second), line(second)));
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("two lines of a large file", |b| b.iter(|| run(module, black_box(text), &two)));
    group.finish();
}

fn request(lines: &str) -> Request {
    Request { lines: Some(lines.parse().expect("lines")), ..Request::default() }
}

/// None for a file that takes no probes.
fn run<'a>(module: Mod<'a>, text: &'a str, request: &Request) -> Option<String> {
    let arena = Bump::new();
    run_in(&arena, module, text, request)
}

fn run_in<'a>(arena: &'a Bump, module: Mod<'a>, text: &'a str, request: &Request) -> Option<String> {
    let plan = plan(module, text, arena, TARGET, request);
    inject(&module, text, &plan, &Options::default()).ok().map(|rewritten| rewritten.text)
}

criterion_group!(benches, rewrite);
criterion_main!(benches);
