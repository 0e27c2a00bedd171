//! Asks CPython for its trees, and lays them beside ours.

use super::pythons;
use bumpalo::Bump;
use instr::ast::dump::dump;
use instr::lines::PythonVersion;
use instr::parser;
use instr::source::{LineIndex, SourceFile};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use unicode_general_category::{GeneralCategory, get_general_category};

/// What a parser makes of a file.
#[derive(Debug)]
pub enum Answer {
    /// The dump of the tree.
    Tree(String),
    /// Rejected on a line, 0 if that is unknown.
    Error { line: usize, message: String },
    /// Given up, which says nothing about the syntax: too deep, out of memory, a crash, an unknown encoding.
    Limit(String),
}

/// Our own answer.
pub fn ours(path: &Path) -> Answer {
    let source = match SourceFile::new(path.display().to_string(), std::fs::read(path).unwrap()) {
        Ok(source) => source,
        Err(e) => {
            let line = LineIndex::new(&e.text).line(e.range.start());
            return Answer::Error { line: line as usize, message: e.message };
        }
    };
    let text = source.text();
    let parse = || {
        let arena = Bump::new();
        match parser::parse(text, &arena) {
            Ok(module) => Answer::Tree(dump(&module, text)),
            Err(e) => Answer::Error { line: LineIndex::new(text).line(e.range.start()) as usize, message: e.message },
        }
    };
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| Answer::Tree("a panic".to_owned()))
}

/// CPythons of all versions, each started when it is first asked.
#[derive(Default)]
pub struct Oracle {
    running: HashMap<PythonVersion, Process>,
}

impl Oracle {
    /// The newest CPython that parses the file, with its tree; else the newest that does not give up, with its error.
    /// `meanwhile` runs while the newest CPython works.
    pub fn ask<T>(&mut self, path: &Path, meanwhile: impl FnOnce() -> T) -> (T, PythonVersion, Answer) {
        let newest_first = || pythons::found().iter().rev();
        let newest = newest_first().next().expect("a CPython");
        self.process(newest).send(path);
        let result = meanwhile();
        let mut rejected = None;
        for python in newest_first() {
            if python.0 != newest.0 {
                self.process(python).send(path);
            }
            match self.receive(python) {
                tree @ Answer::Tree(_) => return (result, python.0, tree),
                Answer::Limit(message) if rejected.is_none() => rejected = Some((python.0, Answer::Limit(message))),
                error @ Answer::Error { .. } if !matches!(rejected, Some((_, Answer::Error { .. }))) => {
                    rejected = Some((python.0, error));
                }
                _ => {}
            }
        }
        let (version, answer) = rejected.expect("an answer");
        (result, version, answer)
    }

    fn process(&mut self, (version, path): &(PythonVersion, PathBuf)) -> &mut Process {
        self.running.entry(*version).or_insert_with(|| Process::start(path))
    }

    fn receive(&mut self, python: &(PythonVersion, PathBuf)) -> Answer {
        self.process(python).receive().unwrap_or_else(|| {
            self.running.remove(&python.0);
            Answer::Limit(format!("CPython {} crashed", python.0))
        })
    }
}

struct Process {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Process {
    fn start(python: &Path) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/dump_ast.py");
        let mut command = super::pythons::command(python);
        command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let stdin = child.stdin.take().unwrap();
        let stdout = BufReader::with_capacity(1 << 20, child.stdout.take().unwrap());
        Self { child, stdin, stdout }
    }

    fn send(&mut self, path: &Path) {
        // A process that died is noticed on reading.
        let _ = self.stdin.write_all(format!("{}\n", path.display()).as_bytes());
    }

