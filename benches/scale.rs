//! The program at its limits, as whole processes: its start, one file of 50 MB, 10,000 files on one core and on all.
//!
//! CPU time, time on the wall and the largest memory, of three runs the median, of the large file one; `-- --quick` takes a
//! 50th of the sizes. Each output is checked.

#[path = "../tests/support/pythons.rs"]
#[allow(dead_code)] // the tests use the rest
mod pythons;

use std::fs;
use std::path::Path;
use std::process::Command;

use instr::bench::{Ran, Stopwatch, median, seconds};

const INSTR: &str = env!("CARGO_BIN_EXE_instr");
/// One function of the large file, and one of the many.
const FUNCTION: &str = "\
def remove_html_markup(s, tag=False, quote=False):
    out = []
    for c in s:
        if c == '<' and not quote: tag = True
        elif c == '>' and not quote: tag = False
        elif (c == '\"' or c == \"'\") and tag: quote = not quote
        elif not tag: out.append(c)
    return ''.join(out)

";

struct Scale {
    watch: Stopwatch,
    folder: tempfile::TempDir,
    /// One more than count.
    rounds: usize,
}

fn main() {
    let is_quick = std::env::args().any(|arg| arg == "--quick");
    let Some((version, python)) = pythons::found().last() else { return println!("skipped: no CPython at hand") };
    let watch = Stopwatch::start(python).expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let mut scale = Scale { watch, folder, rounds: 4 };
    let part = if is_quick { 50 } else { 1 };
    println!("{:44} {:>10} {:>10} {:>10}", "", "CPU", "wall", "memory");
    scale.start(&version.to_string(), python);
    scale.many(10_000 / part);
    scale.rounds = 1;
    scale.large(50_000_000 / part);
}

impl Scale {
    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command some times, and prints what it took.
    fn row(&mut self, name: &str, command: &mut Command) {
        command.env("XDG_CACHE_HOME", self.path("cache"));
        let [stdout, stderr] = ["stdout", "stderr"].map(|name| self.path(name));
        let mut runs: Vec<Ran> = Vec::new();
        // The first is for the caches, unless it is the only one.
        for _ in 0..self.rounds {
            let ran = self.watch.run(command, Path::new("/dev/null"), &stdout, &stderr).expect("it runs");
            let words = || fs::read_to_string(&stderr).unwrap_or_default().chars().take(400).collect::<String>();
            assert_eq!(ran.status, 0, "{name}: {}", words());
            runs.push(ran);
        }
        let of =
            |part: fn(&Ran) -> f64| median(&runs[usize::from(runs.len() > 1)..].iter().map(part).collect::<Vec<_>>());
        println!(
            "{name:44} {:>10} {:>10} {:>7.0} MB",
            seconds(of(|ran| ran.seconds)),
            seconds(of(|ran| ran.elapsed)),
            of(|ran| ran.memory as f64) / 1e6
        );
    }

    fn start(&mut self, version: &str, python: &Path) {
        let program = self.path("program.py");
        fs::write(&program, format!("{FUNCTION}remove_html_markup('<b>x')\n")).expect("a program");
        self.row(&format!("python{version}"), Command::new(python).arg(&program));
        let log = self.path("log");
        let mut command = Command::new(INSTR);
        command.arg("run").arg("--python").arg(python).args(["--lines", "8", "-o"]).arg(&log).arg(&program);
        self.row("instr run, one probe", &mut command);
        assert!(fs::read_to_string(log).expect("a log").contains("\n8     return"));
        self.row("instr --version", Command::new(INSTR).arg("--version"));
    }

    fn large(&mut self, size: usize) {
        let path = self.path("large.py");
        let text = FUNCTION.repeat(size / FUNCTION.len());
        fs::write(&path, &text).expect("a file");
        let name = format!("a file of {} MB", size / 1_000_000);
        let out = self.path("out.py");
        for (what, lines) in [("two probes", "2,8"), ("a probe at every line", "all")] {
            let mut command = Command::new(INSTR);
            command.args(["inject", "--target-version", "3.13", "--lines", lines, "-o"]).arg(&out).arg(&path);
            self.row(&format!("{name}, {what}"), &mut command);
            let written = fs::read_to_string(&out).expect("an output");
            assert_eq!(written.lines().count(), text.lines().count(), "{name}: no line moves");
            assert!(written.contains("_instr(8, "));
            fs::remove_file(&out).expect("it was there");
        }
        fs::remove_file(path).expect("it was there");
    }

    fn many(&mut self, count: usize) {
        let folder = self.path("many");
        fs::create_dir(&folder).expect("a folder");
        for number in 0..count {
            fs::write(folder.join(format!("m{number}.py")), FUNCTION.repeat(1 + number % 20)).expect("a file");
        }
        for (what, threads) in [("one core", "1"), ("all cores", "0")] {
            let out = self.path("written");
            let mut command = Command::new(INSTR);
            command.current_dir(&folder).env("RAYON_NUM_THREADS", threads);
            command.args(["inject", "--quiet", "--target-version", "3.13", "--lines", "2-8", "-o"]).arg(&out);
            command.args((0..count).map(|number| format!("m{number}.py")));
            self.row(&format!("{count} files, {what}"), &mut command);
            assert_eq!(fs::read_dir(&out).expect("outputs").count(), count);
            fs::remove_dir_all(out).expect("it was there");
        }
    }
}
