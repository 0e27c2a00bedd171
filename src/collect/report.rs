//! What is said at the end, once, over all processes of a run.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::stream::{Fact, Failure};
use crate::event::{Event, Kind, Site};
use crate::render::Counts;
use crate::request::{CollectRequest, Format, PlannedFile};
use crate::wire::record::Counted;

/// How a line ends that says how many events were dropped.
pub(super) const DROPPED: &str = "dropped: the buffer was full";

/// What is known so far.
#[derive(Debug, Default)]
pub struct Report {
    loaded: HashSet<Arc<str>>,
    problems: Vec<(Arc<str>, String)>,
    /// By path.
    reached: HashMap<Arc<str>, BTreeSet<u32>>,
    /// Watched expressions that had a value, by path.
    watched: HashMap<Arc<str>, HashSet<Arc<str>>>,
    failures: Vec<(Failure, u64)>,
    /// Of `--rate`, by path and line.
    left_out: BTreeMap<(Arc<str>, u32), u64>,
    /// Sums of the planned counters; hits of lines that are not planned.
    cells: Vec<u64>,
    unplanned: BTreeMap<(Arc<str>, u32), u64>,
    /// Hits as events tell them, if those are kept: counters then say no more than whether there was one.
    told: BTreeMap<(Arc<str>, u32), u64>,
    /// Events that were dropped.
    pub dropped: u64,
    /// A part of the records is missing.
    pub is_incomplete: bool,
    /// What was said already.
    said: HashSet<String>,
    never: HashSet<(Arc<str>, u32)>,
    /// Files that were said to be never loaded.
    unloaded: HashSet<String>,
}

/// The counters of a process, named.
#[derive(Debug, Default)]
pub struct Cells {
    named: Vec<(u64, Arc<Site>, Counted)>,
    /// With whether it is in a report.
    failures: Vec<(u64, Failure, bool)>,
    /// What is in a report.
    counted: Vec<u64>,
}

impl Cells {
    /// Notes what a counter is for.
    fn name(&mut self, fact: &Fact) {
        match fact {
            Fact::Cell(cell, site, what) => self.named.push((*cell, Arc::clone(site), *what)),
            Fact::Raised(failure, cell) if *cell > 0 => self.failures.push((*cell, failure.clone(), false)),
            _ => {}
        }
    }
}

impl Report {
    /// Takes an event.
    pub fn event(&mut self, request: &CollectRequest, event: &Event) {
        let path = &event.site.path;
        let line = match &event.kind {
            Kind::Watch { expression, .. } => {
                self.watched.entry(Arc::clone(path)).or_default().insert(Arc::clone(expression));
                None
            }
            Kind::Line { .. } | Kind::Call { .. } => event.site.line,
            _ => None,
        };
        let is_hit = matches!(event.kind, Kind::Line { .. } | Kind::Call { .. } | Kind::Watch { .. });
        if let (Format::Trace, true, Some(line)) = (request.format, is_hit, event.site.line) {
            *self.told.entry((Arc::clone(path), line)).or_default() += 1;
        }
        if let Some(line) = line {
            match self.reached.get_mut(path) {
                Some(lines) => drop(lines.insert(line)),
                None => drop(self.reached.insert(Arc::clone(path), BTreeSet::from([line]))),
            }
        }
    }

    /// Takes a fact of a process; what its counters count is noted in `cells`.
    pub fn fact(&mut self, fact: Fact, cells: &mut Cells) {
        cells.name(&fact);
        match fact {
            Fact::Loaded(path) => drop(self.loaded.insert(path)),
            Fact::Problem(path, text) => {
                if !self.problems.iter().any(|(other, known)| *other == path && *known == text) {
                    self.problems.push((path, text));
                }
            }
            Fact::Raised(failure, 0) => self.fail(failure, 1),
            Fact::Incomplete => self.is_incomplete = true,
            Fact::Raised(..) | Fact::Cell(..) => {}
        }
    }

    fn fail(&mut self, failure: Failure, times: u64) {
        let same = |other: &Failure| {
            (&other.expression, &other.site.path, other.site.line)
                == (&failure.expression, &failure.site.path, failure.site.line)
        };
        match self.failures.iter_mut().find(|(other, _)| same(other)) {
            Some((_, count)) => *count += times,
            None => self.failures.push((failure, times)),
        }
    }

