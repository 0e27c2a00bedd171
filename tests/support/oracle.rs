//! Asks CPython for its trees, and lays them beside ours.
#![allow(dead_code)] // each test program uses a part

use super::pythons::{self, Python};
use bumpalo::Bump;
use instr::{ast::dump::dump, parser};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

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
    let bytes = std::fs::read(path).unwrap();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let Ok(source) = std::str::from_utf8(bytes) else { return Answer::Limit("not UTF-8".to_owned()) };
    let parse = || {
        let arena = Bump::new();
        match parser::parse(source, &arena) {
            Ok(module) => Answer::Tree(dump(&module, source)),
            Err(e) => Answer::Error { line: line_of(source, e.range.start() as usize), message: e.message },
        }
    };
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| Answer::Tree("PANIC".to_owned()))
}

fn line_of(source: &str, offset: usize) -> usize {
    let before = source[..offset].replace("\r\n", "\n");
    // Between the two bytes of a CRLF the line has not ended yet.
    let halved = usize::from(before.ends_with('\r') && source[offset..].starts_with('\n'));
    1 + before.matches(['\n', '\r']).count() - halved
}

/// CPythons of all versions, each started when it is first asked.
#[derive(Default)]
pub struct Oracle {
    running: HashMap<u32, Process>,
}

impl Oracle {
    /// The newest CPython that parses the file, with its tree; else the newest that does not give up, with its error.
    /// `meanwhile` runs while the newest CPython works.
    pub fn ask<T>(&mut self, path: &Path, meanwhile: impl FnOnce() -> T) -> (T, u32, Answer) {
        let newest_first = || pythons::all().iter().rev();
        let newest = newest_first().next().expect("a CPython");
        self.process(newest).send(path);
        let result = meanwhile();
        let mut rejected = None;
        for python in newest_first() {
            if python.minor != newest.minor {
                self.process(python).send(path);
            }
            match self.receive(python) {
                tree @ Answer::Tree(_) => return (result, python.minor, tree),
                Answer::Limit(message) if rejected.is_none() => {
                    rejected = Some((python.minor, Answer::Limit(message)));
                }
                error @ Answer::Error { .. } if !matches!(rejected, Some((_, Answer::Error { .. }))) => {
                    rejected = Some((python.minor, error));
                }
                _ => {}
            }
        }
        let (minor, answer) = rejected.expect("an answer");
        (result, minor, answer)
    }

    fn process(&mut self, python: &Python) -> &mut Process {
        self.running.entry(python.minor).or_insert_with(|| Process::start(python))
    }

    fn receive(&mut self, python: &Python) -> Answer {
        self.process(python).receive().unwrap_or_else(|| {
            self.running.remove(&python.minor);
            Answer::Limit(format!("python3.{} crashed", python.minor))
        })
    }
}

struct Process {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Process {
    fn start(python: &Python) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/dump_ast.py");
        let mut command = Command::new(&python.path);
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

/// Where two trees part, with what stands around it; none if they are equal. CPython up to 3.11 gives what is inside
/// f-strings positions that mean nothing: `minor` decides whether they count.
pub fn difference(ours: &str, cpython: &str, minor: u32) -> Option<String> {
    if ours == cpython {
        return None;
    }
    if minor < 12 {
        let (ours, cpython) = (without_fstring_positions(ours), without_fstring_positions(cpython));
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

/// The dump without the positions of what is inside a JoinedStr.
fn without_fstring_positions(dump: &str) -> String {
    let mut out = String::with_capacity(dump.len());
    let mut rest = dump;
    // One entry for each open parenthesis: does it belong to a JoinedStr?
    let mut open: Vec<bool> = Vec::new();
    while let Some(at) = rest.find(['(', ')', '\'', '"', 'l']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut taken = 1;
        match rest.as_bytes()[0] {
            b'(' => open.push(out.ends_with("JoinedStr")),
            b')' => {
                open.pop();
            }
            quote @ (b'\'' | b'"') => taken = string_len(rest, quote),
            _ => {
                let inside = open.iter().rev().skip(1).any(|&joined| joined);
                if inside && rest.starts_with("lineno=") && out.ends_with([' ', '(']) {
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
