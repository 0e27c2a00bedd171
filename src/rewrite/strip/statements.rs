//! Takes probes out of statements and headers: the reverse of [`super::super::statement`] and of the other forms.

use super::super::abi::{HINT, Style};
use super::super::physical::{line_around, line_before};
use super::{Strip, import};
use crate::ast::visit::{Visitor, walk_match_case, walk_stmt};
use crate::ast::{Expr, ExprContext, MatchCase, Pattern, Stmt, StmtClassDef, StmtWith};
use crate::text::{Ranged, TextRange, TextSize};

impl<'a> Visitor<'a> for Strip<'a> {
    fn visit_body(&mut self, body: &'a [Stmt<'a>]) {
        let mut rest = body;
        while let Some((&first, more)) = rest.split_first() {
            let Some(mut run) = self.injected(first) else {
                self.visit_stmt(first);
                rest = more;
                continue;
            };
            rest = more;
            while let Some((&next, more)) = rest.split_first()
                && self.source[run.end() as usize..next.start() as usize] == *"; "
                && let Some(range) = self.injected(next)
            {
                run = run.cover(range);
                rest = more;
            }
            self.strip_run(run);
        }
    }

    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        match stmt {
            Stmt::If(node) => self.test(node.test),
            Stmt::While(node) => self.test(node.test),
            Stmt::Match(node) => self.test(node.subject),
            Stmt::ClassDef(class) => return self.strip_class(stmt, class),
            Stmt::With(with) => return self.strip_with(with),
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        self.strip_expr(expr, ctx);
    }

    fn visit_match_case(&mut self, case: &'a MatchCase<'a>) {
        match self.strip_case(case.pattern) {
            None => walk_match_case(self, case),
            Some(inner) => {
                self.visit_pattern(inner);
                case.guard.into_iter().for_each(|guard| self.visit_expr(guard, ExprContext::Load));
                self.visit_body(case.body);
            }
        }
    }
}

impl<'a> Strip<'a> {
    fn test(&mut self, expr: Expr<'a>) {
        self.tests.insert(expr.range());
    }

    /// The range of a statement that is all ours.
    fn injected(&mut self, stmt: Stmt<'a>) -> Option<TextRange> {
        if let Some(abi) = import::statement(stmt) {
            return (self.text(stmt.range()) == abi.preamble()).then_some(stmt.range());
        }
        if let Stmt::Global(declared) = stmt {
            return (declared.names == [self.abi.name.as_str()]).then_some(declared.range);
        }
        let Stmt::Expr(statement) = stmt else { return None };
        let fire = self.read_fire(statement.value)?;
        (statement.range == statement.value.range()).then(|| {
            self.count(&fire);
            statement.range
        })
    }

    /// `P; P; stmt`, `stmt; P`, or a line of its own.
    fn strip_run(&mut self, run: TextRange) {
        let line = line_around(self.source, run.start());
        let mut behind = TextRange::new(run.end(), line.end().max(run.end()));
        let has_import = self.text(run).contains(&self.abi.preamble());
        if has_import && self.abi.style == Style::Call && self.text(behind).ends_with(HINT) {
            let hint = line.end() - HINT.len() as TextSize;
            self.removals.push(TextRange::new(hint, line.end()));
            behind = TextRange::new(behind.start(), hint);
        }
        let before = TextRange::new(line.start(), run.start());
        let (before, behind) = (self.text(before), self.text(behind));

        let removal = if behind.starts_with("; ") {
            TextRange::new(run.start(), run.end() + 2)
        } else if before.ends_with("; ") {
            TextRange::new(run.start() - 2, run.end())
        } else if !before.trim_start_matches([' ', '\t']).is_empty() {
            return self.fail(run);
        } else if behind.starts_with("  #") {
            TextRange::new(run.start(), run.end() + 2)
        } else if behind == ";" {
            TextRange::new(run.start(), run.end() + 1)
        } else if !behind.is_empty() {
            return self.fail(run);
        } else if has_import && run.end() == self.end_of_code {
            self.last_line(line, run.end())
        } else {
            TextRange::new(line.start(), run.end())
        };
        self.removals.push(removal);
    }

