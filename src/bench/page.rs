//! A report as one page that needs no network: its charts are drawn from the JSON that it holds.

use super::markdown::ratio;
use super::report::{Kind, Report};
use super::text::seconds;

const PAGE: &str = include_str!("page.html");

/// The page.
pub fn page(report: &Report) -> String {
    let json = serde_json::to_string(report).unwrap_or_default();
    // The only thing that ends a script, or begins a comment in one.
    let json = json.replace('<', "\\u003c");
    let mut parts = PAGE.split("@@");
    let mut out = String::new();
    while let Some(text) = parts.next() {
        out += text;
        match parts.next() {
            Some("title") => out += &escaped(&report.title),
            Some("machine") => out += &escaped(&report.machine),
            Some("method") => out += &method(report),
            Some("tables") => out += &tables(report),
            Some("skipped") => out += &skipped(report),
            Some("json") => out += &json,
            _ => {}
        }
    }
    out
}

fn method(report: &Report) -> String {
    let m = &report.method;
    let text = format!(
        "Medians of {} rounds, in each of which all take a turn, and the 95 % of their bootstrap. {}; {}; PYTHONHASHSEED={}; {}.",
        m.rounds, m.warm_up, m.garbage_collector, m.hash_seed, m.sink
    );
    escaped(&text)
}

/// What is there without scripts, too.
fn tables(report: &Report) -> String {
    let mut out = String::new();
    for group in &report.groups {
        let title = format!("{}: {} (CPython {})", group.scenario, group.workload, group.python);
        out += &format!("<table><caption>{}</caption>\n", escaped(&title));
        out += "<tr><th>engine</th><th>time</th><th>ratio</th><th>95 %</th><th>events</th><th>instructions</th></tr>\n";
        for row in &group.rows {
            let interval = match row.kind {
                Kind::Untraced => String::new(),
                _ => format!("{} – {}", ratio(row.ratio.low), ratio(row.ratio.high)),
            };
            let count = |count: Option<f64>| count.map_or_else(String::new, |count| format!("{count:.0}"));
            out += &format!(
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{interval}</td><td>{}</td><td>{}</td></tr>\n",
                escaped(&row.engine),
                seconds(row.seconds.median),
                ratio(row.ratio.median),
                row.events.map_or_else(String::new, |events| events.to_string()),
                count(row.instructions),
            );
        }
        out += "</table>\n";
        if let Some(noise) = group.noise() {
            out += &format!("<p class=\"noise\">{}</p>\n", escaped(&noise));
        }
    }
    out
}

fn skipped(report: &Report) -> String {
    let items: String = report.skipped.iter().map(|skipped| format!("<li>{}</li>\n", escaped(skipped))).collect();
    if items.is_empty() { items } else { format!("<h2>Skipped</h2>\n<ul>\n{items}</ul>") }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Method, VERSION};

    #[test]
    fn what_a_program_is_called_cannot_leave_its_place() {
        let word = || "</script><b>\"&".to_owned();
        let method = Method { rounds: 1, warm_up: word(), garbage_collector: word(), hash_seed: word(), sink: word() };
        let report =
            Report { v: VERSION, title: word(), machine: word(), method, groups: Vec::new(), skipped: vec![word()] };
        let page = page(&report);
        assert_eq!(page.matches("</script>").count(), 2, "those of the page itself");
        assert!(!page.contains("<b>"));
        let (_, behind) = page.split_once("type=\"application/json\">").unwrap();
        let json = behind.split_once("</script>").unwrap().0;
        assert_eq!(serde_json::from_str::<Report>(json).unwrap(), report);
    }
}
