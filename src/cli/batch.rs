//! Many files at once, reported in the order of the command line.

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::console::Console;

/// From how many files on it is worth telling how far things are.
const MANY: usize = 20;

/// `work` on each item, on all cores; the results in the order of the items.
pub(super) fn each<T: Sync, R: Send>(items: &[T], console: &Console, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if let [only] = items {
        return vec![work(only)];
    }
    let bar = if items.len() >= MANY && console.shows_progress() {
        let style = ProgressStyle::with_template("{bar:30.cyan/dim} {pos}/{len} files {wide_msg}");
        ProgressBar::new(items.len() as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    } else {
        ProgressBar::hidden()
    };
    let results = items.par_iter().map(|item| {
        let result = work(item);
        bar.inc(1);
        result
    });
    let results = results.collect();
    bar.finish_and_clear();
    results
}
