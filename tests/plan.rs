//! From what is asked to what is planned: lines, functions, refusals, captures.

use bumpalo::Bump;
use instr::lines::PythonVersion;
use instr::parser;
use instr::plan::{Exclusions, LineView, PlanView, Request, plan};

fn view_of(source: &str, target: PythonVersion, request: &Request) -> PlanView {
    let arena = Bump::new();
    let module = parser::parse(source, &arena).unwrap();
    plan(module, source, &arena, target, request).view(request)
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
fn lines_without_code_are_refused_with_the_reason() {
    let refused = |spec| refusals(&lines(CART, spec));
    assert_eq!(refused("2"), ["2: line 2 is blank [1, 3]"]);
    assert_eq!(refused("9"), ["9: line 9 belongs to a docstring [7, 11]"]);
    assert_eq!(refused("14"), ["14: `global` speaks to the compiler and runs no code [13, 15]"]);
    assert_eq!(refused("20"), ["20: `else:` runs no code of its own [18, 21]"]);
    assert_eq!(refused("28"), ["28: `finally:` runs no code of its own [27, 29]"]);
    assert_eq!(refused("99"), ["99: the file ends at line 31 [31]"]);
    assert_eq!(refused("8,15,19"), ["8: line 8 belongs to a docstring [7, 11]", "19: line 19 is blank [18, 21]"]);

    let source = "# a\ndef f():\n    'one'\n    x: int\n    nonlocal y\n\x0c\n    # b\n    return 1";
    let refused = |spec| refusals(&lines(source, spec));
    assert_eq!(refused("1"), ["1: line 1 holds only a comment [2]"]);
    assert_eq!(refused("3"), ["3: line 3 is a docstring [2, 8]"]);
    assert_eq!(refused("4"), ["4: an annotation without a value runs no code in a function [2, 8]"]);
    assert_eq!(refused("5"), ["5: `nonlocal` speaks to the compiler and runs no code [2, 8]"]);
    assert_eq!(refused("6"), ["6: line 6 is blank [2, 8]"]);
    assert_eq!(refused("7"), ["7: line 7 holds only a comment [2, 8]"]);

    let constant = "x = 1\n'text'\ny = 2\n";
    let on_39 = lines_on(PythonVersion::PY39, constant, "2");
    assert_eq!(refusals(&on_39), ["2: CPython 3.9 runs no code for a constant on its own [1, 3]"]);
    assert_eq!(refusals(&lines(constant, "2")), [""; 0]);
    assert_eq!(refusals(&lines("", "1")), ["1: line 1 is blank []"]);
}

#[test]
fn every_kind_of_newline_counts() {
    assert_eq!(
        refusals(&lines("x = 1\r\n\r\ry = 2\r", "2,3")),
        ["2: line 2 is blank [1, 4]", "3: line 3 is blank [1, 4]"]
    );
}

#[test]
fn a_line_inside_a_statement_takes_its_form_or_that_of_the_first_line() {
    assert_eq!(sites(&lines(CART, "24")), ["24 Cart.total: before the expression [self items total item]"]);
    for line in ["23", "25", "23-23", "22-23"] {
        let planned = lines(CART, line);
        let is_own = line == "22-23";
        assert_eq!(numbers(&planned), [if is_own { 22 } else { 21 }], "{line}");
        assert_eq!(planned[0].notes.len(), usize::from(!is_own), "{line}");
    }
    let note = "line 25 is inside the statement of line 21: the probe stands there";
    assert_eq!(lines(CART, "25")[0].notes, [note]);
    assert_eq!(lines(CART, "21,25")[0].notes, [note]);
    assert_eq!(lines(CART, "25,21")[0].notes, [note]);

    let header = "def f(\n    a,  # :\n    b=1,\n    # :\n):\n    # c\n    return a\n";
    assert_eq!(numbers(&lines(header, "4")), [1]);
    assert_eq!(numbers(&lines(header, "5")), [1]);
    assert_eq!(refusals(&lines(header, "6")), ["6: line 6 holds only a comment [3, 7]"]);
    let text = "x = '''\n\n# a\n'''\ny = 1\n";
    assert_eq!(numbers(&lines(text, "3")), [1]);
}

#[test]
fn ranges_ask_for_the_lines_with_code() {
    assert_eq!(numbers(&lines(CART, "14-20")), [15, 16, 17, 18]);
    assert_eq!(numbers(&lines(CART, "26-")), [26, 27, 29, 31, 31]);
    assert_eq!(refusals(&lines(CART, "26-")), [""; 0]);
    assert_eq!(refusals(&lines(CART, "all")), [""; 0]);
    assert_eq!(refusals(&lines(CART, "4-5")), ["4: no line of 4-5 runs code [3, 6]"]);
    assert_eq!(refusals(&lines(CART, "40-50")), ["40: the file ends at line 31 [31]"]);
    assert_eq!(refusals(&lines(CART, "32-")), ["32: the file ends at line 31 [31]"]);
    assert_eq!(refusals(&lines("# a\n", "all")), [""; 0]);
    assert_eq!(refusals(&lines("# a\n", "1-")), ["1: line 1 holds only a comment []"]);
    assert_eq!(numbers(&lines(CART, "15,10-16,15")), [11, 13, 15, 16]);
}

#[test]
fn functions_by_qualified_name() {
    let of = |pattern| numbers(&functions(CART, pattern).lines);
    assert_eq!(of("Cart.total"), [15, 16, 17, 18, 21, 22, 24, 26, 27, 29]);
    assert_eq!(of("Cart.co*"), [31]);
    assert_eq!(functions(CART, "Cart.count").lines[0].qualname.as_deref(), Some("Cart.count"));
    assert_eq!(of("*"), [15, 16, 17, 18, 21, 22, 24, 26, 27, 29, 31]);
    assert_eq!(functions(CART, "Cart").unmatched, ["Cart"]);
    let nested = "def f():\n    def g():\n        return [x for x in 'a']\n    return g\n";
    assert_eq!(functions(nested, "f.g").lines.iter().map(|l| l.line).collect::<Vec<_>>(), [3, 3]);
    assert_eq!(numbers(&functions(nested, "f").lines), [2, 3, 3, 4]);
    let both = Request {
        lines: Some("31".parse().unwrap()),
        functions: vec!["Cart.count".parse().unwrap()],
        ..Request::default()
    };
    assert_eq!(view_of(CART, PythonVersion::PY311, &both).lines.len(), 2);
}

#[test]
fn all_frames_of_a_line_get_their_probes() {
    assert_eq!(
        sites(&lines(CART, "31")),
        ["31 Cart: before the statement [rate]", "31 Cart.count: before the statement [self]"]
    );
}

#[test]
fn a_function_that_sees_its_namespace_keeps_perhaps_unbound_names_to_itself() {
    let source = "def f(a):\n    for b in a:\n        pass\n    c = locals()\n    return c\n";
    let planned = |target| {
        let line = lines_on(target, source, "5").remove(0);
        (line.sites[0].captures.join(" "), line.notes)
    };
    let note = "not captured, as the function can see its own namespace (`locals`, `eval` …): b";
    assert_eq!(planned(PythonVersion::PY312), ("a c".to_owned(), vec![note.to_owned()]));
    assert_eq!(planned(PythonVersion::PY313), ("a c b?".to_owned(), vec![]));
}

#[test]
fn many_variables_are_cut_with_a_note() {
    let source: String = (0..120).map(|i| format!("x{i} = {i}\n")).collect::<String>() + "print(x1)\n";
    let planned = lines(&source, "121");
    assert_eq!(planned[0].sites[0].captures.len(), 100);
    assert_eq!(planned[0].notes, ["of 120 variables the last 100 are captured"]);
}

#[test]
fn forms_that_need_the_runtime_can_be_left_out() {
    let source = "def f(a):\n    match a:\n        case 1:\n            b = 1\n        case 2:\n            c = 1\n";
    let without = |lines: &str| {
        let without = Exclusions { runtime_forms: true };
        let request = Request { lines: Some(lines.parse().unwrap()), without, ..Request::default() };
        view_of(source, PythonVersion::PY311, &request).lines.remove(0)
    };
    let case = without("5");
    let reason = "the event when the `case` is tried needs the runtime: this style of probe has none";
    assert_eq!((case.verdict, case.reason.as_deref()), ("refused", Some(reason)));
    assert_eq!(without("4").verdict, "exact");
}

#[test]
fn the_view_is_json_without_empty_fields() {
    let view = functions(CART, "Cart.count");
    let json = serde_json::to_string(&view).unwrap();
    assert_eq!(
        json,
        r#"{"target":"3.11","lines":[{"line":31,"qualname":"Cart.count","verdict":"exact","sites":[{"form":"before the statement","captures":["self"]}]}]}"#
    );
}
