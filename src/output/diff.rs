//! Unified diffs, as `diff -u` writes them and `patch` reads them.

use std::ops::Range;

use anstyle::{AnsiColor, Style};
use similar::udiff::UnifiedHunkHeader;
use similar::{Algorithm, DiffOp};

const CONTEXT: usize = 3;
const HEADER: Style = Style::new().bold();
const HUNK: Style = AnsiColor::Cyan.on_default();
const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const EMPHASIS: Style = AnsiColor::Green.on_default().bold().underline();

/// The lines that differ between `old` and `new`, with three lines around them; nothing if none does.
///
/// The lines keep their ends, so that a patch applies to a file with `\r\n` as well. With `colour`, what was inserted
/// into a line stands out.
pub fn unified_diff(name: &str, old: &[u8], new: &[u8], colour: bool) -> Vec<u8> {
    let mut out = Page { bytes: Vec::new(), colour };
    if old == new {
        return out.bytes;
    }
    let (old, new) = (lines(old), lines(new));
    out.styled(HEADER, format!("--- {name}").as_bytes());
    out.bytes.push(b'\n');
    out.styled(HEADER, format!("+++ {name}").as_bytes());
    out.bytes.push(b'\n');
    for hunk in similar::group_diff_ops(line_ops(&old, &new), CONTEXT) {
        out.styled(HUNK, UnifiedHunkHeader::new(&hunk).to_string().as_bytes());
        out.bytes.push(b'\n');
        for op in hunk {
            let (kept, removed, added) = (op.tag() == similar::DiffTag::Equal, op.old_range(), op.new_range());
            if kept {
                removed.for_each(|at| out.line(b' ', Style::new(), old[at], &[]));
                continue;
            }
            for at in removed.clone() {
                out.line(b'-', OLD, old[at], &[]);
            }
            let paired = removed.len() == added.len() && colour;
            for (nth, at) in added.enumerate() {
                let inserted = if paired { insertions(old[removed.start + nth], new[at]) } else { Vec::new() };
                out.line(b'+', NEW, new[at], &inserted);
            }
        }
    }
    out.bytes
}

struct Page {
    bytes: Vec<u8>,
    colour: bool,
}

impl Page {
    fn styled(&mut self, style: Style, text: &[u8]) {
        if !self.colour || style.is_plain() || text.is_empty() {
            self.bytes.extend_from_slice(text);
            return;
        }
        self.bytes.extend_from_slice(style.render().to_string().as_bytes());
        self.bytes.extend_from_slice(text);
        self.bytes.extend_from_slice(style.render_reset().to_string().as_bytes());
    }

    fn line(&mut self, sign: u8, style: Style, line: &[u8], emphasised: &[Range<usize>]) {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        self.styled(style, &[sign]);
        let mut done = 0;
        for range in emphasised {
            let end = range.end.min(text.len());
            self.styled(style, &text[done..range.start.min(end)]);
            self.styled(EMPHASIS, &text[range.start.min(end)..end]);
            done = end;
        }
        self.styled(style, &text[done..]);
        self.bytes.extend_from_slice(&line[text.len()..]);
        if !line.ends_with(b"\n") {
            self.bytes.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    }
}

/// `patch` knows `\n` alone, so a lone `\r` does not end a line here.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|&byte| byte == b'\n').collect()
}

/// Probes never move a line: the nth line of the one is the nth line of the other, and what one has more stands at its
/// end. So the comparison takes linear time.
fn line_ops(old: &[&[u8]], new: &[&[u8]]) -> Vec<DiffOp> {
    let both = old.len().min(new.len());
    let mut ops = Vec::new();
    let mut start = 0;
    while start < both {
        let same = old[start] == new[start];
        let len = (start..both).take_while(|&at| (old[at] == new[at]) == same).count();
        ops.push(match same {
            true => DiffOp::Equal { old_index: start, new_index: start, len },
            false => DiffOp::Replace { old_index: start, old_len: len, new_index: start, new_len: len },
        });
        start += len;
    }
    if old.len() > both {
        ops.push(DiffOp::Delete { old_index: both, old_len: old.len() - both, new_index: both });
    } else if new.len() > both {
        ops.push(DiffOp::Insert { old_index: both, new_index: both, new_len: new.len() - both });
    }
    ops
}

/// The ranges of `new` that `old` lacks, word by word.
fn insertions(old: &[u8], new: &[u8]) -> Vec<Range<usize>> {
    let (old, words) = (words(old), words(new));
    if old.len() + words.len() > 2000 {
        return Vec::new();
    }
    let mut ends = Vec::with_capacity(words.len());
    for word in &words {
        ends.push(ends.last().unwrap_or(&0) + word.len());
    }
    let start = |at: usize| if at == 0 { 0 } else { ends[at - 1] };
    similar::capture_diff_slices(Algorithm::Myers, &old, &words)
        .into_iter()
        .filter(|op| op.tag() != similar::DiffTag::Equal && !op.new_range().is_empty())
        .map(|op| start(op.new_range().start)..start(op.new_range().end))
        .collect()
}

/// Names and numbers whole, every other byte alone.
fn words(line: &[u8]) -> Vec<&[u8]> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    line.chunk_by(|a, b| is_word(a) && is_word(b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(old: &str, new: &str) -> String {
        String::from_utf8(unified_diff("f.py", old.as_bytes(), new.as_bytes(), false)).unwrap()
    }

    #[test]
    fn equal_texts_have_none() {
        assert_eq!(diff("a\n", "a\n"), "");
        assert_eq!(diff("", ""), "");
    }

    #[test]
    fn hunks_with_context() {
        let old: String = (1..=20).map(|n| format!("{n}\n")).collect();
        let new = old.replacen("3\n", "3x\n", 1).replacen("18\n", "18x\n", 1);
        assert_eq!(
            diff(&old, &new),
            "--- f.py\n+++ f.py\n@@ -1,6 +1,6 @@\n 1\n 2\n-3\n+3x\n 4\n 5\n 6\n\
             @@ -15,6 +15,6 @@\n 15\n 16\n 17\n-18\n+18x\n 19\n 20\n"
        );
    }

    #[test]
    fn line_ends() {
        assert_eq!(diff("a\r\nb\r\n", "a\r\nc\r\n"), "--- f.py\n+++ f.py\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n");
        let missing = "\\ No newline at end of file\n";
        assert_eq!(diff("a", "b"), format!("--- f.py\n+++ f.py\n@@ -1 +1 @@\n-a\n{missing}+b\n{missing}"));
        assert_eq!(diff("a", "a\nb"), format!("--- f.py\n+++ f.py\n@@ -1 +1,2 @@\n-a\n{missing}+a\n+b\n{missing}"));
        assert_eq!(diff("a\n", "a\nb\n"), "--- f.py\n+++ f.py\n@@ -1 +1,2 @@\n a\n+b\n");
        assert_eq!(diff("a\nb\n", "a\n"), "--- f.py\n+++ f.py\n@@ -1,2 +1 @@\n a\n-b\n");
    }

    #[test]
    fn colours_show_what_was_inserted() {
        let coloured = String::from_utf8(unified_diff("f.py", b"    x = 1\n", b"    P(1); x = Q(1)\n", true)).unwrap();
        let emphasised = |text: &str| coloured.contains(&format!("{EMPHASIS}{text}{EMPHASIS:#}"));
        assert!(emphasised("P(1); "), "{coloured:?}");
        assert!(emphasised("Q("), "{coloured:?}");
        let plain = anstream::adapter::strip_str(&coloured).to_string();
        assert_eq!(plain, diff("    x = 1\n", "    P(1); x = Q(1)\n"));
    }
}
