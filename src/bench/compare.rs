//! A report against an older one: what has become slower than noise explains.

use super::report::{Group, Kind, Report, Row};

/// How an engine compares with what it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// `static, hot, CPython 3.12`
    pub what: String,
    /// What was compared: `instructions` or `ratio`.
    pub by: &'static str,
    /// The new value.
    pub now: f64,
    /// The old one.
    pub before: f64,
    /// It is worse than noise explains.
    pub is_worse: bool,
}

/// Instructions of the same interpreter are nearly the same each time.
const INSTRUCTIONS: f64 = 1.05;
/// Ratios of times are not, even where their intervals are narrow: memory is laid out anew in each process.
const RATIOS: f64 = 1.2;

/// Engines of ours that both reports have, on the same CPython. Instructions decide where both have them, as ratios to
/// untraced, else the intervals of the ratios of times.
pub fn compare(now: &Report, before: &Report) -> Vec<Verdict> {
    let mut found = Vec::new();
    for group in &now.groups {
        let same = |old: &&Group| {
            (&old.scenario, &old.workload, minor(&old.python), old.clock)
                == (&group.scenario, &group.workload, minor(&group.python), group.clock)
        };
        let Some(old) = before.groups.iter().find(same) else { continue };
        for row in group.rows.iter().filter(|row| row.kind == Kind::Engine) {
            let Some(was) = old.row(&row.engine) else { continue };
            let what = format!("{}, {} of {}, CPython {}", row.engine, group.scenario, group.workload, group.python);
            found.push(match (counted(group, row), counted(old, was)) {
                (Some(now), Some(before)) => {
                    Verdict { what, by: "instructions", now, before, is_worse: now > before * INSTRUCTIONS }
                }
                _ => {
                    let is_worse = row.ratio.low > was.ratio.high * RATIOS && group.noise().is_none();
                    Verdict { what, by: "ratio", now: row.ratio.median, before: was.ratio.median, is_worse }
                }
            });
        }
    }
    found
}

/// Instructions, as a ratio to untraced.
fn counted(group: &Group, row: &Row) -> Option<f64> {
    let base = group.untraced()?.instructions.filter(|count| *count > 0.0)?;
    Some(row.instructions? / base)
}

/// `3.12` of `3.12.1`
fn minor(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Clock, Interval, Method, VERSION};

    fn report(ratio: f64, instructions: Option<f64>) -> Report {
        let interval = |median: f64| Interval { median, low: median * 0.98, high: median * 1.02 };
        let row = |engine: &str, kind, ratio: f64, instructions: Option<f64>| Row {
            engine: engine.to_owned(),
            kind,
            seconds: interval(1e-6 * ratio),
            ratio: interval(ratio),
            events: None,
            split: None,
            instructions,
            memory: None,
        };
        let rows = vec![
            row("untraced", Kind::Untraced, 1.0, instructions.map(|_| 1000.0)),
            row("static", Kind::Engine, ratio, instructions),
            row("hunter", Kind::Peer, ratio, None),
        ];
        let word = String::new;
        Report {
            v: VERSION,
            title: word(),
            machine: word(),
            method: Method { rounds: 1, warm_up: word(), garbage_collector: word(), hash_seed: word(), sink: word() },
            groups: vec![Group {
                scenario: "hot".to_owned(),
                workload: "f".to_owned(),
                python: "3.12".to_owned(),
                clock: Clock::Call,
                rows,
            }],
            skipped: Vec::new(),
        }
    }

    #[test]
    fn a_regression_is_more_than_noise() {
        for (now, before, worse) in [
            (report(5.0, None), report(5.0, None), false),
            (report(5.6, None), report(5.0, None), false),
            (report(7.0, None), report(5.0, None), true),
            (report(5.0, None), report(7.0, None), false),
            // Steady figures decide, whatever the clock said.
            (report(9.0, Some(5100.0)), report(5.0, Some(5000.0)), false),
            (report(5.0, Some(5500.0)), report(5.0, Some(5000.0)), true),
        ] {
            let verdicts = compare(&now, &before);
            assert_eq!(verdicts.len(), 1, "peers are not ours to watch");
            assert_eq!(verdicts[0].is_worse, worse, "{verdicts:?}");
        }
        let mut other = report(5.0, None);
        other.groups[0].python = "3.13.0".to_owned();
        assert!(compare(&report(5.0, None), &other).is_empty(), "another interpreter says nothing");
    }
}
