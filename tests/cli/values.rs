//! What is shown of values, and what is not run for it.

use super::pythons;
use super::untouched::{outcome, plain, sandbox, traced};

/// The log of a program whose output is as it is untouched, on each version.
fn logs(program: &str, options: &[&str], check: impl Fn(&str)) {
    for (version, python) in pythons::found() {
        let sandbox = sandbox("values");
        let expected = outcome(&mut plain(&sandbox, python, &[program]));
        let options = [options, &["-o", "log"]].concat();
        let found = outcome(&mut traced(&sandbox, python, &options, &[program]));
        assert_eq!(found, expected, "{version} {options:?}");
        check(&sandbox.read("log"));
    }
}

#[test]
fn no_repr_of_the_program_runs() {
    logs("lazy_repr.py", &["--function", "f"], |log| assert!(log.contains("Q"), "{log}"));
    logs("repr_with_effect.py", &["--lines", "4"], |log| assert!(log.contains("Conn(_h=None)"), "{log}"));
    for (version, python) in pythons::found() {
        let sandbox = sandbox("values");
        for (program, options, shows) in [
            ("lazy_repr.py", ["--function", "f"], "queries 0\n"),
            ("repr_with_effect.py", ["--lines", "4"], "{'port': 80}\n"),
        ] {
            let found = outcome(&mut traced(&sandbox, python, &options, &[program]));
            assert_eq!(found.stdout, shows, "{version} {program}");
        }
    }
}

#[test]
fn the_length_of_values() {
    logs("max_repr.py", &["--lines", "6,7", "--max-repr", "30"], |log| {
        assert!(log.contains("s = 'xxx"), "{log}");
        for value in log.lines().filter_map(|line| line.split_once(" = ").map(|(_, value)| value)) {
            assert!(value.chars().count() <= 30, "{value}: {log}");
        }
    });
}

#[test]
fn secrets_inside_of_values() {
    for format in ["text", "jsonl"] {
        for lines in ["4", "all"] {
            logs("secrets_inside.py", &["--lines", lines, "--calls", "--format", format], |log| {
                // The program's own lines are shown as they are.
                let shown: String =
                    log.lines().filter(|line| format == "jsonl" || line.contains('#')).collect::<Vec<_>>().join("\n");
                let values = without_sources(&shown);
                for secret in ["hunter2", "k-1", "k-2", "a-b-c"] {
                    assert!(!values.contains(secret), "{secret}: {values}");
                }
            });
        }
    }
}

/// Events in JSON without the text of their lines.
fn without_sources(log: &str) -> String {
    let without = |line: &str| match serde_json::from_str::<serde_json::Value>(line) {
        Ok(serde_json::Value::Object(mut event)) => {
            for name in ["source", "text", "code"] {
                event.remove(name);
            }
            serde_json::Value::Object(event).to_string()
        }
        _ => line.to_owned(),
    };
    log.lines().map(without).collect::<Vec<_>>().join("\n")
}

#[test]
fn control_characters() {
    for options in [
        &["--lines", "5", "--calls"][..],
        &["--lines", "5", "--calls", "--format", "jsonl"],
        &["--lines", "5", "--format", "counts"],
        &["--lines", "all", "--calls", "--repr=*"],
        &["--lines", "all", "--calls", "--repr=*", "--format", "jsonl"],
    ] {
        logs("control_characters.py", options, |log| {
            assert!(!log.is_empty());
            let is_bad = |c: char| {
                (c.is_control() && c != '\n')
                    || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            let bad: Vec<char> = log.chars().filter(|&c| is_bad(c)).collect();
            assert!(bad.is_empty(), "{options:?}: {bad:?}");
            for line in log.lines().filter(|_| !options.contains(&"--repr=*") && !options.contains(&"jsonl")) {
                assert!(!line.starts_with("Forged") && !line.starts_with("9999"), "{line}");
            }
        });
    }
}
