//! Engines that take turns, A B C A B C …, and the rows that their times make.

use super::report::{Kind, Row, Split};
use super::stats::{median, of_ratios, of_times};

/// One that takes part, with what it was measured at.
#[derive(Debug, Clone)]
pub struct Entrant {
    /// As in [`Row`].
    pub engine: String,
    /// As in [`Row`].
    pub kind: Kind,
    /// Seconds of a call or a run, one for each round.
    pub times: Vec<f64>,
    /// The same with parts left out, in the same rounds: all but the engine; then with capture; then with format, too.
    pub parts: Option<[Vec<f64>; 3]>,
    /// As in [`Row`].
    pub events: Option<u64>,
    /// As in [`Row`].
    pub instructions: Option<f64>,
    /// As in [`Row`].
    pub memory: Option<u64>,
}

impl Entrant {
    /// One without times.
    pub fn new(engine: impl Into<String>, kind: Kind) -> Self {
        Self {
            engine: engine.into(),
            kind,
            times: Vec::new(),
            parts: None,
            events: None,
            instructions: None,
            memory: None,
        }
    }
}

/// A row for each, with its ratio to the one that is untraced.
pub fn rows(entrants: &[Entrant]) -> Vec<Row> {
    let untraced = entrants.iter().find(|entrant| entrant.kind == Kind::Untraced);
    let base = untraced.map(|entrant| entrant.times.as_slice()).unwrap_or_default();
    let row = |entrant: &Entrant| Row {
        engine: entrant.engine.clone(),
        kind: entrant.kind,
        seconds: of_times(&entrant.times),
        ratio: of_ratios(&entrant.times, base),
        events: entrant.events,
        split: entrant.parts.as_ref().map(|parts| split(base, parts, &entrant.times)),
        instructions: entrant.instructions,
        memory: entrant.memory,
    };
    entrants.iter().filter(|entrant| !entrant.times.is_empty()).map(row).collect()
}

fn split(base: &[f64], [engine, capture, format]: &[Vec<f64>; 3], whole: &[f64]) -> Split {
    let step =
        |more: &[f64], less: &[f64]| median(&more.iter().zip(less).map(|(more, less)| more - less).collect::<Vec<_>>());
    Split {
        engine: step(engine, base),
        capture: step(capture, engine),
        format: step(format, capture),
        output: step(whole, format),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_compared_with_untraced_of_the_same_round() {
        let mut untraced = Entrant::new("untraced", Kind::Untraced);
        untraced.times = vec![1.0, 2.0, 4.0];
        let mut engine = Entrant::new("static", Kind::Engine);
        engine.times = vec![5.0, 10.0, 20.0];
        engine.parts = Some([vec![2.0, 4.0, 8.0], vec![3.0, 6.0, 12.0], vec![4.5, 9.0, 18.0]]);
        let rows = rows(&[engine, untraced, Entrant::new("absent", Kind::Peer)]);
        assert_eq!(rows.len(), 2, "who has no times has no row");
        assert_eq!((rows[0].ratio.median, rows[0].ratio.low, rows[0].ratio.high), (5.0, 5.0, 5.0));
        assert_eq!(rows[0].split.unwrap(), Split { engine: 2.0, capture: 2.0, format: 3.0, output: 1.0 });
        assert_eq!(rows[1].ratio.median, 1.0);
    }
}
