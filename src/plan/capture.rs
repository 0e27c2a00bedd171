//! What each site captures.

use super::own_lines::BEHIND;
use super::stores::Stores;
use super::{Capture, Expression, Layout, LineItem, Plan, Refusal, Request};
use super::{conditions, values};
use crate::ast::Mod;
use crate::lines::{Anchor, PythonVersion, Verdict};
use crate::scope::flow::{MOST, Point, Variables, variables_at};
use crate::scope::{ScopeKind, Scopes};
use crate::text::Ranged;
use std::collections::HashMap;

/// Fills in the captures of all sites, in one pass over the file.
pub(super) fn fill<'a>(plan: &mut Plan<'a>, module: Mod<'a>, source: &str, scopes: &Scopes<'a>, request: &Request) {
    let values = request.sets.iter().map(|set| &set.value);
    let stores = Stores::new(module, source, plan.target);
    let expressions: Vec<&Expression> = request.log.iter().chain(values).collect();
    let mut blind: Vec<Option<(String, bool)>> = vec![None; plan.probes.len()];
    let sites = plan.probes.iter().flat_map(|probe| &probe.sites);
    let points = sites.filter_map(|site| point(&site.anchor, request.layout));
    let found: HashMap<Point, Variables<'a>> = variables_at(scopes, module, points);
    for (probe, blind) in plan.probes.iter_mut().zip(&mut blind) {
        let mut names: Vec<&str> = Vec::new();
        for name in probe.condition.iter().chain(expressions.iter().copied()).flat_map(|expression| &expression.names) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        // In `--when` it counts as unbound.
        let is_needed = |name: &str| {
            request.when.is_none() || expressions.iter().any(|expression| expression.names.iter().any(|n| n == name))
        };
        let mut doubt = None;
        for site in &mut probe.sites {
            let Some(variables) = point(&site.anchor, request.layout).and_then(|point| found.get(&point)) else {
                continue;
            };
            let Variables { bound, maybe, all, .. } = variables.clone();
            let unbound = stores.unbound_by_then(&site.anchor, probe.line);
            let is_told = |name: &&str| {
                let is_later = site.order < BEHIND && stores.is_later(&site.anchor, probe.line, name);
                !is_later && !unbound.contains(name)
            };
            let told = |names: Vec<&'a str>| names.into_iter().filter(is_told).collect::<Vec<_>>();
            site.capture = Capture { bound: told(bound), maybe: told(maybe), all: told(all) };
            for &name in &names {
                let mangled = scopes.mangled(variables.frame, name);
                let is = |other: &&&str| **other == mangled.as_ref();
                if let Some(name) = site.capture.bound.iter().find(is) {
                    site.read.bound.push(name);
                } else if let Some(name) = site.capture.maybe.iter().find(is) {
                    site.read.maybe.push(name);
                } else if conditions::is_hidden(scopes, variables.frame, &mangled) && is_needed(name) {
                    let reason = format!(
                        "`{name}` is a variable around `{}`, which does not use it: it cannot be seen there",
                        probe.qualname
                    );
                    *blind = Some((reason, false));
                }
            }
            for set in &request.sets {
                let mangled = scopes.mangled(variables.frame, &set.name);
                if !scopes.binds(variables.frame, &mangled) {
                    let name = &set.name;
                    let reason = format!("`{name}` cannot be set there: `{}` assigns no such variable", probe.qualname);
                    *blind = Some((reason, true));
                }
                // What had no value before has one then.
                let told = scopes.told(variables.frame);
                let Capture { bound, maybe, all } = &mut site.capture;
                if let Some(&name) = told.iter().find(|&&name| name == mangled)
                    && !all.contains(&name)
                {
                    maybe.push(name);
                    *all = told.into_iter().filter(|name| bound.contains(name) || maybe.contains(name)).collect();
                }
            }
            if variables.left_out > 0 {
                note(
                    &mut probe.notes,
                    format!("of {} variables the last {MOST} are captured", variables.left_out + MOST),
                );
            }
            // Up to 3.12 reading a function's variables through its frame renews what `locals()` has returned there.
            let is_function = !matches!(scopes.kind(variables.frame), ScopeKind::Module | ScopeKind::Class);
            let mut left_out = Vec::new();
            let sees_itself = is_function && scopes.mentions_namespace(variables.frame);
            if plan.target <= PythonVersion::PY312 && sees_itself {
                left_out = std::mem::take(&mut site.capture.maybe);
                if reads_frame(&site.anchor) {
                    left_out.append(&mut site.capture.bound);
                }
                if !left_out.is_empty() {
                    let names = left_out.join(", ");
                    note(
                        &mut probe.notes,
                        format!(
                            "not captured, as the function can see its own namespace (`locals`, `eval` …): {names}"
                        ),
                    );
                }
            }
            doubt = doubt.or(values::doubt(&values::Told {
                scopes,
                target: plan.target,
                variables,
                capture: &site.capture,
                by_frame: reads_frame(&site.anchor),
                sees_itself,
                left_out: !left_out.is_empty(),
                is_behind_start: probe.is_behind_start,
                starts_class: stores.starts_class(probe.frame, probe.line),
            }));
        }
        // What is logged in place of variables is another matter.
        if let (Some(why), Verdict::Exact, true) = (doubt, &probe.verdict, request.log.is_empty()) {
            probe.verdict = Verdict::Approximate(why.to_owned());
        }
    }
    drop_blind(plan, &blind, request);
}

