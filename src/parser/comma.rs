//! Where a comma may be missing: inside of brackets, an expression behind another.
//!
//! CPython says of `(a\nb)` that it is wrong from `a` on, and so names the line of `a`.

use crate::lexer::{Tok, Token};

/// The start of the operation before the last token, if that token begins another expression inside of brackets.
pub(super) fn forgotten(line: &[Token]) -> Option<u32> {
    let (bad, before) = line.split_last()?;
    if !begins_expression(bad.kind) {
        return None;
    }
    // For each open bracket: the index of the first token of the operation that is being read.
    let mut starts: Vec<Option<usize>> = vec![None];
    for (at, token) in before.iter().enumerate() {
        let here = starts.last_mut()?;
        match token.kind {
            Tok::Lpar | Tok::Lsqb | Tok::Lbrace | Tok::WithLpar | Tok::InterpolatedStart | Tok::FieldOpen => {
                here.get_or_insert(at);
                starts.push(None);
            }
            Tok::Rpar | Tok::Rsqb | Tok::Rbrace | Tok::InterpolatedEnd | Tok::FieldClose => {
                starts.pop();
            }
            Tok::Comma
            | Tok::Colon
            | Tok::SpecColon
            | Tok::Equal
            | Tok::ColonEqual
            | Tok::If
            | Tok::Else
            | Tok::For
            | Tok::ForIn
            | Tok::Lambda
            | Tok::Yield
            | Tok::From
            | Tok::As
            | Tok::Async => *here = None,
            Tok::Star | Tok::DoubleStar if here.is_none() => {}
            _ => {
                here.get_or_insert(at);
            }
        }
    }
    if starts.len() < 2 {
        return None;
    }
    let first = (*starts.last()?)?;
    // `prefix 'string'` is more likely a mistaken prefix.
    let is_prefix = before[first].kind == Tok::Name
        && matches!(line.get(first + 1).map(|t| t.kind), Some(Tok::String | Tok::Bytes | Tok::InterpolatedStart));
    (!is_prefix && ends_expression(before.last()?.kind)).then_some(before[first].start)
}

fn begins_expression(kind: Tok) -> bool {
    ends_expression(kind) && !matches!(kind, Tok::Rpar | Tok::Rsqb | Tok::Rbrace | Tok::InterpolatedEnd)
        || matches!(kind, Tok::Lambda | Tok::Not | Tok::Await | Tok::Tilde | Tok::Lbrace | Tok::InterpolatedStart)
}

fn ends_expression(kind: Tok) -> bool {
    matches!(
        kind,
        Tok::Name
            | Tok::Int
            | Tok::Float
            | Tok::Imaginary
            | Tok::String
            | Tok::Bytes
            | Tok::InterpolatedEnd
            | Tok::None
            | Tok::True
            | Tok::False
            | Tok::Ellipsis
            | Tok::Rpar
            | Tok::Rsqb
            | Tok::Rbrace
    )
}
