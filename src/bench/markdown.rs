//! A report as Markdown: a table for each interpreter and clock, scenarios down and engines across.

use super::report::{Clock, Group, Kind, Report};
use super::text::seconds;

/// `1.04×`, `1.3×`, `28×`
pub fn ratio(value: f64) -> String {
    match value {
        _ if value < 1.095 => format!("{value:.2}×"),
        _ if value < 9.95 => format!("{value:.1}×"),
        _ => format!("{value:.0}×"),
    }
}

/// The whole report.
pub fn markdown(report: &Report) -> String {
    let method = &report.method;
    let mut out = format!("# {}\n\n{}. ", report.title, report.machine);
    out += &format!(
        "Ratios to the same code untraced, in one run: medians of {} rounds, in each of which all take a turn. ",
        method.rounds
    );
    out += &format!(
        "{}; {}; PYTHONHASHSEED={}; {}.\n",
        method.warm_up, method.garbage_collector, method.hash_seed, method.sink
    );
    for (python, clock) in columns_of(&report.groups) {
        let groups: Vec<&Group> = report.groups.iter().filter(|g| g.python == python && g.clock == clock).collect();
        let what = match clock {
            Clock::Call => "calls",
            Clock::Process => "whole processes",
        };
        out += &format!("\n## CPython {python}, {what}\n\n{}", table(&groups));
        for group in &groups {
            if let Some(noise) = group.noise() {
                out += &format!("\n{}, {}: {noise}\n", group.scenario, group.workload);
            }
        }
    }
    if !report.skipped.is_empty() {
        out += "\n## Skipped\n\n";
        report.skipped.iter().for_each(|skipped| out += &format!("- {skipped}\n"));
    }
    out
}

/// The interpreters and clocks that there are, in their order.
fn columns_of(groups: &[Group]) -> Vec<(String, Clock)> {
    let mut found: Vec<(String, Clock)> = Vec::new();
    for group in groups {
        let key = (group.python.clone(), group.clock);
        if !found.contains(&key) {
            found.push(key);
        }
    }
    found
}

/// A row for each engine, a column for each scenario and workload.
pub fn table(groups: &[&Group]) -> String {
    let mut engines: Vec<(&str, Kind)> = Vec::new();
    for row in groups.iter().flat_map(|group| &group.rows) {
        if row.kind != Kind::Untraced && !engines.iter().any(|(engine, _)| *engine == row.engine) {
            engines.push((&row.engine, row.kind));
        }
    }
    // By kind, so that ours stand beside each other also where one scenario has fewer.
    engines.sort_by_key(|(_, kind)| match kind {
        Kind::Untraced | Kind::Control => 0,
        Kind::Engine => 1,
        Kind::Hand => 2,
        Kind::Peer => 3,
    });
    let title = |group: &&Group| match groups.iter().filter(|other| other.scenario == group.scenario).count() {
        1 => group.scenario.clone(),
        _ => format!("{}: {}", group.scenario, group.workload),
    };
    let mut out = format!("| |{}\n", groups.iter().map(|group| format!(" {} |", title(group))).collect::<String>());
    out += &format!("|---|{}\n", "---:|".repeat(groups.len()));
    let untraced = |group: &&Group| group.untraced().map_or_else(String::new, |row| seconds(row.seconds.median));
    out +=
        &format!("| untraced |{}\n", groups.iter().map(|group| format!(" {} |", untraced(group))).collect::<String>());
    for (engine, _) in engines {
        let cell = |group: &&Group| group.row(engine).map_or_else(|| "–".to_owned(), |row| ratio(row.ratio.median));
        out +=
            &format!("| {engine} |{}\n", groups.iter().map(|group| format!(" {} |", cell(group))).collect::<String>());
    }
    out
}

/// Where README's table begins and ends.
const BEGIN: &str = "<!-- by `just bench-keep` -->\n";
const END: &str = "<!-- end -->\n";

/// README's table: the scenarios of one interpreter, and under which conditions.
pub fn readme(report: &Report) -> String {
    let Some(first) = report.groups.first() else { return String::new() };
    let groups: Vec<&Group> = report.groups.iter().filter(|group| group.python == first.python).collect();
    // Of the programs that hardly reach their lines one is enough here.
    let mut shown: Vec<Group> = Vec::new();
    for group in groups {
        if !shown.iter().any(|other| other.scenario == group.scenario) {
            shown.push(Group { workload: String::new(), ..group.clone() });
        }
    }
    let mut out = table(&shown.iter().collect::<Vec<_>>());
    let rounds = report.method.rounds;
    out += &format!("\nCPython {}; {}; medians of {rounds} rounds in turns.\n", first.python, report.machine);
    for group in &shown {
        if let Some(noise) = group.noise() {
            out += &format!("- {}: {noise}\n", group.scenario);
        }
    }
    out
}

/// A text with its table replaced; none if it has no place for one.
pub fn with_readme(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, behind) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{table}{END}{behind}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_table_takes_the_place_of_the_old_one() {
        let text = format!("a\n{}old\n{}b\n", super::BEGIN, super::END);
        let new = super::with_readme(&text, "new\n").unwrap();
        assert_eq!(new, format!("a\n{}new\n{}b\n", super::BEGIN, super::END));
        assert_eq!(super::with_readme("a\n", "new\n"), None);
    }

    #[test]
    fn ratios_have_the_digits_that_count() {
        let cases = [(1.0, "1.00×"), (1.04, "1.04×"), (1.3, "1.3×"), (9.96, "10×"), (28.2, "28×"), (1527.0, "1527×")];
        for (value, expected) in cases {
            assert_eq!(super::ratio(value), expected);
        }
    }
}
