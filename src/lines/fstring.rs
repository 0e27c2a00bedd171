//! Code of f-strings, t-strings and `%` formatting.

use super::emit::Emitter;
use super::expr::STACK_USE_GUIDELINE;
use super::graph::Node;
use crate::ast::*;
use crate::text::TextRange;

impl<'a> Emitter<'a, '_> {
    pub(super) fn joined_str(&mut self, node: &'a ExprJoinedStr<'a>) {
        let mut pieces = Vec::new();
        for part in node.parts {
            match part {
                StringPart::Plain(text) => literal(&mut pieces, text.range, text.raw.len() > 2),
                StringPart::Interpolated(string) => {
                    let raw = &self.file.starts.source[string.range.as_usize()];
                    let triple = raw.ends_with("\"\"\"") || raw.ends_with("'''");
                    collect(&mut pieces, string.elements, triple);
                }
            }
        }
        if !self.since(9) && !self.same_line(Expr::JoinedStr(node)) {
            self.doubt_lines(Expr::JoinedStr(node), "3.8 gives an f-string over several lines wrong lines");
        }
        self.fields += 1;
        self.pieces(&pieces);
        self.fields -= 1;
    }

    fn pieces(&mut self, pieces: &[Piece<'a>]) {
        let joins = self.since(10) && pieces.len() > STACK_USE_GUIDELINE;
        if joins {
            self.here();
        }
        for piece in pieces {
            match *piece {
                Piece::Literal(range) => {
                    let line = if self.since(12) { self.file.starts.line(range.start()) } else { self.line };
                    self.op(line);
                }
                Piece::Field(field, triple) => {
                    let line = if self.since(12) { self.file.starts.line(field.range.start()) } else { self.line };
                    self.field(field, triple, line);
                }
            }
            if joins {
                self.here();
            }
        }
        if pieces.len() != 1 {
            self.here();
        }
    }

    fn field(&mut self, field: &'a FormattedValue<'a>, triple: bool, line: u32) {
        // Text of a probe has quotes in it: up to 3.11 a field in a field has none left.
        let nested = self.fields > 1 && !self.since(12);
        let closed = field.debug_text.is_some() || nested;
        self.mute += u32::from(closed);
        self.expr(field.value);
        if let Some(spec) = field.format_spec {
            let mut pieces = Vec::new();
            collect(&mut pieces, spec.elements, triple);
            let spec_line = if self.since(12) { self.file.starts.line(spec.range.start()) } else { line };
            self.at(spec_line, |this| this.pieces(&pieces));
        }
        self.mute -= u32::from(closed);
        self.op(line);
    }

    pub(super) fn template_str(&mut self, node: &'a ExprTemplateStr<'a>) {
        if !self.same_line(Expr::TemplateStr(node)) {
            self.doubt_lines(Expr::TemplateStr(node), "a template string over several lines is not modelled");
        }
        self.here();
        for part in node.parts {
            if let StringPart::Interpolated(string) = part {
                let mut pieces = Vec::new();
                collect(&mut pieces, string.elements, true);
                self.pieces(&pieces);
            }
        }
        self.here();
    }

    /// `'%s' % (a,)` becomes an f-string on 3.11 and later; false if it does not.
    pub(super) fn percent_format(&mut self, node: &'a ExprBinOp<'a>) -> bool {
        let (Expr::Constant(format), Expr::Tuple(values)) = (node.left, node.right) else { return false };
        let Constant::Str(parts) = format.value else { return false };
        if values.elts.iter().any(|e| matches!(e, Expr::Starred(_))) {
            return false;
        }
        let Some(layout) = percent_layout(parts) else { return false };
        if layout.iter().filter(|&&is_field| is_field).count() != values.elts.len() {
            return false;
        }
        let mut values = values.elts.iter();
        for &is_field in &layout {
            if is_field && let Some(&value) = values.next() {
                self.expr(value);
                let line = self.line_of(value);
                self.op(line);
            } else if !is_field {
                self.unplaced();
            }
        }
        if layout.len() != 1 {
            // Joining texts goes unnoticed.
            self.silent_op(self.line);
        }
        true
    }

    /// An instruction without a line, which inherits where it can.
    fn unplaced(&mut self) {
        let mut at = self.cursor.clone();
        loop {
            match at[..] {
                [] => return,
                [0] => {
                    let line = self.graph.first_line;
                    return self.op(line);
                }
                [only] => match self.graph.nodes[only] {
                    Node::Slot(_) => {
                        at = (0..only).filter(|&n| self.graph.edges[n].iter().any(|e| e.to == only)).collect();
                    }
                    Node::Join => break,
                    _ => return,
                },
                _ => break,
            }
        }
        self.node(Node::NoLine);
    }
}

/// A literal or a field as CPython's tree has them: literals side by side are one.
enum Piece<'a> {
    Literal(TextRange),
    /// The field, and whether its string has triple quotes.
    Field(&'a FormattedValue<'a>, bool),
}

fn literal(pieces: &mut Vec<Piece<'_>>, range: TextRange, is_text: bool) {
    if is_text && !matches!(pieces.last(), Some(Piece::Literal(_))) {
        pieces.push(Piece::Literal(range));
    }
}

fn collect<'a>(pieces: &mut Vec<Piece<'a>>, elements: &'a [InterpolatedElement<'a>], triple: bool) {
    for element in elements {
        match element {
            InterpolatedElement::Literal(text) => literal(pieces, text.range, !text.raw.is_empty()),
            InterpolatedElement::Field(field) => {
                if let Some(text) = &field.debug_text {
                    literal(pieces, text.range, true);
                }
                pieces.push(Piece::Field(field, triple));
            }
        }
    }
}

/// For each piece of a `%` format whether it is a field; none if CPython leaves the format alone.
fn percent_layout(parts: &[StringLiteral<'_>]) -> Option<Vec<bool>> {
    let mut layout: Vec<bool> = Vec::new();
    for part in parts {
        let body = part.raw.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let quotes = if body.len() >= 6 && (body.starts_with("\"\"\"") || body.starts_with("'''")) { 3 } else { 1 };
        let mut chars = body.get(quotes..body.len() - quotes)?.chars().peekable();
        while let Some(c) = chars.next() {
            let is_field = c == '%' && chars.next_if_eq(&'%').is_none();
            if is_field {
                while chars.next_if(|c| "-+ #0".contains(*c)).is_some() {}
                while chars.next_if(char::is_ascii_digit).is_some() {}
                if chars.next_if_eq(&'.').is_some() {
                    while chars.next_if(char::is_ascii_digit).is_some() {}
                }
                chars.next().filter(|c| "sra".contains(*c))?;
            }
            if is_field || layout.last() != Some(&false) {
                layout.push(is_field);
            }
        }
    }
    Some(layout)
}
