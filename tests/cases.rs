//! Every file of `tests/cases` is a case: its plan and the diff of its rewriting are a reviewed snapshot, machines check
//! the invariants, and it runs, rewritten and untouched, on each CPython at hand.
//!
//! The last line of a case can hold options: `# case: --lines 2,4 --min 3.10 --probe print --python-args -O`.

mod support;

use instr::lines::PythonVersion;
use std::path::Path;
use support::pythons;
use support::rewriting::{Asked, rewrite};

type TestResult = datatest_stable::Result<()>;

/// What the options of a case ask for.
struct Options {
    asked: Asked,
    oldest: PythonVersion,
    python_args: Vec<String>,
}

impl Options {
    fn of(source: &str) -> Self {
        let mut options = Self { asked: Asked::all(), oldest: PythonVersion::PY38, python_args: Vec::new() };
        let line = source.lines().rev().find_map(|line| line.strip_prefix("# case: ")).unwrap_or_default();
        let mut words = line.split_whitespace().map(str::to_owned);
        while let Some(option) = words.next() {
            let mut value = || words.next().expect("an option has a value");
            match option.as_str() {
                "--lines" => options.asked.lines = Some(value()),
                "--function" => options.asked.functions.push(value()),
                "--probe" => options.asked.print = value() == "print",
                "--min" => options.oldest = value().parse().expect("a version"),
                "--python-args" => options.python_args.push(value()),
                other => panic!("unknown option {other}"),
            }
        }
        options
    }
}

fn case_name(path: &Path) -> String {
    let relative = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")).unwrap_or(path);
    let relative = relative.strip_prefix("tests/cases").unwrap_or(relative);
    relative.with_extension("").components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join(".")
}

fn case(path: &Path) -> TestResult {
    let bytes = std::fs::read(path)?;
    let name = case_name(path);
    let options = Options::of(&String::from_utf8_lossy(&bytes));
    let reviewed = rewrite(&bytes, options.oldest.max(PythonVersion::PY311), &options.asked);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_suffix(&name);
    settings.bind(|| insta::assert_snapshot!("inject", reviewed.review()));

    for target in PythonVersion::ALL.into_iter().filter(|version| *version >= options.oldest) {
        rewrite(&bytes, target, &options.asked).check();
        assert_eq!(rewrite(&bytes, target, &Asked::default()).bytes, bytes, "nothing asked, nothing changed");
    }
    for (version, python) in pythons::found() {
        if *version < options.oldest {
            continue;
        }
        let rewritten = rewrite(&bytes, *version, &options.asked);
        let untouched = run(python, &options, &bytes);
        let probed = run(python, &options, &rewritten.bytes);
        assert_eq!(untouched.stdout, probed.stdout, "stdout of {name} on {version}\n{}", probed.stderr);
        assert_eq!(untouched.status, probed.status, "exit status of {name} on {version}\n{}", probed.stderr);
        assert_eq!(
            story(&untouched.stderr, options.asked.print),
            story(&probed.stderr, options.asked.print),
            "traceback lines of {name} on {version}"
        );
        let hits = if options.asked.print { &probed.stderr } else { &probed.log };
        assert!(
            rewritten.sites() == 0 || !hits.is_empty() || name == "layout.only_functions",
            "no probe of {name} fired on {version}"
        );
    }
    Ok(())
}

struct Run {
    stdout: String,
    stderr: String,
    log: String,
    status: Option<i32>,
}

fn run(python: &Path, options: &Options, source: &[u8]) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("case.py"), source).expect("written");
    let output = pythons::command(python)
        .args(&options.python_args)
        .arg("case.py")
        .current_dir(folder.path())
        .env("PYTHONPATH", Path::new(env!("CARGO_MANIFEST_DIR")).join("python"))
        .env_remove("PYTHONDONTWRITEBYTECODE")
        .env("PYTHONPYCACHEPREFIX", env!("CARGO_TARGET_TMPDIR"))
        .env("PYTHONIOENCODING", "utf-8")
        .env("INSTR_LOG", folder.path().join("log"))
        .output()
        .expect("the interpreter starts");
    Run {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).replace(&folder.path().display().to_string(), "."),
        log: std::fs::read_to_string(folder.path().join("log")).unwrap_or_default(),
        status: output.status.code(),
    }
}

/// What standard error tells, without the source lines and carets of tracebacks (a rewritten line is longer) and
/// without the output of `print` probes.
fn story(stderr: &str, print: bool) -> Vec<String> {
    let is_log = |line: &str| print && line.split_once(':').is_some_and(|(n, _)| n.bytes().all(|b| b.is_ascii_digit()));
    stderr
        .lines()
        .filter(|line| !line.starts_with("    ") && !is_log(line))
        .map(|line| line.split(" [Previous line repeated").next().unwrap_or(line).to_owned())
        .collect()
}

datatest_stable::harness! {
    { test = case, root = "tests/cases", pattern = r"\.py$" },
}
