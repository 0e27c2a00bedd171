//! Where items go: through the renderer into the sink, or as they are into a trace file; after an error nowhere.

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
    sink: Option<Box<dyn Sink>>,
    keeper: Option<Box<dyn Keeper>>,
    /// Rendered, and not yet written.
    bytes: Vec<u8>,
    /// Whose they are: a log may have a file for each process.
    process: Arc<Process>,
    /// Its name in messages.
    what: String,
}

impl Out {
    /// Opens the log. If that fails it is said, and the program does not notice: what it records goes nowhere.
    pub(super) fn open(request: &CollectRequest, keeper: Keeping) -> Self {
        let what = match &request.output {
            Output::Stderr => "standard error".to_owned(),
            Output::Stdout => "standard output".to_owned(),
            Output::File { path, .. } => path.display().to_string(),
        };
        let process = Arc::new(Process { number: 0, pid: 0 });
        let mut out = Self { renderer: renderer(request), sink: None, keeper: None, bytes: Vec::new(), process, what };
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

    /// Renders an item of a process; `flush` writes it.
    pub(super) fn item(&mut self, process: &Arc<Process>, item: &Item) {
        self.go_over(process);
        self.renderer.item(item, &mut self.bytes);
    }

    /// Renders what stands at the end, where the last item went.
    pub(super) fn end(&mut self, counts: &Counts) {
        self.renderer.end(counts, &mut self.bytes);
    }

    /// Renders something about the log, where the last item went.
    pub(super) fn note(&mut self, unix: u64, message: &str) {
        self.renderer.item(&Item::Note { unix, message: message.to_owned() }, &mut self.bytes);
    }

    fn go_over(&mut self, process: &Arc<Process>) {
        if self.process != *process {
            self.flush();
            self.process = Arc::clone(process);
        }
    }

    /// Writes what is rendered.
    pub(super) fn flush(&mut self) {
        if !self.bytes.is_empty() {
            if let Some(Err(error)) = self.sink.as_mut().map(|sink| sink.write(&self.process, &self.bytes)) {
                self.stop(&error);
            }
            self.bytes.clear();
        }
        self.keep(|keeper| keeper.flush());
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

    fn stop(&mut self, error: &io::Error) {
        self.sink = None;
        self.keeper = None;
        // Where standard error is the log, or is not held, nobody can be told: `eprintln` would panic.
        let message = format!("instr: the log stops here: cannot write to {}: {}\n", self.what, reason(error));
        let _ = io::Write::write_all(&mut io::stderr(), message.as_bytes());
    }
}
