//! Strings, bytes, f-strings and t-strings, and what stands side by side of them.

use crate::ast::literal::{self, LiteralError};
use crate::ast::*;
use crate::parser::builder::{Builder, range};
use crate::parser::error::{Checked, fail};
use crate::text::TextRange;

impl<'a> Builder<'a> {
    fn literal(&self, l: u32, r: u32) -> StringLiteral<'a> {
        StringLiteral { range: range(l, r), raw: self.text(l, r) }
    }

    pub fn plain_string(&self, l: u32, r: u32) -> Checked<u32> {
        let literal = self.literal(l, r);
        literal::check_str(&literal).or_else(refuse)?;
        Ok(self.parts.push(StringPart::Plain(literal)))
    }

    pub fn bytes(&self, l: u32, r: u32) -> Checked<u32> {
        let literal = self.literal(l, r);
        literal::check_bytes(&literal).or_else(refuse)?;
        Ok(self.parts.push(StringPart::Plain(literal)))
    }

    pub fn interpolated(&self, l: u32, base: u32, r: u32) -> Checked<u32> {
        let elements = self.elements.take(base, self.arena);
        let bytes = &self.source.as_bytes()[l as usize..r as usize];
        let prefix = bytes.iter().take_while(|b| b.is_ascii_alphabetic());
        let string = InterpolatedString {
            range: range(l, r),
            is_raw: prefix.clone().any(|b| b.eq_ignore_ascii_case(&b'r')),
            is_template: prefix.clone().any(|b| b.eq_ignore_ascii_case(&b't')),
            elements,
        };
        check_text(elements, string.is_raw, false).or_else(refuse)?;
        Ok(self.parts.push(StringPart::Interpolated(self.arena.alloc(string))))
    }

    /// All that stands side by side.
    pub fn strings(&self, l: u32, base: u32, r: u32) -> Checked<Expr<'a>> {
        let (mut bytes, mut plain, mut formatted, mut templates) = (0, 0, 0, 0);
        self.parts.drain(base, |parts| {
            for part in parts {
                match part {
                    part if is_bytes_part(part) => bytes += 1,
                    StringPart::Plain(_) => plain += 1,
                    StringPart::Interpolated(string) if string.is_template => templates += 1,
                    StringPart::Interpolated(_) => formatted += 1,
                }
            }
            if bytes > 0 && plain + formatted + templates > 0 {
                let other = |part: &&StringPart<'a>| is_bytes_part(part) != is_bytes_part(&parts[0]);
                let at = parts.iter().find(other).map_or(range(l, r), part_range);
                return fail(at.start(), at.end(), "cannot mix bytes and nonbytes literals");
            }
            if templates > 0 && plain + formatted > 0 {
                return fail(l, r, "cannot mix t-strings with other strings");
            }
            if templates + formatted > 0 {
                let parts = self.arena.alloc_slice_copy(parts);
                return Ok(match templates {
                    0 => Expr::JoinedStr(self.arena.alloc(ExprJoinedStr { range: range(l, r), parts })),
                    _ => Expr::TemplateStr(self.arena.alloc(ExprTemplateStr { range: range(l, r), parts })),
                });
            }
            let literals = self.arena.alloc_slice_fill_iter(parts.iter().map(|part| match part {
                StringPart::Plain(literal) => *literal,
                StringPart::Interpolated(_) => unreachable!("none was counted"),
            }));
            let value = if bytes > 0 { Constant::Bytes(literals) } else { Constant::Str(literals) };
            Ok(self.constant(l, value, r))
        })
    }

    pub fn text_element(&self, l: u32, r: u32) {
        self.elements.push(InterpolatedElement::Literal(self.literal(l, r)));
    }

    /// `{value = !r:spec}`. `behind` is where the token after the value begins.
    #[allow(clippy::too_many_arguments)]
    pub fn field(
        &self,
        l: u32,
        value: Expr<'a>,
        behind: u32,
        is_debug: bool,
        conversion: Option<(u32, char)>,
        format_spec: Option<&'a FormatSpec<'a>>,
        r: u32,
    ) {
        // Before the `!`, `:` or `}`.
        let text_end = match (conversion, format_spec) {
            (Some((bang, _)), _) => bang,
            (None, Some(spec)) => spec.range.start() - 1,
            (None, None) => r - 1,
        };
        let node = FormattedValue {
            range: range(l, r),
            value,
            debug_text: is_debug.then(|| self.literal(l + 1, text_end)),
            expr_text: self.text(l + 1, behind),
            conversion: conversion.map(|(_, conversion)| conversion),
            format_spec,
        };
        self.elements.push(InterpolatedElement::Field(self.arena.alloc(node)));
    }

    pub fn conversion(&self, l: u32, name_start: u32, name_end: u32) -> Checked<Option<(u32, char)>> {
        if name_start != l + 1 {
            return fail(l, name_end, "the conversion must come right after the exclamation mark");
        }
        match self.text(name_start, name_end) {
            "r" => Ok(Some((l, 'r'))),
            "s" => Ok(Some((l, 's'))),
            "a" => Ok(Some((l, 'a'))),
            _ => fail(name_start, name_end, "invalid conversion: expected `s`, `r` or `a`"),
        }
    }

    pub fn format_spec(&self, l: u32, base: u32, r: u32) -> &'a FormatSpec<'a> {
        self.arena.alloc(FormatSpec { range: range(l, r), elements: self.elements.take(base, self.arena) })
    }
}

/// Checks the text of an f-string and of its format specs, which nest no deeper than the lexer lets them.
fn check_text(elements: &[InterpolatedElement<'_>], is_raw: bool, in_format_spec: bool) -> Result<(), LiteralError> {
    elements.iter().try_for_each(|element| match element {
        InterpolatedElement::Literal(text) => literal::check_fragment(text, is_raw, in_format_spec),
        InterpolatedElement::Field(field) => {
            field.format_spec.map_or(Ok(()), |spec| check_text(spec.elements, is_raw, true))
        }
    })
}

#[cold]
pub(super) fn refuse<T>(error: LiteralError) -> Checked<T> {
    fail(error.range.start(), error.range.end(), error.message)
}

fn is_bytes_part(part: &StringPart<'_>) -> bool {
    let StringPart::Plain(literal) = part else { return false };
    literal.raw.bytes().take(2).any(|b| matches!(b, b'b' | b'B')) && !literal.raw.starts_with(['"', '\''])
}

fn part_range(part: &StringPart<'_>) -> TextRange {
    match part {
        StringPart::Plain(literal) => literal.range,
        StringPart::Interpolated(string) => string.range,
    }
}
