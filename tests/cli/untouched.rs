//! Programs that are run as they are, and with probes: the same to everyone who looks at them.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::sandbox::Sandbox;

/// What a process shows of itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// The status that a shell would show.
    pub fn code(&self) -> i32 {
        self.status.code().unwrap_or_else(|| 128 + self.status.signal().unwrap_or_default())
    }
}

/// A sandbox with the files of a folder of `tests/`.
pub fn sandbox(folder: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder), &sandbox.path(""));
    sandbox
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            std::fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// A command's outcome; it has a minute.
#[track_caller]
pub fn outcome(command: &mut Command) -> Outcome {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    within(child, Duration::from_secs(60), &format!("{command:?}"))
}

/// A child's outcome, within that time.
#[track_caller]
pub fn within(child: Child, time: Duration, what: &str) -> Outcome {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || send.send(child.wait_with_output()));
    let output = receive.recv_timeout(time).unwrap_or_else(|_| panic!("{what} does not end")).unwrap();
    Outcome {
        status: output.status,
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A program in the sandbox without us.
pub fn plain(sandbox: &Sandbox, python: &Path, program: &[&str]) -> Command {
    let mut command = Command::new(python);
    command.args(program).current_dir(sandbox.path("")).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// The same with probes.
pub fn traced(sandbox: &Sandbox, python: &Path, options: &[&str], program: &[&str]) -> Command {
    let mut command = sandbox.command(&["run"]);
    command.arg("--python").arg(python).args(options).args(program).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Waits until something is so.
#[track_caller]
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < Duration::from_secs(60), "{what}: not within a minute");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Lines of a log that stand for an event: no notes, no values, no context.
pub fn events(log: &str) -> Vec<&str> {
    log.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit())).collect()
}

/// The command of a process, and the processes whose parent is `pid`.
pub fn collector_of(runs: &Path) -> Option<u32> {
    let runs = runs.to_str()?;
    std::fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let pid = entry.file_name().to_str()?.parse().ok()?;
        let command = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let words: Vec<&[u8]> = command.split(|&byte| byte == 0).collect();
        let is_it = words.get(1) == Some(&&b"collect"[..]) && !words.contains(&&b"--detach"[..]);
        (is_it && words.get(2)?.starts_with(runs.as_bytes())).then_some(pid)
    })
}

/// The runs of a sandbox.
pub fn runs(sandbox: &Sandbox) -> PathBuf {
    let command = sandbox.command(&[]);
    let found = command.get_envs().find(|(name, _)| *name == "INSTR_RUNS").and_then(|(_, value)| value);
    PathBuf::from(found.unwrap())
}
