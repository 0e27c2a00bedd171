//! Which file, process, thread and task the next events of a text are of: one line where that changes.
//!
//! ```text
//! # app/cart.py · Cart.add · pid 4711 · worker-2 · Task-3
//! ```

use std::collections::HashMap;
use std::sync::Arc;

use super::escape;
use crate::event::{Event, Process, Thread};
use crate::request::PlannedFile;

/// Remembers whose the event before was.
#[derive(Debug, Default)]
pub struct Context {
    shown: HashMap<Arc<str>, Arc<str>>,
    last: Option<Last>,
    /// More than one process has been seen.
    has_processes: bool,
}

#[derive(Debug)]
struct Last {
    path: Arc<str>,
    process: Arc<Process>,
    thread: Arc<Thread>,
    task: Option<Arc<str>>,
}

impl Context {
    /// For a run whose files these are.
    pub fn new(files: &[PlannedFile]) -> Self {
        let shown = files.iter().map(|file| (file.path.as_str().into(), file.shown.as_str().into())).collect();
        Self { shown, ..Self::default() }
    }

    /// The file as the command line names it; another one by its path.
    pub fn shown<'a>(&'a self, path: &'a str) -> &'a str {
        self.shown.get(path).map_or(path, |shown| shown)
    }

    /// Appends the line, if the event's context is not that of the event before. The first event has no line: it would
    /// stand at the head of every log.
    pub fn before(&mut self, event: &Event, out: &mut Vec<u8>) {
        let is_same = match &self.last {
            None => true,
            Some(last) => {
                self.has_processes |= last.process.number != event.process.number;
                *last.path == *event.site.path
                    && last.process.number == event.process.number
                    && last.thread == event.thread
                    && last.task == event.task
            }
        };
        if !is_same {
            self.line(event, out);
        }
        if !is_same || self.last.is_none() {
            self.last = Some(Last {
                path: event.site.path.clone(),
                process: event.process.clone(),
                thread: event.thread.clone(),
                task: event.task.clone(),
            });
        }
    }

    fn line(&self, event: &Event, out: &mut Vec<u8>) {
        out.extend_from_slice(b"# ");
        escape::push(out, self.shown(&event.site.path));
        let mut part = |text: &str| {
            out.extend_from_slice(" · ".as_bytes());
            escape::push(out, text);
        };
        part(&event.site.function);
        if self.has_processes || event.process.number != 1 {
            part(&format!("pid {}", event.process.pid));
        }
        if event.thread.name != "MainThread" {
            part(&event.thread.name);
        }
        if let Some(task) = &event.task {
            part(task);
        }
        out.push(b'\n');
    }
}
