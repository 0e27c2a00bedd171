//! Where the items of a run go: to a renderer, and what that makes of them to a sink. Records that are kept go past it.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::report::DROPPED;
use super::{Keeper, Keeping};
use crate::event::{Item, Process};
use crate::render::{Counts, Renderer, renderer};
use crate::request::{CollectRequest, Format, Output};
use crate::sink::{self, Sink};

/// The log of a run, as it is written.
pub struct Out {
    renderer: Box<dyn Renderer>,
    /// Of logs of a process each, by its number.
    renderers: Option<HashMap<u32, Box<dyn Renderer>>>,
    sink: Option<Box<dyn Sink>>,
    keeper: Option<Box<dyn Keeper>>,
    /// Rendered, and not yet written.
    bytes: Vec<u8>,
    /// Whose that is.
    process: Option<Arc<Process>>,
    /// Of the counts, what was written last.
    said: Counts,
    what: String,
    /// Why it has ended.
    error: Option<io::Error>,
    /// The same in words: the run's own process says so, as the collector does not hold its standard error.
    message: Option<String>,
}

impl Out {
    /// Opens the log that a request asks for; `keeper` opens a trace file.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn open(request: &CollectRequest, keeper: Option<Keeping>) -> io::Result<Self> {
        let mut out = Self::closed(request);
        match keeper.filter(|_| request.format == Format::Trace) {
            Some(open) => out.keeper = Some(open(request)?),
            None => out.sink = Some(sink::open(request)?),
        }
        Ok(out)
    }

    /// The same. If it cannot be opened the program does not notice: what it records goes nowhere, and at its end it says why.
    pub(super) fn open_or_discard(request: &CollectRequest, keeper: Keeping) -> Self {
        Self::open(request, Some(keeper)).unwrap_or_else(|error| {
            let mut out = Self::closed(request);
            out.stop(error);
            out
        })
    }

    fn closed(request: &CollectRequest) -> Self {
        let what = match &request.output {
            Output::Stderr => "standard error".to_owned(),
            Output::Stdout => "standard output".to_owned(),
            Output::File { path, .. } => path.display().to_string(),
        };
        let is_each = matches!(&request.output, Output::File { path, .. } if sink::is_for_each(path));
        let renderers = is_each.then(HashMap::new);
        Self {
            renderer: renderer(request),
            renderers,
            sink: None,
            keeper: None,
            bytes: Vec::new(),
            process: None,
            said: Counts::default(),
            what,
            error: None,
            message: None,
        }
    }

    /// What the log begins with, when the first process has come.
    pub fn begin(&mut self, request: &CollectRequest, process: &Arc<Process>, note: &str) {
        self.item(request, process, &Item::Note { unix: request.began, message: note.to_owned() });
        self.flush();
    }

    /// Renders an item. What was rendered before is written if both do not fit into a file: only here it is known where
    /// an event ends.
    pub fn item(&mut self, request: &CollectRequest, process: &Arc<Process>, item: &Item) {
        self.turn_to(process);
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

    /// What there is to say at the end, and was not said yet: in the log of that process. It may come again.
    pub fn end(
        &mut self,
        request: &CollectRequest,
        process: &Arc<Process>,
        unix: u64,
        lines: &[String],
        counts: &Counts,
    ) {
        let is_counting = matches!(request.format, Format::Counts | Format::CountsJson);
        self.turn_to(process);
        if is_counting && self.said != *counts {
            self.renderer.end(counts, &mut self.bytes);
            self.said = counts.clone();
        }
        // Beside counts stands only that some are missing.
        for message in lines.iter().filter(|line| !is_counting || line.ends_with(DROPPED)) {
            self.item(request, process, &Item::Note { unix, message: message.clone() });
        }
        self.flush();
    }

    /// Writes what is rendered, or kept; after an error nothing more.
    pub fn flush(&mut self) {
        if !self.bytes.is_empty() {
            self.write(self.bytes.len());
        }
        self.keep(|keeper| keeper.flush());
    }

    /// Now and then, when there is nothing to write.
    pub fn check(&mut self) {
        if let Some(Err(error)) = self.sink.as_mut().map(|sink| sink.check()) {
            self.stop(error);
        }
    }

    /// Why nothing is written any more.
    pub fn error(&self) -> Option<&io::Error> {
        self.error.as_ref()
    }

    /// The same, once, as a line for standard error.
    pub(super) fn take_message(&mut self) -> Option<String> {
        self.message.take()
    }

    /// It is a trace file.
    pub(super) fn keeps_frames(&self) -> bool {
        self.keeper.is_some()
    }

    pub(super) fn keep(&mut self, write: impl FnOnce(&mut dyn Keeper) -> io::Result<()>) {
        if let Some(keeper) = &mut self.keeper
            && let Err(error) = write(keeper.as_mut())
        {
            self.stop(error);
        }
    }

    /// What comes next is of that process.
    fn turn_to(&mut self, process: &Arc<Process>) {
        if self.process.as_ref().is_none_or(|last| last != process) {
            if !self.bytes.is_empty() {
                self.write(self.bytes.len());
            }
            self.process = Some(Arc::clone(process));
        }
    }

    /// Writes so much of it.
    fn write(&mut self, len: usize) {
        if let (Some(sink), Some(process)) = (&mut self.sink, &self.process)
            && let Err(error) = sink.write(process, &self.bytes[..len])
        {
            self.stop(error);
        }
        self.bytes.drain(..len);
    }

    fn stop(&mut self, error: io::Error) {
        self.sink = None;
        self.keeper = None;
        // To a stream that is closed there is nothing to say.
        if self.what != "standard error" {
            let reason = crate::output::reason(&error);
            self.message = Some(format!("instr: the log stops here: cannot write to {}: {reason}\n", self.what));
        }
        self.error = Some(error);
    }
}
