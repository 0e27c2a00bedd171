//! Sources on disk: how bytes become text, and how edits of the text become bytes.

use instr::source::{EncodeError, LineIndex, Newline, SourceFile};
use instr::text::TextRange;
use proptest::prelude::*;

fn read(bytes: &[u8]) -> SourceFile {
    SourceFile::new("f.py", bytes.to_vec()).expect("a source")
}

fn insert(bytes: &[u8], at: u32, new: &str) -> Vec<u8> {
    read(bytes).with_edits([(TextRange::empty(at), new)]).expect("room for it")
}

#[test]
fn declarations() {
    let cases: &[(&[u8], &str)] = &[
        (b"x = 1\n", "utf_8"),
        (b"", "utf_8"),
        (b"# coding: latin-1\n", "latin_1"),
        (b"# -*- coding: ISO_8859_1-unix -*-\n", "latin_1"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=koi8-r :\n", "koi8_r"),
        (b"\r# coding=cp1252\r", "cp1252"),
        (b"\r\n# coding=cp1252\r\n", "cp1252"),
        (b"  \t\x0c# coding: Windows-1252", "cp1252"),
        (b"# xcoding coding:cp1250\n", "cp1250"),
        (b"# coding: \n# coding: cp1250\n", "cp1250"),
        // In a line with code, behind a line with code, in line 3: no declaration.
        (b"x = 1 # coding: latin-1\n", "utf_8"),
        (b"x = 1\n# coding: latin-1\n", "utf_8"),
        (b"\n\n# coding: latin-1\n", "utf_8"),
        (b"# encoding latin-1\n", "utf_8"),
        (b"\\\n# coding: latin-1\n", "utf_8"),
        (b"\xef\xbb\xbf# coding: utf-8\n", "utf_8"),
    ];
    for (bytes, name) in cases {
        assert_eq!(read(bytes).encoding().name(), *name, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn undecodable() {
    let error = |bytes: &[u8]| {
        let error = SourceFile::new("f.py", bytes.to_vec()).expect_err("an error");
        let place = LineIndex::new(&error.text).location(&error.text, error.range.start());
        (place.line, place.column, error.message)
    };
    let (line, column, message) = error(b"x = 1\ny = '\xc3\xa9\xff'\n");
    assert_eq!((line, column), (2, 7));
    assert!(message.contains("0xff is not valid UTF-8"), "{message}");
    let (line, column, message) = error(b"#!python\n# coding: uft-8\n");
    assert_eq!((line, column), (2, 11));
    assert!(message.contains("unknown encoding `uft-8`"), "{message}");
    let (line, _, message) = error(b"\xef\xbb\xbf# coding: latin-1\n");
    assert_eq!(line, 1);
    assert!(message.contains("byte order mark"), "{message}");
    let (line, column, message) = error(b"# coding: ascii\n\xe9");
    assert_eq!((line, column), (2, 1));
    assert!(message.contains("`ascii`"), "{message}");
    let (line, column, _) = error(b"# coding: cp1252\nab\x81");
    assert_eq!((line, column), (2, 3));
    let (line, column, _) = error(b"# coding: euc-jp\nab\xa4\xa2\xa4\x20");
    assert_eq!(line, 2);
    assert!(column >= 3, "{column}");
}

#[test]
fn insertions_keep_all_other_bytes() {
    assert_eq!(insert(b"a\r\nb", 3, "P; "), b"a\r\nP; b");
    assert_eq!(insert(b"\xef\xbb\xbfa\n", 0, "P; "), b"\xef\xbb\xbfP; a\n");
    assert_eq!(insert(b"# coding: latin-1\n'\xe9'; a", 24, "P; "), b"# coding: latin-1\n'\xe9'; P; a");
    assert_eq!(insert(b"# coding: latin-1\na", 18, "'\u{e9}'; "), b"# coding: latin-1\n'\xe9'; a");
    // The second byte of the character is a backslash.
    let sjis: &[u8] = b"# coding: shift_jis\n'\x83\x5c'; a";
    assert_eq!(insert(sjis, 20 + 7, "P; "), b"# coding: shift_jis\n'\x83\x5c'; P; a");
    // An escape sequence belongs to what stands on its other side.
    let jis: &[u8] = b"# coding: iso2022_jp\n\x1b$B$\"\x1b(B= 1\n";
    assert_eq!(read(jis).text(), "# coding: iso2022_jp\nあ= 1\n");
    assert_eq!(insert(jis, 21, "P; "), b"# coding: iso2022_jp\nP; \x1b$B$\"\x1b(B= 1\n");
    assert_eq!(insert(jis, 24, ".x"), b"# coding: iso2022_jp\n\x1b$B$\"\x1b(B.x= 1\n");
    let pair: &[u8] = b"# coding: iso2022_jp\n\x1b$B$\"$\"\x1b(B= 1\n";
    let cut = read(pair).with_edits([(TextRange::empty(24), "x")]);
    assert!(matches!(cut, Err(EncodeError::Indivisible(_))), "{cut:?}");
}

#[test]
fn insertions_that_the_encoding_lacks() {
    let lacks = read(b"# coding: latin-1\na\xe9").with_edits([(TextRange::empty(18), "\u{3bc}")]);
    assert!(matches!(lacks, Err(EncodeError::Lacks('\u{3bc}', _))), "{lacks:?}");
}

#[test]
fn several_edits() {
    let source = read("é = f(a)\n".as_bytes());
    let edits = [(0, 0, "P; "), (5, 5, "Q("), (5, 6, "g"), (9, 9, ")")].map(|(s, e, t)| (TextRange::new(s, e), t));
    assert_eq!(source.with_edits(edits).unwrap(), "P; é = Q(g(a))\n".as_bytes());
    assert_eq!(source.with_edits([]).unwrap(), source.bytes());
}

#[test]
fn newline_styles() {
    let style = |bytes: &[u8]| read(bytes).newline();
    assert_eq!(style(b"a"), Newline::None);
    assert_eq!(style(b"a\nb"), Newline::Lf);
    assert_eq!(style(b"a\r\nb\r\n"), Newline::CrLf);
    assert_eq!(style(b"a\rb"), Newline::Cr);
    assert_eq!(style(b"a\nb\r\n"), Newline::Mixed);
    assert_eq!(style(b"a\r\r\n"), Newline::Mixed);
}

#[test]
fn lines_and_columns() {
    let text = "ab\r\né\u{c}x\r\u{2028}y\n";
    let index = LineIndex::new(text);
    assert_eq!((index.line_count(), index.last_line()), (4, 3));
    assert_eq!(index.line_text(text, 1), Some("ab"));
    assert_eq!(index.line_text(text, 2), Some("é\u{c}x"));
    assert_eq!(index.line_text(text, 3), Some("\u{2028}y"));
    assert_eq!(index.line_text(text, 4), Some(""));
    assert_eq!(index.line_text(text, 5), None);
    assert_eq!(index.line_text(text, 0), None);
    let x = index.location(text, 7);
    assert_eq!((x.line, x.byte_column, x.column), (2, 3, 3));
    assert_eq!(index.line(3), 1, "the second half of a line end belongs to its line");
    assert_eq!(index.offset_of_byte_column(2, 3), Some(7));
    assert_eq!(index.offset_of_column(text, 2, 3), Some(7));
    assert_eq!(index.offset_of_column(text, 2, 0), None);
    assert_eq!(index.offset_of_column(text, 2, 9), None);
    assert_eq!(index.offset_of_byte_column(9, 0), None);
    let empty = LineIndex::new("");
    assert_eq!((empty.line_count(), empty.last_line(), empty.line(0)), (1, 1, 1));
}

proptest! {
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        match SourceFile::new("f.py", bytes.clone()) {
            Ok(source) => {
                prop_assert_eq!(source.with_edits([]).unwrap(), bytes);
                LineIndex::new(source.text());
            }
            Err(error) => {
                LineIndex::new(&error.text).location(&error.text, error.range.start());
            }
        }
    }

    #[test]
    fn insert_and_remove(
        encoding in prop_oneof![
            Just("utf-8"), Just("latin-1"), Just("koi8-r"), Just("shift_jis"), Just("gb18030"), Just("euc-kr")
        ],
        text in "[a-zäя中 \r\n]{0,40}",
        places in proptest::collection::vec((any::<proptest::sample::Index>(), "[ -~]{0,5}"), 0..5),
    ) {
        let declared = format!("# coding: {encoding}\n");
        let bare = SourceFile::new("f.py", declared.clone().into_bytes()).unwrap();
        let Ok(bytes) = bare.with_edits([(TextRange::empty(declared.len() as u32), text.as_str())]) else {
            return Ok(()); // not in this encoding
        };
        let source = SourceFile::new("f.py", bytes.clone()).unwrap();
        let whole = format!("{declared}{text}");
        prop_assert_eq!(source.text(), &whole);
        let mut edits: Vec<(usize, String)> = places
            .into_iter()
            .map(|(place, new)| {
                let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
                (declared.len() + bounds[place.index(bounds.len())], new)
            })
            .collect();
        edits.sort_by_key(|(at, _)| *at);
        let insertions = edits.iter().map(|(at, new)| (TextRange::empty(*at as u32), new.as_str()));
        let edited = SourceFile::new("f.py", source.with_edits(insertions).unwrap()).unwrap();
        let mut shift = 0;
        let removals: Vec<(TextRange, &str)> = edits
            .iter()
            .map(|(at, new)| {
                let start = (at + shift) as u32;
                shift += new.len();
                (TextRange::new(start, start + new.len() as u32), "")
            })
            .collect();
        prop_assert_eq!(edited.with_edits(removals).unwrap(), bytes);
    }

    #[test]
    fn offsets_go_there_and_back(text in "[a\u{e9}\u{4e2d}\r\n]{0,60}") {
        let index = LineIndex::new(&text);
        for (at, _) in text.char_indices() {
            let place = index.location(&text, at as u32);
            prop_assert_eq!(index.offset_of_byte_column(place.line, place.byte_column), Some(at as u32));
            prop_assert_eq!(index.offset_of_column(&text, place.line, place.column), Some(at as u32));
        }
        let ends = text.replace("\r\n", "\n").replace('\r', "\n");
        prop_assert_eq!(index.line_count() as usize, ends.split('\n').count());
    }
}
