//! Whatever a program does with its process, and however that ends: it ends as it does without us, and what it
//! recorded is in the log.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::pythons;
use super::untouched::{collector_of, events, outcome, plain, runs, sandbox, traced, until, within};

/// Ways to end, or to change the process: what a program does, and how many events its log has.
const WAYS: [(&str, usize); 20] = [
    ("nothing", 301),
    ("_exit", 300),
    ("exit", 300),
    ("raise", 300),
    ("kill", 300),
    ("term", 300),
    ("abort", 300),
    ("segv", 300),
    ("interrupt", 300),
    ("exec", 601),
    ("fork", 302),
    ("fork and kill", 302),
    ("twice forked", 302),
    ("new session", 302),
    ("closerange", 301),
    ("dup2", 301),
    ("chdir", 301),
    ("umask", 301),
    ("no files", 301),
    ("no memory", 301),
];

#[test]
fn every_way_to_end() {
    for (version, python) in pythons::found() {
        let is_last = pythons::found().last().is_some_and(|(last, _)| last == version);
        for (way, count) in WAYS {
            let sandbox = sandbox("lifecycle");
            let expected = outcome(&mut plain(&sandbox, python, &["ways.py", way]));
            for options in [&["--lines", "8", "-o", "log"][..], &["--lines", "8"]] {
                let is_file = options.len() > 2;
                if !is_file && !is_last {
                    continue;
                }
                let found = outcome(&mut traced(&sandbox, python, options, &["ways.py", way]));
                assert_eq!(found.status, expected.status, "{version} {way} {options:?}: {found:?}");
                assert_eq!(found.stdout, expected.stdout, "{version} {way} {options:?}");
                if is_file {
                    assert_eq!(found.stderr, expected.stderr, "{version} {way}");
                }
                let log = if is_file { sandbox.read("log") } else { found.stderr };
                assert_eq!(events(&log).len(), count, "{version} {way} {options:?}: {log}");
            }
        }
    }
}

#[test]
fn a_namespace_of_its_own() {
    let (version, python) = pythons::found().last().unwrap();
    let sandbox = sandbox("lifecycle");
    let expected = outcome(&mut plain(&sandbox, python, &["ways.py", "unshare"]));
    if expected.stdout.starts_with("-1") {
        return println!("skipped: this user may not have a namespace of its own");
    }
    let found = outcome(&mut traced(&sandbox, python, &["--lines", "8", "-o", "log"], &["ways.py", "unshare"]));
    assert_eq!(found, expected, "{version}");
    assert_eq!(events(&sandbox.read("log")).len(), 301, "{version}");
}

/// Threads that are in the midst of recording when the interpreter goes.
#[test]
fn daemon_threads() {
    for (version, python) in pythons::found() {
        for (times, output) in [(3, &["-o", "log"][..]), (2, &[])] {
            let sandbox = sandbox("lifecycle");
            for _ in 0..times {
                let options = [&["--function", "f"], output].concat();
                let found = outcome(&mut traced(&sandbox, python, &options, &["daemon_thread.py", "2"]));
                assert_eq!((found.code(), &*found.stdout), (0, "end\n"), "{version}: {:?}", found.status);
                let log = if output.is_empty() { found.stderr } else { sandbox.read("log") };
                assert!(events(&log).len() > 2, "{version}: {log}");
                assert!(!log.contains("cannot be read") && !log.contains('\0'), "{version}: {log}");
            }
        }
    }
}

/// What a daemon does first: the log does not get into the files that then have the numbers.
#[test]
fn the_log_stays_out_of_the_programs_files() {
    for (version, python) in pythons::found() {
        for options in [&["--lines", "3"][..], &["--lines", "3", "-o", "log"]] {
            let sandbox = sandbox("lifecycle");
            let found = outcome(&mut traced(&sandbox, python, options, &["closes_descriptors.py"]));
            assert_eq!(found.code(), 0, "{version}: {found:?}");
            for name in ["data0", "data1", "data2"] {
                assert_eq!(sandbox.read(name), "my data\nmore data\n", "{version} {options:?}: {name}");
            }
            let log = if options.len() > 2 { sandbox.read("log") } else { found.stderr };
            assert_eq!(events(&log).len(), 2, "{version} {options:?}: {log}");
        }
    }
}

