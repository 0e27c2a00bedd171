//! From what a site captures to the arguments of its probe.

use super::abi::{Fire, Style, Wrapper};
use super::finder::{Finder, Reason};
use super::slot::Slot;
use crate::lines::{Anchor, PythonVersion};
use crate::plan::Capture;

/// A probe's arguments, and what is missing of them.
pub(super) struct Arguments {
    pub fire: Fire,
    pub doubt: Option<Reason>,
}

impl<'a> Finder<'a> {
    /// What the probe for `line` passes at `anchor`.
    pub fn arguments(
        &self,
        line: u32,
        anchor: Anchor<'a>,
        slot: &Slot,
        capture: &Capture<'a>,
    ) -> Result<Arguments, Reason> {
        let range = Self::range_of(anchor);
        let class = self.zones.class(range);
        // What fires later reads the values then.
        let by_name = |names: &[&str]| names.iter().map(|name| mangle(name, class)).collect::<Vec<_>>();
        let as_they_are = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut fire = Fire { line, maybe: Vec::new(), bound: Vec::new(), quote: '"' };
        match slot {
            Slot::Case(_) => return Ok(Arguments { fire, doubt: None }),
            Slot::LastItem(_) | Slot::Around(_, Wrapper::Each | Wrapper::Again) => {
                fire.maybe = by_name(&capture.bound);
                fire.maybe.extend(by_name(&capture.maybe));
            }
            _ => {
                fire.bound = as_they_are(&capture.bound);
                if self.style == Style::Call {
                    fire.maybe = by_name(&capture.maybe);
                }
            }
        }

        let quotes = self.zones.quotes(range);
        let mut doubt = None;
        if !quotes.double {
            fire.quote = '\'';
        }
        if !quotes.double && !quotes.single {
            fire.quote = '"';
            if self.target < PythonVersion::PY312 {
                match self.style {
                    Style::Print => return Err("no quote is free inside these f-strings before Python 3.12"),
                    Style::Call if !fire.maybe.is_empty() => {
                        fire.maybe.clear();
                        doubt = Some("names that may be unbound are left out: no quote is free inside these f-strings");
                    }
                    Style::Call => {}
                }
            }
        }
        Ok(Arguments { fire, doubt })
    }
}

/// What CPython makes of a private name inside a class: `__x` → `_A__x`.
fn mangle(name: &str, class: Option<&str>) -> String {
    let class = class.map(|class| class.trim_start_matches('_')).unwrap_or_default();
    if name.starts_with("__") && !name.ends_with("__") && !class.is_empty() {
        format!("_{class}{name}")
    } else {
        name.to_owned()
    }
}