    fn receive(&mut self) -> Option<Answer> {
        let mut line = Vec::new();
        self.stdout.read_until(b'\n', &mut line).ok()?;
        line.pop()?;
        let mut line = String::from_utf8(line).unwrap();
        let (kind, rest) = line.split_once(' ').unwrap();
        Some(match kind {
            "ok" => {
                line.drain(..3);
                Answer::Tree(line)
            }
            "error" => {
                let (line, message) = rest.split_once(' ').unwrap();
                Answer::Error { line: line.parse().unwrap(), message: message.to_owned() }
            }
            _ => Answer::Limit(rest.to_owned()),
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where two trees part, with what stands around it; none if they are equal. What the CPython of that version gives no
/// position, or one that means nothing, is compared without.
pub fn difference(ours: &str, cpython: &str, version: PythonVersion) -> Option<String> {
    if ours == cpython {
        return None;
    }
    if version != PythonVersion::PY314 {
        let (ours, cpython) = (comparable(ours, version), comparable(cpython, version));
        return if ours == cpython { None } else { Some(parting(&ours, &cpython)) };
    }
    Some(parting(ours, cpython))
}

fn parting(ours: &str, cpython: &str) -> String {
    let same = ours.bytes().zip(cpython.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        let (from, to) = (same.saturating_sub(160), (same + 160).min(text.len()));
        String::from_utf8_lossy(&text.as_bytes()[from..to]).into_owned()
    };
    format!("  ours:    …{}…\n  cpython: …{}…", around(ours), around(cpython))
}

/// A dump as other versions print it, evened out. Which characters are shown as they are depends on the version's
/// Unicode. Positions are left out inside a JoinedStr before 3.12, of aliases before 3.10, of keywords before 3.9, and of
/// format specs that 3.13 folds, where they begin a column late.
fn comparable(dump: &str, version: PythonVersion) -> String {
    let is_known = |c: char| match version > PythonVersion::PY314 {
        // What 3.14 shows escaped because it does not know it yet.
        true => get_general_category(c) != GeneralCategory::Unassigned,
        false => false,
    };
    let mut escaped = String::with_capacity(dump.len());
    for c in dump.chars() {
        match u32::from(c) {
            _ if c.is_ascii() || is_known(c) => escaped.push(c),
            code @ ..0x100 => escaped.push_str(&format!("\\x{code:02x}")),
            code @ ..0x1_0000 => escaped.push_str(&format!("\\u{code:04x}")),
            code => escaped.push_str(&format!("\\U{code:08x}")),
        }
    }
    let even = version == PythonVersion::PY312 || version > PythonVersion::PY313;
    if even { escaped } else { without_positions(&escaped, version) }
}

fn without_positions(dump: &str, version: PythonVersion) -> String {
    let mut bare = Vec::new();
    bare.extend((version < PythonVersion::PY310).then_some("alias"));
    bare.extend((version < PythonVersion::PY39).then_some("keyword"));
    bare.extend((version == PythonVersion::PY313).then_some("format_spec=Constant"));
    let joined = version < PythonVersion::PY312;
    let mut out = String::with_capacity(dump.len());
    let mut rest = dump;
    // One entry for each open parenthesis: where the position of its node does not count, and of the nodes inside.
    let mut open: Vec<(bool, bool)> = Vec::new();
    while let Some(at) = rest.find(['(', ')', '\'', '"', 'l']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut taken = 1;
        match rest.as_bytes()[0] {
            b'(' => {
                let inherited = open.last().is_some_and(|&(_, inside)| inside);
                let own = bare.iter().any(|name| out.ends_with(name));
                open.push((inherited || own, inherited || joined && out.ends_with("JoinedStr")));
            }
            b')' => {
                open.pop();
            }
            quote @ (b'\'' | b'"') => taken = string_len(rest, quote),
            _ => {
                let dropped = open.last().is_some_and(|&(own, _)| own);
                if dropped && rest.starts_with("lineno=") && out.ends_with([' ', '(']) {
                    rest = &rest[rest.find(')').unwrap()..];
                    continue;
                }
            }
        }
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out
}

/// The length of the quoted string that `text` starts with.
fn string_len(text: &str, quote: u8) -> usize {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let closes = byte == quote && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    });
    end.map_or(text.len(), |at| at + 2)
}
