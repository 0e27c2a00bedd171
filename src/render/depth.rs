//! How deep a call is among the traced ones: by that it is indented.
//!
//! Each thread and task of a process has a depth of its own. An activation has the depth at which it was called, also
//! when it goes on later, as a generator does.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::event::{Event, Kind};

/// So many activations, threads and tasks are remembered at most: some never end, as those of a thread that was killed.
const KEPT: usize = 1 << 16;

/// The depths of what is running.
#[derive(Debug, Default)]
pub struct Depths {
    activations: Bounded<(u32, u64), usize>,
    /// Only those that are not 0.
    flows: Bounded<Flow, usize>,
}

/// What runs one after the other: process, thread, task.
type Flow = (u32, u64, Option<Arc<str>>);

impl Depths {
    /// The depth of an event's activation. Call it once for each event, in their order.
    pub fn of(&mut self, event: &Event) -> usize {
        let process = event.process.number;
        let flow = (process, event.thread.ident, event.task.clone());
        let now = self.flows.get(&flow).unwrap_or(0);
        let known = event.activation.map(|number| (process, number));
        let (depth, next) = match &event.kind {
            Kind::Call { .. } => {
                if let Some(activation) = known {
                    self.activations.set(activation, now);
                }
                (now, now + 1)
            }
            Kind::Return { .. } | Kind::Raise { .. } => match known {
                Some(activation) => self.activations.remove(&activation).map_or((now, now), |depth| (depth, depth)),
                None => (now.saturating_sub(1), now.saturating_sub(1)),
            },
            Kind::Yield { .. } => match known {
                Some(activation) => self.activations.get(&activation).map_or((now, now), |depth| (depth, depth)),
                // It is still to return: that counts down.
                None => (now.saturating_sub(1), now),
            },
            Kind::Line { .. } | Kind::Watch { .. } => {
                let depth = known.and_then(|activation| self.activations.get(&activation));
                depth.map_or((now, now), |depth| (depth, depth + 1))
            }
            Kind::Unawaited { .. } | Kind::Row { .. } => (now, now),
        };
        if next == 0 {
            self.flows.remove(&flow);
        } else if next != now {
            self.flows.set(flow, next);
        }
        depth
    }
}

/// A map that forgets what was put in first when it is full.
#[derive(Debug)]
struct Bounded<K, V> {
    /// With the number of the entry in `order`.
    map: HashMap<K, (u64, V)>,
    order: VecDeque<(u64, K)>,
    next: u64,
}

impl<K, V> Default for Bounded<K, V> {
    fn default() -> Self {
        Self { map: HashMap::new(), order: VecDeque::new(), next: 0 }
    }
}

impl<K: Clone + Eq + std::hash::Hash, V: Copy> Bounded<K, V> {
    fn get(&self, key: &K) -> Option<V> {
        self.map.get(key).map(|(_, value)| *value)
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        self.map.remove(key).map(|(_, value)| value)
    }

    fn set(&mut self, key: K, value: V) {
        if let Some((_, old)) = self.map.get_mut(&key) {
            *old = value;
            return;
        }
        // Entries of `order` whose key is gone, or was put in again, are leftovers.
        if self.order.len() >= 2 * KEPT {
            self.order.retain(|(number, key)| self.map.get(key).is_some_and(|(held, _)| held == number));
        }
        while self.map.len() >= KEPT {
            let Some((number, oldest)) = self.order.pop_front() else { break };
            if self.map.get(&oldest).is_some_and(|(held, _)| *held == number) {
                self.map.remove(&oldest);
            }
        }
        self.order.push_back((self.next, key.clone()));
        self.map.insert(key, (self.next, value));
        self.next += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded() {
        let mut map = Bounded::default();
        for key in 0..10 * KEPT {
            map.set(key, key);
        }
        assert_eq!(map.map.len(), KEPT);
        assert!(map.order.len() <= 2 * KEPT);
        assert_eq!((map.get(&(10 * KEPT - 1)), map.get(&0)), (Some(10 * KEPT - 1), None));
    }

    /// However many end meanwhile, what still runs is known.
    #[test]
    fn a_long_one_is_kept() {
        let mut map = Bounded::default();
        map.set(usize::MAX, 7);
        for key in 0..KEPT * 5 {
            map.set(key, key);
            assert_eq!(map.remove(&key), Some(key));
        }
        assert_eq!((map.get(&usize::MAX), map.map.len()), (Some(7), 1));
        assert!(map.order.len() <= 2 * KEPT);
    }
}
