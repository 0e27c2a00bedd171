//! What the places of a file are like: one walk over the tree, asked by offset.
//!
//! An expression inside an f-string must not use the f-string's quotes; one in an annotation is not touched; the test of
//! an `if` needs no parentheses. [`Zones`] knows such ranges, and for each statement its siblings.

use super::abi::{PRINT, REPR};
use crate::ast::visit::{self, Visitor, with_stack};
use crate::ast::*;
use crate::lines::PythonVersion;
use crate::text::{Ranged, TextRange, TextSize};
use std::collections::HashSet;

/// Why a range is special.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ZoneKind {
    /// Exactly the test of an `if` or `while`, or the subject of a `match`: `P or x` needs no parentheses there.
    Test,
    /// Exactly a decorator's expression.
    Decorator,
    /// Exactly something that is bound or deleted.
    Target,
    /// Nothing may be inserted, and why.
    Frozen(&'static str),
    /// A replacement field of an f-string with that quote.
    Field { quote: char, triple: bool },
    /// The suite of a class; of one with bases or keywords the index of its [`ClassBody`].
    Class(Option<u32>),
    /// A comprehension: names in it are not looked up in a class around it, but for those of its first iterable.
    Comprehension { iter: TextRange },
    /// Code that does not run when control reaches it: the body of a function or lambda.
    Deferred,
}

#[derive(Debug, Clone, Copy)]
struct Zone {
    range: TextRange,
    kind: ZoneKind,
    parent: Option<u32>,
}

/// What owns a suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// The file.
    Module,
    /// A `def`.
    Function,
    /// A `class`.
    Class,
    /// `if`, `for`, `try` and the like.
    Block,
}

/// The suite of a class that has bases or keywords.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClassBody<'a> {
    pub suite: TextRange,
    pub first: Stmt<'a>,
}

/// A statement among its siblings.
#[derive(Debug, Clone, Copy)]
pub(super) struct StmtPlace<'a> {
    pub siblings: &'a [Stmt<'a>],
    pub index: usize,
    pub owner: Owner,
}

impl<'a> StmtPlace<'a> {
    pub fn previous(&self) -> Option<Stmt<'a>> {
        self.index.checked_sub(1).map(|i| self.siblings[i])
    }

    /// The statement is the docstring of its module, class or function.
    pub fn is_docstring(&self) -> bool {
        self.index == 0 && self.owner != Owner::Block && is_string_statement(self.siblings[0])
    }
}

pub(super) fn is_string_statement(stmt: Stmt<'_>) -> bool {
    matches!(stmt, Stmt::Expr(s) if matches!(s.value, Expr::Constant(c) if matches!(c.value, Constant::Str(_))))
}

/// A `global` or `nonlocal` statement.
#[derive(Debug, Clone, Copy)]
struct Declaration<'a> {
    /// The suite of the function, class or file that it is for.
    scope: TextRange,
    at: TextSize,
    names: &'a [&'a str],
}

/// The special ranges and the statements of a file.
#[derive(Debug)]
pub(super) struct Zones<'a> {
    zones: Vec<Zone>,
    /// By start, ascending.
    stmts: Vec<(TextSize, StmtPlace<'a>)>,
    declarations: Vec<Declaration<'a>>,
    /// All names in them.
    declared: HashSet<&'a str>,
    classes: Vec<ClassBody<'a>>,
    /// `print` or `repr`, if the file binds it where a probe would see it.
    pub shadowed: Option<&'static str>,
}

