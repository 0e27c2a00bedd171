//! Rounds in which each parser reads the whole corpus once, so that whatever slows the machine slows all of them.

use crate::cpython::Interpreter;
use crate::{PARSERS, corpus};
use std::time::Duration;

/// Rounds, or as many as `INSTR_ROUNDS` says.
const ROUNDS: usize = 10;

/// Prints the throughput of each parser, the best and the median of all rounds, and its ratio to ruff's.
pub fn run(allocator: &str) {
    let Some(corpus) = corpus::load() else { return };
    let rounds = std::env::var("INSTR_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(ROUNDS).max(1);
    let mut cpython = Interpreter::start(&corpus.python, &corpus.sources);
    let mut names: Vec<&str> = PARSERS.iter().map(|parser| parser.name).collect();
    names.push("ast.parse");
    let mut times = vec![Vec::<Duration>::new(); names.len()];
    // The slow ones sit out most of the rounds.
    for round in 0..rounds {
        for (parser, times) in PARSERS.iter().zip(&mut times) {
            if parser.name != "rustpython" || round % 4 == 0 {
                times.push(parser.time(&corpus.sources));
            }
        }
        if round % 4 == 0 {
            times[names.len() - 1].push(cpython.time());
        }
    }
    times.iter_mut().for_each(|times| times.sort());
    let ruff = &times[1];
    println!("\n{allocator:12} {:>10} {:>8} {:>10} {:>8}", "best MB/s", "of ruff", "median", "of ruff");
    for (name, times) in names.iter().zip(&times) {
        let speed = |time: Duration| corpus.bytes as f64 / time.as_secs_f64() / 1e6;
        let ratio = |time: Duration, ruff: Duration| ruff.as_secs_f64() / time.as_secs_f64();
        let (best, median) = (times[0], times[times.len() / 2]);
        let (best_ratio, ratio) = (ratio(best, ruff[0]), ratio(median, ruff[ruff.len() / 2]));
        println!("{name:12} {:10.1} {best_ratio:8.2} {:10.1} {ratio:8.2}", speed(best), speed(median));
    }
    println!();
}
