//! Patterns of `case` clauses.

use super::{Dumper, Node};
use crate::ast::ExprContext::Load;
use crate::ast::Pattern;
use crate::ast::visit::with_stack;
use crate::text::Ranged;

impl Dumper<'_> {
    pub(super) fn pattern(&mut self, pattern: Pattern<'_>) {
        with_stack(|| self.pattern_inner(pattern));
    }

    fn pattern_inner(&mut self, pattern: Pattern<'_>) {
        let mut node = self.node(match pattern {
            Pattern::MatchValue(_) => "MatchValue",
            Pattern::MatchSingleton(_) => "MatchSingleton",
            Pattern::MatchSequence(_) => "MatchSequence",
            Pattern::MatchMapping(_) => "MatchMapping",
            Pattern::MatchClass(_) => "MatchClass",
            Pattern::MatchStar(_) => "MatchStar",
            Pattern::MatchAs(_) => "MatchAs",
            Pattern::MatchOr(_) => "MatchOr",
        });
        match pattern {
            Pattern::MatchValue(p) => node.expr("value", p.value),
            Pattern::MatchSingleton(p) => node.field("value").constant_value(p.value),
            Pattern::MatchSequence(p) => node.patterns("patterns", p.patterns),
            Pattern::MatchMapping(p) => {
                node.exprs("keys", p.keys, Load);
                node.patterns("patterns", p.patterns);
                node.opt_identifier("rest", p.rest);
            }
            Pattern::MatchClass(p) => {
                node.expr("cls", p.cls);
                node.patterns("patterns", p.patterns);
                node.list("kwd_attrs", p.kwd_attrs, |d, name| d.identifier(name));
                node.patterns("kwd_patterns", p.kwd_patterns);
            }
            Pattern::MatchStar(p) => node.opt_identifier("name", p.name),
            Pattern::MatchAs(p) => {
                if let Some(inner) = p.pattern {
                    node.field("pattern").pattern(inner);
                }
                node.opt_identifier("name", p.name);
            }
            Pattern::MatchOr(p) => node.patterns("patterns", p.patterns),
        }
        node.close(pattern.range());
    }
}

impl Node<'_, '_> {
    fn patterns(&mut self, name: &str, patterns: &[Pattern<'_>]) {
        self.list(name, patterns, |d, &pattern| d.pattern(pattern));
    }
}
