//! `instr unit`: what the package asks when it gives a function its probes. The source is read from standard input, as
//! the interpreter has it; the answer is the file with probes for its loader.

use std::io::Read;

use bumpalo::Bump;

use super::args::UnitArgs;
use super::console::{Console, UsageError};
use super::exit_code::ExitCode;
use super::prepare::{Text, findings, impossible, parse, settle};
use super::run::request_of;
use crate::output::reason;
use crate::output::{Finding, Severity};
use crate::plan::Request;
use crate::rewrite::load::{Unit, load};
use crate::source::SourceFile;

pub(super) fn run(args: &UnitArgs, console: &mut Console) -> Result<(), UsageError> {
    let mut source = String::new();
    std::io::stdin()
        .lock()
        .read_to_string(&mut source)
        .map_err(|error| UsageError::new(format!("cannot read the source: {}", reason(&error))))?;
    match unit(args, source) {
        Ok(document) => console.write(&document),
        Err(found) => {
            found.iter().for_each(|finding| console.finding(finding));
            console.raise(ExitCode::Findings);
        }
    }
    Ok(())
}

fn unit(args: &UnitArgs, source: String) -> Result<Vec<u8>, Vec<Finding>> {
    let one = |finding: Box<Finding>| vec![*finding];
    let source = SourceFile::of_text(args.name.clone(), source);
    let text = Text::new(&source);
    let arena = Bump::new();
    let module = parse(&text, &arena).map_err(one)?;
    let request = Request {
        lines: args.lines.clone(),
        calls: args.calls.iter().cloned().collect(),
        ..request_of(args.condition.as_deref(), &args.log, Some(&[])).map_err(one)?
    };
    let place = |plan: &crate::plan::Plan<'_>| load(&module, source.text(), plan, &request).map(|l| l.placements);
    let settled = settle(module, source.text(), &arena, args.target_version, &request, &place)
        .map_err(|error| vec![impossible(&error, &text)])?;
    let found = findings(&settled.plan, &text);
    if found.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(found);
    }
    let loaded =
        load(&module, source.text(), &settled.plan, &request).map_err(|error| vec![impossible(&error, &text)])?;
    Ok(serde_json::to_vec(&Unit::new(&args.name, source.text(), &loaded, None)).unwrap_or_default())
}
