//! What is asked of a program: which lines of which workload, and how many events of a call that makes.

use std::path::{Path, PathBuf};

/// A question, and a program to ask it of.
pub struct Scenario {
    /// `hot`
    pub name: &'static str,
    /// A file of `benches/workloads`.
    pub workload: &'static str,
    /// What is evaluated in it.
    pub call: &'static str,
    pub lines: Lines,
    pub condition: Option<&'static str>,
    /// Of a call; none if that is not known beforehand: all that tell lines have to agree then.
    pub events: Option<u64>,
    /// Options of `instr run` besides.
    pub more: &'static [&'static str],
    /// The engines of ours that can.
    pub engines: &'static [&'static str],
    /// By hand: before the marked line, what stands there.
    pub by_hand: &'static [ByHand],
    /// Names of [`super::contender::PEERS`].
    pub peers: &'static [&'static str],
    /// It is in the short profile, too.
    pub is_quick: bool,
}

/// Code that somebody wrote into a workload.
pub struct ByHand {
    pub name: &'static str,
    /// The mark of a line, and what stands before it.
    pub before: &'static [(&'static str, &'static str)],
    /// It tells what the others tell.
    pub tells: bool,
}

/// Lines by their marks, `# hot`, or all of a function.
pub enum Lines {
    Marked(&'static [&'static str]),
    Function(&'static str),
}

