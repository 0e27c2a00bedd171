//! Which lines of which files: `--lines`, `--function` and `FILE:LINES` become one request for each file.

use std::ffi::OsStr;
use std::path::Path;

use super::args::{ProbeKind, SelectionArgs};
use super::console::UsageError;
use super::input::Input;
use crate::plan::{Exclusions, LineSpec, LineSpecError, Request};

/// One file and what is asked of it.
#[derive(Debug, Clone)]
pub(super) struct Selected {
    pub input: Input,
    pub request: Request,
}

/// The files of the command line with their requests.
pub(super) fn selected(args: &SelectionArgs, needs_lines: bool) -> Result<Vec<Selected>, UsageError> {
    let mut shared = LineSpec::default();
    for text in &args.lines {
        shared.items.extend(parse_lines("--lines", text, text, 0)?.items);
    }
    let without = Exclusions { runtime_forms: args.probe == ProbeKind::Print };
    let mut all: Vec<Selected> = Vec::new();
    let mut takes_shared = false;
    for argument in &args.files {
        let (path, own) = split(argument)?;
        let lines = match own {
            Some(own) => Some(own),
            None => {
                takes_shared = true;
                (!shared.items.is_empty()).then(|| shared.clone())
            }
        };
        if lines.is_none() && args.function.is_empty() && needs_lines {
            let path = path.display();
            let message = format!("which lines of {path}?");
            let help = format!("`--lines 3,7-9`, `--lines all`, `--function 'parse*'` or `{path}:3`");
            return Err(UsageError::new(message).help(help));
        }
        let input = Input::new(path, args.stdin_filename.as_ref());
        match all.iter_mut().find(|other| other.input == input) {
            // `a.py:3 a.py:7` is `a.py:3,7`.
            Some(same) => {
                let items = lines.into_iter().flat_map(|lines| lines.items);
                same.request.lines.get_or_insert_default().items.extend(items);
            }
            None => all.push(Selected {
                input,
                request: Request { lines, functions: args.function.clone(), without, ..Request::default() },
            }),
        }
    }
    if !shared.items.is_empty() && !takes_shared {
        let message = "`--lines` is for files without lines of their own, and each file here has them";
        return Err(UsageError::new(message).help("put all lines of a file behind its name, or all into `--lines`"));
    }
    Ok(all)
}

/// `FILE:LINES` from the right, so that colons in names do no harm. What exists as a whole is a file.
fn split(argument: &OsStr) -> Result<(&Path, Option<LineSpec>), UsageError> {
    let whole = Path::new(argument);
    let parts = argument.to_str().and_then(|text| Some((text, text.rsplit_once(':')?)));
    let Some((text, (path, lines))) = parts.filter(|(_, (path, _))| !path.is_empty()) else { return Ok((whole, None)) };
    if whole.exists() {
        return Ok((whole, None));
    }
    match parse_lines(&format!("`{text}`"), lines, text, path.len() + 1) {
        Ok(lines) => Ok((Path::new(path), Some(lines))),
        // `C:\f.py`, which does not exist: reading it says so.
        Err(_) if !(path == "-" || Path::new(path).is_file()) => Ok((whole, None)),
        Err(error) => Err(error),
    }
}

pub(super) fn parse_lines(what: &str, lines: &str, whole: &str, at: usize) -> Result<LineSpec, UsageError> {
    lines.parse().map_err(|LineSpecError { offset, part, reason }| {
        let start = at + offset;
        let value = Some((whole.to_owned(), start..start + part.len()));
        UsageError { message: format!("invalid lines in {what}: `{part}` {reason}"), value, help: None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::LineItem::{self, One, Range};

    fn of(files: &[&str], lines: &[&str]) -> Result<Vec<(String, Vec<LineItem>)>, String> {
        let args = SelectionArgs {
            files: files.iter().map(Into::into).collect(),
            lines: lines.iter().map(|&text| text.to_owned()).collect(),
            function: Vec::new(),
            target_version: None,
            probe: ProbeKind::Call,
            stdin_filename: None,
        };
        let items = |selected: Selected| (selected.input.name(), selected.request.lines.unwrap_or_default().items);
        selected(&args, true).map(|all| all.into_iter().map(items).collect()).map_err(|error| error.message)
    }

    #[test]
    fn lines_from_the_right() {
        assert_eq!(of(&["a.py:3,7-9"], &[]).unwrap(), [("a.py".into(), vec![One(3), Range(7, Some(9))])]);
        assert_eq!(of(&[r"C:\a.py:3"], &[]).unwrap(), [(r"C:\a.py".into(), vec![One(3)])]);
        assert_eq!(of(&[r"C:\a.py"], &["3"]).unwrap(), [(r"C:\a.py".into(), vec![One(3)])]);
        assert_eq!(of(&["a:b.py:7-"], &[]).unwrap(), [("a:b.py".into(), vec![Range(7, None)])]);
        assert_eq!(of(&["-:7"], &[]).unwrap(), [("<stdin>".into(), vec![One(7)])]);
        assert_eq!(of(&["a.py:3", "a.py:5"], &[]).unwrap(), [("a.py".into(), vec![One(3), One(5)])]);
    }

    #[test]
    fn lines_for_the_rest() {
        let both = of(&["a.py:3", "b.py"], &["1,2", "9"]).unwrap();
        assert_eq!(both, [("a.py".into(), vec![One(3)]), ("b.py".into(), vec![One(1), One(2), One(9)])]);
        assert!(of(&["a.py:3"], &["4"]).unwrap_err().contains("without lines of their own"));
        assert!(of(&["a.py:3", "b.py"], &[]).unwrap_err().contains("which lines of b.py?"));
    }

    #[test]
    fn a_file_that_exists_is_taken_whole() {
        let dir = tempfile::tempdir().unwrap();
        let odd = dir.path().join("odd:3");
        std::fs::write(&odd, "").unwrap();
        let odd = odd.to_str().unwrap();
        assert_eq!(of(&[odd], &["1"]).unwrap(), [(odd.into(), vec![One(1)])]);
        let plain = dir.path().join("f.py");
        std::fs::write(&plain, "").unwrap();
        let bad = format!("{}:3x", plain.display());
        assert!(of(&[&bad], &[]).unwrap_err().contains("`3x` is not a line"));
    }
}
