//! What `--lines`, `--function`, `--calls` and `-p` name, as one request for each file.

use ignore::WalkBuilder;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::changes;
use super::interpreter::Interpreter;
use super::program::Program;
use super::request::TraceRequest;
use crate::cli::console::UsageError;
use crate::cli::selection::parse_lines;
use crate::plan::{FunctionPattern, LineItem, LineSpec, Request};

/// A file with probes.
#[derive(Debug)]
pub(super) struct Target {
    pub whose: Whose,
    /// As the command line names it.
    pub name: String,
    pub request: Request,
    /// It is one of all files of a folder: it may have nothing of what is asked, or be no Python of this version.
    pub walked: bool,
}

/// Which file it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whose {
    /// What CPython compiles as `__main__`.
    Main,
    /// An imported one, by its real path.
    File(String),
}

/// The files that the command line asks for.
pub(super) fn targets(
    args: &TraceRequest,
    program: &Program,
    interpreter: &Interpreter,
    shared: &Request,
) -> Result<Vec<Target>, UsageError> {
    let mut targets: Vec<Target> = Vec::new();
    let mut lines = LineSpec::default();
    for text in &args.lines {
        lines.items.extend(parse_lines("--lines", text, text, 0)?.items);
    }
    let calls = match args.calls.as_deref() {
        None => Vec::new(),
        Some("") if !args.function.is_empty() => args.function.clone(),
        Some("") if args.probe.is_empty() => vec![pattern("*")?],
        Some("") => Vec::new(),
        Some(text) => vec![pattern(text)?],
    };
    if args.when.is_some()
        && args.watch.is_empty()
        && lines.items.is_empty()
        && args.function.is_empty()
        && args.probe.is_empty()
    {
        lines.items.push(LineItem::All);
    }
    if shared.watches_at_lines() {
        lines.items.push(LineItem::All);
    }
    let jumps = changes::jumps(args)?;
    let own: Vec<_> = jumps.iter().filter(|(file, _)| file.is_none()).map(|&(_, jump)| jump).collect();
    let enters = !(shared.entries.is_empty() && shared.watches.is_empty()) && args.probe.is_empty();
    if !lines.items.is_empty() || !args.function.is_empty() || !calls.is_empty() || enters || !own.is_empty() {
        let lines = Some(lines).filter(|lines| !lines.items.is_empty());
        let request = Request { lines, functions: args.function.clone(), calls, jumps: own, ..shared.clone() };
        let (whose, name) = match &args.subject {
            Some(file) => file_of(file, program, interpreter)?,
            None => main_file(program, interpreter)?,
        };
        targets.push(Target { whose, name, request, walked: false });
    }
    for text in &args.probe {
        let parts = text.rsplit_once(':').filter(|(file, what)| !file.is_empty() && !what.is_empty());
        // Watched expressions need no lines.
        let whole_file = (!shared.watches.is_empty() && parts.is_none()).then_some((text.as_str(), ""));
        let Some((file, what)) = parts.or(whole_file) else {
            let help = "write `FILE:LINES` or `FILE:QUALNAME`: `-p app/cart.py:14,22`, `-p app.db:connect`";
            return Err(UsageError::new(format!("`-p {text}` names no lines")).help(help));
        };
        let whole = whole(file, program, interpreter)?;
        let walked = whole.is_some();
        let files = match whole {
            Some(files) => files.iter().map(|path| Ok((real(path)?, shown(path)))).collect::<Result<_, _>>()?,
            None => vec![file_of(file, program, interpreter)?],
        };
        for (whose, name) in files {
            let at = match targets.iter().position(|target| target.whose == whose) {
                Some(at) => at,
                None => {
                    targets.push(Target { whose, name, request: shared.clone(), walked });
                    targets.len() - 1
                }
            };
            let request = &mut targets[at].request;
            if what.is_empty() {
                continue;
            }
            if what.starts_with(|c: char| c.is_ascii_digit() || c == '-') || what == "all" {
                if walked && what != "all" {
                    let message = format!("`-p {text}`: the lines of which of its files?");
                    return Err(UsageError::new(message).help("name one file, `all`, or functions"));
                }
                let found = parse_lines(&format!("`-p {text}`"), what, text, file.len() + 1)?;
                request.lines.get_or_insert_default().items.extend(found.items);
            } else {
                let found = pattern(what)?;
                if args.calls.as_deref() == Some("") {
                    request.calls.push(found.clone());
                }
                request.functions.push(found);
            }
        }
    }
    for (file, jump) in jumps {
        let Some(file) = file else { continue };
        let (whose, name) = file_of(file, program, interpreter)?;
        match targets.iter_mut().find(|target| target.whose == whose) {
            Some(same) => same.request.jumps.push(jump),
            None => {
                let request = Request { jumps: vec![jump], ..shared.clone() };
                targets.push(Target { whose, name, request, walked: false });
            }
        }
    }
    if !shared.sets.is_empty() && targets.iter().all(|t| t.request.lines.is_none() && t.request.functions.is_empty()) {
        let message = format!("`--set {}=…`: at which line?", shared.sets[0].name);
        return Err(
            UsageError::new(message).help("add `--lines 12` or `-p FILE:12`, or write `FUNCTION:NAME=EXPRESSION`")
        );
    }
    Ok(targets)
}

