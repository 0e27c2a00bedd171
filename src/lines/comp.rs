//! Code of comprehensions and generator expressions, in the frame around them and in their own.

use super::anchor::Anchor;
use super::emit::Emitter;
use super::graph::Node;
use crate::ast::visit::with_stack;
use crate::ast::*;

/// What a comprehension gathers.
enum Element<'a> {
    Append(Expr<'a>),
    /// Hashing may run code of the program.
    Hashed(Expr<'a>, Option<Expr<'a>>),
    Yield(Expr<'a>),
}

impl<'a> Element<'a> {
    /// The expression that is evaluated first.
    const fn first(&self) -> Expr<'a> {
        match *self {
            Self::Append(e) | Self::Hashed(e, _) | Self::Yield(e) => e,
        }
    }
}

fn parts<'a>(expr: Expr<'a>) -> (Element<'a>, &'a [Comprehension<'a>]) {
    match expr {
        Expr::ListComp(node) => (Element::Append(node.elt), node.generators),
        Expr::SetComp(node) => (Element::Hashed(node.elt, None), node.generators),
        Expr::DictComp(node) => (Element::Hashed(node.key, node.value), node.generators),
        Expr::GeneratorExp(node) => (Element::Yield(node.elt), node.generators),
        _ => unreachable!("only comprehensions come here"),
    }
}

/// Of more variables it is not known that they are bound: each name is looked for among them.
const MAX_BOUND: usize = 100;

impl<'a> Emitter<'a, '_> {
    /// A comprehension in the frame that evaluates it.
    pub(super) fn comprehension(&mut self, expr: Expr<'a>) {
        let (element, generators) = parts(expr);
        let outermost = &generators[0];
        let inlined = self.since(12) && !matches!(expr, Expr::GeneratorExp(_));
        if inlined {
            self.iterable(outermost, true);
            let iter_line = self.line_of(outermost.iter);
            let line = if self.since(13) { iter_line } else { self.line };
            if !self.since(15) {
                self.op(line);
                if line != self.line {
                    self.slot_again(Anchor::ExprAfter(outermost.iter));
                    self.doubt(self.line, "it is told before an iterator is made, which may run code");
                }
            }
            // An exception passes code that gives hidden variables back.
            let restore = self.label();
            self.here();
            if self.since(15) {
                self.slot_again(Anchor::ExprAfter(outermost.iter));
                self.op(line);
            }
            self.guarded(restore, |this| this.loops(&element, generators, true));
            let done = std::mem::take(&mut self.cursor);
            self.bind(restore);
            self.node(Node::NoLine);
            self.here();
            self.leave();
            self.cursor = done;
            // Variables are given back, on the comprehension's line: a place behind it serves that. Since 3.14 it is not
            // told if the element starts on that line, too.
            if self.since(14) && self.line_of(element.first()) == self.line {
                self.node(Node::Untold(self.line));
            } else {
                self.silent_op(self.line);
            }
            return;
        }
        self.here();
        self.iterable(outermost, !(self.since(15) && matches!(expr, Expr::GeneratorExp(_))));
        let iter_line = self.line_of(outermost.iter);
        let line = if self.since(13) { iter_line } else { self.line };
        self.op(line);
        self.here();
        self.frame(FrameNode::Comprehension(expr), self.mute > 0);
    }

    /// `at_once`: an iterator is made of it right there.
    fn iterable(&mut self, generator: &'a Comprehension<'a>, at_once: bool) {
        let around = self.depth;
        self.depth = around.in_iterable();
        if at_once && !generator.is_async {
            self.iterated(generator.iter);
        } else {
            self.expr(generator.iter);
        }
        self.depth = around;
    }

    /// The code of a comprehension's own frame.
    pub(super) fn comprehension_frame(&mut self, expr: Expr<'a>) {
        let (element, generators) = parts(expr);
        let is_generator = matches!(expr, Expr::GeneratorExp(_));
        // Later versions make the iterator when they make the generator, untraced.
        let has_start = !is_generator || !self.since(15);
        let at_once = has_start && (!self.since(13) || self.line_of(generators[0].iter) == self.line);
        if at_once {
            self.slot(Anchor::IterEach(generators[0].iter));
        }
        if !self.since(10) {
            self.line = 0;
        }
        if has_start {
            self.here();
        }
        self.loops(&element, generators, !at_once);
        if is_generator && self.since(10) {
            self.node(Node::Quiet);
        } else {
            self.here();
        }
    }

    fn loops(&mut self, element: &Element<'a>, generators: &'a [Comprehension<'a>], inlined: bool) {
        self.comp_loop(element, generators, 0, inlined);
    }

    fn comp_loop(&mut self, element: &Element<'a>, generators: &'a [Comprehension<'a>], at: usize, inlined: bool) {
        let generator = &generators[at];
        let iter_line = self.line_of(generator.iter);
        let next_line = if self.since(13) { iter_line } else { self.line };
        let mut single = None;
        if at > 0 {
            if self.since(9) && !generator.is_async {
                single = match generator.iter {
                    Expr::List(ExprList { elts: [elt], .. }) | Expr::Tuple(ExprTuple { elts: [elt], .. }) => Some(*elt),
                    _ => None,
                }
                .filter(|elt| !matches!(elt, Expr::Starred(_)));
            }
            match single {
                Some(elt) => self.expr(elt),
                None => {
                    self.iterable(generator, true);
                    self.op(next_line);
                }
            }
        }
        let (start, cleanup, anchor) = (self.label(), self.label(), self.label());
        let back_line = self.line_of(element.first());
        if self.since(13) && single.is_none() {
            self.label_lines.insert(cleanup.0, back_line);
        }
        if single.is_none() {
            if at > 0 || inlined {
                self.slot(Anchor::IterEach(generator.iter));
            }
            self.bind(start);
            if generator.is_async {
                self.waits(self.line);
                if self.file.version == 9 {
                    self.doubt(
                        self.graph.first_line,
                        "an exception in its iterator fires it once more, which is not told",
                    );
                }
            }
            self.op(if generator.is_async { self.line } else { next_line });
            self.branch(anchor);
        }
        self.loop_target(generator.target, next_line);
        let outer = self.bound.len();
        let room = MAX_BOUND.saturating_sub(outer);
        self.bound.extend(generator.target.bound_names().into_iter().take(room));
        for &test in generator.ifs {
            self.jump_if(test, cleanup, false);
        }
        if at + 1 < generators.len() {
            with_stack(|| self.comp_loop(element, generators, at + 1, inlined));
            if self.since(14) {
                // The inner loop has ended with a jump of the same line.
                self.node(Node::Untold(back_line));
            }
        } else {
            self.element(element);
        }
        self.bound.truncate(outer);
        self.bind(cleanup);
        if single.is_none() {
            if self.since(10) {
                self.op(if self.since(12) { back_line } else { self.line });
            }
            self.old_jump();
            self.slot(Anchor::IterEach(generator.iter));
            self.slot(Anchor::IterAgain(generator.iter));
            self.jump(start);
            self.bind(anchor);
        }
    }

    /// Up to 3.11 a target on another line than its `[` has an event of its own. There is no place before it.
    fn loop_target(&mut self, target: Expr<'a>, next_line: u32) {
        let line = self.line_of(target);
        let elts = match target {
            Expr::Tuple(ExprTuple { elts, .. }) | Expr::List(ExprList { elts, .. }) => *elts,
            _ => return self.store(target),
        };
        if self.since(12) || line == next_line {
            return self.store(target);
        }
        self.doubt(line, "what is unpacked there is unpacked before that is told");
        self.at(line, |this| {
            this.silent_op_costing(line, 20);
            elts.iter().for_each(|&elt| this.store(elt));
        });
    }

    fn element(&mut self, element: &Element<'a>) {
        let first = element.first();
        let line = if self.since(12) { self.line_of(first) } else { self.line };
        match *element {
            Element::Append(elt) => {
                self.expr(elt);
                self.op(line);
                // Nothing of the program runs while the element is appended.
                self.slot_again(Anchor::ExprAfter(elt));
            }
            Element::Hashed(key, value) => {
                self.expr(key);
                self.exprs(value);
                self.op(line);
            }
            Element::Yield(elt) => {
                self.expr(elt);
                self.op(line);
            }
        }
    }
}
