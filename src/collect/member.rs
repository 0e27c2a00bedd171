//! A process of the run, as the collector follows it.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::buffer::Buffer;
use super::life::Life;
use super::report::{Cells, Report};
use super::stream::{Found, Stream};
use crate::event::{Item, Process};
use crate::request::CollectRequest;
use crate::wire::frame::{self, Frame};
use crate::wire::layout::{ENDING, MAIN, WAITS, Writer};
use crate::wire::record::Record;

/// How often a frame that does not fit its checksum is read again: another processor may not see all of it yet.
const TRIES: u32 = 100;

/// A process.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) buffer: Buffer,
    pub(super) life: Life,
    pub(super) stream: Stream,
    pub(super) cells: Cells,
    /// Read, and not yet split into frames.
    pending: Vec<u8>,
    /// Of the last record: an event is not put before one that its process recorded earlier.
    last: u64,
    torn: u32,
    is_lost: bool,
    dropped: u64,
    /// What was found by the last look.
    pub(super) seen: Seen,
}

/// A record of a process, with its place in the merged order.
#[derive(Debug)]
pub(super) struct Taken {
    /// Nanoseconds since the run began.
    pub(super) at: u64,
    pub(super) process: Arc<Process>,
    /// None for what is no line of a log.
    pub(super) item: Option<Item>,
    /// The frame as it stood in the buffer, if somebody keeps it.
    pub(super) frame: Vec<u8>,
}

/// What a look at a process found.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// As the process said it.
    writer: Option<Writer>,
    /// There is something to read.
    pub(super) has_more: bool,
    /// Its last functions have run.
    pub(super) is_ending: bool,
    /// It is no more. What it committed is still there.
    pub(super) has_ended: bool,
}

impl Member {
    pub(super) fn open(path: &Path, number: u32, request: &CollectRequest) -> io::Result<Self> {
        let buffer = Buffer::open(path)?;
        let header = buffer.header;
        let process = Arc::new(Process { number, pid: header.pid });
        let elapsed = header.monotonic.saturating_sub(request.began_monotonic);
        Ok(Self {
            life: Life::of(header.pid, header.started),
            stream: Stream::new(process, elapsed, header.unix),
            buffer,
            cells: Cells::default(),
            pending: Vec::new(),
            last: elapsed,
            torn: 0,
            is_lost: false,
            dropped: 0,
            seen: Seen::default(),
        })
    }

    /// It is the run's own process.
    pub(super) fn is_main(&self) -> bool {
        self.buffer.header.flags & MAIN != 0
    }

    /// Its output is awaited.
    pub(super) fn waits(&self) -> bool {
        self.buffer.header.flags & WAITS != 0
    }

    /// Sees how far the process is.
    pub(super) fn look(&mut self) {
        // Asked first: what it committed before it ended is there behind that.
        let has_ended = self.life.has_ended();
        let writer = self.buffer.writer().ok();
        let has_more = writer.is_some_and(|writer| writer.head != self.buffer.tail());
        let is_ending = writer.is_some_and(|writer| writer.state == ENDING);
        self.seen = Seen { writer, has_more, is_ending, has_ended };
    }

    /// Reads what was there at the last look.
    pub(super) fn read(
        &mut self,
        request: &CollectRequest,
        keeps_frames: bool,
        report: &mut Report,
        taken: &mut Vec<Taken>,
    ) {
        let Some(writer) = self.seen.writer else { return };
        report.dropped = report.dropped.saturating_add(writer.dropped.saturating_sub(self.dropped));
        self.dropped = writer.dropped;
        if self.seen.has_more {
            let old = self.pending.len();
            match self.buffer.read(writer.head, &mut self.pending) {
                Ok(()) => self.split(old, request, keeps_frames, report, taken),
                Err(error) => self.give_up(request, keeps_frames, &error.to_string(), report, taken),
            }
            self.buffer.publish_tail();
        }
    }

    /// Takes what is whole; the first `old` bytes were read before.
    fn split(
        &mut self,
        old: usize,
        request: &CollectRequest,
        keeps: bool,
        report: &mut Report,
        taken: &mut Vec<Taken>,
    ) {
        let mut pending = std::mem::take(&mut self.pending);
        let mut at = 0;
        while !self.is_lost {
            match frame::first(&pending[at..]) {
                Frame::Partial => break,
                Frame::Torn if self.torn < TRIES => {
                    self.torn += 1;
                    // Not what was read before: the process has its room back.
                    let kept = at.max(old);
                    self.buffer.rewind((pending.len() - kept) as u64);
                    pending.truncate(kept);
                    break;
                }
                Frame::Torn => self.give_up(request, keeps, "its checksum does not fit", report, taken),
                Frame::Whole(body, length) => {
                    self.torn = 0;
                    match self.stream.take(body) {
                        Ok(found) => {
                            let frame = if keeps { pending[at..at + length].to_vec() } else { Vec::new() };
                            self.found(request, found, frame, report, taken);
                        }
                        Err(error) => self.give_up(request, keeps, &error.to_string(), report, taken),
                    }
                    at += length;
                }
            }
        }
        // A large frame comes in many pieces: it stays where it is.
        pending.drain(..at);
        self.pending = if self.is_lost { Vec::new() } else { pending };
    }

    fn found(
        &mut self,
        request: &CollectRequest,
        found: Found,
        frame: Vec<u8>,
        report: &mut Report,
        taken: &mut Vec<Taken>,
    ) {
        let item = match found {
            Found::Item(item) => {
                let at = match &item {
                    Item::Event(event) => event.elapsed,
                    Item::Note { unix, .. } => unix.saturating_sub(request.began),
                };
                self.last = self.last.max(at);
                if let Item::Event(event) = &item {
                    report.event(request, event);
                }
                Some(item)
            }
            Found::Fact(fact) => {
                report.fact(fact, &mut self.cells);
                None
            }
            Found::Nothing => None,
        };
        if item.is_some() || !frame.is_empty() {
            taken.push(Taken { at: self.last, process: Arc::clone(self.stream.process()), item, frame });
        }
    }

    /// The rest of its records cannot be understood.
    fn give_up(
        &mut self,
        request: &CollectRequest,
        keeps: bool,
        why: &str,
        report: &mut Report,
        taken: &mut Vec<Taken>,
    ) {
        if !std::mem::replace(&mut self.is_lost, true) {
            report.is_incomplete = true;
            let process = Arc::clone(self.stream.process());
            let message = format!("a record of process {} cannot be read: {why}; what follows is lost", process.pid);
            let unix = request.began.saturating_add(self.last).max(self.buffer.header.unix);
            let mut frame = Vec::new();
            if keeps {
                // As if the process had said it.
                let mut body = Vec::new();
                Record::Note { time: unix - self.buffer.header.unix, text: message.clone() }.encode(&mut body);
                frame::push(&body, &mut frame);
            }
            taken.push(Taken { at: self.last, process, item: Some(Item::Note { unix, message }), frame });
        }
        let _ = self.buffer.skip();
    }

    /// Its counters go into the report: what they counted since the last time.
    pub(super) fn count(&mut self, request: &CollectRequest, report: &mut Report) {
        report.add(request, &self.buffer.cells(), &mut self.cells);
    }
}
