//! The command line of `instr bench`, cut into what `instr run` takes, too, and the program.

use std::ffi::OsString;

use clap::CommandFactory;

use crate::cli::args::Cli;
use crate::cli::run::program::{run_at, separated};

/// What was given, as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Given {
    /// Options of `instr run`, each with its value, but for `-m` and `-c`.
    pub options: Vec<OsString>,
    /// `-m MODULE`, `-c CODE`, or nothing before a script.
    pub kind: Vec<OsString>,
    /// The script, if there is one, and the program's own arguments.
    pub program: Vec<OsString>,
}

impl Given {
    /// Of the arguments of the process.
    pub(super) fn of(args: impl Iterator<Item = OsString>) -> Self {
        let args = separated(args);
        let mut command = Cli::command();
        command.build();
        let mut given = Self::default();
        let Some(start) = run_at(&args, &command) else { return given };
        let (Some(bench), Some(run)) = (command.find_subcommand("bench"), command.find_subcommand("run")) else {
            return given;
        };
        // What is for all commands is said by this one; `--engine` is each run's own.
        let is_of_run = |arg: &clap::Arg| {
            let same = |other: &clap::Arg| other.get_id() == arg.get_id();
            run.get_arguments().any(same) && !command.get_arguments().any(same) && arg.get_long() != Some("engine")
        };
        let mut rest = args.into_iter().skip(start + 1);
        while let Some(word) = rest.next() {
            let text = word.to_string_lossy().into_owned();
            if text == "--" {
                given.program.extend(rest);
                break;
            }
            if let Some(name) = text.strip_prefix("--") {
                let (name, has_value) = name.split_once('=').map_or((name, false), |(name, _)| (name, true));
                let Some(arg) = bench.get_arguments().find(|arg| arg.get_long() == Some(name)) else { continue };
                let takes = arg.get_action().takes_values() && !arg.is_require_equals_set() && !has_value;
                let words = [word].into_iter().chain(if takes { rest.next() } else { None });
                if is_of_run(arg) {
                    given.options.extend(words);
                }
                continue;
            }
            let letters = &text[1..];
            for (at, letter) in letters.char_indices() {
                let Some(arg) = bench.get_arguments().find(|arg| arg.get_short() == Some(letter)) else { continue };
                let behind = &letters[at + letter.len_utf8()..];
                let takes = arg.get_action().takes_values();
                let value = match takes {
                    true if behind.is_empty() => rest.next(),
                    true => Some(behind.into()),
                    false => None,
                };
                let words = [OsString::from(format!("-{letter}"))].into_iter().chain(value);
                match letter {
                    'm' | 'c' => given.kind.extend(words),
                    _ if is_of_run(arg) => given.options.extend(words),
                    _ => {}
                }
                if takes {
                    break;
                }
            }
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_the_bench_are_its_own() {
        for (given, options, kind, program) in [
            ("bench --lines 3 --rounds 9 f.py -q --lines 7", "--lines 3", "", "f.py -q --lines 7"),
            ("-q bench --engine static -l3 --html=x.html f.py", "-l 3", "", "f.py"),
            ("bench --call f(1) --split --quick --calls --if x f.py a", "--calls --if x", "", "f.py a"),
            ("bench --output-format json -Op a.py:3 -mapp serve", "-O -p a.py:3", "-m app", "serve"),
            ("bench -p a:3 --calls=x -c print(1)", "-p a:3 --calls=x", "-c print(1)", ""),
        ] {
            let found = Given::of(format!("instr {given}").split(' ').map(OsString::from));
            let shown = |words: &[OsString]| words.join(" ".as_ref()).into_string().unwrap();
            assert_eq!(
                (shown(&found.options).as_str(), shown(&found.kind).as_str(), shown(&found.program).as_str()),
                (options, kind, program),
                "{given}"
            );
        }
    }
}
