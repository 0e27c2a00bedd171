//! `instr run`: a program with probes that are put in while it is loaded.
//!
//! All that can be decided is decided here, before the program starts: what each file with probes becomes is written to
//! the cache, the loader in Python only compiles it. Then this process turns into the interpreter.

pub(super) mod bench;
mod cache;
mod changes;
mod children;
mod dynamic;
pub(super) mod interpreter;
mod launch;
mod locations;
pub(super) mod program;
pub(super) mod request;
mod session;
pub(super) mod trace;
pub(super) mod verify;
mod watches;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use bumpalo::Bump;

use super::args::{Engine, RunArgs};
use super::console::{Console, UsageError};
use super::exit_code::ExitCode;
use super::expression;
use super::input::Input;
use super::prepare::{Text, findings, impossible, parse, settle};
use crate::expression::Parsed;
use crate::lines::{PythonVersion, Verdict};
use crate::output::reason;
use crate::output::{Finding, Severity};
use crate::plan::{FunctionPattern, Layout, Request, Secrets, landing, traced};
use crate::request::PlannedFile;
use crate::rewrite::load::{Main, Unit, load};
use crate::runtime;
use crate::sink;
use crate::source::SourceFile;
use dynamic::Traced;
use interpreter::Interpreter;
use locations::{Target, Whose};
use program::Program;
use request::TraceRequest;
use session::Session;

pub(super) fn run(args: &RunArgs, console: &mut Console) -> Result<(), UsageError> {
    let request = match &args.request {
        Some(path) => TraceRequest::read(path)
            .map_err(|error| UsageError::new(format!("cannot read {}: {}", path.display(), reason(&error))))?,
        None => TraceRequest {
            engine: args.engine,
            subject: args.subject.clone(),
            ..TraceRequest::new(&args.tracepoints, &args.program).with_log(&args.log).with_changes(&args.changes)
        },
    };
    begin(&request, console)
}

/// Becomes the interpreter of the program.
fn begin(args: &TraceRequest, console: &mut Console) -> Result<(), UsageError> {
    let Some((run, mut prepared)) = prepare(args, console)? else { return Ok(()) };
    if let Some(output) = &prepared.output {
        run.check_output("the log", output, &prepared)?;
    }
    run.execute(&mut prepared)
}

/// Decides all that can be decided before the program starts; none if something was wrong, which is said.
fn prepare<'r>(args: &'r TraceRequest, console: &mut Console) -> Result<Option<(Run<'r>, Prepared)>, UsageError> {
    let found = match args.engine {
        Engine::Auto => fitting(args, console)?,
        engine => prepare_for(args, engine, console)?,
    };
    match found {
        Ok(found) => Ok(Some(found)),
        Err(findings) => {
            findings.iter().for_each(|finding| console.finding(finding));
            console.raise(ExitCode::Failure);
            Ok(None)
        }
    }
}

/// With the engine that fits: static probes where each is exact.
fn fitting<'r>(args: &'r TraceRequest, console: &mut Console) -> Result<Found<'r>, UsageError> {
    if !args.jump.is_empty() {
        let mut found = prepare_for(args, Engine::Settrace, console)?;
        if let Ok((_, prepared)) = &mut found {
            prepared.session.add_note("the engine is settrace, which alone can jump".to_owned());
        }
        return Ok(found);
    }
    let mut found = prepare_for(args, Engine::Static, console)?;
    let why = match &found {
        Ok((_, prepared)) => prepared.words.iter().next().map(|((path, line), word)| {
            let verdict = if word.refused { "takes no probe" } else { "is approximate" };
            format!("{path}:{line} {verdict}: {}", word.reason)
        }),
        Err(findings) => findings.first().map(|finding| finding.message.clone()),
    };
    // What was read from standard input is gone; and some options leave no other way into the program.
    let is_bound = ignores_environment(args) || matches!(program_of(args)?, Program::Stdin);
    let Some(why) = why.filter(|_| !is_bound) else {
        if let Ok((_, prepared)) = &mut found {
            prepared.session.add_note("the engine is static".to_owned());
        }
        return Ok(found);
    };
    let place = runtime::installed().map_err(|error| UsageError::new(reason(&error)))?;
    let interpreter = Interpreter::find(args.python.as_deref(), place.parent().unwrap_or(&place))?;
    let engine = if interpreter.supported()? < PythonVersion::PY312 || !args.set.is_empty() {
        Engine::Settrace
    } else {
        Engine::Monitoring
    };
    let mut found = prepare_for(args, engine, console)?;
    if let Ok((_, prepared)) = &mut found {
        prepared.session.add_note(format!("the engine is {}, as {why}", engine.name()));
    }
    Ok(found)
}

