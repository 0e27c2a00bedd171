use super::*;

fn literal(raw: &str) -> StringLiteral<'_> {
    StringLiteral { range: TextRange::new(10, 10 + raw.len() as TextSize), raw }
}

fn text(raw: &str) -> String {
    let (mut decoded, mut out) = (PyString::new(), String::new());
    decode_str(&literal(raw), &mut decoded);
    str_repr(&decoded, &mut out);
    out
}

fn bytes(raw: &str) -> String {
    let (mut decoded, mut out) = (Vec::new(), String::new());
    decode_bytes(&literal(raw), &mut decoded);
    bytes_repr(&decoded, &mut out);
    out
}

fn number(print: impl Fn(&str, &mut String), raw: &str) -> String {
    let mut out = String::new();
    print(raw, &mut out);
    out
}

#[test]
fn strings() {
    for (raw, repr) in [
        (r"'a'", r"'a'"),
        (r#"'''a"b'''"#, r#"'a"b'"#),
        (r#""it's""#, r#""it's""#),
        (r#"'\'"'"#, r#"'\'"'"#),
        (r"'\n\x41\101\u20ac\U0001f600\N{SPACE}'", r"'\nAA€😀 '"),
        (r"'\N{latin small letter e with acute}'", r"'é'"),
        (r"'\ud83d\ude00'", r"'\ud83d\ude00'"),
        (r"'\xad\u200b\u0378'", r"'\xad\u200b\u0378'"),
        (r"'\q\8'", r"'\\q\\8'"),
        (r"r'\n'", r"'\\n'"),
        ("'a\\\r\nb\r\nc\rd'", r"'ab\nc\nd'"),
        (r"'\777'", "'\u{1ff}'"),
    ] {
        assert_eq!(text(raw), repr, "{raw}");
    }
}

#[test]
fn byte_strings() {
    for (raw, repr) in
        [(r"b'\x00\377\777\u1234'", r"b'\x00\xff\xff\\u1234'"), (r"Rb'\x00'", r"b'\\x00'"), (r#"b"'""#, r#"b"'""#)]
    {
        assert_eq!(bytes(raw), repr, "{raw}");
    }
}

#[test]
fn numbers() {
    for (raw, repr) in [
        ("00", "0"),
        ("1_000", "1000"),
        ("0XF_f", "255"),
        ("0b1111", "15"),
        ("0xffffffffffffffffffffffffffffffffff", "87112285931760246646623899502532662132735"),
    ] {
        assert_eq!(number(int_repr, raw), repr);
    }
    assert_eq!(number(int_repr, &format!("0x{}", "f".repeat(4000))), format!("0x{}", "f".repeat(4000)));
    assert_eq!(number(int_repr, &format!("0o{}", "7".repeat(8000))), format!("0x{}", "f".repeat(6000)));
    for (raw, repr) in [
        ("1.", "1.0"),
        (".5", "0.5"),
        ("1e16", "1e+16"),
        ("1e15", "1000000000000000.0"),
        ("0.0001", "0.0001"),
        ("0.00001", "1e-05"),
        ("1_0.0_1e1_0", "100100000000.0"),
        ("5e-324", "5e-324"),
        ("123456789012345678.0", "1.2345678901234568e+17"),
        ("1403143955116064.25", "1403143955116064.2"),
        ("1e400", "inf"),
    ] {
        assert_eq!(number(float_repr, raw), repr);
    }
    assert_eq!(number(complex_repr, "2J"), "2j");
    assert_eq!(number(complex_repr, "1e400j"), "infj");
}

#[test]
fn refused() {
    let place = |error: LiteralError| (error.range.start(), error.place.start(), error.place.end());
    for raw in [r"'a\x1'", r"'a\u12'", r"'a\U00110000'", r"'a\N{}'", r"'a\N'", r"'a\N{LATINSMALLLETTERA}'"] {
        let error = check_str(&literal(raw)).expect_err(raw);
        assert_eq!((error.range.start(), error.place.start()), (10, 12), "{raw}");
    }
    assert_eq!(place(check_bytes(&literal(r"b'a\x1'")).unwrap_err()), (10, 13, 16));
    assert_eq!(place(check_bytes(&literal("b'aé'")).unwrap_err()), (10, 13, 15));
    // The second token of the f-string's text, behind the doubled brace.
    assert_eq!(place(check_fragment(&literal(r"a{{\x"), false, false).unwrap_err()), (13, 13, 15));
    assert!(check_fragment(&literal(r"\x"), true, false).is_ok());
    let range = TextRange::new(0, 1);
    assert!(check(&Constant::Int(&"1".repeat(4300)), range).is_ok());
    assert!(check(&Constant::Int(&"1".repeat(4301)), range).is_err());
    assert!(check(&Constant::Int(&"0".repeat(5000)), range).is_ok());
}
