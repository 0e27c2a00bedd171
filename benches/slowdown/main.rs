//! What tracing costs: untraced, by hand, static probes, the dynamic engines, and the tools that people use, in turns, on
//! each CPython at hand.
//!
//! ```text
//! cargo bench --bench slowdown              all scenarios, and criterion's curves; up to 40 minutes
//! cargo bench --bench slowdown -- --quick   one interpreter, fewer and shorter rounds; 3 minutes
//! cargo bench --bench slowdown -- hot       what has that in its name
//! cargo bench --bench slowdown -- --table   without the curves
//! cargo bench --bench slowdown -- --quick --instructions   counts those, too, as the whole one does
//! cargo bench --bench slowdown -- --check   against benches/results.json; status 1 if something has become slower
//! cargo bench --bench slowdown -- --keep    what was measured last becomes benches/results.json and README's table
//! ```
//!
//! `INSTR_BENCH_PYTHONS=3.12,3.13` says which interpreters. Every run is checked: a wrong result, or a log that is not
//! complete, fails the bench. The report is in `target/bench`: `slowdown.md`, `slowdown.json`, `slowdown.html`.

mod contender;
mod curves;
#[path = "../../tests/support/pythons.rs"]
#[allow(dead_code)] // the tests use the rest
mod pythons;
mod rounds;
mod scenario;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use criterion::Criterion;
use instr::bench::{Group, Method, Report, VERSION, compare, has_valgrind, markdown, page, readme, with_readme};

/// How much is measured.
pub struct Profile {
    /// In each of which all take a turn.
    pub rounds: usize,
    /// Seconds of CPU time.
    pub turn: f64,
    /// The parts of a hit, too.
    pub splits: bool,
    /// Instructions, too.
    pub counts: bool,
    /// What `pip` installs takes part.
    pub has_peers: bool,
    /// The interpreter on which peers take part in everything.
    pub is_first: bool,
    /// What `instr run` can do.
    pub help: String,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let has = |name: &str| args.iter().any(|arg| arg == name);
    if has("--keep") {
        return keep();
    }
    let (is_check, is_quick) = (has("--check"), has("--quick") || has("--check"));
    let filter = args.iter().find(|arg| !arg.starts_with('-'));
    let help = Command::new(env!("CARGO_BIN_EXE_instr")).args(["run", "--help"]).output().expect("it starts").stdout;
    let help = String::from_utf8_lossy(&help).into_owned();
    let mut profile = match is_quick {
        true => Profile {
            rounds: 7,
            turn: 0.01,
            splits: false,
            counts: (is_check || has("--instructions")) && has_valgrind(),
            has_peers: true,
            is_first: true,
            help,
        },
        false => Profile {
            rounds: 15,
            turn: 0.03,
            splits: true,
            counts: has_valgrind(),
            has_peers: true,
            is_first: true,
            help,
        },
    };
    let pythons = chosen(is_quick);
    if pythons.is_empty() {
        println!("skipped: no CPython at hand");
        return ExitCode::SUCCESS;
    }
    if !is_check && !has("--table") {
        let mut criterion = Criterion::default().configure_from_args();
        // The curves of one interpreter are enough to look at.
        if let Some((version, python)) = pythons.first() {
            curves::curves(&mut criterion, version, python, is_quick);
        }
        criterion.final_summary();
    }
    let report = table(&pythons, &mut profile, is_quick, is_check, filter);
    if report.groups.is_empty() {
        return ExitCode::SUCCESS;
    }
    let text = markdown(&report);
    println!("\n{text}");
    if is_check {
        return check(&report);
    }
    let folder = folder();
    let json = serde_json::to_string_pretty(&report).expect("a report");
    for (name, content) in [("slowdown.md", text), ("slowdown.json", json + "\n"), ("slowdown.html", page(&report))] {
        fs::write(folder.join(name), content).expect("the report");
    }
    println!("{}", folder.join("slowdown.html").display());
    ExitCode::SUCCESS
}

