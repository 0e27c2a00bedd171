//! `instr plan`: what `inject` would do, line by line.

use anstyle::{AnsiColor, Style};
use bumpalo::Bump;
use serde::Serialize;

use super::args::PlanArgs;
use super::batch;
use super::console::{Console, UsageError};
use super::exit_code::ExitCode;
use super::expression;
use super::inject::options;
use super::prepare::{Text, impossible, nearest_lines, parse, settle};
use super::selection::{Selected, selected};
use super::target;
use crate::lines::PythonVersion;
use crate::output::Finding;
use crate::plan::{LineItem, LineSpec, LineView, Plan, PlanView, WatchView};
use crate::rewrite::{self, Options};

/// One file of the JSON document.
#[derive(Serialize)]
struct FileView {
    /// As the command line names it.
    file: String,
    /// Target, lines and unmatched patterns; absent if there is an error.
    #[serde(flatten)]
    plan: Option<PlanView>,
    /// Why there is no plan.
    error: Option<Box<Finding>>,
}

pub(super) fn run(args: &PlanArgs, console: &mut Console) -> Result<(), UsageError> {
    let mut files = selected(&args.selection, args.when.is_none() && args.watch.is_empty())?;
    if let Err(finding) = conditions(args, &mut files) {
        console.finding(&finding);
        console.raise(ExitCode::Failure);
        return Ok(());
    }
    let target = target::version(args.selection.target_version, console);
    let options = options(&args.selection);
    let mut views = Vec::new();
    for view in batch::each(&files, console, |file| view(file, target, &options)) {
        if console.json() {
            console.raise(code(&view));
            views.push(view);
            continue;
        }
        match (&view.plan, &view.error) {
            (Some(plan), _) => {
                console.print(&text(&view.file, plan));
                console.raise(code(&view));
            }
            (None, Some(error)) => console.finding(error),
            (None, None) => {}
        }
    }
    if console.json() {
        let mut document = serde_json::to_string_pretty(&views).unwrap_or_default();
        document.push('\n');
        console.write(document.as_bytes());
    }
    Ok(())
}

/// What `--when` and `--watch` say of all files.
fn conditions(args: &PlanArgs, files: &mut [Selected]) -> Result<(), Box<Finding>> {
    let when = args.when.as_ref().map(|text| expression::when("--when", text)).transpose()?;
    let watches = args.watch.iter().map(|text| expression::watch("--watch", text)).collect::<Result<Vec<_>, _>>()?;
    for Selected { input, request } in files {
        let asks_for_none = request.lines.is_none() && request.functions.is_empty();
        if asks_for_none && watches.is_empty() {
            request.lines = Some(LineSpec { items: vec![LineItem::All] });
        }
        request.when.clone_from(&when);
        request.watches.clone_from(&watches);
        request.watch_mode = args.watch_mode.into();
        request.file =
            std::fs::canonicalize(input.name()).map_or_else(|_| input.name(), |path| path.display().to_string());
    }
    Ok(())
}

fn view(file: &Selected, target: PythonVersion, options: &Options) -> FileView {
    let (plan, error) = match plan_view(file, target, options) {
        Ok(plan) => (Some(plan), None),
        Err(error) => (None, Some(error)),
    };
    FileView { file: file.input.name(), plan, error }
}

fn plan_view(file: &Selected, target: PythonVersion, options: &Options) -> Result<PlanView, Box<Finding>> {
    let source = file.input.read()?;
    let text = Text::new(&source);
    let arena = Bump::new();
    let module = parse(&text, &arena)?;
    let place = |plan: &Plan<'_>| rewrite::placements(&module, source.text(), plan, options);
    let settled = settle(module, source.text(), &arena, target, &file.request, &place);
    let settled = settled.map_err(|error| Box::new(impossible(&error, &text)))?;
    let mut view = settled.plan.view(&file.request);
    // The plan knows the place in the program, the rewriter the one on the line.
    let probes = view.lines.iter_mut().filter(|line| line.qualname.is_some());
    for (line, forms) in probes.zip(&settled.forms) {
        for (site, form) in line.sites.iter_mut().zip(forms) {
            site.form = form.name();
        }
    }
    Ok(view)
}

fn code(view: &FileView) -> ExitCode {
    match (&view.plan, &view.error) {
        (_, Some(error)) if error.code == "io-error" => ExitCode::Failure,
        (_, Some(_)) => ExitCode::Findings,
        (Some(plan), _) if plan.lines.iter().any(|line| line.verdict == "refused") => ExitCode::Findings,
        (Some(plan), _) if !plan.unmatched.is_empty() => ExitCode::Findings,
        (Some(plan), _) if plan.watches.iter().any(|watch| watch.checks.is_empty()) => ExitCode::Findings,
        _ => ExitCode::Success,
    }
}

