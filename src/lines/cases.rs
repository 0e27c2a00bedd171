//! Code of `match`.

use super::anchor::Anchor;
use super::emit::{Emitter, Label};
use crate::ast::*;
use crate::text::Ranged;

impl<'a> Emitter<'a, '_> {
    pub(super) fn match_stmt(&mut self, node: &'a StmtMatch<'a>) {
        if matches!(node.subject, Expr::Tuple(t) if t.elts.iter().any(|e| matches!(e, Expr::Starred(_)))) {
            self.muted(|this| this.expr(node.subject));
        } else {
            self.expr(node.subject);
        }
        let end = self.label();
        let (last, others) = node.cases.split_last().expect("a match has cases");
        let is_default = is_wildcard(last.pattern) && !others.is_empty();
        for (at, case) in others.iter().enumerate() {
            self.case(case, end, false, is_default && at + 1 == others.len());
        }
        self.case(last, end, is_default, true);
        self.bind(end);
    }

    fn case(&mut self, case: &'a MatchCase<'a>, end: Label, is_default: bool, is_last: bool) {
        let line = self.line_of(case.pattern);
        self.line = line;
        let next = self.label();
        if is_default {
            self.slot(Anchor::Case(case));
            self.silent_op(line);
        } else {
            if self.file.brackets.have_room(case.pattern.range(), self.file.version) {
                self.slot(Anchor::Case(case));
            } else {
                self.crowded.insert(line);
            }
            self.pattern(case.pattern, next);
        }
        if let Some(guard) = case.guard {
            self.jump_if(guard, next, false);
        }
        if matches!(self.file.version, 12 | 13) && !is_last {
            // The subject is dropped here.
            self.silent_op(line);
        }
        self.body(case.body);
        self.jump_op(end);
        self.bind(next);
    }

    fn pattern(&mut self, pattern: Pattern<'a>, fail: Label) {
        let line = self.line_of(pattern);
        self.op(line);
        if self.end_line_of(pattern) != line {
            self.doubt_lines(pattern, "a pattern over several lines is not modelled");
        }
        if !is_irrefutable(pattern) {
            self.branch(fail);
        }
    }
}

fn is_wildcard(pattern: Pattern<'_>) -> bool {
    matches!(pattern, Pattern::MatchAs(node) if node.pattern.is_none() && node.name.is_none())
}

fn is_irrefutable(pattern: Pattern<'_>) -> bool {
    match pattern {
        Pattern::MatchAs(node) => node.pattern.is_none_or(is_irrefutable),
        Pattern::MatchOr(node) => node.patterns.iter().any(|&p| is_irrefutable(p)),
        _ => false,
    }
}
