//! Tells again what a trace file holds, in the order in which the run's collector met it.

use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::Arc;

use super::block::{Block, Ending, Met};
use super::read::{Reader, Rest};
use crate::collect::{Found, Stream};
use crate::event::{Item, Process};
use crate::wire::frame::{self, Frame};

/// What happens next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A process comes.
    Process(Arc<Process>),
    /// A line of the log.
    Item(Arc<Process>, Item),
    /// What was told so far was written at once, or nearly so.
    Flush,
    /// What was said at the end, in the log of that process.
    End(Arc<Process>, Ending),
}

/// The processes of a trace.
#[derive(Debug)]
pub struct Replay<R> {
    reader: Reader<R>,
    streams: HashMap<u32, Stream>,
    main: Option<Arc<Process>>,
    rest: Option<Rest>,
    has_ended: bool,
}

impl<R: Read> Replay<R> {
    /// From the beginning.
    pub fn new(reader: Reader<R>) -> Self {
        Self { reader, streams: HashMap::new(), main: None, rest: None, has_ended: false }
    }

    /// Calls `tell` with all that is in the next block; whether there was one.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn block(&mut self, tell: &mut dyn FnMut(Step)) -> io::Result<bool> {
        if self.rest.is_some() {
            return Ok(false);
        }
        let begin = self.reader.at();
        let Some(block) = self.reader.block()? else {
            self.rest = self.reader.rest();
            return Ok(false);
        };
        if self.take(block, tell).is_none() {
            self.rest = Some(Rest::Damaged(begin));
            return Ok(false);
        }
        Ok(true)
    }

    /// What is behind the last block that was told, if it is not the end.
    pub fn rest(&self) -> Option<Rest> {
        self.rest
    }

    /// The file has what the run said at its end.
    pub fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// None if the block does not fit to those before.
    fn take(&mut self, block: Block, tell: &mut dyn FnMut(Step)) -> Option<()> {
        match block {
            Block::Process(met) => tell(Step::Process(self.meet(&met)?)),
            Block::Frames(number, frames) => {
                let stream = self.streams.get_mut(&number)?;
                let mut rest = &frames[..];
                while !rest.is_empty() {
                    let Frame::Whole(body, length) = frame::first(rest) else { return None };
                    if let Found::Item(item) = stream.take(body).ok()? {
                        tell(Step::Item(Arc::clone(stream.process()), item));
                    }
                    rest = &rest[length..];
                }
                tell(Step::Flush);
            }
            Block::End(ending) => {
                self.has_ended = true;
                tell(Step::End(Arc::clone(self.main.as_ref()?), ending));
            }
        }
        Some(())
    }

    fn meet(&mut self, met: &Met) -> Option<Arc<Process>> {
        if met.number == 0 || self.streams.contains_key(&met.number) {
            return None;
        }
        let process = Arc::new(Process { number: met.number, pid: met.pid });
        let elapsed = met.monotonic.saturating_sub(self.reader.meta().request.began_monotonic);
        self.streams.insert(met.number, Stream::new(Arc::clone(&process), elapsed, met.unix));
        if self.main.is_none() || met.is_main {
            self.main = Some(Arc::clone(&process));
        }
        Some(process)
    }
}