    /// Adds what the counters of a process counted since the last time.
    pub fn add(&mut self, request: &CollectRequest, found: &[u64], cells: &mut Cells) {
        let old = cells.counted.iter().copied().chain(std::iter::repeat(0));
        let new: Vec<u64> = found.iter().zip(old).map(|(now, old)| now.saturating_sub(old)).collect();
        self.count(request, &new, cells);
        for (cell, failure, is_counted) in &mut cells.failures {
            let first = u64::from(!std::mem::replace(is_counted, true));
            match new.get(*cell as usize).copied().unwrap_or(0).max(first) {
                0 => {}
                times => self.fail(failure.clone(), times),
            }
        }
        if !found.is_empty() {
            cells.counted = found.to_vec();
        }
    }

    fn count(&mut self, request: &CollectRequest, found: &[u64], cells: &Cells) {
        let planned = request.files.iter().map(|file| file.lines.len()).sum::<usize>();
        self.cells.resize(planned + 1, 0);
        for (sum, number) in self.cells.iter_mut().zip(found) {
            *sum += number;
        }
        for file in &request.files {
            for (line, cell) in file.cells() {
                if found.get(cell as usize).is_some_and(|&hits| hits > 0) {
                    self.reached.entry(file.path.as_str().into()).or_default().insert(line);
                }
            }
        }
        for (cell, site, what) in &cells.named {
            let hits = found.get(*cell as usize).copied().unwrap_or(0);
            let Some(line) = site.line.filter(|_| hits > 0) else { continue };
            let key = (Arc::clone(&site.path), line);
            match what {
                Counted::LeftOut => *self.left_out.entry(key).or_default() += hits,
                Counted::Hits => {
                    self.reached.entry(Arc::clone(&site.path)).or_default().insert(line);
                    *self.unplanned.entry(key).or_default() += hits;
                }
            }
        }
    }

    /// How often each line was hit.
    pub fn counts(&self, request: &CollectRequest) -> Counts {
        let mut counts = Counts::default();
        let was_loaded = |file: &&PlannedFile| {
            self.loaded.contains(file.path.as_str()) || self.reached.contains_key(file.path.as_str())
        };
        for file in request.files.iter().filter(was_loaded) {
            let mut lines: BTreeMap<u32, u64> = BTreeMap::new();
            for (line, cell) in file.cells() {
                let hits = self.cells.get(cell as usize).copied().unwrap_or(0);
                if hits > 0 || file.expected.binary_search(&line).is_ok() {
                    lines.insert(line, hits);
                }
            }
            for ((path, line), hits) in &self.unplanned {
                if **path == *file.path {
                    *lines.entry(*line).or_default() += hits;
                }
            }
            // What was left out did happen.
            let mut told: BTreeMap<u32, u64> = BTreeMap::new();
            let left_out = self.left_out.iter().filter(|_| request.format == Format::Trace);
            for ((path, line), hits) in self.told.iter().chain(left_out) {
                if **path == *file.path {
                    *told.entry(*line).or_default() += hits;
                }
            }
            for (line, hits) in told {
                let known = lines.entry(line).or_default();
                *known = hits.max(*known);
            }
            counts.lines.extend(lines.into_iter().map(|(line, hits)| (file.shown.clone(), line, hits)));
        }
        counts
    }

    /// What there is to say that was not said yet, in order.
    pub fn lines(&mut self, request: &CollectRequest) -> Vec<String> {
        let mut out = Vec::new();
        let shown = |path: &str| {
            request.files.iter().find(|file| file.path == path).map_or(path, |file| file.shown.as_str()).to_owned()
        };
        if self.dropped > 0 {
            let events = if self.dropped == 1 { "event was" } else { "events were" };
            out.push(format!("{} {events} {DROPPED}", self.dropped));
        }
        // A table is rows alone, and counts are whole without more.
        if !request.is_table && !matches!(request.format, Format::Counts | Format::CountsJson) {
            for ((path, line), count) in &self.left_out {
                let events = if *count == 1 { "event" } else { "events" };
                out.push(format!("{}:{line}: {count} more {events} left out by `--rate`", shown(path)));
            }
            self.all(request, &shown, &mut out);
        }
        out.retain(|text| self.said.insert(text.clone()));
        out
    }

