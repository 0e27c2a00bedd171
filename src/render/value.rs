//! The text of a value, as CPython's `repr` gives it for numbers and strings.

use std::borrow::Cow;
use std::fmt::Write;

use crate::event::Value;
use crate::text::is_printable;

/// How a value is shown. The text may still hold characters that must be escaped.
pub fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::None => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Int(number) => number.to_string().into(),
        Value::Float(number) => float(*number).into(),
        Value::Str { repr: Some(repr), .. } => repr.into(),
        Value::Str { value, repr: None } => string(value).into(),
        Value::Text(text) => text.into(),
        Value::Redacted => "<redacted>".into(),
        Value::Unset => "<unset>".into(),
        Value::Unbound => "<unbound>".into(),
        Value::Failed(error) => format!("<{error}>").into(),
    }
}

/// `repr` of a float: the fewest digits that give it back, with an exponent from 1e16 on and below 1e-4.
pub fn float(number: f64) -> String {
    if !number.is_finite() {
        let name = if number.is_nan() { "nan" } else { "inf" };
        return if number == f64::NEG_INFINITY { format!("-{name}") } else { name.to_owned() };
    }
    let scientific = shortest(number);
    let (digits, exponent) = scientific.split_once('e').expect("`{:e}` writes an exponent");
    let exponent: i32 = exponent.parse().expect("`{:e}` writes a decimal exponent");
    if !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.unsigned_abs());
    }
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let mut digits = digits.replace('.', "");
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1));
    }
    let point = exponent as usize + 1;
    while digits.len() <= point {
        digits.push('0');
    }
    digits.insert(point, '.');
    sign.to_owned() + &digits
}

/// The fewest digits that give the number back, in scientific form. Of two that are equally near CPython takes the one
/// with an even last digit, Rust the larger: `1113178120592002.25` ends in `.2`, not in `.3`.
fn shortest(number: f64) -> String {
    let shortest = format!("{number:e}");
    let digits = shortest.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
    let rounded = format!("{number:.*e}", digits - 1);
    // At a power of two the nearest number with so many digits may be another float's.
    if rounded.parse() == Ok(number) { rounded } else { shortest }
}

/// `repr` of a string: in single quotes, unless these would need escapes and double quotes would not.
pub fn string(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        // Writing to a string cannot fail.
        let _ = match c {
            '\\' => out.write_str("\\\\"),
            '\n' => out.write_str("\\n"),
            '\r' => out.write_str("\\r"),
            '\t' => out.write_str("\\t"),
            c if c == quote => write!(out, "\\{c}"),
            c if is_printable(c) => out.write_char(c),
            '\0'..='\u{ff}' => write!(out, "\\x{:02x}", u32::from(c)),
            '\u{100}'..='\u{ffff}' => write!(out, "\\u{:04x}", u32::from(c)),
            c => write!(out, "\\U{:08x}", u32::from(c)),
        };
    }
    out.push(quote);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The right side is what CPython prints.
    #[test]
    fn floats() {
        let cases = [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (-2.5, "-2.5"),
            (0.1, "0.1"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e-4, "0.0001"),
            (0.00012, "0.00012"),
            (1e-5, "1e-05"),
            (1.5e-5, "1.5e-05"),
            (123456789012345.0, "123456789012345.0"),
            (9007199254740993.0, "9007199254740992.0"),
            (4452712482368009.0 / 4.0, "1113178120592002.2"),
            (-1871134174267437.0 / 8.0, "-233891771783429.62"),
            (2f64.powi(-44), "5.684341886080802e-14"),
            (9999999999999998.0, "9999999999999998.0"),
            (1e16, "1e+16"),
            (1.2345e16, "1.2345e+16"),
            (1e22, "1e+22"),
            (1e100, "1e+100"),
            (5e-324, "5e-324"),
            (2.2250738585072014e-308, "2.2250738585072014e-308"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
            (-f64::NAN, "nan"),
        ];
        for (number, expected) in cases {
            assert_eq!(float(number), expected);
        }
    }

    #[test]
    fn strings() {
        let cases = [
            ("", "''"),
            ("plain", "'plain'"),
            ("it's", "\"it's\""),
            ("say \"hi\"", "'say \"hi\"'"),
            ("it's \"so\"", "'it\\'s \"so\"'"),
            ("a\\b", "'a\\\\b'"),
            ("\n\r\t\x1b\u{e9}\u{202e}", "'\\n\\r\\t\\x1b\u{e9}\\u202e'"),
        ];
        for (value, expected) in cases {
            assert_eq!(string(value), expected);
        }
    }

    #[test]
    fn other_values() {
        let cases = [
            (Value::None, "None"),
            (Value::Bool(true), "True"),
            (Value::Bool(false), "False"),
            (Value::Int(i64::MIN), "-9223372036854775808"),
            (Value::Str { value: "é".into(), repr: Some("'\\xe9'".into()) }, "'\\xe9'"),
            (Value::Text("[1, 2, … 7 more]".into()), "[1, 2, … 7 more]"),
            (Value::Redacted, "<redacted>"),
            (Value::Unset, "<unset>"),
            (Value::Unbound, "<unbound>"),
            (Value::Failed("ValueError: why".into()), "<ValueError: why>"),
        ];
        for (value, expected) in cases {
            assert_eq!(text(&value), expected);
        }
    }
}
