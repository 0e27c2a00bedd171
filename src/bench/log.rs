//! What a log tells, counted: a time counts only if nothing of its run is missing.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::wire::layout::{DONE, WRITER, Writer};

/// How often each place was told: by event, file, function and line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Events(pub BTreeMap<(String, String, String, u64), u64>);

impl Events {
    /// Those of a log of JSON lines.
    pub fn of_json_lines(text: &str) -> Self {
        let mut found = Self::default();
        for line in text.lines() {
            let Ok(object) = serde_json::from_str::<Value>(line) else { continue };
            let word = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            if word("event") == "note" {
                continue;
            }
            let number = object.get("line").and_then(Value::as_u64).unwrap_or(0);
            *found.0.entry((word("event"), word("file"), word("function"), number)).or_default() += 1;
        }
        found
    }

    /// All of them.
    pub fn count(&self) -> u64 {
        self.0.values().sum()
    }

    /// The first place that is not told as often: `f.py:3 line in f: 4 times, not 5`.
    pub fn difference(&self, found: &Self) -> Option<String> {
        let places = self.0.keys().chain(found.0.keys());
        places
            .filter_map(|place| {
                let times = |events: &Self| events.0.get(place).copied().unwrap_or(0);
                let (expected, found) = (times(self), times(found));
                let (event, file, function, line) = place;
                (expected != found)
                    .then(|| format!("{file}:{line} {event} in {function}: {found} times, not {expected}"))
            })
            .next()
    }
}

/// How long a collector is waited for: it may have much to write.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until a collector has written all that the processes of its run have recorded by now. `runs` is what the
/// variable `INSTR_RUNS` names. Whoever still records is waited for, too.
fn wait_until_written(runs: &Path) {
    let begin = Instant::now();
    while buffers(runs).any(|path| is_behind(&path)) && begin.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// The buffers of the processes of all runs there.
fn buffers(runs: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let found = entries(runs.to_path_buf()).flat_map(move |run| entries(run.join("buffers")));
    found.filter(|path| path.extension().is_some_and(|end| end == "buf"))
}

/// Something was committed whose output is not written. A buffer that is taken away has nothing more.
fn is_behind(path: &Path) -> bool {
    let look = || {
        let file = File::open(path)?;
        let (mut writer, mut done) = ([0; Writer::LENGTH], [0; 16]);
        file.read_exact_at(&mut writer, WRITER)?;
        file.read_exact_at(&mut done, DONE)?;
        let number = |bytes: &[u8]| u64::from_ne_bytes(bytes.try_into().unwrap_or_default());
        let (writer, is_changing) = Writer::read(&writer);
        let is_done = number(&done[..8]) == writer.head && number(&done[8..]) == writer.head;
        Ok::<_, io::Error>(is_changing || !is_done)
    };
    look().unwrap_or(false)
}

/// A log that grows.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    /// Where its collector's run is.
    runs: PathBuf,
    /// What was read so far.
    offset: u64,
}

/// What stands before the variables that changed.
const CHANGES: &str = "                                         # ";

impl Log {
    /// One that may not be there yet.
    pub fn new(path: PathBuf, runs: PathBuf) -> Self {
        Self { path, runs, offset: 0 }
    }

    /// How many events were recorded since the last look: all are waited for. Room behind the last one is spaces.
    pub fn more(&mut self) -> io::Result<u64> {
        wait_until_written(&self.runs);
        let mut text = Vec::new();
        match File::open(&self.path) {
            Ok(mut file) => {
                file.seek(SeekFrom::Start(self.offset))?;
                file.read_to_end(&mut text)?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error),
        }
        let end = text.iter().rposition(|byte| !byte.is_ascii_whitespace()).map_or(0, |at| at + 1);
        self.offset += end as u64;
        Ok(text[..end].split(|&byte| byte == b'\n').filter(|line| is_event(line)).count() as u64)
    }
}

/// Not what changed before it, not a note, not room between the chunks of two processes.
fn is_event(line: &[u8]) -> bool {
    !(line.trim_ascii().is_empty()
        || line.starts_with(CHANGES.as_bytes())
        || line.starts_with(b"# instr: ")
        || line.starts_with(b"{") && memchr::memmem::find(line, b"\"event\": \"note\"").is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_counted_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut log = Log::new(path.clone(), folder.path().join("runs"));
        assert_eq!(log.more().unwrap(), 0);
        let mut text = format!("{CHANGES}x = 1\n3     y = x\nCalling f()\nf() returns 1   \n");
        std::fs::write(&path, &text).unwrap();
        assert_eq!(log.more().unwrap(), 3);
        assert_eq!(log.more().unwrap(), 0);
        text = text.trim_end().to_owned() + "\n3     y = x\n# instr: the end\n      \n";
        std::fs::write(&path, text).unwrap();
        assert_eq!(log.more().unwrap(), 1);
    }

    #[test]
    fn a_difference_names_the_place() {
        let line = |number| format!(r#"{{"event": "line", "file": "f.py", "function": "f", "line": {number}}}"#);
        let note = r#"{"event": "note", "message": "x"}"#;
        let two = Events::of_json_lines(&format!("{}\n{}\n{note}\n", line(3), line(3)));
        let three = Events::of_json_lines(&format!("{}\n{}\n{}\n", line(3), line(3), line(4)));
        assert_eq!((two.count(), three.count()), (2, 3));
        assert_eq!(two.difference(&two), None);
        assert_eq!(two.difference(&three).unwrap(), "f.py:4 line in f: 1 times, not 0");
        assert_eq!(three.difference(&two).unwrap(), "f.py:4 line in f: 0 times, not 1");
    }
}
