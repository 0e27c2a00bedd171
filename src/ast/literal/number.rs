//! Numbers: the text of a literal to the `repr` of its value.

use std::fmt::Write;

/// CPython converts no integer of more decimal digits to or from text.
pub const MAX_DECIMAL_DIGITS: usize = 4300;

/// Refuses a decimal integer that is too long for CPython's parser. Other bases have no limit.
pub(super) fn check_int(raw: &str) -> Result<(), String> {
    if raw.len() <= MAX_DECIMAL_DIGITS || split_base(raw).0 != 10 {
        return Ok(());
    }
    let digits = raw.bytes().filter(u8::is_ascii_digit).count();
    // CPython reads a zero of any length: it never gets to the conversion.
    if digits <= MAX_DECIMAL_DIGITS || raw.bytes().all(|b| matches!(b, b'0' | b'_')) {
        return Ok(());
    }
    Err(format!("an integer of {digits} decimal digits; CPython's limit is {MAX_DECIMAL_DIGITS}, hexadecimal has none"))
}

/// Appends the decimal text of an integer literal. One of more than [`MAX_DECIMAL_DIGITS`], which CPython would not
/// print at all, is written in hexadecimal.
pub fn int_repr(raw: &str, out: &mut String) {
    let (base, digits) = split_base(raw);
    let digits: String = digits.chars().filter(|&c| c != '_').collect();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        out.push('0');
    } else if base == 10 {
        out.push_str(digits);
    } else if let Ok(value) = u128::from_str_radix(digits, base) {
        let _ = write!(out, "{value}");
    } else {
        long_int_repr(digits, base, out);
    }
}

/// The base of a literal and its digits, with their underscores.
fn split_base(raw: &str) -> (u32, &str) {
    match raw.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &raw[2..]),
        [b'0', b'o' | b'O', ..] => (8, &raw[2..]),
        [b'0', b'b' | b'B', ..] => (2, &raw[2..]),
        _ => (10, raw),
    }
}

fn long_int_repr(digits: &str, base: u32, out: &mut String) {
    let bits_per_digit = base.ilog2() as usize;
    let first_bits =
        char::to_digit(digits.chars().next().unwrap_or('0'), base).map_or(0, |d| d.checked_ilog2().unwrap_or(0));
    let bits = (digits.len() - 1) * bits_per_digit + first_bits as usize + 1;
    // 2 ** 14284 has 4300 decimal digits: more bits than that always have more digits.
    if bits <= 14_285 {
        let decimal = to_decimal(digits, base);
        if decimal.len() <= MAX_DECIMAL_DIGITS {
            out.push_str(&decimal);
            return;
        }
    }
    out.push_str("0x");
    to_hexadecimal(digits, base, out);
}

/// Schoolbook conversion, of a bounded number of digits.
fn to_decimal(digits: &str, base: u32) -> String {
    const LIMB: u64 = 1_000_000_000;
    let mut limbs: Vec<u64> = Vec::new();
    for digit in digits.chars().filter_map(|c| c.to_digit(base)) {
        let mut carry = u64::from(digit);
        for limb in &mut limbs {
            let value = *limb * u64::from(base) + carry;
            *limb = value % LIMB;
            carry = value / LIMB;
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let mut out = limbs.pop().unwrap_or(0).to_string();
    for limb in limbs.iter().rev() {
        let _ = write!(out, "{limb:09}");
    }
    out
}

/// Regroups binary digits in fours, from the right.
fn to_hexadecimal(digits: &str, base: u32, out: &mut String) {
    let width = base.ilog2();
    let mut nibbles = Vec::with_capacity(digits.len());
    let (mut buffer, mut filled) = (0u32, 0);
    for digit in digits.chars().rev().filter_map(|c| c.to_digit(base)) {
        buffer |= digit << filled;
        filled += width;
        while filled >= 4 {
            nibbles.push(buffer & 0xf);
            buffer >>= 4;
            filled -= 4;
        }
    }
    if filled > 0 {
        nibbles.push(buffer);
    }
    let significant = nibbles.iter().rev().skip_while(|&&n| n == 0);
    out.extend(significant.filter_map(|&n| char::from_digit(n, 16)));
}

/// Appends `repr` of a float literal.
pub fn float_repr(raw: &str, out: &mut String) {
    push_float(raw, true, out);
}

/// Appends `repr` of an imaginary literal, its `j` included.
pub fn complex_repr(raw: &str, out: &mut String) {
    push_float(raw.trim_end_matches(['j', 'J']), false, out);
    out.push('j');
}

/// The shortest digits that read back as the same value, with an exponent below 1e-4 and from 1e16 on. A complex
/// number shows no `.0`.
fn push_float(raw: &str, point_zero: bool, out: &mut String) {
    let value: f64 = if raw.contains('_') { raw.replace('_', "").parse() } else { raw.parse() }.unwrap_or(f64::NAN);
    if value.is_infinite() {
        out.push_str("inf");
        return;
    }
    let (digits, exponent) = shortest(value);
    // Where the point stands: behind that many digits.
    let point = exponent + 1;
    if !(-3..=16).contains(&point) {
        let (first, rest) = digits.split_at(1);
        out.push_str(first);
        if !rest.is_empty() {
            out.push('.');
            out.push_str(rest);
        }
        let sign = if exponent < 0 { '-' } else { '+' };
        let _ = write!(out, "e{sign}{:02}", exponent.abs());
    } else if point <= 0 {
        let _ = write!(out, "0.{:0<width$}{digits}", "", width = point.unsigned_abs() as usize);
    } else if (point as usize) < digits.len() {
        let (whole, fraction) = digits.split_at(point as usize);
        let _ = write!(out, "{whole}.{fraction}");
    } else {
        let _ = write!(out, "{digits:0<width$}{}", if point_zero { ".0" } else { "" }, width = point as usize);
    }
}

/// The fewest digits that read back as `value`, and its decimal exponent.
fn shortest(value: f64) -> (String, i32) {
    let split = |text: &str| {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        (mantissa.replace('.', ""), exponent.parse().unwrap_or(0))
    };
    let (digits, exponent) = split(&format!("{value:e}"));
    // Of two texts equally near, CPython takes the one that ends in an even digit.
    let nearest = format!("{value:.*e}", digits.len() - 1);
    if nearest.parse() == Ok(value) { split(&nearest) } else { (digits, exponent) }
}
