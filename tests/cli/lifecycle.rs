//! Whatever a program does with its process, and however that ends: it ends as it does without us, and what it
//! recorded is in the log.

use std::process::Command;

use super::pythons;
use super::untouched::{events, outcome, plain, sandbox, traced};

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
        for (way, count) in WAYS {
            let (alone, beside) = (sandbox("lifecycle"), sandbox("lifecycle"));
            let expected = outcome(&mut plain(&alone, python, &["ways.py", way]));
            for options in [&["--lines", "8", "-o", "log"][..], &["--lines", "8"]] {
                let found = outcome(&mut traced(&beside, python, options, &["ways.py", way]));
                let is_file = options.len() > 2;
                assert_eq!(found.status, expected.status, "{version} {way} {options:?}: {found:?}");
                assert_eq!(found.stdout, expected.stdout, "{version} {way} {options:?}");
                if is_file {
                    assert_eq!(found.stderr, expected.stderr, "{version} {way}");
                }
                let log = if is_file { beside.read("log") } else { found.stderr };
                assert_eq!(events(&log).len(), count, "{version} {way} {options:?}: {log}");
            }
        }
    }
}

#[test]
fn a_namespace_of_its_own() {
    let (version, python) = pythons::found().last().unwrap();
    let (alone, beside) = (sandbox("lifecycle"), sandbox("lifecycle"));
    let expected = outcome(&mut plain(&alone, python, &["ways.py", "unshare"]));
    if expected.stdout.starts_with("-1") {
        return println!("skipped: this user may not have a namespace of its own");
    }
    let found = outcome(&mut traced(&beside, python, &["--lines", "8", "-o", "log"], &["ways.py", "unshare"]));
    assert_eq!(found, expected, "{version}");
    assert_eq!(events(&beside.read("log")).len(), 301, "{version}");
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