    /// The new last line, with the line break that came with it; what the hint took is not ours to take again.
    fn last_line(&mut self, line: TextRange, end: TextSize) -> TextRange {
        match &self.source[line.end() as usize..] {
            "" => TextRange::new(line_before(self.source, line.start()).map_or(0, TextRange::end), end),
            line_break @ ("\n" | "\r" | "\r\n") => {
                self.removals.push(TextRange::new(line.end(), line.end() + line_break.len() as TextSize));
                TextRange::new(line.start(), end)
            }
            _ => TextRange::new(line.start(), end),
        }
    }

    /// `class A(*_instr.bases(1), B):`
    fn strip_class(&mut self, stmt: Stmt<'a>, class: &'a StmtClassDef<'a>) {
        let imports = class.bases.first().is_some_and(|&base| self.is_import_base(base));
        let behind_import = &class.bases[usize::from(imports)..];
        let fires: Vec<_> = behind_import.iter().map_while(|&base| self.read_bases(base)).collect();
        let ours = fires.len() + usize::from(imports);
        if ours == 0 {
            return walk_stmt(self, stmt);
        }
        let import = imports.then(|| self.abi.inline_base());
        let all: Vec<_> = import.into_iter().chain(fires.iter().map(|fire| self.abi.bases(fire))).collect();
        let all = all.join(", ");
        let start = class.bases[0].start();
        let behind = &self.source[class.bases[ours - 1].end() as usize..];
        let fits = if behind.starts_with(", ") {
            self.remove(Some(start), &format!("{all}, "))
        } else if behind.starts_with(",)") {
            self.remove(start.checked_sub(1), &format!("({all},)"))
        } else {
            self.remove(Some(start), &all)
        };
        if !fits {
            return self.fail(class.range);
        }
        fires.iter().for_each(|fire| self.count(fire));
        if imports {
            self.remove_hint(start);
        }
        class.decorator_list.iter().chain(&class.bases[ours..]).for_each(|&e| self.visit_expr(e, ExprContext::Load));
        class.type_params.iter().for_each(|param| self.visit_type_param(param));
        class.keywords.iter().for_each(|keyword| self.visit_keyword(keyword));
        self.visit_body(class.body);
    }

    /// `with a as b, _instr.leaving(1, "b"):`
    fn strip_with(&mut self, with: &'a StmtWith<'a>) {
        let mut items = with.items;
        while let [before @ .., last] = items
            && !before.is_empty()
            && last.optional_vars.is_none()
            && let Some(fire) = self.read_leaving(last.context_expr)
        {
            if !self.remove_before(last.context_expr.end(), &format!(", {}", self.abi.leaving(&fire))) {
                return self.fail(last.context_expr.range());
            }
            self.count(&fire);
            items = before;
        }
        items.iter().for_each(|item| self.visit_with_item(item));
        self.visit_body(with.body);
    }

    /// `case _instr.L1((pattern)):`; the pattern inside, if there is such a thing around.
    fn strip_case(&mut self, pattern: Pattern<'a>) -> Option<Pattern<'a>> {
        let mut inner = pattern;
        let mut opens = Vec::new();
        while let Some((line, next)) = self.read_case(inner) {
            opens.push(self.abi.case_open(line));
            self.removed += 1;
            self.lines.insert(line);
            inner = next;
        }
        let first = opens.first()?;
        let fused = self.fused(pattern.start(), first);
        let space = if fused.is_some() { " " } else { "" };
        let open = format!("{space}{first}{space}{}", opens[1..].concat());
        let fits = self.remove(Some(fused.unwrap_or(pattern.start())), &open)
            && self.remove_before(pattern.end(), &"))".repeat(opens.len()));
        if !fits {
            self.fail(pattern.range());
        }
        Some(inner)
    }
}
