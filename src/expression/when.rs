//! A condition that also speaks of the place: `function == 'f' and line >= 237 and c == 'z'`.

use super::fold::{Decides, Names, Part, Value, quoted, truth};
use super::{Expression, read, single};
use crate::ast::visit::{Visitor, walk_expr};
use crate::ast::{BoolOp, Expr, ExprContext, ExprName};
use crate::diagnostic::Diagnostic;
use crate::text::{Ranged, TextRange};
use bumpalo::Bump;

/// What a condition can say of the place, also as `$line`.
const KNOWN: [&str; 5] = ["function", "line", "file", "module", "event"];

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// As written, but with `_` in the place of each `$`.
    text: String,
    /// Where those stand.
    dollars: Vec<u32>,
}

/// Where a condition is evaluated.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    /// The function's name, without what is around it.
    pub function: &'p str,
    /// The line.
    pub line: u32,
    /// The file's path.
    pub file: &'p str,
}

/// What is left of a condition at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It cannot hold there.
    Never,
    /// It holds whenever the place is reached.
    Always,
    /// It holds if this does, and for that these names must be bound.
    If(Expression, Vec<String>),
}

impl When {
    /// Reads a condition of one line.
    ///
    /// # Errors
    /// As [`read`]; and if it says `$name` of another name, or gives a name of the place another meaning.
    pub fn read(text: &str) -> Result<Self, Diagnostic> {
        let candidates = text.match_indices('$').map(|(at, _)| at as u32);
        let is_name = |&at: &u32| {
            let rest = &text[at as usize + 1..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            KNOWN.contains(&&rest[..end])
        };
        let mut when = Self { text: text.to_owned(), dollars: candidates.filter(is_name).collect() };
        when.mark('_');
        let arena = Bump::new();
        let mut places = Places { when: &when, found: Vec::new(), wrong: None };
        if let Ok(expr) = single(&when.text, &arena) {
            places.visit_expr(expr, ExprContext::Load);
        }
        let (found, wrong) = (places.found, places.wrong);
        // Others stand in strings.
        let (names, strings): (Vec<u32>, Vec<u32>) =
            when.dollars.iter().partition(|&&at| found.iter().any(|(range, _)| range.start() == at));
        when.dollars = strings;
        when.mark('$');
        when.dollars = names;
        read(&when.text)?;
        wrong.map_or(Ok(when), Err)
    }

    fn mark(&mut self, with: char) {
        for &at in &self.dollars {
            self.text.replace_range(at as usize..at as usize + 1, with.encode_utf8(&mut [0; 4]));
        }
    }

    /// The names of the place that it uses without a `$`: the program may have a variable of that name.
    pub fn plain_names(&self) -> Vec<&'static str> {
        let arena = Bump::new();
        let Ok(expr) = single(&self.text, &arena) else { return Vec::new() };
        let mut places = Places { when: self, found: Vec::new(), wrong: None };
        places.visit_expr(expr, ExprContext::Load);
        let plain = places.found.iter().filter(|(range, _)| !self.dollars.contains(&range.start()));
        let mut names: Vec<&'static str> = plain.map(|&(_, name)| name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What is left of it. Names in `own` are variables that the program has there.
    pub fn at(&self, place: &Place<'_>, own: &[&str]) -> Outcome {
        let arena = Bump::new();
        // It was read before.
        let Ok(expr) = single(&self.text, &arena) else { return Outcome::Never };
        let mut places = Places { when: self, found: Vec::new(), wrong: None };
        places.visit_expr(expr, ExprContext::Load);
        places.found.retain(|(range, name)| self.dollars.contains(&range.start()) || !own.contains(name));
        let here = Here { when: self, place, found: places.found };
        match truth(expr, Decides::If(false), &here) {
            Part::Known(Value::Bool(true)) => Outcome::Always,
            Part::Known(_) => Outcome::Never,
            Part::Open(text) => match read(without_parentheses(&text)) {
                Ok(parsed) => {
                    let needed = single(&parsed.expression.text, &arena).map(needed).unwrap_or_default();
                    Outcome::If(parsed.expression, needed)
                }
                Err(_) => Outcome::Never,
            },
        }
    }

    /// For who evaluates it as a whole: its text, in which the names of the place are `prefix` and the name; of those in
    /// `own` only where there is a `$`.
    pub fn whole(&self, prefix: &str, own: &[&str]) -> String {
        let arena = Bump::new();
        let Ok(expr) = single(&self.text, &arena) else { return "False".to_owned() };
        let mut places = Places { when: self, found: Vec::new(), wrong: None };
        places.visit_expr(expr, ExprContext::Load);
        places.found.retain(|(range, name)| self.dollars.contains(&range.start()) || !own.contains(name));
        replaced(&self.text, TextRange::new(0, self.text.len() as u32), &places.found, |name| format!("{prefix}{name}"))
    }
}

/// The names without which an expression cannot be true: for that they are evaluated in any case.
fn needed(expr: Expr<'_>) -> Vec<String> {
    let mut needed = Needed { names: Vec::new(), is_true: true };
    needed.visit_expr(expr, ExprContext::Load);
    needed.names
}

struct Needed {
    names: Vec<String>,
    /// Whether the expression at hand must be true: else only what is evaluated whatever comes out counts.
    is_true: bool,
}

impl Needed {
    fn evaluated<'a>(&mut self, exprs: impl IntoIterator<Item = Expr<'a>>) {
        let is_true = std::mem::replace(&mut self.is_true, false);
        for expr in exprs {
            self.visit_expr(expr, ExprContext::Load);
        }
        self.is_true = is_true;
    }
}

