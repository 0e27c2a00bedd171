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
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut fire = Fire { line, ..Fire::declaration() };
        match slot {
            Slot::Case(_) => return Ok(Arguments { fire, doubt: None }),
            Slot::LastItem(_)
            | Slot::MiddleItem(_)
            | Slot::Decorator(_)
            | Slot::Around(_, Wrapper::Each | Wrapper::Again | Wrapper::Around) => {
                // What fires later reads the values then.
                fire.maybe = names(&capture.bound);
                fire.maybe.extend(names(&capture.maybe));
            }
            _ => {
                // A name that is used before it is declared `global` or `nonlocal` is a syntax error.
                let by_name = self.namespace(range).is_some();
                let declared_later = |name: &&str| self.zones.is_declared_later(slot.offset(), name);
                let (strings, keywords): (Vec<&str>, Vec<&str>) =
                    capture.bound.iter().partition(|n| by_name || declared_later(n));
                fire.bound = names(&keywords);
                if self.style != Style::Print {
                    fire.maybe = names(&strings);
                    fire.maybe.extend(names(&capture.maybe));
                }
            }
        }

        let mut doubt = None;
        if self.style == Style::Load {
            return Ok(Arguments { fire, doubt });
        }
        let quotes = self.zones.quotes(range);
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
                    Style::Call | Style::Load => {}
                }
            }
        }
        Ok(Arguments { fire, doubt })
    }
}
