//! A report for people in a terminal.

use super::markdown::ratio;
use super::report::{Clock, Group, Kind, Report, Row};

/// `untraced 0.96 µs  static 1.04×  monitoring 1.3×  settrace 28×  (CPython 3.12)`
pub fn one_line(group: &Group) -> String {
    let untraced = group.untraced().map_or(0.0, |row| row.seconds.median);
    let mut out = format!("untraced {}", seconds(untraced));
    for row in group.rows.iter().filter(|row| !matches!(row.kind, Kind::Untraced | Kind::Control)) {
        out += &format!("  {} {}", row.engine, ratio(row.ratio.median));
    }
    let minor = group.python.match_indices('.').nth(1).map_or(group.python.len(), |(at, _)| at);
    out + &format!("  (CPython {})", &group.python[..minor])
}

/// All groups, each with a line for each engine, and what is wrong.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    for group in &report.groups {
        out += &format!("{}\n\n", one_line(group));
        out += &rows(group);
        if let Some(noise) = group.noise() {
            out += &format!("\n{noise}\n");
        }
        out.push('\n');
    }
    let method = &report.method;
    let what = match report.groups.first().map(|group| group.clock) {
        Some(Clock::Process) => "CPU time of whole processes, their start included",
        _ => "CPU time of calls, in the interpreter",
    };
    out += &format!("{what}; medians of {} rounds in turns, and the 95 % of their bootstrap\n", method.rounds);
    out += &format!(
        "{}; {}; PYTHONHASHSEED={}; {}\n",
        method.warm_up, method.garbage_collector, method.hash_seed, method.sink
    );
    for skipped in &report.skipped {
        out += &format!("skipped: {skipped}\n");
    }
    out
}

fn rows(group: &Group) -> String {
    let untraced = group.untraced().and_then(|row| row.instructions);
    let mut cells: Vec<Vec<String>> = Vec::new();
    for row in &group.rows {
        let interval = format!("[{}, {}]", ratio(row.ratio.low), ratio(row.ratio.high));
        let mut line = vec![row.engine.clone(), seconds(row.seconds.median)];
        line.push(if row.kind == Kind::Untraced { String::new() } else { ratio(row.ratio.median) });
        line.push(if row.kind == Kind::Untraced { String::new() } else { interval });
        line.push(row.events.map_or_else(String::new, |events| format!("{events} events")));
        line.push(match (row.instructions, untraced) {
            (Some(count), Some(base)) if base > 0.0 => {
                format!("{} instructions, {}", grouped(count), ratio(count / base))
            }
            _ => String::new(),
        });
        line.push(split(row));
        cells.push(line);
    }
    aligned(&cells)
}

fn split(row: &Row) -> String {
    let Some(split) = row.split else { return String::new() };
    let part = |name: &str, part: f64| format!("{name} {}", seconds(part));
    let parts = [
        part("engine", split.engine),
        part("capture", split.capture),
        part("format", split.format),
        part("output", split.output),
    ];
    parts.join(", ")
}

/// Columns, the first to the left, the times and ratios to the right.
fn aligned(cells: &[Vec<String>]) -> String {
    let columns = cells.first().map_or(0, Vec::len);
    let width = |column: usize| cells.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for line in cells {
        let mut shown = String::from("  ");
        for (at, (cell, &width)) in line.iter().zip(&widths).enumerate() {
            if width == 0 {
                continue;
            }
            shown += &if (1..=2).contains(&at) || at == 4 {
                format!("{cell:>width$}  ")
            } else {
                format!("{cell:width$}  ")
            };
        }
        out += shown.trim_end();
        out.push('\n');
    }
    out
}

/// `0.96 µs`, `14.2 ms`, with three digits that count.
pub fn seconds(value: f64) -> String {
    let (number, unit) = match value.abs() {
        size if size >= 1.0 => (value, "s"),
        size if size >= 1e-3 => (value * 1e3, "ms"),
        size if size >= 5e-7 => (value * 1e6, "µs"),
        _ => (value * 1e9, "ns"),
    };
    match number.abs() {
        size if size < 9.995 && unit != "ns" => format!("{number:.2} {unit}"),
        size if size < 99.95 && unit != "ns" => format!("{number:.1} {unit}"),
        _ => format!("{number:.0} {unit}"),
    }
}

/// `1 234 567`
fn grouped(count: f64) -> String {
    let digits = format!("{count:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        let cases = [(0.96e-6, "0.96 µs"), (14.24e-3, "14.2 ms"), (2.0, "2.00 s"), (31e-9, "31 ns"), (-4e-9, "-4 ns")];
        for (value, expected) in cases {
            assert_eq!(seconds(value), expected);
        }
        assert_eq!(grouped(1_234_567.2), "1 234 567");
    }
}