impl<'a> Zones<'a> {
    pub fn of(module: Mod<'a>, source: &'a str, target: PythonVersion) -> Self {
        let mut walk = Walk {
            source,
            target,
            found: Vec::new(),
            stmts: Vec::new(),
            literals: Vec::new(),
            owner: Owner::Module,
            scope: module.range,
            declarations: Vec::new(),
            classes: Vec::new(),
            class: None,
            shadowed: None,
        };
        walk.visit_body(module.body);
        let (mut found, mut stmts) = (walk.found, walk.stmts);
        stmts.sort_unstable_by_key(|(start, _)| *start);
        // Stable: of zones of one range, the one that was found first is the outer one.
        found.sort_by_key(|(range, _)| (range.start(), TextSize::MAX - range.end()));
        let mut zones: Vec<Zone> = Vec::with_capacity(found.len());
        let mut open: Vec<u32> = Vec::new();
        for (range, kind) in found {
            while open.last().is_some_and(|&outer| zones[outer as usize].range.end() <= range.start()) {
                open.pop();
            }
            let parent = open.last().copied();
            open.push(zones.len() as u32);
            zones.push(Zone { range, kind, parent });
        }
        let declarations = walk.declarations;
        let declared = declarations.iter().flat_map(|d| d.names.iter().copied()).collect();
        Self { zones, stmts, declarations, declared, classes: walk.classes, shadowed: walk.shadowed }
    }

    /// The zones that hold `range`, innermost first.
    pub fn around(&self, range: TextRange) -> impl Iterator<Item = (TextRange, ZoneKind)> + '_ {
        let after = self.zones.partition_point(|zone| zone.range.start() <= range.start());
        let mut next = after.checked_sub(1).map(|i| i as u32);
        std::iter::from_fn(move || {
            let zone = self.zones[next? as usize];
            next = zone.parent;
            Some((zone.range, zone.kind))
        })
        .filter(move |(zone, _)| zone.contains_range(range))
    }

    /// `range` is exactly a zone of that kind.
    pub fn is(&self, range: TextRange, kind: ZoneKind) -> bool {
        self.around(range).any(|(zone, found)| zone == range && found == kind)
    }

    /// Why nothing may be inserted at `range`.
    pub fn frozen(&self, range: TextRange) -> Option<&'static str> {
        self.around(range).find_map(|(zone, kind)| match kind {
            ZoneKind::Frozen(reason) => Some(reason),
            ZoneKind::Target if zone == range => Some("a name that is bound here is not evaluated"),
            _ => None,
        })
    }

    /// `name` is declared `global` or `nonlocal` further on, so that it cannot be used at `offset`.
    pub fn is_declared_later(&self, offset: TextSize, name: &str) -> bool {
        self.declared.contains(name)
            && self.declarations.iter().any(|d| {
                offset < d.at && d.scope.start() <= offset && offset <= d.scope.end() && d.names.contains(&name)
            })
    }

    /// The quotes that text inside `range` can use on every Python: not those of f-strings around it, unless tripled.
    pub fn quotes(&self, range: TextRange) -> Quotes {
        let mut quotes = Quotes { double: true, single: true };
        for (_, kind) in self.around(range) {
            match kind {
                ZoneKind::Field { quote: '"', triple: false } => quotes.double = false,
                ZoneKind::Field { quote: '\'', triple: false } => quotes.single = false,
                _ => {}
            }
        }
        quotes
    }

    /// Inside of a comprehension.
    pub fn is_in_comprehension(&self, range: TextRange) -> bool {
        self.around(range).any(|(_, kind)| matches!(kind, ZoneKind::Comprehension { .. }))
    }

    /// `offset` lies in the body of a function or lambda.
    pub fn is_deferred(&self, offset: TextSize) -> bool {
        self.around(TextRange::empty(offset)).any(|(_, kind)| kind == ZoneKind::Deferred)
    }

    /// The class with bases or keywords whose scope `range` is evaluated in.
    pub fn class_around(&self, range: TextRange) -> Option<ClassBody<'a>> {
        let frame = self.around(range).find(|(_, kind)| match kind {
            ZoneKind::Class(_) | ZoneKind::Deferred => true,
            ZoneKind::Comprehension { iter } => !iter.contains_range(range),
            _ => false,
        });
        match frame?.1 {
            ZoneKind::Class(Some(class)) => Some(self.classes[class as usize]),
            _ => None,
        }
    }

    /// Where a statement of this file stands.
    pub fn place(&self, start: TextSize) -> Option<StmtPlace<'a>> {
        let index = self.stmts.binary_search_by_key(&start, |(start, _)| *start).ok()?;
        Some(self.stmts[index].1)
    }
}

