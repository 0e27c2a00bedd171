//! Which variables a probe need not compare: no way to it binds them behind the probe before.
//!
//! ```python
//! for c in s:            # 1
//!     if c == '<':       # 2: c is another one, s and out are as they were at 1
//!         out += c       # 3: all are as they were at 2
//! ```
//!
//! What is inside of an object may have changed all the same: whether there is such an object the runtime knows.

use super::{Plan, Request};
use crate::ast::Mod;
use crate::lines::Anchor;
use crate::scope::Scopes;
use crate::scope::flow::{Point, settled_at};
use crate::text::Ranged;
use std::collections::HashMap;

/// Fills in the steady variables of all sites, if every probe that is passed compares what it captures.
pub(super) fn fill<'a>(plan: &mut Plan<'a>, module: Mod<'a>, scopes: &Scopes<'a>, request: &Request) {
    let skips = request.hits.is_some() || request.every.is_some() || request.is_conditional();
    let changes = !request.sets.is_empty() || !request.jumps.is_empty();
    if skips || changes || !request.log.is_empty() || !request.watches.is_empty() {
        return;
    }
    let mut told: HashMap<Point, Vec<&'a str>> = HashMap::new();
    for site in plan.probes.iter().flat_map(|probe| &probe.sites) {
        if let Some(point) = point(&site.anchor) {
            let names = told.entry(point).or_default();
            let more: Vec<&str> = site.capture.bound.iter().copied().filter(|name| !names.contains(name)).collect();
            names.extend(more);
        }
    }
    let found = settled_at(scopes, module, &told);
    for site in plan.probes.iter_mut().flat_map(|probe| &mut probe.sites) {
        if let Some(names) = point(&site.anchor).and_then(|point| found.get(&point)) {
            site.steady = names.iter().copied().filter(|name| site.capture.bound.contains(name)).collect();
        }
    }
}

/// Where control always passes.
fn point(anchor: &Anchor<'_>) -> Option<Point> {
    Some(match anchor {
        Anchor::Before(stmt) => Point::BeforeStmt(stmt.start()),
        Anchor::After(stmt) => Point::AfterStmt(stmt.start()),
        Anchor::ExprBefore(expr) => Point::BeforeExpr(expr.range()),
        _ => return None,
    })
}
