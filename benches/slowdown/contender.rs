//! Who takes part: each as the command of a worker.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use instr::bench::{Kind, WORKER};

use crate::scenario::{ByHand, Lines, Scenario, at};

/// What others made: the name in the tables, the file that sets it up, and what `pip` knows it as.
pub const PEERS: &[(&str, &str, &[&str])] = &[
    ("EventTracer", include_str!("peers/chapter_event_tracer.py"), CHAPTER),
    ("insert_tracer", include_str!("peers/chapter_insert_tracer.py"), CHAPTER),
    ("hunter", include_str!("peers/hunter_vars.py"), &["hunter"]),
    ("bdb", include_str!("peers/bdb_breaks.py"), &[]),
    ("debugpy", include_str!("peers/debugpy_logpoints.py"), &["debugpy"]),
    ("ddtrace hook", include_str!("peers/ddtrace_hook.py"), &["ddtrace"]),
    ("PySnooper", include_str!("peers/pysnooper_all.py"), &["PySnooper"]),
    ("snoop", include_str!("peers/snoop_all.py"), &["snoop"]),
    ("viztracer", include_str!("peers/viztracer_calls.py"), &["viztracer"]),
    ("coverage.py, C", include_str!("peers/coverage_ctrace.py"), &["coverage"]),
    ("coverage.py, sysmon", include_str!("peers/coverage_sysmon.py"), &["coverage"]),
    ("slipcover", include_str!("peers/slipcover_all.py"), &["slipcover"]),
];
/// Without the notebooks that the package can show, but with what its import needs.
const CHAPTER: &[&str] = &["--no-deps", "--no-binary", "debuggingbook", "debuggingbook", "markdown", "graphviz"];
const BY_HAND: &str = include_str!("peers/by_hand.py");

/// One that takes part in a scenario.
pub struct Contender {
    pub name: String,
    pub kind: Kind,
    source: Source,
}

enum Source {
    Plain,
    Engine(&'static str),
    ByHand(&'static ByHand),
    Peer(&'static str),
}

/// Everyone of a scenario, in the order of their turns.
pub fn of(scenario: &'static Scenario, has_monitoring: bool) -> Vec<Contender> {
    let plain = |name: &str, kind| Contender { name: name.to_owned(), kind, source: Source::Plain };
    let mut found = vec![plain("untraced", Kind::Untraced), plain("control", Kind::Control)];
    for &engine in scenario.engines {
        if engine != "monitoring" || has_monitoring {
            found.push(Contender { name: engine.to_owned(), kind: Kind::Engine, source: Source::Engine(engine) });
        }
    }
    for by_hand in scenario.by_hand {
        let source = Source::ByHand(by_hand);
        found.push(Contender { name: by_hand.name.to_owned(), kind: Kind::Hand, source });
    }
    for &name in scenario.peers {
        found.push(Contender { name: name.to_owned(), kind: Kind::Peer, source: Source::Peer(name) });
    }
    found
}

/// Where a contender's worker runs, and with what.
pub struct Place<'p> {
    pub python: &'p Path,
    pub folder: &'p Path,
    /// Tells the files of one worker from those of another.
    pub number: usize,
}

impl Place<'_> {
    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{}-{name}", self.number))
    }

    pub fn log(&self) -> PathBuf {
        self.file("log")
    }

    /// Where the collectors are.
    pub fn runs(&self) -> PathBuf {
        self.folder.join("runs")
    }

    pub fn errors(&self) -> PathBuf {
        self.file("errors")
    }
}

impl Contender {
    /// Whether its log is to be counted, and by whom: the config of a peer counts its own.
    pub fn is_ours(&self) -> bool {
        matches!(self.source, Source::Engine(_))
    }

    /// It comes from `pip`.
    pub fn is_installed(&self) -> bool {
        let of_pip = |name| PEERS.iter().any(|(peer, _, packages)| *peer == name && !packages.is_empty());
        matches!(self.source, Source::Peer(name) if of_pip(name))
    }

    /// How many events a call has to tell; none if that is nobody's to say.
    pub fn expected(&self, scenario: &Scenario) -> Option<u64> {
        match self.source {
            Source::Plain => None,
            Source::ByHand(by_hand) if !by_hand.tells => Some(0),
            _ => scenario.events,
        }
    }