/// Quotes that do not clash.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quotes {
    pub double: bool,
    pub single: bool,
}

struct Walk<'a> {
    source: &'a str,
    target: PythonVersion,
    found: Vec<(TextRange, ZoneKind)>,
    stmts: Vec<(TextSize, StmtPlace<'a>)>,
    /// The f-string literals around the current node: quote and whether it is tripled.
    literals: Vec<(char, bool)>,
    /// What owns the suite that is visited next, .
    owner: Owner,
    /// The suite of the innermost function or class.
    scope: TextRange,
    declarations: Vec<Declaration<'a>>,
    classes: Vec<ClassBody<'a>>,
    /// The class whose suite is visited next.
    class: Option<&'a StmtClassDef<'a>>,
    shadowed: Option<&'static str>,
}

impl<'a> Walk<'a> {
    fn mark(&mut self, range: TextRange, kind: ZoneKind) {
        self.found.push((range, kind));
    }

    fn binds(&mut self, name: &str) {
        if let Some(known) = [PRINT, REPR].into_iter().find(|&known| known == name) {
            self.shadowed = Some(known);
        }
    }

    fn decorators(&mut self, decorators: &'a [Expr<'a>]) {
        for &decorator in decorators {
            self.mark(decorator.range(), ZoneKind::Decorator);
            if self.target < PythonVersion::PY39
                && let Expr::Call(call) = decorator
            {
                let reason = "before Python 3.9 a decorator is a dotted name or a call of one";
                self.mark(call.func.range(), ZoneKind::Frozen(reason));
            }
        }
    }
}

/// The range of a statement with its decorators.
pub(super) fn first_offset(stmt: Stmt<'_>) -> TextRange {
    let decorators = match stmt {
        Stmt::FunctionDef(def) => def.decorator_list,
        Stmt::ClassDef(class) => class.decorator_list,
        _ => &[],
    };
    decorators.first().map_or(stmt.range(), |first| first.range().cover(stmt.range()))
}

