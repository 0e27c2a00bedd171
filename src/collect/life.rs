//! When processes end: seen by their descriptors, as their numbers are used again.

use std::fs;
use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, pidfd_open};

/// A process whose end is awaited.
#[derive(Debug)]
pub enum Life {
    /// Seen by its descriptor.
    Descriptor(OwnedFd),
    /// There is no descriptor for it, as the system has none or allows none: its number, and when it began.
    Number(u32, u64),
    /// It has ended.
    Ended,
}

impl Life {
    /// Of the process with that number which began then, as `/proc/PID/stat` counts it; 0 if that is not known.
    pub fn of(pid: u32, started: u64) -> Self {
        let Some(number) = pid.try_into().ok().and_then(Pid::from_raw) else { return Self::Ended };
        let found = match pidfd_open(number, PidfdFlags::empty()) {
            Ok(descriptor) => Some(Self::Descriptor(descriptor)),
            Err(Errno::SRCH) => None,
            Err(_) => began(pid).map(|found| Self::Number(pid, found)),
        };
        // Only now: the number cannot go to another process any more.
        let is_same = started == 0 || began(pid) == Some(started);
        found.filter(|_| is_same).unwrap_or(Self::Ended)
    }

    /// It has ended.
    pub fn has_ended(&self) -> bool {
        match self {
            Self::Descriptor(descriptor) => {
                let mut waits = [PollFd::new(descriptor, PollFlags::IN)];
                poll(&mut waits, Some(&Timespec::default())).is_ok_and(|ready| ready > 0)
            }
            Self::Number(pid, started) => began(*pid) != Some(*started),
            Self::Ended => true,
        }
    }
}

/// Waits until one of the processes ends, or for so long.
pub fn wait<'l>(lives: impl Iterator<Item = &'l Life>, time: Duration) {
    let descriptor = |life: &'l Life| match life {
        Life::Descriptor(descriptor) => Some(PollFd::from_borrowed_fd(descriptor.as_fd(), PollFlags::IN)),
        Life::Number(..) | Life::Ended => None,
    };
    let mut waits: Vec<PollFd<'_>> = lives.filter_map(descriptor).collect();
    let time = Timespec::try_from(time).unwrap_or_default();
    let _ = poll(&mut waits, Some(&time));
}

/// When a process began; none if there is none, or only what its parent has not asked for yet.
fn began(pid: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in brackets, may hold anything.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace();
    if matches!(fields.next()?, "Z" | "X") { None } else { fields.nth(18)?.parse().ok() }
}

/// Processes that have the run's folder in their environment: they, or what they start, may come to record.
pub fn of_run(folder: &Path) -> Vec<Life> {
    let mark = format!("INSTR_RUN={}:", folder.display()).into_bytes();
    let own = std::process::id();
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    numbers
        .filter(|&pid| pid != own)
        .filter_map(|pid| {
            let mut environment = Vec::new();
            fs::File::open(format!("/proc/{pid}/environ")).ok()?.read_to_end(&mut environment).ok()?;
            let has = environment.split(|&byte| byte == 0).any(|variable| variable.starts_with(&mark));
            // One that has ended, and is not asked for yet, has no environment.
            has.then(|| Life::of(pid, 0))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{Life, began};

    #[test]
    fn a_process_is_told_from_another_one_with_its_number() {
        let own = std::process::id();
        let started = began(own).expect("this process");
        assert!(!Life::of(own, started).has_ended());
        assert!(!Life::of(own, 0).has_ended());
        assert!(!Life::Number(own, started).has_ended());
        assert!(Life::of(own, started + 1).has_ended());
        assert!(Life::Number(own, started + 1).has_ended());
    }

    #[test]
    fn a_process_that_nobody_has_asked_for_has_ended() {
        let mut child = Command::new("true").spawn().expect("true");
        let life = Life::of(child.id(), 0);
        while !life.has_ended() {
            std::thread::yield_now();
        }
        assert_eq!(began(child.id()), None);
        child.wait().expect("its status");
        assert!(life.has_ended());
        assert!(Life::of(child.id(), 0).has_ended());
    }
}
