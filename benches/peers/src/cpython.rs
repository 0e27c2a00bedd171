//! CPython's own parser, `ast.parse`, in a process of its own that times itself.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// Reads the texts, answers which of them it accepts, then times a round for each line that it gets.
const SCRIPT: &str = r"
import ast, sys, time, warnings
warnings.simplefilter('ignore')
read = sys.stdin.buffer
sources = [read.read(int(read.readline())).decode() for _ in range(int(read.readline()))]
def accepts(source):
    try:
        ast.parse(source)
        return True
    except (SyntaxError, ValueError, RecursionError):
        return False
accepted = [accepts(source) for source in sources]
print(''.join('01'[a] for a in accepted), flush=True)
sources = [source for source, a in zip(sources, accepted) if a]
for line in read:
    start = time.process_time_ns()
    for source in sources:
        ast.parse(source)
    print(time.process_time_ns() - start, flush=True)
";

/// A running CPython.
pub struct Interpreter {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    accepted: Vec<bool>,
}

impl Interpreter {
    /// Starts one and gives it the texts.
    ///
    /// # Panics
    /// If `python` does not run.
    pub fn start(python: &Path, sources: &[String]) -> Self {
        let mut command = Command::new(python);
        let mut child = command.args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        writeln!(input, "{}", sources.len()).unwrap();
        for source in sources {
            writeln!(input, "{}", source.len()).unwrap();
            input.write_all(source.as_bytes()).unwrap();
        }
        input.flush().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut interpreter = Self { child, input: Some(input), output, accepted: Vec::new() };
        interpreter.accepted = interpreter.answer().bytes().map(|b| b == b'1').collect();
        interpreter
    }

    /// For each text: does it parse?
    pub fn accepted(&self) -> &[bool] {
        &self.accepted
    }

    /// The processor's time for all texts that parse.
    ///
    /// # Panics
    /// If the process has died.
    pub fn time(&mut self) -> Duration {
        writeln!(self.input.as_mut().unwrap()).unwrap();
        Duration::from_nanos(self.answer().parse().unwrap())
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for Interpreter {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