fn pattern(text: &str) -> Result<FunctionPattern, UsageError> {
    text.parse().map_err(UsageError::new)
}

/// The file that the program begins with.
pub(super) fn main_file(program: &Program, interpreter: &Interpreter) -> Result<(Whose, String), UsageError> {
    match program {
        Program::Script(path) => Ok((Whose::Main, path.display().to_string())),
        Program::Command(_) => Ok((Whose::Main, "<string>".to_owned())),
        Program::Stdin => Ok((Whose::Main, "<stdin>".to_owned())),
        Program::Container(path) => {
            let main = Path::new(path).join("__main__.py");
            if main.is_file() {
                return Ok((real(&main)?, main.display().to_string()));
            }
            let message = format!("{} is not a folder with a `__main__.py`: its files take no probes", path.display());
            Err(UsageError::new(message).help("unpack it"))
        }
        Program::Module(name) => {
            let name = name.to_string_lossy();
            let found = module(&format!("{name}.__main__"), "", interpreter).or_else(|| module(&name, "", interpreter));
            match found {
                Some(path) => Ok((real(&path)?, shown(&path))),
                None => Err(UsageError::new(format!("there is no source file of a module `{name}`"))),
            }
        }
    }
}

/// All Python files of a folder, `app/`, or of a package and those in it, `app.*`.
fn whole(text: &str, program: &Program, interpreter: &Interpreter) -> Result<Option<Vec<PathBuf>>, UsageError> {
    let folder = match text.strip_suffix(".*") {
        _ if text.ends_with('/') && Path::new(text).is_dir() => PathBuf::from(text),
        Some(name) => match file_of(name, program, interpreter)? {
            (Whose::File(path), _) if path.ends_with("__init__.py") => {
                Path::new(&path).parent().map(Path::to_path_buf).unwrap_or_default()
            }
            _ => return Err(UsageError::new(format!("`{name}` is no package"))),
        },
        None => return Ok(None),
    };
    // What version control ignores, as an environment, is meant if it is named.
    let files = WalkBuilder::new(&folder).standard_filters(false).build();
    let is_python = |path: &Path| path.extension().is_some_and(|extension| extension == "py");
    let mut files: Vec<PathBuf> =
        files.flatten().map(ignore::DirEntry::into_path).filter(|path| is_python(path) && path.is_file()).collect();
    files.sort();
    if files.is_empty() {
        return Err(UsageError::new(format!("{} holds no Python file", folder.display())));
    }
    Ok(Some(files))
}

/// A path, or a module that the program could import.
fn file_of(text: &str, program: &Program, interpreter: &Interpreter) -> Result<(Whose, String), UsageError> {
    let path = Path::new(text);
    if path.is_file() {
        if let Program::Script(script) = program
            && fs::canonicalize(script).is_ok_and(|script| fs::canonicalize(path).is_ok_and(|path| path == script))
        {
            return Ok((Whose::Main, text.to_owned()));
        }
        return Ok((real(path)?, text.to_owned()));
    }
    let path0 = match program {
        Program::Script(script) => {
            let folder = fs::canonicalize(script).ok().and_then(|script| Some(script.parent()?.to_path_buf()));
            folder.unwrap_or_default().display().to_string()
        }
        Program::Container(path) => path.to_string_lossy().into_owned(),
        _ => String::new(),
    };
    let is_name = text.split('.').all(|part| !part.is_empty() && !part.contains(['/', '\\', '-', ' ']));
    match is_name.then(|| module(text, &path0, interpreter)).flatten() {
        Some(path) => Ok((real(&path)?, shown(&path))),
        None => {
            let message = format!("there is no file {text}, and no module of that name with a source file");
            Err(UsageError::new(message))
        }
    }
}

fn real(path: &Path) -> Result<Whose, UsageError> {
    let found = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    match found.into_os_string().into_string() {
        Ok(text) => Ok(Whose::File(text)),
        Err(_) => Err(UsageError::new(format!("the path {} must be Unicode", path.display()))),
    }
}

/// Relative to the current folder, if it is below it.
fn shown(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(current).unwrap_or(path).display().to_string()
}

/// The source file of a module: in the folder that comes first on `sys.path`, else wherever the interpreter finds it.
fn module(name: &str, path0: &str, interpreter: &Interpreter) -> Option<PathBuf> {
    let relative: PathBuf = name.split('.').collect();
    let base = Path::new(path0).join(&relative);
    let beside = [base.with_extension("py"), base.join("__init__.py")];
    if let Some(found) = beside.into_iter().find(|path| path.is_file()) {
        return Some(found);
    }
    let mut command = Command::new(&interpreter.path);
    command.args(["-c", FIND, name, path0]).stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim_end_matches('\n'));
    path.is_file().then_some(path)
}

/// Looks for a module without importing what it is in.
const FIND: &str = "
import sys
from importlib.machinery import PathFinder, SourceFileLoader
name, sys.path[0] = sys.argv[1:]
path = None
parts = name.split('.')
for at in range(len(parts)):
    spec = PathFinder.find_spec('.'.join(parts[:at + 1]), path)
    if spec is None:
        sys.exit(1)
    path = spec.submodule_search_locations
    if path is None and at + 1 < len(parts):
        sys.exit(1)
if not isinstance(spec.loader, SourceFileLoader):
    sys.exit(1)
print(spec.origin)
";
