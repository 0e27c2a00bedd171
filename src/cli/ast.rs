//! `instr ast`: the tree.

use bumpalo::Bump;

use super::args::AstArgs;
use super::batch;
use super::console::{Console, UsageError};
use super::input::Input;
use super::prepare::{Text, parse};
use crate::ast::dump::dump;
use crate::output::Finding;

pub(super) fn run(args: &AstArgs, console: &mut Console) -> Result<(), UsageError> {
    let inputs: Vec<Input> = args.files.iter().map(|path| Input::new(path, args.stdin_filename.as_ref())).collect();
    // One after the other: the dumps of many files together are large.
    for input in inputs.chunks(rayon::current_num_threads()) {
        for dumped in batch::each(input, console, dumped) {
            match dumped {
                Ok(text) => console.write(text.as_bytes()),
                Err(finding) => console.finding(&finding),
            }
        }
    }
    Ok(())
}

fn dumped(input: &Input) -> Result<String, Box<Finding>> {
    let source = input.read()?;
    let arena = Bump::new();
    let text = Text::new(&source);
    let module = parse(&text, &arena)?;
    let mut dumped = dump(&module, source.text());
    dumped.push('\n');
    Ok(dumped)
}
