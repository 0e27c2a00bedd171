//! Declarations and codecs, compared with CPython's own.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use instr::source::SourceFile;

/// Some CPython, the newest of those that can be found.
fn python() -> Option<PathBuf> {
    let named: Vec<PathBuf> = (8..=15).rev().map(|minor| PathBuf::from(format!("python3.{minor}"))).collect();
    let folders: Vec<PathBuf> =
        std::env::var_os("INSTR_PYTHONS").map(|folders| std::env::split_paths(&folders).collect()).unwrap_or_default();
    let given = named.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let runs = |python: &PathBuf| {
        let status = Command::new(python).args(["-c", ""]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    };
    given.chain(named.clone()).chain([PathBuf::from("python3")]).find(runs)
}

/// What CPython makes of each source: the code points of its last expression, a string; `-` if it reads none.
fn ask(python: &PathBuf, sources: &[Vec<u8>]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    for (nth, source) in sources.iter().enumerate() {
        std::fs::write(dir.path().join(format!("{nth}.py")), source).unwrap();
    }
    let script = r#"
import ast, sys, warnings
warnings.simplefilter("ignore")
for n in range(int(sys.argv[2])):
    try:
        tree = ast.parse(open("%s/%d.py" % (sys.argv[1], n), "rb").read())
        print(*["%x" % ord(c) for c in tree.body[-1].value.value])
    except (SyntaxError, UnicodeDecodeError, LookupError):
        print("-")
"#;
    let count = sources.len().to_string();
    let output = Command::new(python).args(["-c", script]).arg(dir.path()).arg(count).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers = String::from_utf8(output.stdout).unwrap();
    assert_eq!(answers.lines().count(), sources.len());
    answers.lines().map(str::to_owned).collect()
}

/// The same of ours.
fn ours(source: &[u8]) -> String {
    SourceFile::new("f.py", source.to_vec()).map_or("-".to_owned(), |source| {
        let literal = source.text().trim_end().rsplit('\'').nth(1).unwrap_or_default().to_owned();
        literal.chars().map(|c| format!("{:x}", u32::from(c))).collect::<Vec<_>>().join(" ")
    })
}

fn compare(sources: &[Vec<u8>]) {
    let Some(python) = python() else {
        println!("skipped: no CPython found");
        return;
    };
    for (source, answer) in sources.iter().zip(ask(&python, sources)) {
        assert_eq!(ours(source), answer, "{:?}", source.escape_ascii().to_string());
    }
}

#[test]
fn single_byte_codecs() {
    let names = [
        "latin-1",
        "ascii",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "cp874",
        "cp866",
        "iso-8859-2",
        "iso-8859-3",
        "iso-8859-4",
        "iso-8859-5",
        "iso-8859-6",
        "iso-8859-7",
        "iso-8859-8",
        "iso-8859-9",
        "iso-8859-10",
        "iso-8859-11",
        "iso-8859-13",
        "iso-8859-14",
        "iso-8859-15",
        "iso-8859-16",
        "koi8-r",
        "koi8-u",
        "mac-roman",
        "mac-cyrillic",
        "utf-8",
        "thai",
        "l9",
        "windows-1252",
        "Latin_1-dos",
    ];
    let one = |name: &str, byte: u8| [b"# coding: ", name.as_bytes(), b"\n'", &[byte], b"'\n"].concat();
    compare(&names.iter().flat_map(|name| (128..=255).map(move |byte| one(name, byte))).collect::<Vec<_>>());
}

#[test]
fn declarations() {
    let heads: &[&[u8]] = &[
        b"# coding: utf8\n",
        b"# coding: utf_8\n",
        b"# coding: UTF-8-sig\n",
        b"# coding: u8\n",
        b"# coding: cp1252\n",
        b"# coding: no-such\n",
        b"# coding:\n",
        b"#coding=latin-1\n",
        b"# coding : latin-1\n",
        b"# xcoding=latin-1\n",
        b"\n# coding: latin-1\n",
        b"\n\n# coding: latin-1\n",
        b"1\n# coding: latin-1\n",
        b"\x0c # coding: latin-1\n",
        b"\r# coding: latin-1\r",
        b"\r\n# coding: latin-1\r\n",
        b"'coding: latin-1'\n",
        b"# coding: utf-8\n# coding: latin-1\n",
        b"# coding:\tlatin-1\n",
        b"# coding: latin-1;\n",
        b"# coding: iso8859.1\n",
        b"# coding: ISO-8859-15\n",
        b"# coding: utf-16\n",
        b"# coding: latin-1-xxxxxxxxxxx\n",
        b"# coding: utf-8xx\n",
    ];
    let bodies: &[&[u8]] = &[b"'a'", b"'\xe9'", b"'\xc3\xa9'"];
    let mut sources = Vec::new();
    for bom in [&b""[..], b"\xef\xbb\xbf"] {
        for head in heads {
            sources.extend(bodies.iter().map(|body| [bom, head, body, b"\n"].concat()));
        }
    }
    compare(&sources);
}
