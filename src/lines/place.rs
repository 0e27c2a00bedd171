//! Chooses slots for the events of a line, so that each way through the code passes as many as it fires events.

use super::graph::{Graph, Path, SlotId};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What it costs that a probe stands on another line than its own.
const ELSEWHERE: u32 = 100;

/// What a wrapper around an iterable costs: too much for a probe that is not exact.
const WRAPPER: u32 = 150;

/// The slots chosen for one line.
pub(super) struct Placement {
    pub(super) slots: Vec<SlotId>,
    /// Some ways fire without passing a slot.
    pub(super) misses: bool,
    /// Some ways pass a slot without firing.
    pub(super) adds: bool,
}

impl Placement {
    pub(super) const fn is_exact(&self) -> bool {
        !self.misses && !self.adds
    }
}

/// A placement for each line that fires.
pub(super) fn place(graph: &Graph<'_>, paths: &[Path]) -> BTreeMap<u32, Placement> {
    let mut through: HashMap<SlotId, Vec<usize>> = HashMap::new();
    let mut firing: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, path) in paths.iter().enumerate() {
        for &slot in &path.slots {
            through.entry(slot).or_default().push(at);
        }
        if let Some(line) = path.fires {
            firing.entry(line).or_default().push(at);
        }
    }
    let occurrences = graph.occurrences();
    let mut most: HashMap<(u8, usize), usize> = HashMap::new();
    for (slot, &count) in graph.slots.iter().zip(&occurrences) {
        let most = most.entry(slot.place).or_default();
        *most = count.max(*most);
    }
    let whole = graph.slots.iter().zip(occurrences).map(|(slot, count)| most[&slot.place] == count).collect();
    let board = Board { graph, paths, through, whole };
    let mut banned: HashMap<u32, HashSet<SlotId>> = HashMap::new();
    let none = HashSet::new();
    let mut placements: BTreeMap<u32, Placement> =
        firing.iter().map(|(&line, firing)| (line, board.place_line(line, firing, &none))).collect();
    // A place that is not where its event is may stand on the wrong side of another: then the line has to do without.
    while let Some((line, slot)) = inverted(graph, &placements) {
        let banned = banned.entry(line).or_default();
        banned.insert(slot);
        placements.insert(line, board.place_line(line, &firing[&line], banned));
    }
    placements
}

/// Two events of which the later one would be told first: a line of one, and its slot, which is not where its event is.
fn inverted(graph: &Graph<'_>, placements: &BTreeMap<u32, Placement>) -> Option<(u32, SlotId)> {
    let chosen = |(&line, placement): (&u32, &Placement)| {
        placement.slots.iter().map(|&slot| (line, slot, graph.slots[slot])).collect::<Vec<_>>()
    };
    let mut by_text: Vec<_> = placements.iter().flat_map(chosen).collect();
    by_text.sort_unstable_by_key(|(_, slot, place)| (place.text_time, *slot));
    let moved = by_text.iter().filter(|(.., place)| place.time != place.text_time);
    for &(line, slot, place) in moved {
        let (from, to) = (place.time.min(place.text_time), place.time.max(place.text_time));
        let start = by_text.partition_point(|(.., other)| other.text_time <= from);
        let between = by_text[start..].iter().take_while(|(.., other)| other.text_time < to);
        let is_inverted = |other: &super::graph::Slot<'_>| {
            (place.time < other.time) != (place.text_time < other.text_time) && place.text_time != other.text_time
        };
        if between.into_iter().any(|(.., other)| is_inverted(other)) {
            return Some((line, slot));
        }
    }
    None
}

struct Board<'g, 'a> {
    graph: &'g Graph<'a>,
    paths: &'g [Path],
    /// Whether a slot is there wherever its anchor's text runs.
    whole: Vec<bool>,
    /// The paths that pass a slot.
    through: HashMap<SlotId, Vec<usize>>,
}