/// The reader of the log goes away: that is none of the program's business.
#[test]
fn nobody_reads_the_log() {
    for (version, python) in pythons::found() {
        let sandbox = sandbox("lifecycle");
        let mut shell = Command::new("sh");
        shell.args(["-c", r#"{ "$@" 2>&1 >/dev/null; echo $? > status; } | head -3"#, "sh"]);
        let run = traced(&sandbox, python, &["--lines", "all"], &["sigpipe.py"]);
        shell.arg(run.get_program()).args(run.get_args()).current_dir(sandbox.path(""));
        shell.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let found = outcome(&mut shell);
        assert_eq!(found.stdout.lines().count(), 3, "{version}: {found:?}");
        assert_eq!((&*sandbox.read("status"), &*sandbox.read("sigpipe.done")), ("0\n", "done"), "{version}");
    }
}

/// A limit of the program is one of its own files.
#[test]
fn a_limit_of_file_sizes() {
    for (version, python) in pythons::found() {
        let sandbox = sandbox("lifecycle");
        let options = ["--lines", "5", "-o", "log"];
        let found = outcome(&mut traced(&sandbox, python, &options, &["file_size_limit.py"]));
        assert_eq!((found.code(), &*found.stdout), (0, "done\n"), "{version}: {found:?}");
        assert_eq!(events(&sandbox.read("log")).len(), 500, "{version}");
    }
}

/// As a server that begins as root does.
#[test]
fn another_user_and_another_root() {
    for (name, shows) in [("setuid.py", "done 65534\n"), ("chroot.py", "done\n")] {
        for (version, python) in pythons::found() {
            for output in [&["-o", "log"][..], &[]] {
                let sandbox = sandbox("lifecycle");
                if outcome(&mut plain(&sandbox, python, &[name])).code() != 0 {
                    return println!("skipped: {name} is for root");
                }
                let options = [&["--function", "f"], output].concat();
                let found = outcome(&mut traced(&sandbox, python, &options, &[name]));
                assert_eq!((found.code(), &*found.stdout), (0, shows), "{version} {name}: {found:?}");
                let log = if output.is_empty() { found.stderr } else { sandbox.read("log") };
                let returns = events(&log).len();
                assert_eq!(returns, 500, "{version} {name} {output:?}");
            }
        }
    }
}

/// Keys of the terminal reach the program, and nobody else.
#[test]
fn keys_of_a_terminal() {
    for (version, python) in pythons::found() {
        let sandbox = sandbox("lifecycle");
        for (key, time, shows) in
            [("\u{3}", "30", "killed by 2  KeyboardInterrupt\n"), ("\u{1a}", "0.5", "stopped by 20, exit 0 the end \n")]
        {
            for options in [&["--lines", "6", "-o", "log"][..], &["--lines", "6"], &[]] {
                let run = match options {
                    [] => plain(&sandbox, python, &["waits.py", time]),
                    _ => traced(&sandbox, python, options, &["waits.py", time]),
                };
                let mut terminal = Command::new(python);
                terminal.args(["terminal.py", key]).arg(run.get_program()).args(run.get_args());
                terminal.current_dir(sandbox.path(""));
                terminal.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
                assert_eq!(outcome(&mut terminal).stdout, shows, "{version} {options:?}");
                if options.contains(&"log") {
                    assert!(!events(&sandbox.read("log")).is_empty(), "{version}");
                }
            }
        }
    }
}

/// Who reads from a pipe that the program was given waits for the program, and not for the collector.
#[test]
fn the_collector_holds_no_pipe() {
    let (version, python) = pythons::found().last().unwrap();
    let sandbox = sandbox("lifecycle");
    let run = traced(&sandbox, python, &["--lines", "6", "-o", "log"], &["leaves_one_behind.py"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"exec 9>&1 1>/dev/null 2>/dev/null; exec "$@""#, "sh"]).arg(run.get_program());
    shell.args(run.get_args()).current_dir(sandbox.path(""));
    shell.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
    assert_eq!(outcome(&mut shell).code(), 0, "{version}");
    assert!(collector_of(&runs(&sandbox)).is_some(), "the pipe was closed when the collector had ended");
    assert_eq!(events(&sandbox.read("log")), ["6     return n"], "{version}");
}

/// As logrotate does it, while a service writes.
#[test]
fn the_log_of_a_service() {
    let (version, python) = pythons::found().last().unwrap();
    for case in ["cut", "renamed", "removed"] {
        let sandbox = sandbox("lifecycle");
        let options = ["--function", "handle", "-o", "log"];
        let mut run = traced(&sandbox, python, &options, &["service.py", "100"]);
        let service = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = sandbox.path("log");
        until("events", || std::fs::metadata(&log).is_ok_and(|about| about.len() > 300));
        match case {
            "cut" => std::fs::OpenOptions::new().write(true).open(&log).unwrap().set_len(0).unwrap(),
            "renamed" => std::fs::rename(&log, sandbox.path("old")).unwrap(),
            _ => std::fs::remove_file(&log).unwrap(),
        }
        let found = within(service, Duration::from_secs(60), case);
        assert_eq!((found.code(), &*found.stdout), (0, "served all\n"), "{version} {case}: {found:?}");
        let (log, old) = (sandbox.read("log"), if case == "renamed" { sandbox.read("old") } else { String::new() });
        assert!(log.contains("i = 99") && !log.contains('\0'), "{version} {case}: {log}");
        if case == "renamed" {
            assert_eq!(events(&old).len() + events(&log).len(), 100, "{version}");
        }
    }
}

/// The second run empties the log that the first one is writing, or adds to it: what both write from then on is there.
#[test]
fn two_runs_into_one_log() {
    let (version, python) = pythons::found().last().unwrap();
    for (more, count) in [(&[][..], 95 + 5), (&["--append"], 95 + 45)] {
        let sandbox = sandbox("lifecycle");
        let options = [&["--lines", "3", "-o", "log"], more].concat();
        let start = |number, name| {
            let mut run = traced(&sandbox, python, &options, &["two_runs.py", number, name]);
            let child = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            until(name, || sandbox.path(&format!("{name}.ready")).exists());
            child
        };
        let first = start("40", "go1");
        until("the first log", || std::fs::read_to_string(sandbox.path("log")).is_ok_and(|l| events(&l).len() == 40));
        let second = start("90", "go2");
        for (child, name) in [(first, "go1"), (second, "go2")] {
            sandbox.write(name, "");
            assert_eq!(within(child, Duration::from_secs(60), name).code(), 0, "{version} {name}");
        }
        let log = sandbox.read("log");
        let whole = events(&log).iter().filter(|line| **line == "3     x = i").count();
        assert_eq!((whole, log.contains('\0')), (count, false), "{version} {more:?}: {log}");
    }
}
