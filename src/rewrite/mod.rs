//! From a plan to text with probes, and back.
//!
//! [`inject`] writes what a [`Plan`] asks for. It never chooses where in the program a probe fires; it finds where on the
//! line the probe's text can stand, and says so where there is no such place. All edits are insertions, no line moves,
//! and [`strip()`] takes them out again by parsing: `inject` proves that on its own result before it returns it.

mod abi;
mod bases;
mod captures;
mod case;
mod emit;
mod expression;
mod finder;
pub mod load;
mod namespace;
mod physical;
mod preamble;
mod slot;
mod statement;
pub mod strip;
mod with_exit;
mod zones;

pub use abi::Style;
pub use slot::Form;
pub use strip::{Stripped, has_probes, strip};

use crate::ast::Mod;
use crate::edit::{EditError, SourceMap};
use crate::plan::Plan;
use abi::Abi;
use bumpalo::Bump;
use emit::Filled;
use finder::Finder;
use slot::Slot;
use std::collections::HashMap;
use std::fmt;

/// How to write probes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// What a probe is made of.
    pub style: Style,
}

/// A source text with probes.
#[derive(Debug, Clone)]
pub struct Rewritten {
    /// The text.
    pub text: String,
    /// Offsets of the source and of the text.
    pub map: SourceMap,
    /// One for each site of the plan, in its order.
    pub placements: Vec<Placement>,
}

/// What became of one site of the plan.
#[derive(Debug, Clone)]
pub struct Placement {
    /// Index into [`Plan::probes`].
    pub probe: usize,
    /// Index into that probe's sites.
    pub site: usize,
    /// The line that it fires.
    pub line: u32,
    /// The form, or why there is none.
    pub outcome: Result<Placed, &'static str>,
}

/// A site that has its place.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The form.
    pub form: Form,
    /// The probe as it is written.
    pub text: String,
    /// What is not exact about it, in a sentence without a full stop.
    pub doubt: Option<&'static str>,
}

/// Why nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RewriteError {
    /// The file holds probes already.
    HasProbes,
    /// The import of the probe has no place before the first probe.
    NoPlaceForImport,
    /// The file binds a name that a printing probe needs.
    Shadowed(&'static str),
    /// The result would not be right: a mistake of this program.
    Internal(String),
}

impl fmt::Display for RewriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HasProbes => f.write_str("the file holds probes already"),
            Self::NoPlaceForImport => f.write_str(
                "the import of the probe has no place: the file begins with a compound statement and has no line without code before it",
            ),
            Self::Shadowed(name) => write!(f, "the file binds `{name}`, which printing probes need"),
            Self::Internal(what) => write!(f, "internal error: {what}"),
        }
    }
}

impl std::error::Error for RewriteError {}

impl From<EditError> for RewriteError {
    fn from(error: EditError) -> Self {
        Self::Internal(error.to_string())
    }
}

/// The source with the probes of `plan`.
///
/// # Errors
/// If the file cannot take probes at all. A single site without a place is no error: its placement says why.
pub fn inject(module: &Mod<'_>, source: &str, plan: &Plan<'_>, options: &Options) -> Result<Rewritten, RewriteError> {
    let draft = Draft::new(module, source, plan, options)?;
    let edits = match draft.preamble {
        Some(ref preamble) => emit::emit(source, &draft.abi, &draft.filled, Some(preamble)),
        None => crate::edit::EditSet::new(),
    };
    let (text, map) = edits.apply(source)?;
    draft.verify(source, &text)?;
    Ok(Rewritten { text, map, placements: draft.placements })
}

/// What [`inject`] would do with each site, without doing it.
///
/// # Errors
/// Those of [`inject`], but for internal ones.
pub fn placements(
    module: &Mod<'_>,
    source: &str,
    plan: &Plan<'_>,
    options: &Options,
) -> Result<Vec<Placement>, RewriteError> {
    Ok(Draft::new(module, source, plan, options)?.placements)
}

/// All decisions, no text yet.
struct Draft {
    abi: Abi,
    filled: Filled,
    /// None if there is nothing to import for.
    preamble: Option<preamble::Preamble>,
    placements: Vec<Placement>,
}

