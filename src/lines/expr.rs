//! Code of expressions.

use super::anchor::Anchor;
use super::emit::{Emitter, Label};
use super::fold::{all_constant, decides, fold, is_constant_container};
use crate::ast::visit::with_stack;
use crate::ast::*;

/// More values than these are not piled up on the stack.
pub(super) const STACK_USE_GUIDELINE: usize = 30;

impl<'a> Emitter<'a, '_> {
    /// Evaluates an expression, with a place for a probe before it and one after it.
    pub(super) fn expr(&mut self, expr: Expr<'a>) {
        let emit = |this: &mut Self| {
            let hosts = can_host(expr);
            if hosts {
                this.slot(Anchor::ExprBefore(expr));
            }
            let line = this.line_of(expr);
            this.at(line, |this| this.expr_inner(expr));
            if hosts {
                this.slot(Anchor::ExprAfter(expr));
            }
        };
        self.nested(expr, emit, Self::here);
    }

    pub(super) fn exprs(&mut self, exprs: impl IntoIterator<Item = Expr<'a>>) {
        exprs.into_iter().for_each(|e| self.expr(e));
    }

    fn expr_inner(&mut self, expr: Expr<'a>) {
        if fold(expr).is_some() {
            // A folded constant is one leaf.
            return self.silent_op(self.line);
        }
        match expr {
            Expr::Name(name) if self.bound.contains(&name.id) => self.silent_op(self.line),
            Expr::Constant(_) | Expr::Name(_) => self.here(),
            Expr::BoolOp(node) => self.bool_op(node),
            Expr::NamedExpr(node) => {
                self.expr(node.value);
                self.here();
                self.store(node.target);
            }
            Expr::BinOp(node) => self.bin_op(node),
            Expr::UnaryOp(node) => {
                self.expr(node.operand);
                self.here();
            }
            Expr::Lambda(node) => {
                self.defaults(node.args);
                self.here();
                self.frame(FrameNode::Lambda(node), self.mute > 0);
            }
            Expr::IfExp(node) => self.if_exp(node),
            Expr::Dict(node) => self.dict(node.items),
            Expr::Set(node) => self.sequence(node.elts, 0, false),
            Expr::List(node) => self.sequence(node.elts, 0, false),
            Expr::Tuple(node) => self.sequence(node.elts, 0, true),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::GeneratorExp(_) => {
                self.comprehension(expr)
            }
            Expr::Await(node) => {
                self.expr(node.value);
                self.waits(self.line);
                self.here();
            }
            Expr::Yield(node) => {
                self.exprs(node.value);
                self.here();
            }
            Expr::YieldFrom(node) => {
                self.expr(node.value);
                self.waits(self.line);
                self.here();
            }
            Expr::Compare(node) => self.compare(node),
            Expr::Call(node) => self.call(node),
            Expr::JoinedStr(node) => self.joined_str(node),
            Expr::TemplateStr(node) => self.template_str(node),
            Expr::Attribute(node) => {
                self.expr(node.value);
                self.attribute_op(node);
            }
            Expr::Subscript(node) => self.subscript(node),
            Expr::Starred(node) => self.expr(node.value),
            Expr::Slice(node) => self.slice(node),
        }
    }

    /// Loading, storing or calling an attribute.
    pub(super) fn attribute_op(&mut self, node: &ExprAttribute<'a>) {
        let line = self.attribute_line(node);
        self.op(line);
    }

    pub(super) fn attribute_line(&self, node: &ExprAttribute<'a>) -> u32 {
        if self.since(10) { self.file.starts.line(node.range.end()) } else { self.line }
    }

    fn bool_op(&mut self, node: &'a ExprBoolOp<'a>) {
        if !self.since(10) {
            let end = self.label();
            self.old_bool_op(node, end, end);
            return self.bind(end);
        }
        let end = self.label();
        let (last, others) = node.values.split_last().expect("a BoolOp has operands");
        for &value in others {
            self.expr(value);
            self.here();
            match fold(value).and_then(super::fold::Folded::truth) {
                Some(truth) if truth == decides(node.op) => self.jump(end),
                Some(_) => {}
                None => self.branch(end),
            }
        }
        self.expr(*last);
        self.bind(end);
    }

    /// Up to 3.9 an operand that is decided skips the jumps behind it: `when_true` and `when_false` say where to.
    fn old_bool_op(&mut self, node: &'a ExprBoolOp<'a>, when_true: Label, when_false: Label) {
        let (last, others) = node.values.split_last().expect("a BoolOp has operands");
        let truth = decides(node.op);
        let decided = if truth { when_true } else { when_false };
        for &value in others {
            let next = self.label();
            match value {
                Expr::BoolOp(inner) => {
                    let (yes, no) = if truth { (decided, next) } else { (next, decided) };
                    self.old_operand(value, inner, yes, no);
                }
                _ => self.expr(value),
            }
            self.here();
            match fold(value).and_then(super::fold::Folded::truth) {
                Some(known) if known == truth => self.jump(decided),
                Some(_) => {}
                None => self.branch(decided),
            }
            self.bind(next);
        }
        match *last {
            Expr::BoolOp(inner) => self.old_operand(*last, inner, when_true, when_false),
            _ => self.expr(*last),
        }
    }

    /// An operand that is a chain itself: what decides it leads on at once, what does not falls through.
    fn old_operand(&mut self, value: Expr<'a>, inner: &'a ExprBoolOp<'a>, when_true: Label, when_false: Label) {
        self.slot(Anchor::ExprBefore(value));
        let (yes, no) = (self.label(), self.label());
        let line = self.line_of(value);
        self.at(line, |this| this.old_bool_op(inner, yes, no));
        self.slot(Anchor::ExprAfter(value));
        let here = std::mem::take(&mut self.cursor);
        for (away, label) in [(yes, when_true), (no, when_false)] {
            self.bind(away);
            self.slot(Anchor::ExprAfter(value));
            self.jump(label);
        }
        self.cursor = here;
    }

    fn bin_op(&mut self, node: &'a ExprBinOp<'a>) {
        if self.since(11) && node.op == Operator::Mod && self.percent_format(node) {
            return;
        }
        self.expr(node.left);
        self.expr(node.right);
        self.here();
    }

    fn if_exp(&mut self, node: &'a ExprIfExp<'a>) {
        let (orelse, end) = (self.label(), self.label());
        self.jump_if(node.test, orelse, false);
        self.expr(node.body);
        self.jump_op(end);
        self.bind(orelse);
        self.expr(node.orelse);
        self.bind(end);
    }

    fn compare(&mut self, node: &'a ExprCompare<'a>) {
        self.expr(node.left);
        let cleanup = self.label();
        let end = self.label();
        let last = node.ops.len() - 1;
        for (at, (&op, &comparator)) in node.ops.iter().zip(node.comparators).enumerate() {
            self.comparator(op, comparator);
            self.here();
            if at < last {
                self.branch(cleanup);
            }
        }
        if last > 0 {
            self.jump_op(end);
            self.bind(cleanup);
            self.here();
            self.bind(end);
        }
    }

    fn comparator(&mut self, op: CmpOp, comparator: Expr<'a>) {
        if matches!(op, CmpOp::In | CmpOp::NotIn) && is_constant_container(comparator) {
            self.constant_container(comparator);
        } else {
            self.expr(comparator);
        }
    }

    fn constant_container(&mut self, expr: Expr<'a>) {
        let line = self.line_of(expr);
        self.slot(Anchor::ExprBefore(expr));
        self.op(line);
        self.slot(Anchor::ExprAfter(expr));
    }

    /// What a loop makes an iterator of at once.
    pub(super) fn iterated(&mut self, iter: Expr<'a>) {
        let few = match iter {
            Expr::List(ExprList { elts, .. }) | Expr::Set(ExprSet { elts, .. }) => elts.len() <= STACK_USE_GUIDELINE,
            _ => true,
        };
        if is_constant_container(iter) && (few || !self.since(14)) {
            self.constant_container(iter);
        } else {
            self.expr(iter);
        }
    }

    fn subscript(&mut self, node: &'a ExprSubscript<'a>) {
        self.expr(node.value);
        self.index(node.slice);
        self.here();
    }

    /// What stands in the brackets.
    pub(super) fn index(&mut self, slice: Expr<'a>) {
        match slice {
            Expr::Slice(node) if !self.since(9) => self.slice(node),
            Expr::Slice(node) if self.is_constant_slice(node) => self.op(self.line_of(slice)),
            Expr::Slice(node) if self.since(12) && node.step.is_none() => self.slice_parts(node),
            Expr::Tuple(node) if node.elts.iter().any(|e| matches!(e, Expr::Slice(_) | Expr::Starred(_))) => {
                let line = if self.since(9) { self.line_of(slice) } else { self.line };
                self.at(line, |this| {
                    if this.since(9) {
                        this.sequence(node.elts, 0, true)
                    } else {
                        this.exprs(node.elts.iter().copied())
                    }
                    this.here();
                });
            }
            _ => self.expr(slice),
        }
    }

    fn is_constant_slice(&self, node: &ExprSlice<'a>) -> bool {
        self.since(14) && [node.lower, node.upper, node.step].into_iter().flatten().all(|e| fold(e).is_some())
    }

    fn slice(&mut self, node: &'a ExprSlice<'a>) {
        if self.is_constant_slice(node) {
            return self.here();
        }
        self.slice_parts(node);
        self.silent_op(self.line);
        // A slice can take no probe, its last part can.
        if let Some(last) = node.step.or(node.upper) {
            self.slot_again(Anchor::ExprAfter(last));
        }
    }

    fn slice_parts(&mut self, node: &'a ExprSlice<'a>) {
        let line = if self.since(9) { self.file.starts.line(node.range.start()) } else { self.line };
        for part in [node.lower, node.upper] {
            match part {
                Some(part) => self.expr(part),
                None => self.op(line),
            }
        }
        self.exprs(node.step);
    }

    /// Elements of a tuple, list or set, or arguments with stars among them.
    pub(super) fn sequence(&mut self, elts: &'a [Expr<'a>], pushed: usize, is_tuple: bool) {
        if !self.since(9) {
            return self.sequence_38(elts);
        }
        let few = elts.len() + pushed <= STACK_USE_GUIDELINE || !self.since(14);
        if elts.len() > 2 && all_constant(elts) && few {
            return self.here();
        }
        let big = self.since(10) && elts.len() + pushed > STACK_USE_GUIDELINE;
        let starred = elts.iter().position(|e| matches!(e, Expr::Starred(_)));
        let mut built = big;
        if big {
            self.here();
        }
        for &elt in elts {
            if let Expr::Starred(star) = elt {
                if !std::mem::replace(&mut built, true) {
                    self.here();
                }
                self.expr(star.value);
                self.here();
            } else {
                self.expr(elt);
                if built {
                    self.here();
                }
            }
        }
        if starred.is_none() && !big || is_tuple {
            self.here();
        }
    }

    fn sequence_38(&mut self, elts: &'a [Expr<'a>]) {
        let mut seen = 0;
        for &elt in elts {
            if let Expr::Starred(star) = elt {
                if std::mem::take(&mut seen) > 0 {
                    self.here();
                }
                self.expr(star.value);
            } else {
                self.expr(elt);
                seen += 1;
            }
        }
        self.here();
    }

    fn dict(&mut self, items: &'a [DictItem<'a>]) {
        let mut run = 0;
        let mut have_dict = false;
        for (at, item) in items.iter().enumerate() {
            if item.key.is_none() {
                if run > 0 {
                    self.sub_dict(&items[at - run..at], have_dict);
                    have_dict = true;
                    run = 0;
                }
                if self.since(9) && !std::mem::replace(&mut have_dict, true) {
                    self.here();
                }
                self.expr(item.value);
                if self.since(9) {
                    self.here();
                }
            } else if self.since(10) && run * 2 > STACK_USE_GUIDELINE {
                self.sub_dict(&items[at - run..=at], have_dict);
                have_dict = true;
                run = 0;
            } else {
                run += 1;
            }
        }
        if run > 0 {
            self.sub_dict(&items[items.len() - run..], have_dict);
        } else if !have_dict {
            self.here();
        }
        if !self.since(9) && items.iter().any(|i| i.key.is_none()) {
            self.here();
        }
    }

    fn sub_dict(&mut self, items: &'a [DictItem<'a>], have_dict: bool) {
        let big = self.since(10) && items.len() * 2 > STACK_USE_GUIDELINE;
        let constant = items.iter().all(|i| i.key.is_some_and(|k| fold(k).is_some()));
        if items.len() > 1 && !big && constant && !self.since(14) {
            self.exprs(items.iter().map(|i| i.value));
            self.here();
        } else {
            if big {
                self.here();
            }
            for item in items {
                self.exprs(item.key);
                self.expr(item.value);
                if big {
                    self.here();
                }
            }
            if !big {
                self.here();
            }
        }
        if have_dict {
            self.here();
        }
    }

    /// Code that goes to `label` if the truth of `test` is `when`, and on if not.
    pub(super) fn jump_if(&mut self, test: Expr<'a>, label: Label, when: bool) {
        let emit = |this: &mut Self| {
            let chain = matches!(test, Expr::Compare(node) if node.ops.len() > 1);
            if matches!(test, Expr::Compare(_)) && matches!(this.file.version, 10 | 11) {
                this.line = this.line_of(test);
            }
            let is_inner = chain
                || matches!(test, Expr::BoolOp(_) | Expr::IfExp(_))
                || matches!(test, Expr::UnaryOp(node) if node.op == UnaryOp::Not);
            if !is_inner || fold(test).is_some() {
                return this.jump_if_value(test, label, when);
            }
            this.slot(Anchor::ExprBefore(test));
            let away = this.label();
            if let Some(&line) = this.label_lines.get(&label.0) {
                this.label_lines.insert(away.0, line);
            }
            match test {
                Expr::UnaryOp(node) => this.jump_if(node.operand, away, !when),
                Expr::BoolOp(node) => this.jump_if_bool_op(node, away, when),
                Expr::IfExp(node) => this.jump_if_exp(node, away, when),
                Expr::Compare(node) => this.jump_if_chain(node, away, when),
                _ => unreachable!("only these are taken apart"),
            }
            this.decided(test, !when);
            let here = std::mem::take(&mut this.cursor);
            this.bind(away);
            this.decided(test, when);
            this.jump(label);
            this.cursor = here;
        };
        self.nested(test, emit, |this| {
            this.here();
            this.branch(label);
        });
    }

    fn decided(&mut self, test: Expr<'a>, truth: bool) {
        self.slot(Anchor::ExprAfter(test));
        if !truth {
            self.slot(Anchor::ExprFalse(test));
        }
    }

    fn jump_if_value(&mut self, test: Expr<'a>, label: Label, when: bool) {
        if let Some(truth) = fold(test).and_then(super::fold::Folded::truth) {
            if self.since(10) || !truth || when {
                self.expr(test);
            } else {
                let line = self.line_of(test);
                self.removed(line);
            }
            if truth == when {
                self.jump(label);
            }
            return;
        }
        self.expr(test);
        let line = if self.since(12) { self.line_of(test) } else { self.line };
        let line = self.label_lines.get(&label.0).copied().unwrap_or(line);
        self.op(line);
        let here = self.cursor.clone();
        if !when {
            self.slot(Anchor::ExprFalse(test));
        }
        self.jump(label);
        self.cursor = here;
        if when {
            self.slot(Anchor::ExprFalse(test));
        }
    }

    fn jump_if_bool_op(&mut self, node: &'a ExprBoolOp<'a>, label: Label, when: bool) {
        let inner_when = decides(node.op);
        let next = if inner_when == when { label } else { self.label() };
        let (last, others) = node.values.split_last().expect("a BoolOp has operands");
        for &value in others {
            self.jump_if(value, next, inner_when);
        }
        self.jump_if(*last, label, when);
        if next != label {
            self.bind(next);
        }
    }

    fn jump_if_exp(&mut self, node: &'a ExprIfExp<'a>, label: Label, when: bool) {
        let (orelse, end) = (self.label(), self.label());
        self.jump_if(node.test, orelse, false);
        self.jump_if(node.body, label, when);
        self.jump_op(end);
        self.bind(orelse);
        self.jump_if(node.orelse, label, when);
        self.bind(end);
    }

    fn jump_if_chain(&mut self, node: &'a ExprCompare<'a>, label: Label, when: bool) {
        let line = if self.since(12) { self.file.starts.line(node.range.start()) } else { self.line };
        let (cleanup, end) = (self.label(), self.label());
        let last = node.ops.len() - 1;
        self.expr(node.left);
        for (at, (&op, &comparator)) in node.ops.iter().zip(node.comparators).enumerate() {
            self.comparator(op, comparator);
            self.op(line);
            self.branch(if at < last { cleanup } else { label });
        }
        self.at(line, |this| this.jump_op(end));
        self.bind(cleanup);
        self.op(line);
        if !when {
            self.jump(label);
        }
        self.bind(end);
    }

    /// Binds a target.
    pub(super) fn store(&mut self, target: Expr<'a>) {
        with_stack(|| {
            let line = self.line_of(target);
            self.at(line, |this| match target {
                Expr::Tuple(ExprTuple { elts, .. }) | Expr::List(ExprList { elts, .. }) => {
                    this.here();
                    elts.iter().for_each(|&e| this.store(e));
                }
                Expr::Starred(node) => this.store(node.value),
                // A probe behind it would see the new value.
                Expr::Name(_) => this.silent_op_costing(line, 20),
                _ => this.place(target),
            });
        });
    }

    /// Stores to or deletes a name, attribute or item.
    pub(super) fn place(&mut self, target: Expr<'a>) {
        match target {
            Expr::Attribute(node) => {
                self.expr(node.value);
                self.attribute_op(node);
            }
            Expr::Subscript(node) => {
                self.expr(node.value);
                self.index(node.slice);
                self.here();
            }
            _ => self.here(),
        }
    }
}

/// Probes can be wrapped around it.
fn can_host(expr: Expr<'_>) -> bool {
    !matches!(expr, Expr::Starred(_) | Expr::Slice(_))
}