type Found<'r> = Result<(Run<'r>, Prepared), Vec<Finding>>;

fn prepare_for<'r>(args: &'r TraceRequest, engine: Engine, console: &mut Console) -> Result<Found<'r>, UsageError> {
    let program = program_of(args)?;
    let output = output(args)?;
    let place = runtime::installed().map_err(|error| {
        UsageError::new(format!("cannot write to the cache: {}", reason(&error))).help("set XDG_CACHE_HOME")
    })?;
    let cache = place.parent().unwrap_or(&place).to_path_buf();
    let interpreter = Interpreter::find(args.python.as_deref(), &cache)?;
    let version = interpreter.supported()?;
    let request = match request(args) {
        Ok(request) => request,
        Err(finding) => return Ok(Err(vec![*finding])),
    };
    let isolated = ignores_environment(args);
    if engine == Engine::Monitoring && version < PythonVersion::PY312 {
        let message = format!("CPython {version} has no `sys.monitoring`");
        return Err(UsageError::new(message).help("`--engine settrace`, or another `--python`"));
    }
    if engine != Engine::Static && isolated {
        let message = "`-E`, `-I` and `-S` leave no way into the program for a dynamic engine";
        return Err(UsageError::new(message).help("`--engine static`"));
    }
    changes::check(args, engine)?;
    let targets = locations::targets(args, &program, &interpreter, &request)?;
    let run = Run { args, engine, program, interpreter, version, place, isolated };
    let mut prepared = Prepared {
        session: run.session(),
        main: None,
        stdin: None,
        reads: reads(&run.program, &targets),
        output,
        words: BTreeMap::new(),
        watched: BTreeSet::new(),
    };
    for target in &targets {
        if let Err(findings) = run.target(target, &mut prepared, console) {
            if !target.walked {
                return Ok(Err(findings));
            }
            if console.verbose() {
                findings.iter().for_each(|finding| console.finding(finding));
            }
        }
    }
    if let Some(nth) = (0..request.watches.len()).find(|nth| !prepared.watched.contains(nth)) {
        let watch = &request.watches[nth].expression.text;
        let files: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
        let files = if files.len() > 3 { "the files of `-p`".to_owned() } else { files.join(", ") };
        let message = format!("nothing in {files} can change `{watch}` and see all of its names");
        let help = "`-p FILE` names the file that it is in; `instr plan --watch` shows where it can change";
        return Ok(Err(vec![Finding::new(Severity::Error, "watch", message).with_help(help)]));
    }
    if targets.iter().all(|target| target.walked) && !targets.is_empty() && prepared.session.files.is_empty() {
        let message = "no file of what `-p` names has what is asked for";
        return Err(UsageError::new(message).help("`--verbose` says what each of them has"));
    }
    if isolated && prepared.main.is_none() {
        match &run.program {
            Program::Script(_) | Program::Command(_) | Program::Stdin => {
                let target =
                    Target { whose: Whose::Main, name: String::new(), request: Request::default(), walked: false };
                if let Err(findings) = run.target(&target, &mut prepared, console) {
                    return Ok(Err(findings));
                }
            }
            _ => {
                let message = "`-E`, `-I` and `-S` leave no way into the program but for a script, `-c` and `-`";
                return Err(UsageError::new(message).help("name the file itself"));
            }
        }
    }
    Ok(Ok((run, prepared)))
}

