//! The program as a shell sees it: arguments in; files, streams and an exit status out.

#[path = "../support/pythons.rs"]
#[allow(dead_code)] // other tests use the rest
mod pythons;

#[path = "../support/collectors.rs"]
#[allow(dead_code)] // other tests use the rest
mod collectors;

#[path = "../support/writers.rs"]
#[allow(dead_code)] // other tests use the rest
mod writers;

#[path = "../support/schema.rs"]
mod schema;

mod announced;
mod bench;
mod changes;
mod code;
mod contexts;
mod encodings;
mod examples;
mod files;
mod free_threaded;
mod inject;
mod kills;
mod lifecycle;
mod messages;
mod options;
mod outputs;
mod plan;
mod processes;
mod pytest;
mod readme;
mod run;
mod runtime;
mod sandbox;
mod seeds;
mod show;
mod streams;
mod strip;
mod together;
mod trace;
mod unseen;
mod untouched;
mod values;
mod verify;
mod watch;
mod when;

use sandbox::Sandbox;

#[test]
fn help_and_version() {
    let sandbox = Sandbox::new();
    let help = sandbox.run(&["--help"]).succeeds();
    for command in [
        "run",
        "trace",
        "verify",
        "bench",
        "inject",
        "plan",
        "strip",
        "ast",
        "code",
        "show",
        "runtime",
        "Exit status: 0 fine; 1",
    ] {
        assert!(help.stdout.contains(command), "{}", help.stdout);
    }
    for command in ["run", "trace", "verify", "bench", "inject", "plan", "strip", "ast", "code", "show"] {
        let help = sandbox.run(&[command, "--help"]).succeeds();
        assert!(help.stdout.contains("Examples:"), "{}", help.stdout);
        assert!(!help.stdout.contains('\x1b'), "{}", help.stdout);
    }
    // What a command refuses, its help does not offer.
    for (command, refused) in [("trace", &["--engine"][..]), ("verify", &["--engine", "--format <", "--set", "--jump"])]
    {
        let help = sandbox.run(&[command, "--help"]).succeeds().stdout;
        let options: Vec<&str> = help.split("Examples:").next().unwrap().lines().map(str::trim).collect();
        for option in refused {
            assert!(!options.iter().any(|line| line.starts_with(option)), "{command} {option}: {help}");
        }
    }
    sandbox.run(&["runtime", "path", "--help"]).succeeds();
    assert!(sandbox.run(&["--version"]).succeeds().stdout.starts_with("instr 0."));
}

#[test]
fn wrong_usage() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "x = 1\n");
    let cases: &[(&[&str], &str)] = &[
        (&[], "Usage"),
        (&["frob"], "frob"),
        (&["inject"], "FILE[:LINES]"),
        (&["inject", "--lines", "1"], "FILE[:LINES]"),
        (&["inject", "f.py"], "which lines of f.py?"),
        (&["inject", "f.py:1", "--lines", "1"], "`--lines` is for files without lines of their own"),
        (&["inject", "f.py:1", "--frob"], "--frob"),
        (&["inject", "f.py:1", "--probe", "frob"], "frob"),
        (&["inject", "f.py:1", "--target-version", "3.7"], "`3.7` is not a Python version that instr supports"),
        (&["inject", "f.py", "--function", "a["], "`a[` is not a pattern"),
        (&["inject", "f.py:1", "--diff", "--write"], "cannot be used with"),
        (&["inject", "f.py:1", "--diff", "-o", "g.py"], "cannot be used with"),
        (&["inject", "f.py:1", "--write", "-o", "g.py"], "cannot be used with"),
        (&["inject", "f.py:1", "--diff", "--vendor"], "cannot be used with"),
        (&["inject", "f.py:1", "--vendor"], "`--vendor` needs an output"),
        (&["inject", "f.py:1", "--write", "--vendor", "--probe", "print"], "needs no runtime"),
        (&["inject", "f.py:1", "--quiet", "--verbose"], "cannot be used with"),
        (&["inject", "-", "--lines", "1", "--write"], "standard input cannot be written to"),
        (&["inject", "-", "--lines", "1", "-o", "out/"], "`--stdin-filename`"),
        (&["inject", "f.py:1", "-o", "f.py"], "would overwrite it"),
        (&["inject", "f.py:1", "-o", "."], "would overwrite it"),
        (&["inject", "f.py:1", "-", "--lines", "1"], "several files cannot share standard output"),
        (&["inject", "f.py:1", "g.py:1", "-o", "one.py"], "which names one"),
        (&["inject", "../f.py:1", "f.py:1", "-o", "out"], "would both be written to out/f.py"),
        (&["strip", "-", "--write"], "standard input cannot be written to"),
        (&["strip", "f.py", "-"], "several files cannot share standard output"),
        (&["strip", "."], "is a folder"),
        (&["strip", "f.py", "--check", "--write"], "cannot be used with"),
        (&["strip", "f.py", "--diff", "--write"], "cannot be used with"),
        (&["runtime"], "path"),
    ];
    for (args, message) in cases {
        let run = sandbox.run(args).exits(2);
        assert!(run.stderr.contains(message), "{args:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{args:?}");
    }
    assert_eq!(sandbox.read("f.py"), "x = 1\n");
    assert_eq!(sandbox.names(), ["f.py"]);
}

#[test]
fn a_bad_list_of_lines_is_shown_with_carets() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "x = 1\n");
    let run = sandbox.run(&["inject", "--lines", "1,2x", "f.py"]).exits(2);
    let expected = "error: invalid lines in --lines: `2x` is not a line: write 7, 10-20, 7- or all\n  1,2x\n    ^^\n";
    assert_eq!(run.stderr, expected);
    let run = sandbox.run(&["plan", "f.py:1-2,9-3"]).exits(2);
    assert!(run.stderr.ends_with("  f.py:1-2,9-3\n           ^^^\n"), "{}", run.stderr);
    for lines in ["0", "-5", "", "1,,2", "99999999999", "a", "--diff"] {
        let run = sandbox.run(&["inject", "--lines", lines, "f.py"]).exits(2);
        assert!(run.stderr.contains('^'), "{lines}: {}", run.stderr);
    }
}
