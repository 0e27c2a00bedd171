//! Criterion's part: how the time of a call grows with the input, the probes, and the threads; its plots are in
//! `target/criterion`.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput};
use instr::bench::{WORKER, Worker};

use crate::scenario::at;

const CHAPTER: &str = include_str!("../workloads/chapter.py");

/// A point of a curve: what is called, in which file, with probes on which lines.
struct Point {
    file: String,
    call: String,
    lines: String,
}

/// All curves on one interpreter; for a short look just their ends.
pub fn curves(criterion: &mut Criterion, version: &str, python: &Path, is_quick: bool) {
    let ends = |points: [u64; 4]| if is_quick { vec![points[0], points[3]] } else { points.to_vec() };
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("worker.py"), WORKER).expect("a worker");
    fs::write(folder.path().join("chapter.py"), CHAPTER).expect("a program");
    fs::write(folder.path().join("long.py"), long()).expect("a program");
    let hot = format!("{},{}", at(CHAPTER, "hot"), at(CHAPTER, "end"));
    let chapter = |call: String| Point { file: "chapter.py".to_owned(), call, lines: hot.clone() };

    let size = |n: u64| (chapter(format!("remove_html_markup('x' * {n})")), Throughput::Elements(n));
    curve(criterion, &format!("characters, CPython {version}"), python, folder.path(), &ends([1, 10, 100, 1000]), size);
    let probes = |n: u64| {
        let point = Point { file: "long.py".to_owned(), call: "long()".to_owned(), lines: format!("2-{}", n + 1) };
        (point, Throughput::Elements(n))
    };
    curve(criterion, &format!("probes, CPython {version}"), python, folder.path(), &ends([1, 10, 100, 1000]), probes);
    let threads = |n: u64| (chapter(format!("threaded({n}, '<b>foo</b>')")), Throughput::Elements(n));
    curve(criterion, &format!("threads, CPython {version}"), python, folder.path(), &ends([1, 4, 16, 64]), threads);
}

/// A function of a thousand lines.
fn long() -> String {
    let lines: String = (0..1000).map(|n| format!("    x = {n}\n")).collect();
    format!("def long():\n{lines}    return x\n")
}

fn curve(
    criterion: &mut Criterion,
    name: &str,
    python: &Path,
    folder: &Path,
    at: &[u64],
    point: impl Fn(u64) -> (Point, Throughput),
) {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_millis(400));
    group.plot_config(criterion::PlotConfiguration::default().summary_scale(criterion::AxisScale::Logarithmic));
    for engine in ["untraced", "static", "monitoring", "settrace"] {
        let has_monitoring = !["3.8", "3.9", "3.10", "3.11"].iter().any(|old| name.ends_with(&format!(" {old}")));
        if engine == "monitoring" && !has_monitoring {
            continue;
        }
        for &n in at {
            let (point, throughput) = point(n);
            group.throughput(throughput);
            // Started when it is its turn, and not at all if a filter leaves it out.
            let worker: RefCell<Option<Worker>> = RefCell::new(None);
            group.bench_function(BenchmarkId::new(engine, n), |bencher| {
                let mut slot = worker.borrow_mut();
                let worker = slot.get_or_insert_with(|| {
                    let mut worker = start(engine, &point, python, folder);
                    worker.batch(1).unwrap_or_else(|error| panic!("{engine}, {n}: {error}"));
                    worker
                });
                bencher.iter_custom(|calls| {
                    let batch = worker.batch(calls).unwrap_or_else(|error| panic!("{engine}, {n}: {error}"));
                    Duration::from_secs_f64(batch.seconds)
                });
            });
        }
    }
    group.finish();
}

fn start(engine: &str, point: &Point, python: &Path, folder: &Path) -> Worker {
    let mut command = match engine {
        "untraced" => Command::new(python),
        _ => {
            let mut command = Command::new(env!("CARGO_BIN_EXE_instr"));
            command.arg("run").arg("--python").arg(python).args(["--engine", engine, "-o", "/dev/null"]);
            command.args(["--lines", &point.lines, "--subject"]).arg(folder.join(&point.file)).arg("--");
            command
        }
    };
    command.arg(folder.join("worker.py")).arg(folder.join(&point.file)).args([point.call.as_str(), "-"]);
    command.env("PYTHONHASHSEED", "0").current_dir(folder);
    Worker::start(&mut command).expect("it starts")
}