fn program_of(args: &TraceRequest) -> Result<Program, UsageError> {
    Ok(match (&args.module, &args.command, args.program.first()) {
        (Some(module), _, _) => Program::Module(module.clone()),
        (_, Some(code), _) => Program::Command(code.clone()),
        (_, _, Some(script)) if script == "-" => Program::Stdin,
        (_, _, Some(script)) if program::is_container(script) => Program::Container(script.clone()),
        (_, _, Some(script)) if !Path::new(script).exists() && script.to_string_lossy().starts_with('-') => {
            let message = format!("there is no option `{}`", script.to_string_lossy());
            return Err(UsageError::new(message).help("`--help` lists them; a script of that name is `./NAME`"));
        }
        (_, _, Some(script)) if !Path::new(script).exists() => {
            return Err(UsageError::new(format!("there is no file {}", script.display())));
        }
        (_, _, Some(script)) => Program::Script(script.clone()),
        _ => {
            let message = "which program?";
            return Err(
                UsageError::new(message).help("name a script, or `-m MODULE`, `-c CODE`, `-`, behind the options")
            );
        }
    })
}

/// What is asked of every file, but for the lines.
fn request(args: &TraceRequest) -> Result<Request, Box<Finding>> {
    let redact = (!args.no_redact).then_some(args.redact.as_slice());
    let mut request = request_of(args.condition.as_deref(), &args.log, redact)?;
    request.when = args.when.as_deref().map(|text| expression::when("--when", text)).transpose()?;
    watches::read(args, &mut request)?;
    changes::sets(args, &mut request)?;
    Ok(Request { hits: args.hits, every: args.every, ..request })
}

/// The user's expressions, read. `redact` are names of variables that are not shown besides the usual secrets; none: all are.
pub(super) fn request_of(
    condition: Option<&str>,
    log: &[String],
    redact: Option<&[FunctionPattern]>,
) -> Result<Request, Box<Finding>> {
    let condition = condition.map(|text| expression::expression("--if", text)).transpose()?;
    let mut parsed: Vec<Parsed> = Vec::new();
    for text in log {
        parsed.extend(expression::list("--log", text)?);
    }
    let log = parsed;
    let redact = redact.map(Secrets::with).unwrap_or_default();
    for parsed in &log {
        no_secret("--log", &parsed.expression.text, &parsed.words, &redact)?;
    }
    Ok(Request {
        condition: condition.map(|parsed| parsed.expression),
        log: log.into_iter().map(|parsed| parsed.expression).collect(),
        redact,
        layout: Layout::OwnLines,
        ..Request::default()
    })
}

/// What would show a secret is refused.
fn no_secret(option: &str, text: &str, words: &[String], redact: &Secrets) -> Result<(), Box<Finding>> {
    let is_secret = |word: &&String| redact.hides(word);
    let Some(word) = words.iter().find(is_secret) else { return Ok(()) };
    let message = format!("`{option} {text}` would show `{word}`, which has the name of a secret");
    Err(Box::new(Finding::new(Severity::Error, "secret", message).with_help("`--no-redact` shows it")))
}

/// Where the log goes: an absolute path, as the program may change its folder; none for a standard stream.
fn output(args: &TraceRequest) -> Result<Option<PathBuf>, UsageError> {
    let Some(path) = args.output.as_ref().filter(|path| path.as_os_str() != "-") else {
        if args.append || args.rotate.is_some() {
            return Err(UsageError::new("`--append` and `--rotate` are for a file").help("`-o FILE`"));
        }
        return Ok(None);
    };
    let path = env::current_dir().unwrap_or_default().join(path);
    let folder = path.parent().unwrap_or(Path::new("/"));
    if path.is_dir() || !folder.is_dir() {
        let what = if path.is_dir() { "is a folder" } else { "is in no folder that exists" };
        return Err(UsageError::new(format!("cannot write the log to {}: it {what}", path.display())));
    }
    if path.to_str().is_none() {
        return Err(UsageError::new("the log's path must be Unicode"));
    }
    if args.format.is_none() && session::is_trace(&path) {
        let other = [
            (args.append, "`--append`"),
            (args.rotate.is_some(), "`--rotate`"),
            (sink::is_for_each(&path), "`{pid}` in its name"),
        ];
        if let Some((_, what)) = other.iter().find(|(given, _)| *given) {
            let message = format!("{} is a trace file, which has no {what}", path.display());
            return Err(UsageError::new(message).help("a trace file holds one run, with all of its processes"));
        }
    }
    Ok(Some(path))
}