    fn all(&mut self, request: &CollectRequest, shown: &dyn Fn(&str) -> String, out: &mut Vec<String>) {
        for (path, text) in &self.problems {
            out.push(format!("{} {text}", shown(path)));
        }
        if !self.is_incomplete && self.dropped == 0 {
            for file in &request.files {
                let has_problem = self.problems.iter().any(|(path, _)| **path == *file.path);
                if !self.loaded.contains(file.path.as_str()) && !self.reached.contains_key(file.path.as_str()) {
                    if !has_problem && self.unloaded.insert(file.path.clone()) {
                        out.push(format!("{} was never loaded: its probes did not run", file.shown));
                    }
                    continue;
                }
                if self.unloaded.remove(&file.path) {
                    out.push(format!("{} was loaded after all", file.shown));
                }
                self.never_reached(request, file, out);
            }
            let mut silent: Vec<(&PlannedFile, &String)> = request
                .files
                .iter()
                .filter(|file| self.loaded.contains(file.path.as_str()))
                .flat_map(|file| file.watches.iter().map(move |watch| (file, watch)))
                .collect();
            silent.sort_by_key(|(file, watch)| (&file.path, *watch));
            for (file, watch) in silent {
                if !self.watched.get(file.path.as_str()).is_some_and(|seen| seen.contains(watch.as_str())) {
                    out.push(format!("{}: `{watch}` never had a value that was told", file.shown));
                }
            }
        }
        for (failure, count) in &self.failures {
            let times = if *count == 1 { "once".to_owned() } else { format!("{count} times") };
            let (path, line) = (shown(&failure.site.path), failure.site.line.unwrap_or(0));
            out.push(format!("{path}:{line}: `{}` raised {times}, first {}", failure.expression, failure.first));
        }
    }

    fn never_reached(&mut self, request: &CollectRequest, file: &PlannedFile, out: &mut Vec<String>) {
        let nothing = BTreeSet::new();
        let reached = self.reached.get(file.path.as_str()).unwrap_or(&nothing);
        let path: Arc<str> = file.path.as_str().into();
        // What was called so, and then was: said, too.
        for line in file.expected.iter().filter(|line| reached.contains(line)) {
            if self.never.remove(&(Arc::clone(&path), *line)) {
                out.push(format!("{}: line {line} was reached after all", file.shown));
            }
        }
        let never: Vec<u32> = file.expected.iter().copied().filter(|line| !reached.contains(line)).collect();
        let is_new = never.iter().any(|&line| !self.never.contains(&(Arc::clone(&path), line)));
        if !request.names_unreached || !is_new {
            return;
        }
        self.never.extend(never.iter().map(|&line| (Arc::clone(&path), line)));
        let (word, verb) = if never.len() > 1 { ("lines", "were") } else { ("line", "was") };
        let what = request.condition.as_ref().map_or_else(|| "reached".to_owned(), |c| format!("reached with `{c}`"));
        out.push(format!("{}: {word} {} {verb} never {what}", file.shown, ranges(&never)));
    }
}

impl PlannedFile {
    /// Lines and their counters.
    fn cells(&self) -> impl Iterator<Item = (u32, u64)> {
        self.lines.iter().zip(self.first_cell..).map(|(&line, cell)| (line, cell))
    }
}

/// `3, 5-9`: three and more in a row as a range.
fn ranges(numbers: &[u32]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let rows = numbers.chunk_by(|left, right| left + 1 == *right);
    for row in rows {
        match row {
            [first, _, .., last] => parts.push(format!("{first}-{last}")),
            _ => parts.extend(row.iter().map(u32::to_string)),
        }
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn lines_in_a_row_are_a_range() {
        assert_eq!(ranges(&[3, 5, 6, 7, 9, 10]), "3, 5-7, 9, 10");
        assert_eq!(ranges(&[1]), "1");
    }
}
