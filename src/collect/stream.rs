//! The records of one process, resolved: names that records gave by numbers become texts again. Knows no files.

use std::collections::HashMap;
use std::sync::Arc;

use crate::event::{Event, Field, Item, Kind, Place, Process, Site, Thread};
use crate::wire::record::{self, Counted, DecodeError, Id, Record};

/// What a record tells besides items of the log.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A file with probes was loaded.
    Loaded(Arc<str>),
    /// What is to be said of a file at the end.
    Problem(Arc<str>, String),
    /// An expression raised at a line; which counter says how often, 0 for once.
    Raised(Failure, u64),
    /// What a counter beyond the planned ones counts.
    Cell(u64, Arc<Site>, Counted),
    /// What was never reached is not known.
    Incomplete,
}

/// An expression that raised: the expression, where, and the first message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// As the user wrote it.
    pub expression: Arc<str>,
    /// Where.
    pub site: Arc<Site>,
    /// The exception and its message.
    pub first: String,
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// A line of the log.
    Item(Item),
    /// Something for the end.
    Fact(Fact),
    /// A name.
    Nothing,
}

/// The names of a process.
#[derive(Debug)]
pub struct Stream {
    process: Arc<Process>,
    /// The clocks when the process's buffer was made: nanoseconds since the run began, and since 1970.
    elapsed: u64,
    unix: u64,
    texts: HashMap<Id, Arc<str>>,
    sites: HashMap<Id, Arc<Site>>,
    threads: HashMap<Id, Arc<Thread>>,
    tasks: HashMap<Id, Arc<str>>,
    /// By thread, the callers of its next event.
    stacks: HashMap<Id, Vec<Place>>,
}

/// A record that has no meaning here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamError {
    /// It is none.
    Decode(DecodeError),
    /// It uses a number that no record gave: of what.
    Unnamed(&'static str),
}

impl std::fmt::Display for StreamError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Decode(error) => write!(f, "{error}"),
            Self::Unnamed(what) => write!(f, "it names a {what} that was not introduced"),
        }
    }
}

impl From<DecodeError> for StreamError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl Stream {
    /// Of a process whose buffer was made so many nanoseconds after the run began, and after 1970.
    pub fn new(process: Arc<Process>, elapsed: u64, unix: u64) -> Self {
        Self {
            process,
            elapsed,
            unix,
            texts: HashMap::new(),
            sites: HashMap::new(),
            threads: HashMap::new(),
            tasks: HashMap::new(),
            stacks: HashMap::new(),
        }
    }

    /// The process.
    pub fn process(&self) -> &Arc<Process> {
        &self.process
    }

    /// Takes the body of a frame.
    ///
    /// # Errors
    /// If it is no record, or names what was not introduced.
    pub fn take(&mut self, body: &[u8]) -> Result<Found, StreamError> {
        Ok(match Record::decode(body)? {
            Record::Text { id, text } => {
                self.texts.insert(id, text.into());
                Found::Nothing
            }
            Record::Site { id, path, function, line, text } => {
                let (path, function, text) = (self.text(path)?, self.text(function)?, self.text(text)?);
                self.sites.insert(id, Arc::new(Site { path, function, line: (line > 0).then_some(line), text }));
                Found::Nothing
            }
            Record::Thread { id, ident, name } => {
                self.threads.insert(id, Arc::new(Thread { ident, name }));
                Found::Nothing
            }
            Record::Task { id, name } => {
                self.tasks.insert(id, name.into());
                Found::Nothing
            }
            Record::Stack { thread, places } => {
                let places = self.places(places)?;
                self.stacks.insert(thread, places);
                Found::Nothing
            }
            Record::Event(event) => Found::Item(Item::Event(Box::new(self.event(event)?))),
            Record::Note { time, text } => {
                Found::Item(Item::Note { unix: self.unix.saturating_add(time), message: text })
            }
            Record::Raised { site, expression, first, cell } => {
                let failure = Failure { expression: self.text(expression)?, site: self.site(site)?, first };
                Found::Fact(Fact::Raised(failure, cell))
            }
            Record::Loaded { path } => Found::Fact(Fact::Loaded(self.text(path)?)),
            Record::Problem { path, text } => Found::Fact(Fact::Problem(self.text(path)?, text)),
            Record::Incomplete => Found::Fact(Fact::Incomplete),
            Record::Cell { cell, site, what } => Found::Fact(Fact::Cell(cell, self.site(site)?, what)),
        })
    }

    fn event(&mut self, event: record::Event) -> Result<Event, StreamError> {
        let task = match event.task {
            0 => None,
            id => Some(self.tasks.get(&id).cloned().ok_or(StreamError::Unnamed("task"))?),
        };
        let thread = self.threads.get(&event.thread).cloned().ok_or(StreamError::Unnamed("thread"))?;
        Ok(Event {
            elapsed: self.elapsed.saturating_add(event.time),
            unix: self.unix.saturating_add(event.time),
            process: Arc::clone(&self.process),
            thread,
            task,
            activation: (event.activation > 0).then_some(event.activation),
            site: self.site(event.site)?,
            stack: self.stacks.remove(&event.thread).unwrap_or_default(),
            kind: self.kind(event.kind)?,
        })
    }

    fn kind(&self, kind: record::Kind) -> Result<Kind, StreamError> {
        Ok(match kind {
            record::Kind::Line { fields } => Kind::Line { fields: self.fields(fields)? },
            record::Kind::Call { fields, origin } => {
                Kind::Call { fields: self.fields(fields)?, origin: self.places(origin)? }
            }
            record::Kind::Return { value } => Kind::Return { value },
            record::Kind::Yield { value } => Kind::Yield { value },
            record::Kind::Raise { exception, message } => Kind::Raise { exception, message },
            record::Kind::Watch { line, expression, old, new } => {
                Kind::Watch { line, expression: self.text(expression)?, old, new }
            }
            record::Kind::Unawaited { origin } => Kind::Unawaited { origin: self.places(origin)? },
            record::Kind::Row { event, argument, offset, operation, fields } => Kind::Row {
                event: self.text(event)?,
                argument,
                offset,
                operation: if operation == 0 { None } else { Some(self.text(operation)?) },
                fields: self.fields(fields)?,
            },
        })
    }

    fn fields(&self, fields: Vec<record::Field>) -> Result<Vec<Field>, StreamError> {
        let field = |field: record::Field| {
            Ok(Field { name: self.text(field.name)?, is_template: field.is_template, value: field.value })
        };
        fields.into_iter().map(field).collect()
    }

    fn places(&self, places: Vec<record::Place>) -> Result<Vec<Place>, StreamError> {
        let place = |place: record::Place| {
            Ok(Place { path: self.text(place.path)?, line: place.line, function: self.text(place.function)? })
        };
        places.into_iter().map(place).collect()
    }

    fn text(&self, id: Id) -> Result<Arc<str>, StreamError> {
        self.texts.get(&id).cloned().ok_or(StreamError::Unnamed("text"))
    }

    fn site(&self, id: Id) -> Result<Arc<Site>, StreamError> {
        self.sites.get(&id).cloned().ok_or(StreamError::Unnamed("site"))
    }
}