/// The files that a run reads, as far as they are known before it starts.
fn reads(program: &Program, targets: &[Target]) -> Vec<PathBuf> {
    let mut reads = vec![PathBuf::from("pyproject.toml")];
    match program {
        Program::Script(path) => reads.push(path.into()),
        Program::Container(path) => reads.extend([PathBuf::from(path), Path::new(path).join("__main__.py")]),
        Program::Module(_) | Program::Command(_) | Program::Stdin => {}
    }
    reads.extend(targets.iter().filter_map(|target| match &target.whose {
        Whose::File(path) => Some(PathBuf::from(path)),
        Whose::Main => None,
    }));
    reads
}

/// Some option keeps the interpreter from looking at the environment, or from running `site`.
fn ignores_environment(args: &TraceRequest) -> bool {
    args.interpreter.python_option.iter().any(|option| {
        let option = option.to_string_lossy();
        option.starts_with('-') && !option.starts_with("--") && option.contains(['E', 'I', 'S'])
    })
}

struct Run<'r> {
    args: &'r TraceRequest,
    /// Not [`Engine::Auto`].
    engine: Engine,
    program: Program,
    interpreter: Interpreter,
    version: PythonVersion,
    /// The folder of the runtime: what another one compiled is of no use to it.
    place: PathBuf,
    isolated: bool,
}

struct Prepared {
    session: Session,
    main: Option<Compiled>,
    /// What was read from standard input, and has to be read again.
    stdin: Option<Vec<u8>>,
    output: Option<PathBuf>,
    /// What nothing must be written over.
    reads: Vec<PathBuf>,
    /// By path and line: what the plan has to say of probes that are not exact, or of lines without one.
    words: BTreeMap<(String, u32), Word>,
    /// Which of the watched expressions can change somewhere.
    watched: BTreeSet<usize>,
}

/// What a plan says of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    /// It has no probe.
    refused: bool,
    reason: String,
}

/// The main program.
struct Compiled {
    unit: PathBuf,
    /// Where its code is, or will be.
    path: PathBuf,
}

type Failed = Vec<Finding>;

