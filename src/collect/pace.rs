//! How long the collector pauses: not at all while an event is awaited that is likely to come, longer the longer none came.

use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use super::member::Member;

/// So long after the last event the next one of a process that waits is looked for without a pause: they come in rows.
const AWAKE: Duration = Duration::from_micros(200);
/// A look takes less, if nobody else has the processor meanwhile.
const AWAY: Duration = Duration::from_micros(100);
/// So long it is not tried again then.
const BUSY: Duration = Duration::from_millis(200);

/// When there was something, and whether the machine has time.
#[derive(Debug)]
pub(super) struct Pace {
    /// The last event.
    active: Instant,
    /// More than one.
    has_cores: bool,
    /// Since then others are known to need the processors.
    busy: Option<Instant>,
}

impl Pace {
    pub(super) fn new() -> Self {
        let has_cores = available_parallelism().is_ok_and(|cores| cores.get() > 1);
        Self { active: Instant::now(), has_cores, busy: None }
    }

    /// There was something.
    pub(super) fn is_active(&mut self) {
        self.active = Instant::now();
    }

    /// Looks out for an event of a process that waits, as long as it is likely; whether there is one.
    ///
    /// A pause takes longer than all that is to be done for an event. Where others need the processor, a pause is better:
    /// who has paused has the next turn.
    pub(super) fn is_awaited(&mut self, members: &[Member]) -> bool {
        if !members.iter().any(Member::waits) || self.busy.is_some_and(|since| since.elapsed() < BUSY) {
            return false;
        }
        self.busy = None;
        let mut looked = Instant::now();
        while self.has_cores && self.active.elapsed() < AWAKE {
            if members.iter().any(|member| member.waits() && member.buffer.has_more()) {
                return true;
            }
            let now = Instant::now();
            if now - looked > AWAY {
                self.busy = Some(now);
                return false;
            }
            looked = now;
            std::hint::spin_loop();
        }
        false
    }

    /// A process that waits for its output is served soon; else events are taken by the batch.
    pub(super) fn pause(&self, members: &[Member]) -> Duration {
        let idle = self.active.elapsed();
        let waits = members.iter().any(Member::waits);
        match () {
            () if waits && idle < Duration::from_millis(2) => Duration::from_micros(10),
            () if waits && idle < Duration::from_millis(50) => Duration::from_micros(300),
            () if idle < Duration::from_secs(1) => Duration::from_millis(2),
            () => Duration::from_millis(10),
        }
    }
}