/// The plan in columns: line, function, form, names; what is not exact stands below.
fn text(file: &str, plan: &PlanView) -> String {
    let bold = Style::new().bold();
    let mut out = format!("{bold}{file}{bold:#}: events of CPython {}\n", plan.target);
    let width = |column: fn(&LineView) -> usize| plan.lines.iter().map(column).max().unwrap_or(0);
    let number = width(|line| line.line.to_string().len());
    let name = width(|line| line.qualname.as_ref().map_or(0, |name| name.chars().count()));
    let form = width(|line| line.sites.iter().map(|site| site.form.len()).max().unwrap_or(0));
    for line in &plan.lines {
        let (label, style) = verdict_style(line.verdict);
        let no = line.line;
        match &line.qualname {
            None => {
                let reason = line.reason.as_deref().unwrap_or_default();
                out.push_str(&format!("  {no:>number$}  {style}{label}{style:#}: {reason}"));
                if let Some(nearest) = nearest_lines(&line.nearest) {
                    out.push_str(&format!("; {nearest}"));
                }
                out.push('\n');
            }
            Some(qualname) => {
                for (nth, site) in line.sites.iter().enumerate() {
                    let row = match nth {
                        0 => format!("  {no:>number$}  {qualname:name$}  {:form$}  ", site.form),
                        _ => format!("  {:number$}  {:name$}  {:form$}  ", "", "", site.form),
                    };
                    let row = format!("{row}{}", site.captures.join(" "));
                    let row = match (&line.condition, nth) {
                        (Some(condition), 0) => format!("{row}  if {condition}"),
                        _ => row,
                    };
                    out.push_str(row.trim_end());
                    out.push('\n');
                }
                if let Some(reason) = &line.reason {
                    out.push_str(&format!("  {:number$}  {style}{label}{style:#}: {reason}\n", ""));
                }
            }
        }
        for note in &line.notes {
            out.push_str(&format!("  {:number$}  note: {note}\n", ""));
        }
    }
    plan.watches.iter().for_each(|watch| out.push_str(&watched(watch)));
    if plan.never > 0 {
        let lines = super::inject::count(plan.never, "line");
        out.push_str(&format!("  {lines} left out: the condition cannot hold there\n"));
    }
    let red = AnsiColor::Red.on_default().bold();
    for pattern in &plan.unmatched {
        out.push_str(&format!("  {red}no function{red:#} matches `{pattern}`\n"));
    }
    out
}

/// The places of one expression.
fn watched(watch: &WatchView) -> String {
    let bold = Style::new().bold();
    let yellow = AnsiColor::Yellow.on_default().bold();
    let mut out = format!("  {bold}watch{bold:#} {}\n", watch.expression);
    if watch.checks.is_empty() {
        let red = AnsiColor::Red.on_default().bold();
        out.push_str(&format!("    {red}nothing{red:#} in this file can change it and see all of its names\n"));
    }
    let name = watch.checks.iter().map(|check| check.qualname.chars().count()).max().unwrap_or(0);
    let number = watch.checks.iter().map(|check| check.line.unwrap_or(0).to_string().len()).max().unwrap_or(0);
    for check in &watch.checks {
        let line = check.line.map_or_else(|| "?".to_owned(), |line| line.to_string());
        let condition = check.condition.as_ref().map_or_else(String::new, |condition| format!("  if {condition}"));
        out.push_str(&format!("    {line:>number$}  {:name$}  {}{condition}\n", check.qualname, check.why));
        if let Some(doubt) = check.doubt {
            out.push_str(&format!("    {:number$}  {yellow}approximate{yellow:#}: {doubt}\n", ""));
        }
    }
    // Lines of the same reason stand together.
    let mut unseen: Vec<(&str, Vec<String>)> = Vec::new();
    for (line, reason) in &watch.unseen {
        match unseen.iter_mut().find(|(other, _)| other == reason) {
            Some((_, lines)) => lines.push(line.to_string()),
            None => unseen.push((reason, vec![line.to_string()])),
        }
    }
    for (reason, lines) in unseen {
        let lines = lines.join(", ");
        out.push_str(&format!("    {lines:>number$}  {yellow}may miss{yellow:#} a change: {reason}\n"));
    }
    out
}

fn verdict_style(verdict: &'static str) -> (&'static str, Style) {
    match verdict {
        "refused" | "skipped" => (verdict, AnsiColor::Red.on_default().bold()),
        "approximate" => (verdict, AnsiColor::Yellow.on_default().bold()),
        _ => (verdict, Style::new()),
    }
}