impl Run<'_> {
    /// Nothing is written over what this run reads, nor where it cannot be. `what` is written.
    fn check_output(&self, what: &str, path: &Path, prepared: &Prepared) -> Result<(), UsageError> {
        let mut reads = prepared.reads.clone();
        // The interpreter is asked where a module is: only if there is something that could be it.
        if matches!(self.program, Program::Module(_))
            && fs::metadata(path).is_ok_and(|about| about.is_file())
            && let Ok((Whose::File(file), _)) = locations::main_file(&self.program, &self.interpreter)
        {
            reads.push(file.into());
        }
        match sink::refusal(path, &reads) {
            Some(reason) => Err(UsageError::new(format!("cannot write {what} to {}: {reason}", path.display()))),
            None => Ok(()),
        }
    }

    fn units(&self) -> PathBuf {
        self.place.join("units")
    }

    /// Rewrites one file, and writes what becomes of it.
    fn target(&self, target: &Target, prepared: &mut Prepared, console: &mut Console) -> Result<(), Failed> {
        let one = |finding: Box<Finding>| vec![*finding];
        let source = match (&target.whose, &self.program) {
            (Whose::Main, Program::Command(code)) => {
                let bytes = code.to_string_lossy().into_owned().into_bytes();
                SourceFile::new("<string>", bytes).map_err(|e| vec![Finding::undecodable("<string>", e)])?
            }
            (Whose::Main, Program::Stdin) => Input::Stdin(None).read().map_err(one)?,
            (Whose::Main, Program::Script(path)) => Input::File(path.into()).read().map_err(one)?,
            (Whose::Main, _) => return Ok(()),
            (Whose::File(path), _) => {
                let bytes = fs::read(path).map_err(|e| vec![super::input::cannot("read", &target.name, &e)])?;
                SourceFile::new(target.name.clone(), bytes).map_err(|e| vec![Finding::undecodable(&target.name, e)])?
            }
        };
        let path = match (&target.whose, &self.program) {
            (Whose::File(path), _) => path.clone(),
            (Whose::Main, Program::Script(path)) => absolute(path.as_ref()).display().to_string(),
            (Whose::Main, Program::Command(_)) => "<string>".to_owned(),
            (Whose::Main, _) => "<stdin>".to_owned(),
        };
        let request = Request { file: path.clone(), ..target.request.clone() };
        let text = Text::new(&source);
        let arena = Bump::new();
        let module = parse(&text, &arena).map_err(one)?;
        let place = |plan: &crate::plan::Plan<'_>| load(&module, source.text(), plan, &request).map(|l| l.placements);
        let mut settled = settle(module, source.text(), &arena, self.version, &request, &place)
            .map_err(|error| vec![impossible(&error, &text)])?;
        for &jump in &request.jumps {
            if let Err(reason) = landing(module, source.text(), &arena, self.version, jump) {
                let message = format!("cannot jump from line {} to {}: {reason}", jump.from, jump.to);
                return Err(vec![text.line_finding(Severity::Error, jump.from, "jump", message)]);
            }
        }
        if request.watches_at_lines() && !settled.plan.probes.is_empty() {
            prepared.watched.extend(0..request.watches.len());
        }
        prepared.watched.extend(settled.plan.watched.iter().map(|watched| watched.nth));
        if self.is_dynamic() {
            // It needs no place in the text.
            let plan = &mut settled.plan;
            plan.refusals.retain(|refusal| refusal.for_all || !plan.by_number.contains(&refusal.line));
            plan.skipped.clear();
        }
        let mut found = findings(&settled.plan, &text);
        // Of a bare `--calls` nobody said that there is a function.
        let unmatched = settled.plan.unmatched.iter().filter(|p| *p != "*" || self.args.calls.as_deref() != Some(""));
        if !target.walked {
            found.extend(unmatched.map(|p| super::inject::no_function(p).in_file(source.name())));
        }
        if found.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(found);
        }
        if console.verbose() {
            found.iter().for_each(|finding| console.finding(finding));
        }
        if self.is_dynamic() {
            let codes = traced(module, source.text(), &arena, &settled.plan, &request);
            let document = Traced::new(&path, source.text(), codes.clone(), &settled.plan, &request);
            let document = serde_json::to_vec(&document).unwrap_or_default();
            let key = self.written(&document).map_err(one)?;
            let planned = session::of_codes(&path, &target.name, &codes);
            self.found(planned, key, prepared);
            if matches!((&target.whose, &self.program), (Whose::Main, Program::Stdin)) {
                prepared.stdin = Some(source.bytes().to_vec());
            }
            return Ok(());
        }
        say(&path, &settled.plan, &mut prepared.words);
        let loaded =
            load(&module, source.text(), &settled.plan, &request).map_err(|error| vec![impossible(&error, &text)])?;
        for (line, reason) in &loaded.unplaced {
            let word = Word { refused: true, reason: (*reason).to_owned() };
            prepared.words.insert((path.clone(), *line), word);
        }
        let main = self.main(&target.whose).map_err(one)?;
        let is_main = main.is_some();
        let unit = Unit::new(&path, source.text(), &loaded, main);
        let document = serde_json::to_vec(&unit).unwrap_or_default();
        let key = self.written(&document).map_err(one)?;
        if !loaded.entries.is_empty() {
            let planned = session::of_entries(&path, &target.name, &loaded.entries);
            self.found(planned, key.clone(), prepared);
        }
        if is_main {
            let level = self.optimize();
            let compiled = format!("{key}.{}-opt-{level}.instr.pyc", self.interpreter.about.tag);
            let unit = self.units().join(format!("{key}.json"));
            prepared.main = Some(Compiled { unit, path: self.units().join(compiled) });
        }
        Ok(())
    }

    fn is_dynamic(&self) -> bool {
        self.engine != Engine::Static
    }

    /// Writes a unit, and returns its key.
    fn written(&self, document: &[u8]) -> Result<String, Box<Finding>> {
        let key = cache::digest(document);
        let file = self.units().join(format!("{key}.json"));
        let io = |error: io::Error| Box::new(super::input::cannot("write", &file.display().to_string(), &error));
        if !file.exists() {
            cache::write(&file, document).map_err(io)?;
        }
        Ok(key)
    }

    /// Notes a file with probes.
    fn found(&self, planned: PlannedFile, key: String, prepared: &mut Prepared) {
        let path = planned.path.clone();
        prepared.session.planned.push(planned);
        let about = fs::metadata(&path).ok().map(|found| {
            let changed = found.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            (found.len(), changed.map_or(0, |time| time.as_nanos() as u64))
        });
        // A text of `-c` or standard input has no file: its probes come with it, but a tracer looks for its code.
        if let Some((len, changed)) = about.or_else(|| self.is_dynamic().then_some((0, 0))) {
            prepared.session.files.insert(path, (key, len, changed));
        }
    }

    /// How the main program is to look.
    fn main(&self, whose: &Whose) -> Result<Option<Main>, Box<Finding>> {
        if *whose != Whose::Main {
            return Ok(None);
        }
        let unicode = |text: &OsString| {
            let finding = || Finding::new(Severity::Error, "usage", "the program's name must be Unicode");
            text.to_str().map(str::to_owned).ok_or_else(|| Box::new(finding()))
        };
        Ok(Some(match &self.program {
            Program::Script(path) => {
                let argv0 = unicode(path)?;
                // Since 3.9 it is absolute, as it stands.
                let filename = match self.version < PythonVersion::PY39 {
                    true => argv0.clone(),
                    false => env::current_dir().unwrap_or_default().join(&argv0).display().to_string(),
                };
                let real = fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path));
                let path0 = real.parent().map_or_else(String::new, |folder| folder.display().to_string());
                Main { kind: "script", filename, argv0: argv0.clone(), path0, argument: vec![argv0] }
            }
            Program::Command(code) => Main {
                kind: "command",
                filename: "<string>".to_owned(),
                argv0: "-c".to_owned(),
                path0: String::new(),
                argument: vec!["-c".to_owned(), unicode(code)?],
            },
            Program::Stdin => Main {
                kind: "stdin",
                filename: "<stdin>".to_owned(),
                argv0: "-".to_owned(),
                path0: String::new(),
                argument: vec!["-".to_owned()],
            },
            Program::Container(_) | Program::Module(_) => return Ok(None),
        }))
    }
}

/// Collects what a plan says of lines.
fn say(path: &str, plan: &crate::plan::Plan<'_>, words: &mut BTreeMap<(String, u32), Word>) {
    for refusal in plan.refusals.iter().chain(&plan.skipped) {
        let word = Word { refused: true, reason: refusal.reason.clone() };
        words.insert((path.to_owned(), refusal.line), word);
    }
    for probe in &plan.probes {
        if let Verdict::Approximate(reason) = &probe.verdict {
            // A line may have probes in some frames and none in others.
            words.insert((path.to_owned(), probe.line), Word { refused: false, reason: reason.clone() });
        }
    }
    for watched in &plan.watched {
        let doubts = watched.checks.iter().filter_map(|check| Some((check.line, check.doubt?)));
        for (line, reason) in doubts.chain(watched.unseen.iter().copied()) {
            words.insert((path.to_owned(), line), Word { refused: false, reason: reason.to_owned() });
        }
    }
}

fn absolute(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| env::current_dir().unwrap_or_default().join(path))
}
