//! Code of calls: arguments, methods, class headers.

use super::anchor::Anchor;
use super::emit::{Emitter, Label};
use super::expr::STACK_USE_GUIDELINE;
use crate::ast::*;
use crate::text::Ranged;

impl<'a> Emitter<'a, '_> {
    pub(super) fn call(&mut self, node: &'a ExprCall<'a>) {
        let line = self.line;
        if let Expr::Attribute(method) = node.func
            && self.is_method_call(node, method)
        {
            self.expr(method.value);
            let at = self.attribute_line(method);
            self.op(at);
            self.plain_arguments(node);
            return self.op(at);
        }
        let end = self.label();
        if let Some(generator) = self.inlined_consumer(node) {
            self.consume(node, generator, end);
        }
        let func_line = self.line_of(node.func);
        if self.file.version == 11 {
            self.silent_op(func_line);
        }
        self.expr(node.func);
        if self.since(12) {
            self.silent_op(func_line);
        }
        if let [Expr::GeneratorExp(generator)] = node.args
            && node.keywords.is_empty()
            && generator.range.end() == node.range.end()
        {
            // It shares the call's parentheses: nothing can be wrapped around it.
            let at = self.line_of(node.args[0]);
            self.at(at, |this| this.comprehension(node.args[0]));
            self.op(line);
            return self.bind(end);
        }
        self.arguments(0, node.args, node.keywords);
    }

    /// `any(x for x in y)`, which 3.14 and later run without a call if the name is the builtin's.
    fn inlined_consumer(&self, node: &'a ExprCall<'a>) -> Option<Expr<'a>> {
        let names: &[&str] = match self.file.version {
            ..14 => &[],
            14 => &["all", "any", "tuple"],
            _ => &["all", "any", "list", "set", "tuple"],
        };
        match (node.func, node.args) {
            (Expr::Name(name), [generator @ Expr::GeneratorExp(_)])
                if node.keywords.is_empty() && names.contains(&name.id) =>
            {
                Some(*generator)
            }
            _ => None,
        }
    }

    /// The loop over the generator, which a test of the name may skip: the ordinary call follows.
    fn consume(&mut self, node: &'a ExprCall<'a>, generator: Expr<'a>, end: Label) {
        let (skip, next) = (self.label(), self.label());
        let line = self.line_of(node.func);
        self.op(line);
        self.branch(skip);
        let frames = self.frames.len();
        self.muted(|this| {
            let at = this.line_of(generator);
            this.at(at, |this| this.comprehension(generator));
        });
        self.frames.truncate(frames);
        self.here();
        self.bind(next);
        self.here();
        self.branch(end);
        if let Expr::GeneratorExp(ExprGeneratorExp { elt, generators: [outermost], .. }) = generator
            && !outermost.is_async
            // Else it may ask for more than one to give one, or give several of one.
            && outermost.ifs.is_empty()
            && !matches!(elt, Expr::Starred(_))
            && !matches!(node.func, Expr::Name(name) if self.file.imported.contains(name.id))
        {
            self.slot(Anchor::IterAround(outermost.iter));
        }
        self.jump(next);
        self.bind(skip);
    }

    /// `o.m(a)`: the method is looked up without making a bound one.
    fn is_method_call(&self, node: &ExprCall<'a>, method: &ExprAttribute<'a>) -> bool {
        let imported = self.since(12) && matches!(method.value, Expr::Name(n) if self.file.imported.contains(n.id));
        let many = node.args.len() + node.keywords.len() + usize::from(!node.keywords.is_empty());
        let too_many = self.since(10) && many >= STACK_USE_GUIDELINE;
        let stars = node.args.iter().any(|a| matches!(a, Expr::Starred(_)));
        let plain_keywords =
            node.keywords.is_empty() || self.since(11) && node.keywords.iter().all(|k| k.arg.is_some());
        plain_keywords && !imported && !stars && !too_many
    }

    fn plain_arguments(&mut self, node: &'a ExprCall<'a>) {
        if let [Expr::GeneratorExp(generator)] = node.args
            && node.keywords.is_empty()
            && generator.range.end() == node.range.end()
        {
            let at = self.line_of(node.args[0]);
            return self.at(at, |this| this.comprehension(node.args[0]));
        }
        self.exprs(node.args.iter().copied());
        self.exprs(node.keywords.iter().map(|k| k.value));
    }

    /// Arguments and the call itself, also of a class header.
    pub(super) fn arguments(&mut self, pushed: usize, args: &'a [Expr<'a>], keywords: &'a [Keyword<'a>]) {
        let many = self.since(10) && args.len() + keywords.len() * 2 > STACK_USE_GUIDELINE;
        let unpacks = args.iter().any(|a| matches!(a, Expr::Starred(_))) || keywords.iter().any(|k| k.arg.is_none());
        if !many && !unpacks {
            self.exprs(args.iter().copied());
            self.exprs(keywords.iter().map(|k| k.value));
            return self.here();
        }
        if !self.since(9) {
            self.unpacked_positional_38(args);
        } else if let ([Expr::Starred(star)], 0) = (args, pushed) {
            self.expr(star.value);
        } else {
            self.sequence(args, pushed, true);
        }
        self.unpacked_keywords(keywords);
        self.here();
    }

    fn unpacked_positional_38(&mut self, args: &'a [Expr<'a>]) {
        let mut seen = 0;
        let mut tuples = 0;
        for &arg in args {
            if let Expr::Starred(star) = arg {
                if std::mem::take(&mut seen) > 0 {
                    self.here();
                    tuples += 1;
                }
                self.expr(star.value);
                tuples += 1;
            } else {
                self.expr(arg);
                seen += 1;
            }
        }
        if seen > 0 || tuples != 1 {
            self.here();
        }
    }

    fn unpacked_keywords(&mut self, keywords: &'a [Keyword<'a>]) {
        let mut run = 0;
        let mut have_dict = false;
        for (at, keyword) in keywords.iter().enumerate() {
            if keyword.arg.is_some() {
                run += 1;
                continue;
            }
            if run > 0 {
                self.named(&keywords[at - run..at], have_dict);
                have_dict = true;
                run = 0;
            }
            if self.since(9) && !std::mem::replace(&mut have_dict, true) {
                self.here();
            }
            self.expr(keyword.value);
            if self.since(9) {
                self.here();
            }
        }
        if run > 0 {
            self.named(&keywords[keywords.len() - run..], have_dict);
        }
    }

    fn named(&mut self, keywords: &'a [Keyword<'a>], have_dict: bool) {
        let big = self.since(10) && keywords.len() * 2 > STACK_USE_GUIDELINE;
        if keywords.len() > 1 && !big && !self.since(14) {
            self.exprs(keywords.iter().map(|k| k.value));
            self.here();
        } else {
            for keyword in keywords {
                self.here();
                self.expr(keyword.value);
            }
            self.here();
        }
        if have_dict {
            self.here();
        }
    }

    pub(super) fn same_line(&self, node: impl Ranged + Copy) -> bool {
        self.line_of(node) == self.end_line_of(node)
    }
}