const ALL: &[&str] = &["static", "monitoring", "settrace"];
const HTML: &str = r#"remove_html_markup('<b title="bar">"foo"</b>')"#;
const EVERYTHING: &[(&str, &str)] = &[
    ("hot", r#"_told(f"s = {s!r}, tag = {tag!r}, quote = {quote!r}, out = {out!r}, c = {c!r} at line 10\n")"#),
    ("end", r#"_told(f"out = {out!r} at line 21\n")"#),
];

/// All scenarios.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "conditional, never true",
        workload: "chapter",
        call: HTML,
        lines: Lines::Marked(&["hot"]),
        condition: Some("len(out) >= 6 and c == '#'"),
        events: Some(0),
        more: &[],
        engines: ALL,
        by_hand: &[ByHand {
            name: "if by hand",
            before: &[("hot", "if len(out) >= 6 and c == '#': _told(c)")],
            tells: true,
        }],
        peers: &["EventTracer", "hunter", "bdb", "debugpy", "ddtrace hook"],
        is_quick: true,
    },
    Scenario {
        name: "hot, two lines",
        workload: "chapter",
        call: HTML,
        lines: Lines::Marked(&["hot", "end"]),
        condition: None,
        events: Some(25),
        more: &[],
        engines: ALL,
        by_hand: &[
            ByHand { name: "f-string by hand", before: EVERYTHING, tells: true },
            ByHand {
                name: "print by hand",
                before: &[
                    (
                        "hot",
                        r#"print("s =", s, "tag =", tag, "quote =", quote, "out =", out, "c =", c, "at line 10", file=_file)"#,
                    ),
                    ("end", r#"print("out =", out, "at line 21", file=_file)"#),
                ],
                tells: true,
            },
            ByHand {
                name: "logging by hand",
                before: &[
                    (
                        "hot",
                        r#"_logger.info("s = %r, tag = %r, quote = %r, out = %r, c = %r at line 10", s, tag, quote, out, c)"#,
                    ),
                    ("end", r#"_logger.info("out = %r at line 21", out)"#),
                ],
                tells: true,
            },
            ByHand {
                name: "logging, disabled",
                before: &[
                    (
                        "hot",
                        r#"_logger.debug("s = %r, tag = %r, quote = %r, out = %r, c = %r at line 10", s, tag, quote, out, c)"#,
                    ),
                    ("end", r#"_logger.debug("out = %r at line 21", out)"#),
                ],
                tells: false,
            },
        ],
        peers: &["EventTracer", "insert_tracer", "hunter", "bdb", "debugpy", "ddtrace hook"],
        is_quick: true,
    },
    Scenario {
        name: "every line",
        workload: "chapter",
        call: HTML,
        lines: Lines::Function("remove_html_markup"),
        condition: None,
        events: Some(148),
        more: &[],
        engines: ALL,
        by_hand: &[],
        peers: &["EventTracer", "hunter", "PySnooper", "snoop"],
        is_quick: true,
    },
    Scenario {
        name: "one line of a hot function",
        workload: "chapter",
        call: HTML,
        lines: Lines::Marked(&["end"]),
        condition: None,
        events: Some(1),
        more: &[],
        engines: ALL,
        by_hand: &[ByHand { name: "f-string by hand", before: &[EVERYTHING[1]], tells: true }],
        peers: &["EventTracer", "insert_tracer", "hunter", "bdb", "debugpy", "ddtrace hook"],
        is_quick: true,
    },
    Scenario {
        name: "watch",
        workload: "chapter",
        call: HTML,
        lines: Lines::Marked(&[]),
        condition: None,
        events: None,
        more: &["--watch", "tag"],
        engines: ALL,
        by_hand: &[ByHand {
            name: "comparison by hand",
            before: &[(
                "hot",
                r#"if tag is not _seen[0]: _told(f"tag: {_seen[0]!r} -> {tag!r} at line 10\n"); _seen[0] = tag"#,
            )],
            tells: true,
        }],
        peers: &[],
        is_quick: true,
    },
    Scenario {
        name: "some_extreme_function",
        workload: "chapter",
        call: "some_extreme_function('foo')",
        lines: Lines::Marked(&["end"]),
        condition: None,
        events: Some(1),
        more: &[],
        engines: ALL,
        by_hand: &[],
        peers: &["EventTracer", "hunter", "bdb", "debugpy"],
        is_quick: true,
    },
    Scenario {
        name: "coverage-like",
        workload: "richards",
        call: "run()",
        lines: Lines::Marked(&[]),
        condition: None,
        // Each line once in the life of the process.
        events: None,
        more: &["-p", "@:all", "--hits", "1"],
        engines: ALL,
        by_hand: &[],
        peers: &["coverage.py, C", "coverage.py, sysmon", "slipcover"],
        is_quick: false,
    },
    cold("richards"),
    cold("deltablue"),
    cold("nbody"),
    cold("fannkuch"),
    cold("jsons"),
    cold("raytrace"),
    cold("server"),
    cold("suite"),
];

/// Whoever traces everything takes a minute for a call of most programs: once is enough.
const PATIENT: &[&str] =
    &["hunter", "bdb", "debugpy", "viztracer", "coverage.py, C", "coverage.py, sysmon", "slipcover", "EventTracer"];

const fn cold(workload: &'static str) -> Scenario {
    let is_quick = matches!(workload.as_bytes(), b"richards");
    Scenario {
        name: "cold",
        workload,
        call: "run()",
        lines: Lines::Marked(&["cold"]),
        condition: None,
        events: Some(1),
        more: &[],
        engines: ALL,
        by_hand: &[],
        peers: if is_quick { PATIENT } else { PATIENT.split_at(PATIENT.len() - 1).0 },
        is_quick,
    }
}

impl Scenario {
    /// It differs from another one by its program alone.
    pub fn is_one_of_many(&self) -> bool {
        self.name == "cold" && !self.is_quick
    }

    pub fn file(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/workloads").join(self.workload).with_extension("py")
    }

    /// The numbers of the marked lines in a text; none of a whole function.
    pub fn numbers(&self, text: &str) -> Vec<usize> {
        let Lines::Marked(marks) = &self.lines else { return Vec::new() };
        marks.iter().map(|mark| at(text, mark)).collect()
    }

    /// The function that the lines are in.
    pub fn function(&self, text: &str) -> String {
        if let Lines::Function(name) = &self.lines {
            return (*name).to_owned();
        }
        let before = self.numbers(text).first().copied().unwrap_or(0);
        let header = text.lines().take(before).filter_map(|line| line.trim_start().strip_prefix("def ")).last();
        header.and_then(|header| header.split('(').next()).unwrap_or_default().to_owned()
    }
}

/// The line that ends with a mark.
pub fn at(text: &str, mark: &str) -> usize {
    let mark = format!("# {mark}");
    text.lines().position(|line| line.ends_with(&mark)).unwrap_or_else(|| panic!("no line with {mark}")) + 1
}