impl<'a> Visitor<'a> for Needed {
    fn visit_expr(&mut self, expr: Expr<'a>, context: ExprContext) {
        match expr {
            Expr::Name(name) => self.names.push(name.id.to_owned()),
            Expr::BoolOp(node) if node.op == BoolOp::And && self.is_true => walk_expr(self, expr, context),
            Expr::BoolOp(node) => self.evaluated([node.values[0]]),
            Expr::Compare(node) => {
                let links = if self.is_true { node.comparators.len() } else { 1 };
                self.evaluated([node.left].into_iter().chain(node.comparators.iter().copied().take(links)));
            }
            Expr::IfExp(node) => self.evaluated([node.test]),
            Expr::UnaryOp(_) | Expr::BinOp(_) | Expr::Call(_) | Expr::Attribute(_) | Expr::Subscript(_) => {
                let is_true = std::mem::replace(&mut self.is_true, false);
                walk_expr(self, expr, context);
                self.is_true = is_true;
            }
            _ => {}
        }
    }
}

/// Without those around the whole.
fn without_parentheses(text: &str) -> &str {
    let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else { return text };
    let arena = Bump::new();
    // `(a) + (b)` is another thing without them, or none.
    let is_whole = single(text, &arena).is_ok_and(|expr| expr.start() > 0 && (expr.end() as usize) < text.len());
    if is_whole { inner } else { text }
}

/// Finds the names of the place.
struct Places<'w> {
    when: &'w When,
    found: Vec<(TextRange, &'static str)>,
    wrong: Option<Diagnostic>,
}

impl<'a> Visitor<'a> for Places<'_> {
    fn visit_expr(&mut self, expr: Expr<'a>, context: ExprContext) {
        match expr {
            Expr::Name(name) => {
                let is_ours = self.when.dollars.contains(&expr.start());
                let word = if is_ours { &name.id[1..] } else { name.id };
                let known = KNOWN.into_iter().find(|&known| known == word);
                match known {
                    Some(_) if context != ExprContext::Load => {
                        let message = format!("`{word}` is the name of something else there: choose another one");
                        self.wrong = Some(Diagnostic::syntax(expr.range(), message));
                    }
                    Some(known) => self.found.push((expr.range(), known)),
                    None => {}
                }
            }
            Expr::JoinedStr(_) | Expr::TemplateStr(_) => {
                let before = self.found.len();
                walk_expr(self, expr, context);
                if self.found.len() > before {
                    let message = "an f-string cannot hold names of the place: write it without";
                    self.wrong = Some(Diagnostic::syntax(expr.range(), message));
                }
                return;
            }
            _ => {}
        }
        walk_expr(self, expr, context);
    }
}

struct Here<'h> {
    when: &'h When,
    place: &'h Place<'h>,
    found: Vec<(TextRange, &'static str)>,
}

impl Here<'_> {
    fn of(&self, name: &str) -> Value {
        match name {
            "line" => Value::Int(i64::from(self.place.line)),
            "function" => Value::Str(self.place.function.to_owned()),
            "file" => Value::Str(self.place.file.to_owned()),
            "module" => Value::Str(module_of(self.place.file).to_owned()),
            _ => Value::Str("line".to_owned()),
        }
    }
}

/// The file's name without its ending, or that of its folder if it is a package's.
pub fn module_of(file: &str) -> &str {
    let stem = |path: &str| path.rsplit(['/', '\\']).next().map_or(0, str::len);
    let name = &file[file.len() - stem(file)..];
    match name {
        "__init__.py" => {
            let folder = file[..file.len() - name.len()].trim_end_matches(['/', '\\']);
            &folder[folder.len() - stem(folder)..]
        }
        name => name.strip_suffix(".py").unwrap_or(name),
    }
}

impl Names for Here<'_> {
    fn value(&self, name: &ExprName<'_>) -> Option<Value> {
        self.found.iter().find(|(range, _)| *range == name.range).map(|(_, name)| self.of(name))
    }

    fn source(&self, range: TextRange) -> String {
        replaced(&self.when.text, range, &self.found, |name| match self.of(name) {
            Value::Int(line) => line.to_string(),
            Value::Str(text) => quoted(&text),
            _ => name.to_owned(),
        })
    }
}

