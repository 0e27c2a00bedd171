//! Medians, and how far they can be trusted.

use serde::{Deserialize, Serialize};

/// A median with an interval that holds 95 of 100 medians of resampled rounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The median.
    pub median: f64,
    /// 2.5 % of the resampled medians are below.
    pub low: f64,
    /// 2.5 % are above.
    pub high: f64,
}

impl Interval {
    /// True if the value is not contradicted.
    pub fn holds(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// Medians that are resampled.
const RESAMPLES: usize = 2000;

/// The middle of the values, 0 of none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0,
    }
}

/// The median of one value for each round.
pub fn of_times(values: &[f64]) -> Interval {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut medians: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let sample: Vec<f64> = values.iter().map(|_| values[random.below(values.len())]).collect();
            median(&sample)
        })
        .collect();
    medians.sort_by(f64::total_cmp);
    let at = |part: f64| medians[((RESAMPLES - 1) as f64 * part).round() as usize];
    Interval { median: median(values), low: at(0.025), high: at(0.975) }
}

/// The median of each round's ratio: what slows the machine in a round slows both sides of it.
pub fn of_ratios(values: &[f64], to: &[f64]) -> Interval {
    let ratios: Vec<f64> = values.iter().zip(to).map(|(value, to)| value / to).collect();
    of_times(&ratios)
}

/// Xorshift: the same report of the same times.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median(&[]), 0.0);
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    }

    #[test]
    fn an_interval_is_around_the_median_and_narrows_with_more_rounds() {
        let spread = |n: usize| -> Interval {
            let values: Vec<f64> = (0..n).map(|i| 1.0 + ((i * 7919) % 101) as f64 / 100.0).collect();
            of_times(&values)
        };
        let (few, many) = (spread(7), spread(201));
        assert!(few.low < few.median && few.median < few.high, "{few:?}");
        assert!(many.high - many.low < few.high - few.low, "{many:?} {few:?}");
        assert!(many.holds(1.5) && !many.holds(1.7), "{many:?}");
        assert_eq!(few, spread(7), "the same values give the same interval");
    }

    /// One round on a slow machine does not shift the ratio: each is compared within its round.
    #[test]
    fn ratios_are_of_rounds() {
        let to = [1.0, 10.0, 1.1, 0.9, 5.0];
        let values = to.map(|time| time * 3.0);
        let found = of_ratios(&values, &to);
        assert!([found.median, found.low, found.high].iter().all(|ratio| (ratio - 3.0).abs() < 1e-9), "{found:?}");
    }
}
