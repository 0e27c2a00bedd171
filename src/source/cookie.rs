//! The encoding declaration of PEP 263, found as CPython's tokenizer finds it: by bytes, in a comment that has line 1 or 2
//! to itself.

use std::ops::Range;

/// `# -*- coding: NAME -*-`
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cookie {
    /// Where NAME stands in the file's bytes.
    pub range: Range<usize>,
    /// NAME as the tokenizer normalises it: every spelling of UTF-8 and Latin-1 that it knows by itself becomes one.
    pub name: String,
}

/// The declaration in `bytes`, whose byte order mark is already taken off.
pub(super) fn find(bytes: &[u8]) -> Option<Cookie> {
    let mut start = 0;
    for _ in 0..2 {
        let len = memchr::memchr2(b'\n', b'\r', &bytes[start..]).unwrap_or(bytes.len() - start);
        let line = &bytes[start..start + len];
        let indent = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')).count();
        match line.get(indent) {
            Some(b'#') => {}
            None if start + len < bytes.len() => {}
            _ => return None,
        }
        if let Some(name) = in_comment(&line[indent..]) {
            let range = start + indent + name.start..start + indent + name.end;
            let name = normal_name(&bytes[range.clone()]);
            return Some(Cookie { range, name });
        }
        start += len + if bytes[start + len..].starts_with(b"\r\n") { 2 } else { 1 };
        if start > bytes.len() {
            return None;
        }
    }
    None
}

/// The range of the name behind the first `coding:` or `coding=` that has one.
fn in_comment(comment: &[u8]) -> Option<Range<usize>> {
    memchr::memmem::find_iter(comment, b"coding").find_map(|at| {
        let rest = &comment[at + 6..];
        if !matches!(rest.first(), Some(b':' | b'=')) {
            return None;
        }
        let blank = rest[1..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let start = at + 7 + blank;
        let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let len = comment[start..].iter().take_while(is_name).count();
        (len > 0).then(|| start..start + len)
    })
}

fn normal_name(name: &[u8]) -> String {
    let spelled = String::from_utf8_lossy(name).into_owned();
    // CPython looks at no more than twelve characters.
    let head: String = spelled.chars().take(12).map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect();
    let is = |wanted: &str| head.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    if is("utf-8") {
        "utf-8".to_owned()
    } else if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        "iso-8859-1".to_owned()
    } else {
        spelled
    }
}
