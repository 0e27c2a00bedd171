//! What a user asks for: lines, functions, and the forms that the chosen style of probe cannot take.

use super::Secrets;
use crate::expression::{Expression, Watch, When};
use crate::lines::Layout;
use globset::{Glob, GlobMatcher};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One part of a list of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineItem {
    /// `228`
    One(u32),
    /// `10-20` or, without an end, `10-`
    Range(u32, Option<u32>),
    /// `all`
    All,
}

/// Lines as written on a command line: `228,239`, `10-20`, `7-`, `all`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineSpec {
    /// The parts, in the order given.
    pub items: Vec<LineItem>,
}

impl LineSpec {
    /// All lines are asked for.
    pub fn is_all(&self) -> bool {
        self.items.contains(&LineItem::All)
    }
}

/// Why a list of lines cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSpecError {
    /// Where the offending part starts, in bytes.
    pub offset: usize,
    /// The offending part.
    pub part: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl fmt::Display for LineSpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.part, self.reason)
    }
}

impl std::error::Error for LineSpecError {}

impl FromStr for LineSpec {
    type Err = LineSpecError;

    fn from_str(text: &str) -> Result<Self, LineSpecError> {
        let mut items = Vec::new();
        let mut offset = 0;
        for part in text.split(',') {
            let trimmed = part.trim();
            let at = offset + (part.len() - part.trim_start().len());
            items.push(line_item(trimmed).map_err(|reason| LineSpecError {
                offset: at,
                part: trimmed.to_owned(),
                reason,
            })?);
            offset += part.len() + 1;
        }
        Ok(Self { items })
    }
}

fn line_item(part: &str) -> Result<LineItem, &'static str> {
    if part == "all" {
        return Ok(LineItem::All);
    }
    let Some((from, to)) = part.split_once('-') else { return line_number(part).map(LineItem::One) };
    let from = line_number(from.trim_end())?;
    let to = to.trim_start();
    if to.is_empty() {
        return Ok(LineItem::Range(from, None));
    }
    let to = line_number(to)?;
    if to < from { Err("ends before it starts") } else { Ok(LineItem::Range(from, Some(to))) }
}

fn line_number(text: &str) -> Result<u32, &'static str> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("is not a line: write 7, 10-20, 7- or all");
    }
    match text.parse() {
        Ok(0) => Err("is not a line: lines count from 1"),
        Ok(line) => Ok(line),
        Err(_) => Err("is too large for a line"),
    }
}

/// A glob over qualified names: `Parser.parse*`. `<locals>.` may be left out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FunctionPattern {
    text: String,
    matcher: GlobMatcher,
}

impl FunctionPattern {
    /// The pattern as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// True if it matches a `co_qualname`.
    pub fn matches(&self, qualname: &str) -> bool {
        self.matcher.is_match(qualname) || self.matcher.is_match(qualname.replace(".<locals>.", "."))
    }
}

impl From<FunctionPattern> for String {
    fn from(pattern: FunctionPattern) -> Self {
        pattern.text
    }
}

impl TryFrom<String> for FunctionPattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for FunctionPattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let glob = Glob::new(text).map_err(|error| format!("`{text}` is not a pattern: {}", error.kind()))?;
        Ok(Self { text: text.to_owned(), matcher: glob.compile_matcher() })
    }
}

/// Forms that a style of probe cannot take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exclusions {
    /// Where a value is not enough: the exit of a `with`, a `case` that is tried, each turn of an iterator.
    pub runtime_forms: bool,
}

/// A variable that is set to another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateChange {
    /// The variable.
    pub name: String,
    /// Its new value.
    pub value: Expression,
}

/// A parameter that is set where functions are entered.
#[derive(Debug, Clone)]
pub struct EntryChange {
    /// The functions.
    pub function: FunctionPattern,
    /// Which parameter, and to what.
    pub change: StateChange,
}

/// A line where the program goes on at another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    /// Before this line would run.
    pub from: u32,
    /// This one does.
    pub to: u32,
}