impl Draft {
    fn new<'a>(module: &Mod<'a>, source: &'a str, plan: &Plan<'a>, options: &Options) -> Result<Self, RewriteError> {
        if has_probes(module) {
            return Err(RewriteError::HasProbes);
        }
        let abi = Abi { name: free_name(source), style: options.style };
        let finder = Finder::new(module, source, plan.target, options.style);
        if options.style == Style::Print
            && let Some(name) = finder.zones.shadowed
        {
            return Err(RewriteError::Shadowed(name));
        }
        let mut fires = Vec::new();
        let mut placements = Vec::new();
        let mut declarations = Vec::new();
        let mut hosts = HashMap::new();
        // Probes that share a line are one slot, whose indentation is that of the first.
        let mut share = |slot: &mut Slot| {
            if let Slot::Line(host) = slot {
                let first = *hosts.entry(host.at).or_insert(*host);
                if source[first.indent.as_usize()] != source[host.indent.as_usize()] {
                    return Err("the only line without code near it holds a probe of another block");
                }
                *host = first;
            }
            Ok(())
        };
        for (probe, planned) in plan.probes.iter().enumerate() {
            for (site, at) in planned.sites.iter().enumerate() {
                let outcome = finder.find(at.anchor).and_then(|mut found| {
                    share(&mut found.slot)?;
                    let arguments = finder.arguments(planned.line, at.anchor, &found.slot, &at.capture)?;
                    let text = abi.shown(&found.slot, &arguments.fire);
                    if let Some(class) = finder.namespace(Finder::range_of(at.anchor)) {
                        let mut slot = finder.declaration(class)?;
                        share(&mut slot)?;
                        declarations.push(slot);
                    }
                    fires.push((at.order, found.slot, arguments.fire));
                    Ok(Placed { form: found.slot.form(), text, doubt: found.doubt.or(arguments.doubt) })
                });
                placements.push(Placement { probe, site, line: planned.line, outcome });
            }
        }
        fires.sort_by_key(|&(order, ..)| order);
        let mut filled = Filled::new();
        for (_, slot, fire) in fires {
            filled.entry(slot).or_default().push(fire);
        }
        for slot in declarations {
            namespace::declare(&mut filled, slot);
        }
        let preamble = match filled.is_empty() {
            true => None,
            false => Some(preamble::place(&finder, module, &filled).ok_or(RewriteError::NoPlaceForImport)?),
        };
        Ok(Self { abi, filled, preamble, placements })
    }

    /// The promises that every result keeps: it parses, no line moves, it can be taken back.
    fn verify(&self, source: &str, text: &str) -> Result<(), RewriteError> {
        let internal = |what: String| Err(RewriteError::Internal(what));
        let new_line = self.preamble.is_some_and(|p| matches!(p.place, preamble::Place::LastLine(_)));
        if physical::line_breaks(text) != physical::line_breaks(source) + usize::from(new_line) {
            return internal("a line would move".to_owned());
        }
        let arena = Bump::new();
        match strip(text, &arena) {
            Ok(stripped) if stripped.text == source => Ok(()),
            Ok(_) => internal("the probes could not be taken out again".to_owned()),
            Err(error) => {
                let line = &text[physical::line_around(text, error.start()).as_usize()];
                internal(format!("the result is not understood: {}: {}", error.message, line.trim()))
            }
        }
    }
}

/// The first of `_instr`, `_instr2`, `_instr3` … that is no word of the source.
fn free_name(source: &str) -> String {
    let used: std::collections::HashSet<&str> = memchr::memmem::find_iter(source.as_bytes(), abi::MARKER)
        .map(|at| {
            let rest = &source[at + abi::MARKER.len()..];
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            &rest[..digits]
        })
        .collect();
    if !used.contains("") {
        return abi::MARKER.to_owned();
    }
    (2..)
        .map(|n: u32| n.to_string())
        .find(|n| !used.contains(n.as_str()))
        .map_or_else(String::new, |n| abi::MARKER.to_owned() + &n)
}
