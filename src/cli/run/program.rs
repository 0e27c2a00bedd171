//! Where the program begins on the command line: all behind it is the program's.

use std::ffi::{OsStr, OsString};

use clap::CommandFactory;

use crate::cli::args::Cli;

/// The commands that run a program.
const RUNS: [&str; 4] = ["run", "trace", "verify", "bench"];

/// The arguments with a `--` before the program's own, if they are those of `instr run`.
pub(in crate::cli) fn separated(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut args: Vec<OsString> = args.collect();
    let mut command = Cli::command();
    // The options of all commands are put into each by this.
    command.build();
    let Some(start) = run_at(&args, &command) else { return args };
    let Some(run) = command.find_subcommand(&args[start]) else { return args };
    let mut at = start + 1;
    while let Some(arg) = args.get(at) {
        at += 1;
        match step(&arg.to_string_lossy(), run) {
            Step::Flags => {}
            Step::Value => at += 1,
            Step::Program { value } => {
                at += usize::from(value);
                if at < args.len() {
                    args.insert(at, "--".into());
                }
                return args;
            }
            Step::Script => {
                args.insert(at - 1, "--".into());
                return args;
            }
            Step::Done => return args,
        }
    }
    args
}

/// The place of the subcommand's name, behind global options.
fn run_at(args: &[OsString], command: &clap::Command) -> Option<usize> {
    let mut at = 1;
    loop {
        let text = args.get(at)?.to_string_lossy();
        if !text.starts_with('-') {
            return RUNS.contains(&text.as_ref()).then_some(at);
        }
        at += if matches!(step(&text, command), Step::Value) { 2 } else { 1 };
    }
}

enum Step {
    /// Options without values, or with theirs.
    Flags,
    /// The next argument is an option's value.
    Value,
    /// `-m` or `-c`: its value is the rest of this argument or the next one, and then comes the program's.
    Program { value: bool },
    /// The script.
    Script,
    /// `--`
    Done,
}

fn step(text: &str, command: &clap::Command) -> Step {
    if text == "--" {
        return Step::Done;
    }
    if let Some(name) = text.strip_prefix("--") {
        let takes = |arg: &clap::Arg| arg.get_action().takes_values() && !arg.is_require_equals_set();
        let takes_value = command.get_arguments().any(|arg| arg.get_long() == Some(name) && takes(arg));
        return if takes_value { Step::Value } else { Step::Flags };
    }
    let Some(letters) = text.strip_prefix('-').filter(|letters| !letters.is_empty()) else { return Step::Script };
    for (index, letter) in letters.char_indices() {
        let rest = index + letter.len_utf8() < letters.len();
        if RUNS.contains(&command.get_name()) && matches!(letter, 'm' | 'c') {
            return Step::Program { value: !rest };
        }
        let argument = command.get_arguments().find(|arg| arg.get_short() == Some(letter));
        if argument.is_some_and(|arg| arg.get_action().takes_values()) {
            return if rest { Step::Flags } else { Step::Value };
        }
    }
    Step::Flags
}

/// What is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Program {
    /// A file.
    Script(OsString),
    /// A folder or a zip file.
    Container(OsString),
    Module(OsString),
    Command(OsString),
    Stdin,
}

/// A folder, or a file that begins or ends as a zip file does.
pub(super) fn is_container(path: &OsStr) -> bool {
    let path = std::path::Path::new(path);
    if path.is_dir() {
        return true;
    }
    let Ok(bytes) = std::fs::read(path) else { return false };
    // The end record of a zip file stands at its end, before a comment of at most 64 KiB.
    let tail = &bytes[bytes.len().saturating_sub(22 + 0xffff)..];
    memchr::memmem::rfind(tail, b"PK\x05\x06").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> String {
        let args = text.split(' ').map(OsString::from);
        let out: Vec<String> = separated(args).into_iter().map(|arg| arg.into_string().unwrap()).collect();
        out.join(" ")
    }

    #[test]
    fn all_behind_the_program_is_its_own() {
        for (given, expected) in [
            ("instr run --lines 3 f.py -q --lines 7", "instr run --lines 3 -- f.py -q --lines 7"),
            ("instr run -l3 -q f.py -m", "instr run -l3 -q -- f.py -m"),
            ("instr run -p a.py:3 -m app serve --port 0", "instr run -p a.py:3 -m app -- serve --port 0"),
            ("instr run -p a.py:3 -mpytest -q", "instr run -p a.py:3 -mpytest -- -q"),
            ("instr run -Om app -q", "instr run -Om app -- -q"),
            ("instr -q run --if x -c print(1) -v", "instr -q run --if x -c print(1) -- -v"),
            ("instr --color never run -X dev - -v", "instr --color never run -X dev -- - -v"),
            ("instr run --calls f.py -q", "instr run --calls -- f.py -q"),
            ("instr run --calls=f f.py -q", "instr run --calls=f -- f.py -q"),
            ("instr run --lines 3 -- f.py -q", "instr run --lines 3 -- f.py -q"),
            ("instr run -m app", "instr run -m app"),
            ("instr inject f.py -l 3", "instr inject f.py -l 3"),
        ] {
            assert_eq!(split(given), expected);
        }
    }
}