/// What is asked of one file.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The path by which [`Request::when`] knows the file.
    pub file: String,
    /// Lines by number.
    pub lines: Option<LineSpec>,
    /// Every line of the functions with such names.
    pub functions: Vec<FunctionPattern>,
    /// Entry, return, exceptions and yields of the functions with such names.
    pub calls: Vec<FunctionPattern>,
    /// What must hold for a probe to fire.
    pub condition: Option<Expression>,
    /// What must hold besides, evaluated as far as it is known at each place.
    pub when: Option<When>,
    /// Expressions whose changes are told.
    pub watches: Vec<Watch>,
    /// Where they are looked at.
    pub watch_mode: WatchMode,
    /// What to tell in place of the variables that changed.
    pub log: Vec<Expression>,
    /// What to set where a line is told.
    pub sets: Vec<StateChange>,
    /// What to set where functions are entered.
    pub entries: Vec<EntryChange>,
    /// Where to go on at another line.
    pub jumps: Vec<Jump>,
    /// Probes fire so often, then never again.
    pub hits: Option<u32>,
    /// Of so many hits one is told.
    pub every: Option<u32>,
    /// Variables whose values stay where they are.
    pub redact: Secrets,
    /// Forms to do without.
    pub without: Exclusions,
    /// Where probes may stand.
    pub layout: Layout,
}

/// Where watched expressions are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WatchMode {
    /// Behind each place that can change them.
    #[default]
    Changes,
    /// Behind each statement of the functions that can see them.
    Precise,
    /// Before each line, which is told if a value is another one than at the line before.
    NextLine,
}

impl Request {
    /// Lines are told where watched expressions have changed.
    pub fn watches_at_lines(&self) -> bool {
        self.watch_mode == WatchMode::NextLine && !self.watches.is_empty()
    }

    /// A probe may be reached without firing.
    pub fn is_conditional(&self) -> bool {
        self.condition.is_some() || self.when.is_some() || self.watches_at_lines()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LineItem::{All, One, Range};

    fn spec(text: &str) -> Result<Vec<LineItem>, (usize, String)> {
        text.parse::<LineSpec>().map(|spec| spec.items).map_err(|e| (e.offset, e.to_string()))
    }

    #[test]
    fn lines_and_ranges() {
        assert_eq!(spec("228,239"), Ok(vec![One(228), One(239)]));
        assert_eq!(spec("10-20"), Ok(vec![Range(10, Some(20))]));
        assert_eq!(spec(" 3 , 7 - 9, 12- "), Ok(vec![One(3), Range(7, Some(9)), Range(12, None)]));
        assert_eq!(spec("all"), Ok(vec![All]));
        assert_eq!(spec("5-5"), Ok(vec![Range(5, Some(5))]));
    }

    #[test]
    fn errors_name_the_part_and_its_place() {
        let error = |offset, message: &str| Err((offset, message.to_owned()));
        assert_eq!(spec("1,0"), error(2, "`0` is not a line: lines count from 1"));
        assert_eq!(spec("1, x"), error(3, "`x` is not a line: write 7, 10-20, 7- or all"));
        assert_eq!(spec("20-10"), error(0, "`20-10` ends before it starts"));
        assert_eq!(spec("-5"), error(0, "`-5` is not a line: write 7, 10-20, 7- or all"));
        assert_eq!(spec("1,,2"), error(2, "`` is not a line: write 7, 10-20, 7- or all"));
        assert_eq!(spec(""), error(0, "`` is not a line: write 7, 10-20, 7- or all"));
        assert_eq!(spec("+3"), error(0, "`+3` is not a line: write 7, 10-20, 7- or all"));
        assert_eq!(spec("4294967296"), error(0, "`4294967296` is too large for a line"));
    }

    #[test]
    fn patterns_match_qualified_names() {
        let matches = |pattern: &str, name: &str| pattern.parse::<FunctionPattern>().unwrap().matches(name);
        assert!(matches("Parser.parse*", "Parser.parse_line"));
        assert!(matches("f.g", "f.<locals>.g"));
        assert!(matches("f.<locals>.g", "f.<locals>.g"));
        assert!(matches("Cart.*", "Cart.total"));
        assert!(!matches("Cart", "Cart.total"));
        assert!(!matches("total", "Cart.total"));
        assert!("a[".parse::<FunctionPattern>().is_err());
    }
}
