//! When processes end: seen by their descriptors, as their numbers are used again.

use std::fs;
use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

/// A process whose end is awaited.
#[derive(Debug)]
pub struct Life {
    /// None if it has ended already.
    descriptor: Option<OwnedFd>,
}

impl Life {
    /// Of the process with that number which began then, as `/proc/PID/stat` counts it; 0 if that is not known.
    pub fn of(pid: u32, started: u64) -> Self {
        let open = || {
            let descriptor = pidfd_open(Pid::from_raw(pid.try_into().ok()?)?, PidfdFlags::empty()).ok()?;
            // Behind that: the number cannot go to another process any more.
            let is_same = started == 0 || began(pid).is_some_and(|found| found == started);
            is_same.then_some(descriptor)
        };
        Self { descriptor: open() }
    }

    /// It has ended.
    pub fn has_ended(&self) -> bool {
        let Some(descriptor) = &self.descriptor else { return true };
        let mut waits = [PollFd::new(descriptor, PollFlags::IN)];
        poll(&mut waits, Some(&Timespec::default())).is_ok_and(|ready| ready > 0)
    }
}

/// Waits until one of the processes ends, or for so long.
pub fn wait<'l>(lives: impl Iterator<Item = &'l Life>, time: Duration) {
    let mut waits: Vec<PollFd<'_>> = lives
        .filter_map(|life| Some(PollFd::from_borrowed_fd(life.descriptor.as_ref()?.as_fd(), PollFlags::IN)))
        .collect();
    let time = Timespec::try_from(time).unwrap_or_default();
    let _ = poll(&mut waits, Some(&time));
}

/// When a process began.
fn began(pid: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in brackets, may hold anything.
    text.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()
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
