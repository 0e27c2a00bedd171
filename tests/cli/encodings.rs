//! Whatever a file is written in: probes go in and come out, and no other byte changes.

use crate::sandbox::Sandbox;

const CASES: &[(&str, &[u8])] = &[
    ("crlf", b"x = 1\r\nif x:\r\n    y = (x +\r\n         1)\r\n"),
    ("lone cr", b"x = 1\rif x:\r    y = 2\r"),
    ("mixed line ends", b"x = 1\ny = 2\r\nz = 3\rw = 4\n"),
    ("no final newline", b"x = 1\ny = 2"),
    ("one line, no newline", b"x = 1"),
    ("utf-8", "s = 'é中😀'; t = s\nü = s\n".as_bytes()),
    ("byte order mark", b"\xef\xbb\xbfx = 1\r\ny = '\xc3\xa9'\r\n"),
    ("byte order mark and declaration", b"\xef\xbb\xbf# coding: utf-8\nx = 1\n"),
    ("latin-1", b"#!/usr/bin/env python3\n# -*- coding: latin-1 -*-\ns = '\xe9\xe8'; t = '\xff'\n\xe9 = s\nu = \xe9\n"),
    ("koi8-r", b"# coding: koi8-r\nx = '\xc1\xc2'; y = x\n"),
    ("shift_jis", b"# coding: shift_jis\nx = '\x83\x5c\x83\x5c'; y = x  # \x83\x5c\nz = y\n"),
    ("euc-jp", b"# coding: euc-jp\nx = '\xa4\xa2'; y = x\n\xa4\xa2 = y\n"),
    ("iso2022_jp", b"# coding: iso2022_jp\nx = '\x1b$B$\"\x1b(B'; y = x\n\x1b$B$\"\x1b(B = y\nz = 1\n"),
    ("gb18030", b"# coding: gb18030\nx = '\xb0\xa1\x81\x30\x81\x30'; y = x\n"),
    ("tabs and form feeds", b"a = 0\n\x0cif 1:\n\tx = 1\n\x0c\ty = 2\n\tif y:\n\t        z = 3\n"),
    ("trailing space and comments", b"x = 1   \n\n\n  # end\n\t\n"),
];

#[test]
fn there_and_back() {
    for (name, bytes) in CASES {
        let sandbox = Sandbox::new();
        sandbox.write("f.py", bytes);
        sandbox.run(&["inject", "--lines", "all", "--write", "f.py"]).succeeds();
        let probed = sandbox.read_bytes("f.py");
        assert_ne!(&probed, bytes, "{name}");
        sandbox.run(&["strip", "--check", "f.py"]).exits(1);
        // Each byte of the source is still there, in order.
        let mut rest = probed.iter();
        assert!(bytes.iter().all(|byte| rest.any(|other| other == byte)), "{name}: {}", probed.escape_ascii());
        sandbox.run(&["strip", "--write", "f.py"]).succeeds();
        let back = sandbox.read_bytes("f.py");
        assert_eq!(&back, bytes, "{name}: {}", back.escape_ascii());
    }
}

#[test]
fn standard_output_has_the_files_bytes() {
    for (name, bytes) in CASES {
        let sandbox = Sandbox::new();
        sandbox.write("f.py", bytes);
        let probed = sandbox.run(&["inject", "--lines", "all", "f.py"]).succeeds();
        let back = sandbox.run_with_input(&["strip", "-"], &probed.stdout_bytes).succeeds();
        assert_eq!(&back.stdout_bytes, bytes, "{name}");
    }
}

/// A diff that goes through a pipe applies to the file, whatever it is written in.
#[test]
fn diffs_apply() {
    if std::process::Command::new("patch").arg("--version").output().is_err() {
        println!("skipped: no `patch` found");
        return;
    }
    for (name, bytes) in CASES {
        let sandbox = Sandbox::new();
        sandbox.write("f.py", bytes);
        let diff = sandbox.run(&["inject", "--lines", "all", "--diff", "f.py"]).succeeds();
        sandbox.write("f.diff", &diff.stdout_bytes);
        let expected = sandbox.run(&["inject", "--lines", "all", "f.py"]).succeeds().stdout_bytes;
        let mut patch = std::process::Command::new("patch");
        patch.args(["--binary", "--quiet", "f.py", "f.diff"]).current_dir(sandbox.path(""));
        let output = patch.output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stdout));
        assert_eq!(sandbox.read_bytes("f.py"), expected, "{name}");
    }
}

#[test]
fn undecodable_files() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", b"x = 1\ny = '\xff'\n");
    let run = sandbox.run(&["inject", "f.py:1"]).exits(1);
    assert!(run.stderr.starts_with("f.py:2:6: error: byte 0xff is not valid UTF-8"), "{}", run.stderr);
    assert!(run.stderr.contains("# coding: latin-1"), "{}", run.stderr);
    sandbox.write("f.py", b"# coding: no-such\nx = 1\n");
    sandbox.run(&["ast", "f.py"]).exits(1).says("f.py:1:11: error: unknown encoding `no-such`");
    sandbox.write("f.py", b"\xef\xbb\xbf# coding: latin-1\n");
    sandbox.run(&["strip", "f.py"]).exits(1).says("f.py:1:11: error: the byte order mark says UTF-8");
    sandbox.write("f.py", b"x = 1\0\n");
    sandbox.run(&["ast", "f.py"]).exits(1).says("f.py:1:6: error: ");
}