/// Takes out the probes whose frames cannot see a name that the user's expressions read. Of a line that was asked for by
/// its number a probe must stay, and of all probes one.
fn drop_blind(plan: &mut Plan<'_>, blind: &[Option<(String, bool)>], request: &Request) {
    let mut refused = Vec::new();
    for (probe, blind) in std::mem::take(&mut plan.probes).into_iter().zip(blind) {
        let Some((reason, for_all)) = blind else {
            plan.probes.push(probe);
            continue;
        };
        refused.push(Refusal { line: probe.line, reason: reason.clone(), nearest: Vec::new(), for_all: *for_all });
    }
    for refusal in refused {
        let line = refusal.line;
        let by_number = request.lines.iter().flat_map(|spec| &spec.items).any(|&item| item == LineItem::One(line));
        let stays = plan.probes.iter().any(|probe| !by_number || probe.line == line);
        if stays { &mut plan.skipped } else { &mut plan.refusals }.push(refusal);
    }
}

fn note(notes: &mut Vec<String>, text: String) {
    if !notes.contains(&text) {
        notes.push(text);
    }
}

/// True for a form that finds all values through the frame.
fn reads_frame(anchor: &Anchor<'_>) -> bool {
    matches!(
        anchor,
        Anchor::WithExit(_)
            | Anchor::ItemExit(..)
            | Anchor::Decorate(..)
            | Anchor::IterEach(_)
            | Anchor::IterAgain(_)
            | Anchor::IterAround(_)
    )
}

/// The point of the program at which an anchor fires; none for a form that captures nothing.
fn point(anchor: &Anchor<'_>, layout: Layout) -> Option<Point> {
    Some(match anchor {
        Anchor::Before(stmt) => Point::BeforeStmt(stmt.start()),
        Anchor::After(stmt) => Point::AfterStmt(stmt.start()),
        Anchor::ExprBefore(expr) => Point::BeforeExpr(expr.range()),
        Anchor::ExprAfter(expr) | Anchor::IterAround(expr) => Point::AfterExpr(expr.range()),
        Anchor::ExprFalse(expr) => Point::FalseExpr(expr.range()),
        Anchor::IterEach(expr) | Anchor::IterAgain(expr) => Point::Next(expr.range()),
        Anchor::WithExit(stmt) | Anchor::ItemExit(stmt, _) => Point::WithExit(stmt.range.start()),
        Anchor::Decorate(stmt, _) => Point::BeforeStmt(stmt.start()),
        Anchor::ClassBases(class) => Point::Bases(class.range.start()),
        // In a pattern there is no place for values.
        Anchor::Case(case) if layout == Layout::OwnLines => Point::BeforeCase(case.range.start()),
        Anchor::Case(_) => return None,
    })
}
