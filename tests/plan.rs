//! From what is asked to what is planned: lines, functions, refusals, captures.

use bumpalo::Bump;
use instr::lines::PythonVersion;
use instr::parser;
use instr::plan::{Exclusions, LineView, PlanView, Request, plan};

fn view_of(source: &str, target: PythonVersion, request: &Request) -> PlanView {
    let arena = Bump::new();
    let module = parser::parse(source, &arena).unwrap();
    plan(module, source, &arena, target, request).view()
}

fn lines_on(target: PythonVersion, source: &str, lines: &str) -> Vec<LineView> {
    let request = Request { lines: Some(lines.parse().unwrap()), ..Request::default() };
    view_of(source, target, &request).lines
}

fn lines(source: &str, lines: &str) -> Vec<LineView> {
    lines_on(PythonVersion::PY311, source, lines)
}

fn functions(source: &str, pattern: &str) -> PlanView {
    let request = Request { functions: vec![pattern.parse().unwrap()], ..Request::default() };
    view_of(source, PythonVersion::PY311, &request)
}

/// `line verdict: reason (nearest)`
fn refusals(lines: &[LineView]) -> Vec<String> {
    let refused = lines.iter().filter(|line| line.verdict == "refused");
    refused.map(|line| format!("{}: {} {:?}", line.line, line.reason.as_deref().unwrap(), line.nearest)).collect()
}

fn numbers(lines: &[LineView]) -> Vec<u32> {
    lines.iter().map(|line| line.line).collect()
}

/// `qualname: form [captures], form [captures]`
fn sites(lines: &[LineView]) -> Vec<String> {
    let site = |line: &LineView| {
        let sites = line.sites.iter().map(|site| format!("{} [{}]", site.form, site.captures.join(" ")));
        format!("{} {}: {}", line.line, line.qualname.as_deref().unwrap(), sites.collect::<Vec<_>>().join(", "))
    };
    lines.iter().map(site).collect()
}

const CART: &str = r#""""A cart."""

import decimal  # exact


class Cart:
    """Holds
    items.
    """

    rate = 2

    def total(self, items):
        global count
        total = 0
        for item in items:
            if item:
                total += item * self.rate

            else:
                count = (
                    1,
                    # more
                    total
                )
        try:
            pass
        finally:
            return total

    def count(self): return len(self.items)
"#;

#[test]
fn probe() {
    for t in [PythonVersion::PY38, PythonVersion::PY311, PythonVersion::PY313] {
        for line in lines_on(t, CART, "all") {
            println!("{}", serde_json::to_string(&line).unwrap());
        }
        for i in 1..40 {
            for line in lines_on(t, CART, &i.to_string()) {
                if line.verdict == "refused" || !line.notes.is_empty() {
                    println!("{t} {i} {}", serde_json::to_string(&line).unwrap());
                }
            }
        }
    }
}
