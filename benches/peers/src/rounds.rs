//! Rounds in which each parser reads the whole corpus once, so that whatever slows the machine slows all of them.

use crate::cpython::Interpreter;
use crate::{PARSERS, corpus};
use std::time::Duration;

/// Rounds, or as many as `INSTR_ROUNDS` says.
const ROUNDS: usize = 10;
/// The index of ruff in [`PARSERS`].
const RUFF: usize = 1;

/// Prints the throughput of each parser, the best and the median of all rounds, and the median of the rounds' ratios to
/// ruff's.
pub fn run(allocator: &str) {
    let Some(corpus) = corpus::load() else { return };
    let rounds = std::env::var("INSTR_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(ROUNDS).max(1);
    let mut cpython = Interpreter::start(&corpus.python, &corpus.sources);
    let mut names: Vec<&str> = PARSERS.iter().map(|parser| parser.name).collect();
    names.push("ast.parse");
    let mut times = vec![Vec::<Duration>::new(); names.len()];
    // Of one round each, since the machine may be slower in the next.
    let mut ratios = vec![Vec::<f64>::new(); names.len()];
    for round in 0..rounds {
        // The slow ones sit out most of the rounds.
        let fast = if round % 4 == 0 { PARSERS.len() } else { 2 };
        let mut measured: Vec<Duration> = PARSERS[..fast].iter().map(|parser| parser.time(&corpus.sources)).collect();
        if fast == PARSERS.len() {
            measured.push(cpython.time());
        }
        for (index, &time) in measured.iter().enumerate() {
            times[index].push(time);
            ratios[index].push(measured[RUFF].as_secs_f64() / time.as_secs_f64());
        }
    }
    times.iter_mut().for_each(|times| times.sort());
    ratios.iter_mut().for_each(|ratios| ratios.sort_by(f64::total_cmp));
    println!("\n{allocator:12} {:>10} {:>12} {:>16} {:>10}", "best MB/s", "median MB/s", "median of ruff", "range");
    for ((name, times), ratios) in names.iter().zip(&times).zip(&ratios) {
        let speed = |time: Duration| corpus.bytes as f64 / time.as_secs_f64() / 1e6;
        let (best, median, ratio) = (times[0], times[times.len() / 2], ratios[ratios.len() / 2]);
        let (low, high) = (ratios[0], ratios[ratios.len() - 1]);
        println!("{name:12} {:10.1} {:12.1} {ratio:16.2} {low:6.2}-{high:.2}", speed(best), speed(median));
    }
    println!();
}