impl<'a> Visitor<'a> for Walk<'a> {
    fn visit_body(&mut self, body: &'a [Stmt<'a>]) {
        let owner = std::mem::replace(&mut self.owner, Owner::Block);
        let around = self.scope;
        if let ([first, ..], [.., last], Owner::Function | Owner::Class) = (body, body, owner) {
            self.scope = first_offset(*first).cover(last.range());
            if owner == Owner::Function {
                self.mark(self.scope, ZoneKind::Deferred);
            } else if let Some(class) = self.class.take() {
                let plain = class.bases.is_empty() && class.keywords.is_empty();
                let index = (!plain).then_some(self.classes.len() as u32);
                self.mark(self.scope, ZoneKind::Class(index));
                if !plain {
                    self.classes.push(ClassBody { suite: self.scope, first: *first });
                }
            }
        }
        for (index, &stmt) in body.iter().enumerate() {
            let place = StmtPlace { siblings: body, index, owner };
            self.stmts.push((stmt.start(), place));
            if place.is_docstring() {
                self.mark(stmt.range(), ZoneKind::Frozen("a docstring stays as it is"));
            }
            // A method of that name hides nothing: its class is no scope for the code in it.
            if let (
                Stmt::FunctionDef(StmtFunctionDef { name, .. }) | Stmt::ClassDef(StmtClassDef { name, .. }),
                false,
            ) = (stmt, owner == Owner::Class)
            {
                self.binds(name);
            }
            self.visit_stmt(stmt);
        }
        self.scope = around;
    }

    fn visit_stmt(&mut self, stmt: Stmt<'a>) {
        match stmt {
            // The next suite that is visited is the body: nothing before it in the header holds statements.
            Stmt::FunctionDef(def) => {
                self.decorators(def.decorator_list);
                self.owner = Owner::Function;
            }
            Stmt::ClassDef(class) => {
                self.decorators(class.decorator_list);
                self.owner = Owner::Class;
                self.class = Some(class);
            }
            Stmt::Global(StmtGlobal { range, names }) | Stmt::Nonlocal(StmtNonlocal { range, names }) => {
                self.declarations.push(Declaration { scope: self.scope, at: range.start(), names });
            }
            Stmt::If(node) => self.mark(node.test.range(), ZoneKind::Test),
            Stmt::While(node) => self.mark(node.test.range(), ZoneKind::Test),
            Stmt::Match(node) => self.mark(node.subject.range(), ZoneKind::Test),
            _ => {}
        }
        visit::walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: Expr<'a>, ctx: ExprContext) {
        let bound = matches!(expr, Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) | Expr::Starred(_))
            || matches!(expr, Expr::List(_) | Expr::Tuple(_));
        if ctx != ExprContext::Load && bound {
            self.mark(expr.range(), ZoneKind::Target);
        }
        match expr {
            Expr::Name(name) if ctx != ExprContext::Load => self.binds(name.id),
            Expr::ListComp(ExprListComp { generators, .. })
            | Expr::SetComp(ExprSetComp { generators, .. })
            | Expr::DictComp(ExprDictComp { generators, .. })
            | Expr::GeneratorExp(ExprGeneratorExp { generators, .. }) => {
                self.mark(expr.range(), ZoneKind::Comprehension { iter: generators[0].iter.range() });
            }
            Expr::Lambda(lambda) => self.mark(lambda.body.range(), ZoneKind::Deferred),
            Expr::JoinedStr(ExprJoinedStr { parts, .. }) | Expr::TemplateStr(ExprTemplateStr { parts, .. }) => {
                with_stack(|| self.string_parts(parts));
                return;
            }
            _ => {}
        }
        visit::walk_expr(self, expr, ctx);
    }

    fn visit_alias(&mut self, alias: &'a Alias<'a>) {
        self.binds(alias.asname.unwrap_or(alias.name));
    }

    fn visit_arguments(&mut self, args: &'a Arguments<'a>) {
        let named = args.posonlyargs.iter().chain(args.args).chain(args.kwonlyargs).map(|p| &p.arg);
        named.chain(args.vararg).chain(args.kwarg).for_each(|arg| self.binds(arg.arg));
        visit::walk_arguments(self, args);
    }

    fn visit_pattern(&mut self, pattern: Pattern<'a>) {
        self.mark(pattern.range(), ZoneKind::Frozen("a pattern holds no expressions to wrap"));
    }

    fn visit_annotation(&mut self, annotation: Expr<'a>) {
        self.mark(annotation.range(), ZoneKind::Frozen("annotations stay as they are"));
        self.visit_expr(annotation, ExprContext::Load);
    }

    fn visit_type_param(&mut self, param: &'a TypeParam<'a>) {
        self.mark(param.range, ZoneKind::Frozen("type parameters stay as they are"));
        visit::walk_type_param(self, param);
    }

    fn visit_interpolated_element(&mut self, element: &'a InterpolatedElement<'a>) {
        if let InterpolatedElement::Field(field) = element {
            if field.debug_text.is_some() {
                self.mark(field.range, ZoneKind::Frozen("a field with `=` shows its own source text"));
            } else if let Some(&(quote, triple)) = self.literals.last() {
                self.mark(field.range, ZoneKind::Field { quote, triple });
            }
        }
        visit::walk_interpolated_element(self, element);
    }
}

impl<'a> Walk<'a> {
    fn string_parts(&mut self, parts: &'a [StringPart<'a>]) {
        for part in parts {
            let StringPart::Interpolated(string) = part else { continue };
            if string.is_template {
                self.mark(string.range, ZoneKind::Frozen("a t-string keeps the source text of its fields"));
            }
            let text = self.source[string.range.as_usize()].trim_start_matches(|c: char| c.is_ascii_alphabetic());
            let quote = text.chars().next().unwrap_or('"');
            let triple = text.len() >= 6 && text.chars().take(3).all(|c| c == quote);
            self.literals.push((quote, triple));
            string.elements.iter().for_each(|e| self.visit_interpolated_element(e));
            self.literals.pop();
        }
    }
}
