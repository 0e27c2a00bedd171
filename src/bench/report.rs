//! What was measured, as data; the JSON of a report is this.

use serde::{Deserialize, Serialize};

use super::stats::Interval;

/// The version of the form.
pub const VERSION: u32 = 1;

/// Everything that one run of a bench has found out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`VERSION`].
    pub v: u32,
    /// What was benched.
    pub title: String,
    /// `linux x86_64, 2 cores`
    pub machine: String,
    /// How.
    pub method: Method,
    /// In the order in which they were measured.
    pub groups: Vec<Group>,
    /// What was not measured, and why.
    pub skipped: Vec<String>,
}

/// How the times came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// So many rounds, in each of which all engines take a turn.
    pub rounds: usize,
    /// `20 ms of calls before the first round`
    pub warm_up: String,
    /// What is done about the garbage collector.
    pub garbage_collector: String,
    /// `PYTHONHASHSEED`
    pub hash_seed: String,
    /// Where logs go, and the output of the program.
    pub sink: String,
}

/// What a time is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// CPU time of the interpreter's process, by its own clock, of a call.
    Call,
    /// CPU time of whole processes, their start and end included.
    Process,
}

/// Engines on the same code, in turns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// `hot`
    pub scenario: String,
    /// The program, or the call.
    pub workload: String,
    /// The CPython, as it says itself: `3.12.1`.
    pub python: String,
    /// What the times are of.
    pub clock: Clock,
    /// Untraced first, then its control.
    pub rows: Vec<Row>,
}

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The code as it is.
    Untraced,
    /// The same once more: its ratio has to be 1.
    Control,
    /// Written into the program by hand.
    Hand,
    /// An engine of ours.
    Engine,
    /// What others made.
    Peer,
}

/// An engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// `static`
    pub engine: String,
    /// What it is.
    pub kind: Kind,
    /// Of a call or a process.
    pub seconds: Interval,
    /// To untraced, round by round.
    pub ratio: Interval,
    /// What the log tells of a call or a run, checked in every round; null if nobody says what it has to be.
    pub events: Option<u64>,
    /// Where the time goes, if it was asked for.
    pub split: Option<Split>,
    /// Instructions of a call or a run, by valgrind, if asked for.
    pub instructions: Option<f64>,
    /// The largest memory of the process, in bytes, if it is known.
    pub memory: Option<u64>,
}

/// Parts of the time over untraced, in seconds of a call or a run. One that is lost in the noise may be below 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// The probe is reached, with the values or the frame at hand, and does nothing.
    pub engine: f64,
    /// Values are read, and compared with those of the last hit.
    pub capture: f64,
    /// They become text.
    pub format: f64,
    /// The text goes to the log.
    pub output: f64,
}

impl Group {
    /// The row of the code as it is.
    pub fn untraced(&self) -> Option<&Row> {
        self.rows.iter().find(|row| row.kind == Kind::Untraced)
    }

    /// An engine's row.
    pub fn row(&self, engine: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.engine == engine)
    }

    /// None if untraced against untraced is 1; else what is wrong.
    pub fn noise(&self) -> Option<String> {
        let control = self.rows.iter().find(|row| row.kind == Kind::Control)?.ratio;
        let shown =
            format!("untraced against untraced is {:.2} [{:.2}, {:.2}]", control.median, control.low, control.high);
        match () {
            // A machine may be so steady that the interval is narrower than what the clock and the layout of memory do.
            () if !control.holds(1.0) && (control.median - 1.0).abs() > 0.01 => {
                Some(format!("too noisy to be believed: {shown}"))
            }
            () if control.high - control.low > 0.2 => Some(format!("noisy: {shown}")),
            () => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(median: f64, low: f64, high: f64) -> Group {
        let interval = Interval { median, low, high };
        let row = Row {
            engine: "control".to_owned(),
            kind: Kind::Control,
            seconds: interval,
            ratio: interval,
            events: None,
            split: None,
            instructions: None,
            memory: None,
        };
        Group {
            scenario: String::new(),
            workload: String::new(),
            python: String::new(),
            clock: Clock::Call,
            rows: vec![row],
        }
    }

    #[test]
    fn a_control_that_is_not_one_is_noise() {
        assert_eq!(group(1.0, 0.98, 1.03).noise(), None);
        assert_eq!(group(1.005, 1.001, 1.009).noise(), None);
        assert!(group(1.05, 1.02, 1.08).noise().unwrap().starts_with("too noisy to be believed"));
        assert!(group(1.0, 0.8, 1.3).noise().unwrap().starts_with("noisy"));
    }
}