impl Board<'_, '_> {
    fn place_line(&self, line: u32, firing: &[usize], banned: &HashSet<SlotId>) -> Placement {
        let fits = |slot: SlotId| self.through[&slot].iter().all(|&p| self.paths[p].fires == Some(line));
        let candidates: HashSet<SlotId> = firing
            .iter()
            .flat_map(|&p| &self.paths[p].slots)
            .copied()
            .filter(|&s| self.whole[s] && !banned.contains(&s) && self.is_once(s) && fits(s))
            .collect();
        let cost = |slot: SlotId| self.cost(slot, line);
        let by_reach = self.cover(firing, &candidates, |slot| (usize::MAX - self.through[&slot].len(), cost(slot)));
        let by_cost = self.cover(firing, &candidates, |slot| (0, cost(slot)));
        let total = |slots: &[SlotId]| slots.iter().map(|&slot| cost(slot)).sum::<u32>();
        let complete = [&by_reach, &by_cost].into_iter().filter(|(_, misses)| !misses);
        if let Some((slots, _)) = complete.min_by_key(|(slots, _)| total(slots)) {
            return Placement { slots: self.ordered(slots), misses: false, adds: false };
        }
        let (slots, misses) = by_reach;
        if !slots.is_empty() {
            return Placement { slots: self.ordered(&slots), misses, adds: false };
        }
        self.closest(line, firing, banned)
    }

    /// No path passes the slot twice.
    fn is_once(&self, slot: SlotId) -> bool {
        self.through[&slot].iter().all(|&p| self.paths[p].slots.iter().filter(|&&s| s == slot).count() == 1)
    }

    /// What the slot costs as a place for a probe of `line`: a reader looks for it there.
    fn cost(&self, slot: SlotId, line: u32) -> u32 {
        let slot = self.graph.slots[slot];
        slot.cost + if slot.line == line { 0 } else { ELSEWHERE }
    }

    /// Slots so that each path passes one at most, and whether some path passes none.
    fn cover(
        &self,
        firing: &[usize],
        candidates: &HashSet<SlotId>,
        rank: impl Fn(SlotId) -> (usize, u32),
    ) -> (Vec<SlotId>, bool) {
        let mut ranked: Vec<_> = candidates.iter().copied().collect();
        ranked.sort_by_key(|&slot| (rank(slot), slot));
        let mut chosen = Vec::new();
        let mut covered: HashSet<usize> = HashSet::new();
        for slot in ranked {
            if covered.len() == firing.len() {
                break;
            }
            if self.through[&slot].iter().all(|p| !covered.contains(p)) {
                covered.extend(&self.through[&slot]);
                chosen.push(slot);
            }
        }
        (chosen, covered.len() < firing.len())
    }

    /// One slot that is passed on the most ways that fire and the fewest that do not.
    fn closest(&self, line: u32, firing: &[usize], banned: &HashSet<SlotId>) -> Placement {
        let slots: HashSet<SlotId> = firing.iter().flat_map(|&p| &self.paths[p].slots).copied().collect();
        let fires = |p: &usize| self.paths[*p].fires == Some(line);
        let cheap =
            |slot: &SlotId| self.whole[*slot] && !banned.contains(slot) && self.graph.slots[*slot].cost < WRAPPER;
        let best = slots.into_iter().filter(cheap).min_by_key(|slot| {
            let passes = &self.through[slot];
            let hits = passes.iter().filter(|p| fires(p)).count();
            (firing.len() - hits + 2 * (passes.len() - hits), self.cost(*slot, line), *slot)
        });
        let adds = best.is_some_and(|slot| !self.through[&slot].iter().all(fires));
        Placement { slots: best.into_iter().collect(), misses: true, adds }
    }

    fn ordered(&self, slots: &[SlotId]) -> Vec<SlotId> {
        let mut slots = slots.to_vec();
        slots.sort_unstable();
        slots
    }
}
