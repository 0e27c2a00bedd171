//! f-strings and t-strings: literals as written to CPython's `values`.
//!
//! CPython decodes each run of literal text on its own, drops the empty ones, and then makes one constant of all that
//! touch, across the literals of a concatenation:
//!
//! ```text
//! 'a' f'b{{' f'{x}'     Constant('ab{') from the first quote to the second brace, FormattedValue(x)
//! f'{x = }'             Constant('x = '), FormattedValue(x, conversion=114)
//! ```

use super::{Dumper, Node};
use crate::ast::literal::{PyString, decode_str, decode_text, fragment_tokens, has_unicode_kind, str_repr};
use crate::ast::visit::with_stack;
use crate::ast::{FormatSpec, FormattedValue, InterpolatedElement, StringLiteral, StringPart};
use crate::text::{TextRange, TextSize};

/// One element of `values`.
enum Piece<'a> {
    Text { value: PyString, has_kind: bool, range: TextRange },
    Field { field: &'a FormattedValue<'a>, style: Style },
}

/// How the surrounding literal is written.
#[derive(Clone, Copy)]
struct Style {
    is_raw: bool,
    /// Fields are Interpolations. Those nested in a format spec are not.
    is_template: bool,
    in_format_spec: bool,
}

impl Node<'_, '_> {
    /// The `values` of a JoinedStr or TemplateStr.
    pub(super) fn string_parts(&mut self, parts: &[StringPart<'_>]) {
        let mut pieces = Pieces { source: self.dumper.source, list: Vec::new(), texts: 0 };
        for part in parts {
            match part {
                StringPart::Plain(literal) => {
                    let mut value = PyString::new();
                    decode_str(literal, &mut value);
                    pieces.text(value, has_unicode_kind(literal), literal.range);
                }
                StringPart::Interpolated(string) => {
                    let style = Style { is_raw: string.is_raw, is_template: string.is_template, in_format_spec: false };
                    pieces.elements(string.elements, style);
                }
            }
        }
        self.pieces(&pieces);
    }

    fn pieces(&mut self, pieces: &Pieces<'_, '_>) {
        let kept = pieces.list.iter().filter(|p| !matches!(p, Piece::Text { value, .. } if value.is_empty()));
        self.list("values", kept, |d, piece| match piece {
            Piece::Text { value, has_kind, range } => {
                let mut node = d.node("Constant");
                str_repr(value, &mut node.field("value").out);
                if *has_kind {
                    node.field("kind").out.push_str("'u'");
                }
                node.close(*range);
            }
            Piece::Field { field, style } => with_stack(|| d.formatted_value(field, *style)),
        });
    }
}

impl Dumper<'_> {
    fn formatted_value(&mut self, field: &FormattedValue<'_>, style: Style) {
        let text = if style.is_template { Some(without_comments(field.expr_text)) } else { None };
        let mut node = self.node(if style.is_template { "Interpolation" } else { "FormattedValue" });
        node.expr("value", field.value);
        if let Some(text) = text {
            str_repr(&text, &mut node.field("str").out);
        }
        node.field("conversion");
        match field.conversion {
            Some(conversion) => node.dumper.number(conversion as u32),
            // `{x=}` shows the repr, unless a format is given.
            None if field.debug_text.is_some() && field.format_spec.is_none() => node.dumper.number('r' as u32),
            None => node.dumper.out.push_str("-1"),
        }
        if let Some(spec) = field.format_spec {
            node.field("format_spec").format_spec(spec, style);
        }
        node.close(field.range);
    }

    fn format_spec(&mut self, spec: &FormatSpec<'_>, style: Style) {
        let mut pieces = Pieces { source: self.source, list: Vec::new(), texts: 0 };
        pieces.elements(spec.elements, Style { is_template: false, in_format_spec: true, ..style });
        // CPython's starts at the colon.
        let range = TextRange::new(spec.range.start() - 1, spec.range.end());
        match pieces.list.as_slice() {
            // Where it joins texts and nothing else, CPython forgets to make a JoinedStr of them: `{a:\N{DASH}x}`.
            [Piece::Text { value, .. }] if pieces.texts > 1 => {
                let mut node = self.node("Constant");
                str_repr(value, &mut node.field("value").out);
                node.close(range);
            }
            _ => {
                let mut node = self.node("JoinedStr");
                node.pieces(&pieces);
                node.close(range);
            }
        }
    }
}

struct Pieces<'s, 'a> {
    source: &'s str,
    list: Vec<Piece<'a>>,
    /// How many texts there were before they were joined.
    texts: usize,
}

impl<'a> Pieces<'_, 'a> {
    /// Appends text, to the text before it if there is any: also an empty one widens its neighbours.
    fn text(&mut self, text: PyString, kind: bool, at: TextRange) {
        self.texts += 1;
        match self.list.last_mut() {
            Some(Piece::Text { value, range, .. }) => {
                value.append(&text);
                *range = range.cover(at);
            }
            _ => self.list.push(Piece::Text { value: text, has_kind: kind, range: at }),
        }
    }

    fn elements(&mut self, elements: &'a [InterpolatedElement<'a>], style: Style) {
        for element in elements {
            match element {
                InterpolatedElement::Literal(literal) => self.fragment(literal, style),
                InterpolatedElement::Field(field) => {
                    if let Some(debug) = &field.debug_text {
                        let text = without_comments(&self.source[debug.range.as_usize()]);
                        self.text(text, false, debug_range(field, debug));
                    }
                    self.list.push(Piece::Field { field, style });
                }
            }
        }
    }

    fn fragment(&mut self, literal: &StringLiteral<'_>, style: Style) {
        let start = literal.range.start();
        for token in fragment_tokens(literal.raw, style.is_raw, style.in_format_spec) {
            let mut value = PyString::new();
            decode_text(token.text, style.is_raw, &mut value);
            // An empty one, such as a backslash before a newline, does not count at all here.
            if !value.is_empty() {
                let at = TextRange::new(start + token.start as TextSize, start + token.end as TextSize);
                self.text(value, false, at);
            }
        }
    }
}

/// From behind the brace to before the `!`, `:` or `}`.
fn debug_range(field: &FormattedValue<'_>, debug: &StringLiteral<'_>) -> TextRange {
    TextRange::new(field.range.start() + 1, debug.range.end())
}

/// The text of an expression, comments cut out and newlines normalised, as CPython records it.
fn without_comments(text: &str) -> PyString {
    let mut out = PyString::new();
    let mut rest = text;
    let mut quote = None;
    while let Some(at) = rest.find(['\'', '"', '#', '\\', '\r']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let mut taken = 1;
        match from.as_bytes()[0] {
            b'\r' => {
                out.push_str("\n");
                taken += usize::from(from[1..].starts_with('\n'));
            }
            b'#' if quote.is_none() => taken = from.find(['\n', '\r']).unwrap_or(from.len()),
            b'\\' => {
                taken += from[1..].chars().next().filter(|&c| c != '\r').map_or(0, char::len_utf8);
                out.push_str(&from[..taken]);
            }
            mark @ (b'\'' | b'"') => {
                // Three quotes in a row leave the string open, as they should.
                match quote {
                    None => quote = Some(mark),
                    Some(open) if open == mark => quote = None,
                    Some(_) => {}
                }
                out.push_str(&from[..1]);
            }
            _ => out.push_str(&from[..1]),
        }
        rest = &from[taken..];
    }
    out.push_str(rest);
    out
}
