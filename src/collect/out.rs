//! Where items go: through the renderer into the sink, or as they are into a trace file; after an error nowhere.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::request::{CollectRequest, Format, Output};
use super::{Keeper, Keeping};
use crate::event::{Item, Process};
use crate::output::reason;
use crate::render::{Counts, Renderer, renderer};
use crate::sink::{self, Sink};

/// The log.
pub(super) struct Out {
    renderer: Box<dyn Renderer>,
    /// Of logs of a process each, by its number.
    renderers: Option<HashMap<u32, Box<dyn Renderer>>>,
    sink: Option<Box<dyn Sink>>,
    keeper: Option<Box<dyn Keeper>>,
    /// Rendered, and not yet written.
    bytes: Vec<u8>,
    /// Whose they are.
    process: Option<Arc<Process>>,
    /// Its name in messages.
    what: String,
    /// Why it has ended: the run's own process says so, as the collector does not hold its standard error.
    message: Option<String>,
}

impl Out {
    /// Opens the log. If that fails the program does not notice: what it records goes nowhere, and at its end it says why.
    pub(super) fn open(request: &CollectRequest, keeper: Keeping) -> Self {
        let what = match &request.output {
            Output::Stderr => "standard error".to_owned(),
            Output::Stdout => "standard output".to_owned(),
            Output::File { path, .. } => path.display().to_string(),
        };
        let is_each = matches!(&request.output, Output::File { path, .. } if sink::is_for_each(path));
        let mut out = Self {
            renderer: renderer(request),
            renderers: is_each.then(HashMap::new),
            sink: None,
            keeper: None,
            bytes: Vec::new(),
            process: None,
            what,
            message: None,
        };
        let opened = match request.format {
            Format::Trace => keeper(request).map(|keeper| out.keeper = Some(keeper)),
            _ => sink::open(request).map(|sink| out.sink = Some(sink)),
        };
        if let Err(error) = opened {
            out.stop(&error);
        }
        out
    }

    /// Frames are asked for, not only items.
    pub(super) fn keeps_frames(&self) -> bool {
        self.keeper.is_some()
    }

    /// Renders an item of a process; `flush` writes it. What was rendered before is written if both do not fit into a
    /// file: only here it is known where an event ends.
    pub(super) fn item(&mut self, request: &CollectRequest, process: &Arc<Process>, item: &Item) {
        self.go_over(process);
        let before = self.bytes.len();
        let renderer = match &mut self.renderers {
            Some(each) => each.entry(process.number).or_insert_with(|| renderer(request)),
            None => &mut self.renderer,
        };
        renderer.item(item, &mut self.bytes);
        let room = self.sink.as_ref().map_or(u64::MAX, |sink| sink.room(process));
        if before > 0 && self.bytes.len() as u64 > room {
            self.write(before);
        }
    }

    /// Renders what stands at the end, in the log of that process.
    pub(super) fn end(&mut self, process: &Arc<Process>, counts: &Counts) {
        self.go_over(process);
        self.renderer.end(counts, &mut self.bytes);
    }

    fn go_over(&mut self, process: &Arc<Process>) {
        if self.process.as_ref() != Some(process) {
            self.flush();
            self.process = Some(Arc::clone(process));
        }
    }

    /// Writes what is rendered.
    pub(super) fn flush(&mut self) {
        if !self.bytes.is_empty() {
            self.write(self.bytes.len());
        }
        self.keep(|keeper| keeper.flush());
    }

    /// Writes so much of it.
    fn write(&mut self, length: usize) {
        if let (Some(sink), Some(process)) = (&mut self.sink, &self.process)
            && let Err(error) = sink.write(process, &self.bytes[..length])
        {
            self.stop(&error);
        }
        self.bytes.drain(..length);
    }

    /// Sees whether the log is still where it was.
    pub(super) fn check(&mut self) {
        if let Some(Err(error)) = self.sink.as_mut().map(|sink| sink.check()) {
            self.stop(&error);
        }
    }

    /// Gives something to the trace file, if that is what is written.
    pub(super) fn keep(&mut self, write: impl FnOnce(&mut dyn Keeper) -> io::Result<()>) {
        if let Some(keeper) = &mut self.keeper
            && let Err(error) = write(keeper.as_mut())
        {
            self.stop(&error);
        }
    }

    /// Why the log has ended, once.
    pub(super) fn message(&mut self) -> Option<String> {
        self.message.take()
    }

    fn stop(&mut self, error: &io::Error) {
        self.sink = None;
        self.keeper = None;
        // To a stream that is closed there is nothing to say.
        if self.what != "standard error" {
            let reason = reason(error);
            self.message = Some(format!("instr: the log stops here: cannot write to {}: {reason}\n", self.what));
        }
    }
}
