//! Strings, bytes, f-strings and t-strings, and what stands side by side of them.

use crate::ast::literal::{self, LiteralError};
use crate::ast::*;
use crate::parser::builder::{Builder, range};
use crate::parser::error::{Checked, fail, fail_at_once, fail_one_late};

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
        check_fragments(elements, string.is_raw, false)?;
        Ok(self.parts.push(StringPart::Interpolated(self.arena.alloc(string))))
    }

    /// All that stands side by side.
    pub fn strings(&self, l: u32, base: u32, r: u32) -> Checked<Expr<'a>> {
        let (mut bytes, mut plain, mut formatted, mut templates) = (0, 0, 0, 0);
        self.parts.drain(base, |parts| {
            for part in parts {
                match part {
                    StringPart::Plain(literal) if is_bytes(literal) => bytes += 1,
                    StringPart::Plain(_) => plain += 1,
                    StringPart::Interpolated(string) if string.is_template => templates += 1,
                    StringPart::Interpolated(_) => formatted += 1,
                }
            }
            if bytes > 0 && plain + formatted + templates > 0 {
                return fail_one_late(l, r, "cannot mix bytes and nonbytes literals");
            }
            if templates > 0 && plain + formatted > 0 {
                return fail_at_once(l, r, "cannot mix t-strings with other strings");
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

    /// `{value = !r:spec}`. `behind` is where the token after the value begins, `debug` the one after the `=`.
    #[allow(clippy::too_many_arguments)]
    pub fn field(
        &self,
        l: u32,
        value: Expr<'a>,
        behind: u32,
        debug: Option<u32>,
        conversion: Option<char>,
        format_spec: Option<&'a FormatSpec<'a>>,
        r: u32,
    ) {
        let node = FormattedValue {
            range: range(l, r),
            value,
            debug_text: debug.map(|end| self.literal(l + 1, end)),
            expr_text: self.text(l + 1, behind),
            conversion,
            format_spec,
        };
        self.elements.push(InterpolatedElement::Field(self.arena.alloc(node)));
    }

    pub fn conversion(&self, l: u32, name_start: u32, name_end: u32) -> Checked<Option<char>> {
        if name_start != l + 1 {
            return fail(l, name_end, "the conversion must come right after the exclamation mark");
        }
        match self.text(name_start, name_end) {
            "r" => Ok(Some('r')),
            "s" => Ok(Some('s')),
            "a" => Ok(Some('a')),
            _ => fail(name_start, name_end, "invalid conversion: expected `s`, `r` or `a`"),
        }
    }

    pub fn format_spec(&self, l: u32, base: u32, r: u32) -> &'a FormatSpec<'a> {
        self.arena.alloc(FormatSpec { range: range(l, r), elements: self.elements.take(base, self.arena) })
    }
}

#[cold]
pub(super) fn refuse<T>(error: LiteralError) -> Checked<T> {
    fail_at_once(error.range.start(), error.range.end(), error.message)
}

/// Checks literal text and, one below the other, that of format specs.
fn check_fragments(elements: &[InterpolatedElement<'_>], is_raw: bool, in_spec: bool) -> Checked<()> {
    elements.iter().try_for_each(|element| match element {
        InterpolatedElement::Literal(literal) => literal::check_fragment(literal, is_raw, in_spec).or_else(refuse),
        InterpolatedElement::Field(field) => {
            field.format_spec.map_or(Ok(()), |spec| check_fragments(spec.elements, is_raw, true))
        }
    })
}

fn is_bytes(literal: &StringLiteral<'_>) -> bool {
    literal.raw.bytes().take(2).any(|b| matches!(b, b'b' | b'B')) && !literal.raw.starts_with(['"', '\''])
}