fn replaced(
    text: &str,
    range: TextRange,
    found: &[(TextRange, &'static str)],
    with: impl Fn(&str) -> String,
) -> String {
    let mut out = String::new();
    let mut at = range.start();
    let mut inside: Vec<_> =
        found.iter().filter(|(r, _)| r.start() >= range.start() && r.end() <= range.end()).collect();
    inside.sort_by_key(|(r, _)| r.start());
    for (r, name) in inside {
        out.push_str(&text[at as usize..r.start() as usize]);
        out.push_str(&with(name));
        at = r.end();
    }
    out.push_str(&text[at as usize..range.end() as usize]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, line: u32) -> String {
        let place = Place { function: "f", line, file: "/a/cart.py" };
        match When::read(text).unwrap().at(&place, &["event"]) {
            Outcome::Never => "never".to_owned(),
            Outcome::Always => "always".to_owned(),
            Outcome::If(rest, _) => rest.text,
        }
    }

    #[test]
    fn what_is_left() {
        for (text, line, left) in [
            ("function == 'f' and line >= 237", 237, "always"),
            ("function == 'f' and line >= 237", 236, "never"),
            ("len(out) >= 6 or line == 223", 223, "(len(out) >= 6) or True"),
            ("line == 223 or len(out) >= 6", 223, "always"),
            ("line == 223 or len(out) >= 6", 224, "len(out) >= 6"),
            ("x and line == 3 and y", 3, "x and y"),
            ("x and line == 3 and y", 4, "never"),
            ("not (x or line == 3)", 4, "not x"),
            ("not x", 4, "not x"),
            ("not (x and line == 3)", 4, "not (x and False)"),
            ("not (x or line == 4)", 4, "never"),
            ("not (x or line == 4) or y", 4, "(not (x or True)) or y"),
            ("(x and line == 3) or y", 4, "(x and False) or y"),
            ("(line == 3 and x) or y", 4, "y"),
            ("line in (3, 5)", 5, "always"),
            ("line in {3, 5} and c", 5, "c"),
            ("line not in [3, 5]", 5, "never"),
            ("3 <= line < n", 4, "4 < n"),
            ("3 <= line < n", 2, "never"),
            ("n < line <= 9", 4, "n < 4 <= 9"),
            ("line % 2 == 0", 4, "always"),
            ("line + n > 3", 4, "(4 + n) > 3"),
            ("c == 'z' if line == 3 else False", 3, "c == 'z'"),
            ("c == 'z' if line == 3 else False", 4, "never"),
            ("function.startswith(('g', 'f'))", 1, "always"),
            ("function.startswith(['g'])", 1, "'f'.startswith(['g'])"),
            ("module == 'cart' and file.endswith('/cart.py')", 1, "always"),
            ("'ar' in module", 1, "always"),
            ("$event == 'line' and event", 1, "event"),
            ("event == 'line'", 1, "event == 'line'"),
            ("line is 3", 3, "3 is 3"),
            ("line < 'x'", 3, "3 < 'x'"),
            ("any(x > line for x in xs)", 3, "any(x > 3 for x in xs)"),
            ("line", 3, "always"),
            ("c == '$' or c == '$line' and $line == 3", 3, "(c == '$') or (c == '$line')"),
            ("line == 3.0", 3, "3 == 3.0"),
            ("function == 'g' 'h' or line == True", 1, "always"),
        ] {
            let found = at(text, line);
            assert_eq!(found, left, "{text} at {line}");
        }
    }

    /// Where one of these is unbound, the condition does not hold.
    #[test]
    fn what_it_needs() {
        for (text, names) in [
            ("a and b", "a b"),
            ("a or b", "a"),
            ("(a and b) or c", "a"),
            ("(a and b) + c", "a c"),
            ("not (a and b)", "a"),
            ("not a", "a"),
            ("a < b < c", "a b c"),
            ("not a < b < c", "a b"),
            ("a < b < c or d", "a b"),
            ("(a or b) and (c if d else e)", "a d"),
            ("len(a and b) > c", "len a c"),
            ("x.y[k and m] and any(i for i in xs)", "x k any"),
        ] {
            assert_eq!(needed(single(text, &Bump::new()).unwrap()).join(" "), names, "{text}");
        }
    }

    #[test]
    fn what_is_no_condition() {
        for bad in ["$lines > 3", "$ 3", "[line for line in xs]", "f'{line}' == '3'", "(line := 3)", "$"] {
            assert!(When::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_whole() {
        let when = When::read("$line > line and function == 'f'").unwrap();
        assert_eq!(when.whole("@", &["line"]), "@line > line and @function == 'f'");
        assert_eq!(when.plain_names(), ["function", "line"]);
    }

    #[test]
    fn modules() {
        assert_eq!(["/a/b.py", "/a/b/__init__.py", "<string>", "x"].map(module_of), ["b", "b", "<string>", "x"]);
    }
}
