//! The file of a buffer: a header of one page, the counters, and a ring of bytes. `python/instr/buffer/layout.py` has the
//! same offsets.
//!
//! Numbers are of the machine's own byte order, 8 bytes each and aligned. A number that one side writes while the other
//! reads it stands there twice: the reader takes it if both are equal.

/// What a buffer begins with.
pub const MAGIC: &[u8; 8] = b"INSTRBUF";
/// The version of the layout and of the records.
pub const VERSION: u32 = 1;
/// Bytes of the header; the counters begin there.
pub const HEADER: u64 = 4096;
/// The process is the run's own, not one that it started.
pub const MAIN: u32 = 1;
/// The process waits until what it records is written.
pub const WAITS: u32 = 2;

/// Where the writer's own numbers begin.
pub const WRITER: u64 = 128;
/// Where the collector's begin: bytes consumed, twice; bytes whose output is written, twice; closed; heartbeat.
pub const TAIL: u64 = 256;
/// See `TAIL`.
pub const DONE: u64 = 272;
/// 1 when all that there is to say of a process that ends is said.
pub const CLOSED: u64 = 288;
/// Counted up while the collector lives.
pub const HEARTBEAT: u64 = 296;

/// The length of a message for the process's standard error, and the message: why its log has ended.
pub const MESSAGE: u64 = 504;
/// Bytes of a message, at most.
pub const MESSAGE_ROOM: usize = 1024;

/// The state of a process that runs.
pub const RUNNING: u64 = 0;
/// Its functions for the end have run.
pub const ENDING: u64 = 1;

/// What does not change after the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// [`MAIN`], [`WAITS`]
    pub flags: u32,
    /// The process.
    pub pid: u32,
    /// When the process began, as field 22 of `/proc/PID/stat` has it; 0 if it is not known.
    pub started: u64,
    /// The monotonic clock when the buffer was made, in nanoseconds.
    pub monotonic: u64,
    /// Nanoseconds since 1970-01-01 UTC at that moment.
    pub unix: u64,
    /// The number of counters, with number 0, which is not used.
    pub cells: u64,
    /// The offset of the ring.
    pub ring: u64,
    /// Its size.
    pub size: u64,
}

/// What the writer changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writer {
    /// Bytes committed to the ring since the start.
    pub head: u64,
    /// Events that found no room.
    pub dropped: u64,
    /// [`RUNNING`] or [`ENDING`].
    pub state: u64,
    /// It waits for the output of all up to here.
    pub wanted: u64,
}

impl Header {
    /// Reads a header; none if it is of something else, or of another version.
    pub fn read(page: &[u8]) -> Option<Self> {
        let word = |at: usize| Some(u64::from_ne_bytes(page.get(at..at + 8)?.try_into().ok()?));
        let half = |at: usize| Some(u32::from_ne_bytes(page.get(at..at + 4)?.try_into().ok()?));
        if page.get(..8)? != MAGIC || half(8)? != VERSION {
            return None;
        }
        let header = Self {
            flags: half(12)?,
            pid: word(16)?.try_into().ok()?,
            started: word(24)?,
            monotonic: word(32)?,
            unix: word(40)?,
            cells: word(48)?,
            ring: word(56)?,
            size: word(64)?,
        };
        let fits = header
            .cells
            .checked_mul(8)
            .and_then(|bytes| bytes.checked_add(HEADER))
            .is_some_and(|end| end <= header.ring);
        (fits && header.size > 0 && header.ring.checked_add(header.size).is_some()).then_some(header)
    }
}

impl Writer {
    /// Bytes of what `read` takes, from [`WRITER`] on.
    pub const LENGTH: usize = 40;

    /// Reads the writer's numbers, and whether it is about to write them: then `head` is the number before.
    pub fn read(bytes: &[u8; Self::LENGTH]) -> (Self, bool) {
        let word = |at: usize| u64::from_ne_bytes(bytes[at..at + 8].try_into().unwrap_or_default());
        let (head, first) = (word(0), word(8));
        (Self { head: head.min(first), dropped: word(16), state: word(24), wanted: word(32) }, head != first)
    }
}
