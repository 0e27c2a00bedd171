//! `--watch`: what is said before the program starts.

use super::no_secret;
use super::request::TraceRequest;
use crate::cli::args::WatchStyle;
use crate::cli::expression;
use crate::output::Finding;
use crate::plan::{Request, WatchMode};

/// The expressions, read.
pub(super) fn read(args: &TraceRequest, request: &mut Request) -> Result<(), Box<Finding>> {
    for text in &args.watch {
        let watch = expression::watch("--watch", text)?;
        no_secret("--watch", &watch.expression.text, &watch.words, &request.redact)?;
        if !request.watches.contains(&watch) {
            request.watches.push(watch);
        }
    }
    request.watch_mode = match (args.style, args.watch_mode) {
        (WatchStyle::Chapter, _) => WatchMode::NextLine,
        (WatchStyle::Change, at) => at.into(),
    };
    Ok(())
}
