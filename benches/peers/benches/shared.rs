//! One group of benches, run under either allocator: each parser over the whole corpus, in one process, interleaved by
//! criterion's samples.

use bumpalo::Bump;
use criterion::{Criterion, Throughput};
use instr_peers::corpus;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

pub fn parsers(c: &mut Criterion, allocator: &str) {
    let corpus = corpus();
    let mut group = c.benchmark_group(format!("parse/{allocator}"));
    group.throughput(Throughput::Bytes(corpus.bytes)).sample_size(10).measurement_time(Duration::from_secs(8));
    group.bench_function("instr", |b| {
        b.iter(|| {
            let mut arena = Bump::new();
            for source in &corpus.sources {
                let _ = black_box(instr::parser::parse(source, &arena).is_ok());
                arena.reset();
            }
        });
    });
    group.bench_function("ruff", |b| {
        b.iter(|| {
            for source in &corpus.sources {
                let _ = black_box(ruff_python_parser::parse_module(source).is_ok());
            }
        });
    });
    group.bench_function("rustpython", |b| {
        b.iter(|| {
            for source in &corpus.sources {
                let _ = black_box(rustpython_parser::parse(source, rustpython_parser::Mode::Module, "f.py").is_ok());
            }
        });
    });
    group.finish();
}

/// CPython's `ast.parse` over the same sources, timed inside the interpreter: process CPU time.
pub fn cpython(c: &mut Criterion) {
    const SCRIPT: &str = "
import ast, sys, time, warnings, json
warnings.simplefilter('ignore')
sources = json.loads(sys.stdin.readline())
for line in sys.stdin:
    start = time.process_time_ns()
    for source in sources:
        try:
            ast.parse(source)
        except (SyntaxError, ValueError, RecursionError):
            pass
    print(time.process_time_ns() - start, flush=True)
";
    let corpus = corpus();
    let mut child = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 must be on PATH");
    let mut input = child.stdin.take().expect("piped");
    let mut output = BufReader::new(child.stdout.take().expect("piped"));
    writeln!(input, "{}", json_list(&corpus.sources)).expect("python3 reads");
    let mut group = c.benchmark_group("parse/cpython");
    group.throughput(Throughput::Bytes(corpus.bytes)).sample_size(10);
    group.bench_function("ast.parse", |b| {
        b.iter_custom(|rounds| {
            let mut total = 0;
            for _ in 0..rounds {
                writeln!(input).expect("python3 reads");
                let mut line = String::new();
                output.read_line(&mut line).expect("python3 answers");
                total += line.trim().parse::<u64>().expect("nanoseconds");
            }
            Duration::from_nanos(total)
        });
    });
    group.finish();
    drop(input);
    let _ = child.wait();
}

fn json_list(sources: &[String]) -> String {
    let mut json = String::from("[");
    for (index, source) in sources.iter().enumerate() {
        json.push_str(if index == 0 { "\"" } else { ",\"" });
        for c in source.chars() {
            match c {
                '"' | '\\' => json.extend(['\\', c]),
                c if (c as u32) < 0x20 => json.push_str(&format!("\\u{:04x}", c as u32)),
                c => json.push(c),
            }
        }
        json.push('"');
    }
    json.push(']');
    json
}