    /// The command, to which the last part of time may be left out.
    pub fn command(&self, scenario: &Scenario, place: &Place, stage: Option<&str>) -> std::io::Result<Command> {
        let worker = place.folder.join("worker.py");
        fs::write(&worker, WORKER)?;
        let mut file = scenario.file();
        let text = fs::read_to_string(&file)?;
        let mut config = Vec::new();
        let mut command = match &self.source {
            Source::Engine(engine) => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_instr"));
                command.arg("run").arg("--python").arg(place.python).args(["--engine", engine, "-o"]).arg(place.log());
                command.args(asked(scenario, &text, &file)).arg("--subject").arg(&file).arg("--");
                command.env("XDG_CACHE_HOME", place.folder.join("cache")).env("INSTR_RUNS", place.runs());
                if let Some(stage) = stage {
                    command.env("INSTR_BENCH_STAGE", stage);
                }
                command
            }
            _ => Command::new(place.python),
        };
        if let Source::ByHand(by_hand) = self.source {
            file = place.file(&format!("{}.py", scenario.workload));
            fs::write(&file, written(&text, by_hand))?;
            config = vec![("by_hand.py", BY_HAND)];
        }
        if let Source::Peer(name) = self.source {
            let (_, source, _) = PEERS.iter().find(|peer| peer.0 == name).expect("a peer");
            config = vec![("peer.py", *source)];
        }
        command.arg(&worker).arg(&file).arg(scenario.call);
        match config.first() {
            None => command.arg("-"),
            Some((name, source)) => {
                let path = place.file(name);
                fs::write(&path, source)?;
                let argument = serde_json::json!({
                    "file": file,
                    "function": scenario.function(&text),
                    "lines": scenario.numbers(&text),
                    "condition": scenario.condition,
                    "log": place.log(),
                });
                command.arg(path).arg(argument.to_string())
            }
        };
        command.env("PYTHONHASHSEED", "0").env("PYTHONWARNINGS", "ignore").current_dir(place.folder);
        command.stderr(fs::File::create(place.errors())?);
        Ok(command)
    }
}

/// The options of `instr run` for a scenario.
fn asked(scenario: &Scenario, text: &str, file: &Path) -> Vec<String> {
    let mut options: Vec<String> = match &scenario.lines {
        Lines::Function(name) => vec!["--function".to_owned(), (*name).to_owned()],
        Lines::Marked([]) => Vec::new(),
        Lines::Marked(_) => {
            let numbers: Vec<String> = scenario.numbers(text).iter().map(usize::to_string).collect();
            vec!["--lines".to_owned(), numbers.join(",")]
        }
    };
    if let Some(condition) = scenario.condition {
        options.extend(["--if".to_owned(), condition.to_owned()]);
    }
    options.extend(scenario.more.iter().map(|word| word.replace('@', &file.display().to_string())));
    options
}

/// The workload with lines before the marked ones.
fn written(text: &str, by_hand: &ByHand) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut found: Vec<(usize, &str)> = by_hand.before.iter().map(|(mark, code)| (at(text, mark), *code)).collect();
    found.sort_by_key(|(line, _)| std::cmp::Reverse(*line));
    for (line, code) in found {
        let indent = lines[line - 1].len() - lines[line - 1].trim_start().len();
        lines.insert(line - 1, format!("{:indent$}{code}", ""));
    }
    lines.join("\n") + "\n"
}

/// An interpreter's virtual environment with the peers; each that cannot be had is skipped aloud.
pub fn environment(python: &Path, version: &str, installs: bool, skipped: &mut Vec<String>) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"));
    let folder = target.join("bench").join(format!("venv-{version}"));
    let inside = folder.join("bin/python");
    let done = folder.join("tried");
    if installs && !done.exists() {
        eprintln!("peers of CPython {version}: pip puts them into {}", folder.display());
        let made = Command::new(python).args(["-m", "venv"]).arg(&folder).stdout(Stdio::null()).status();
        if made.is_ok_and(|status| status.success()) {
            for (_, _, packages) in PEERS.iter().filter(|(_, _, packages)| !packages.is_empty()) {
                let mut pip = Command::new(&inside);
                pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]);
                // What fails is said when it cannot be imported.
                let _ = pip.args(*packages).stdout(Stdio::null()).stderr(Stdio::null()).status();
            }
            let _ = fs::write(done, "");
        }
    }
    if inside.exists() {
        return inside;
    }
    let why = if installs { "no virtual environment can be made" } else { "a full run installs them" };
    skipped.push(format!("peers of CPython {version}: {why}"));
    python.to_path_buf()
}
