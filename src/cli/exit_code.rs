//! What the exit status says.

/// From good to bad: of several files the worst counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum ExitCode {
    /// 0: all was done.
    #[default]
    Success,
    /// 1: a source does not parse, a line takes no probe, or probes are left.
    Findings,
    /// 2: the command line or the system around is at fault: bad options, missing files, an output that cannot be written.
    Failure,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