/// The interpreters: those that are asked for, else all; for a short look one that has every engine, and most peers.
fn chosen(is_quick: bool) -> Vec<(String, PathBuf)> {
    let found: Vec<(String, PathBuf)> =
        pythons::found().iter().map(|(version, path)| (version.to_string(), path.clone())).collect();
    if let Ok(asked) = std::env::var("INSTR_BENCH_PYTHONS") {
        let wanted: Vec<&str> = asked.split(',').map(str::trim).collect();
        return found.into_iter().filter(|(version, _)| wanted.contains(&version.as_str())).collect();
    }
    let usual = found.iter().position(|(version, _)| version == "3.12").or(found.len().checked_sub(1));
    match usual {
        Some(at) if is_quick => vec![found[at].clone()],
        Some(at) => {
            // First the one that the curves are of.
            let mut found = found;
            found[..=at].rotate_right(1);
            found
        }
        None => found,
    }
}

fn table(
    pythons: &[(String, PathBuf)],
    profile: &mut Profile,
    is_quick: bool,
    is_check: bool,
    filter: Option<&String>,
) -> Report {
    let mut skipped: Vec<String> = Vec::new();
    let mut groups: Vec<Group> = Vec::new();
    for (version, python) in pythons {
        let inside = match is_check {
            true => python.clone(),
            false => contender::environment(python, version, !is_quick, &mut skipped),
        };
        profile.has_peers = inside != *python;
        profile.is_first = *version == pythons[0].0;
        if !profile.is_first && !is_check {
            let first = &pythons[0].0;
            skipped.push(format!("peers of cold programs but richards on CPython {version}: they are on {first}"));
        }
        for scenario in scenario::SCENARIOS {
            let wanted = filter.is_none_or(|filter| scenario.name.contains(filter.as_str()));
            if !wanted || is_quick && !scenario.is_quick || is_check && scenario.workload != "chapter" {
                continue;
            }
            eprintln!("CPython {version}: {} of {}", scenario.name, scenario.workload);
            groups.extend(rounds::group(scenario, (version, &inside), profile, &mut skipped));
        }
    }
    skipped.iter().for_each(|skipped| eprintln!("skipped: {skipped}"));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Report {
        v: VERSION,
        title: "What tracing costs".to_owned(),
        machine: format!("{} {}, {cores} cores", std::env::consts::OS, std::env::consts::ARCH),
        method: Method {
            rounds: profile.rounds,
            warm_up: "calls are warmed up before the first round".to_owned(),
            garbage_collector: "the garbage collector is on, and empty before each turn".to_owned(),
            hash_seed: "0".to_owned(),
            sink: "logs go to files".to_owned(),
        },
        groups,
        skipped,
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let folder = target.join("bench");
    fs::create_dir_all(&folder).expect("a folder for the report");
    folder
}

fn read(path: &Path) -> Result<Report, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Against what is stored.
fn check(report: &Report) -> ExitCode {
    let stored = match read(&root().join("benches/results.json")) {
        Ok(stored) => stored,
        Err(why) => {
            eprintln!("error: nothing to compare with: {why}");
            return ExitCode::from(2);
        }
    };
    let verdicts = compare(report, &stored);
    for verdict in &verdicts {
        let word = if verdict.is_worse { "SLOWER" } else { "fine" };
        println!("{word:7} {}: {} {:.2}, was {:.2}", verdict.what, verdict.by, verdict.now, verdict.before);
    }
    let worse = verdicts.iter().filter(|verdict| verdict.is_worse).count();
    println!("{worse} of {} are slower than noise explains", verdicts.len());
    if verdicts.is_empty() {
        println!("skipped: the stored results are of other interpreters");
    }
    ExitCode::from(u8::from(worse > 0))
}

/// The last results, from now on those of README.
fn keep() -> ExitCode {
    let kept = || -> Result<(), String> {
        let mut report = read(&folder().join("slowdown.json"))?;
        // The interpreter of README's table, which is the one of a short look, too.
        let first = report.groups.first().map(|group| group.python.clone()).unwrap_or_default();
        report.groups.retain(|group| group.python == first);
        report.skipped.retain(|skipped| skipped.contains(&format!("CPython {first}")));
        let json = serde_json::to_string_pretty(&report).map_err(|error| error.to_string())?;
        let path = root().join("README.md");
        let old = fs::read_to_string(&path).map_err(|error| error.to_string())?;
        let new = with_readme(&old, &readme(&report)).ok_or("README.md has no place for the table")?;
        fs::write(path, new).map_err(|error| error.to_string())?;
        fs::write(root().join("benches/results.json"), json + "\n").map_err(|error| error.to_string())
    };
    match kept() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}
