//! What is left of a condition at each probe. Where nothing can hold there is no probe.

use super::{Expression, Plan, Request};
use crate::ast::{Expr, FrameNode};
use crate::expression::{Outcome, Place, When};
use crate::scope::{Resolution, ScopeId, Scopes};

/// Gives each probe its condition, and takes out those that can never fire.
pub(super) fn decide<'a>(plan: &mut Plan<'a>, scopes: &Scopes<'a>, source: &str, request: &Request) {
    let Some(when) = &request.when else {
        if request.condition.is_some() {
            plan.probes.iter_mut().for_each(|probe| probe.condition.clone_from(&request.condition));
            silence(plan);
        }
        return;
    };
    let plain = when.plain_names();
    let is_closed = is_closed(source);
    for mut probe in std::mem::take(&mut plan.probes) {
        let Some(frame) = scopes.frame_of(probe.frame) else { continue };
        let own: Vec<&str> = plain.iter().copied().filter(|name| is_variable(scopes, frame, name)).collect();
        for name in &own {
            probe.notes.push(format!("`{name}` is a variable of the program there; `${name}` is the place's"));
        }
        let function = scopes.name(frame);
        let outcome = when.at(&Place { function, line: probe.line, file: &request.file }, &own);
        let condition = match outcome {
            Outcome::Never => None,
            Outcome::Always => Some(request.condition.clone()),
            Outcome::If(residue, needed) => {
                let unseen = |name: &&String| is_unseen(scopes, frame, name, is_closed);
                (!needed.iter().any(|name| unseen(&name))).then(|| Some(both(residue, request.condition.as_ref())))
            }
        };
        match condition {
            Some(mut condition) => {
                // To name a variable of a function around would give the frame access to it.
                let is_hidden = |name: &String| is_hidden(scopes, frame, &scopes.mangled(frame, name));
                if let Some(condition) = condition.as_mut().filter(|condition| condition.names.iter().any(is_hidden)) {
                    condition.nested = true;
                }
                probe.condition = condition;
                plan.probes.push(probe);
            }
            None => plan.never += 1,
        }
    }
    silence(plan);
}

/// Where a probe stands in what a condition may call, conditions are not inlined: in what the runtime evaluates, probes
/// are silent.
fn silence(plan: &mut Plan<'_>) {
    let is_called = |frame: FrameNode<'_>| match frame {
        FrameNode::Function(node) => {
            let is_special = node.name.starts_with("__") && node.name.ends_with("__") && !CALLED.contains(&node.name);
            is_special || node.decorator_list.iter().any(|&decorator| is_property(decorator))
        }
        _ => false,
    };
    if plan.probes.iter().any(|probe| is_called(probe.frame)) {
        let conditions = plan.probes.iter_mut().filter_map(|probe| probe.condition.as_mut());
        conditions.filter(|condition| !condition.safe).for_each(|condition| condition.nested = true);
    }
}

/// Special methods that no operator calls.
const CALLED: [&str; 10] = [
    "__init__",
    "__new__",
    "__del__",
    "__repr__",
    "__str__",
    "__enter__",
    "__exit__",
    "__call__",
    "__init_subclass__",
    "__set_name__",
];

/// `@property` `@functools.cached_property` `@x.getter`
fn is_property(decorator: Expr<'_>) -> bool {
    match decorator {
        Expr::Name(name) => name.id.ends_with("property"),
        Expr::Attribute(node) => node.attr.ends_with("property") || node.attr == "getter",
        _ => false,
    }
}

/// For a dynamic engine: the names of the place that are the program's in a frame.
pub(super) fn own<'w>(scopes: &Scopes<'_>, frame: ScopeId, when: &'w When) -> Vec<&'w str> {
    when.plain_names().into_iter().filter(|name| is_variable(scopes, frame, name)).collect()
}

/// What is put among the globals by their names cannot be known: nothing in the file does so.
pub(super) fn is_closed(source: &str) -> bool {
    !["import *", "globals", "exec", "eval", "vars", "__dict__"].iter().any(|word| source.contains(word))
}

pub(super) fn both(first: Expression, second: Option<&Expression>) -> Expression {
    let Some(second) = second else { return first };
    let mut names = first.names;
    names.extend(second.names.iter().filter(|name| !names.contains(name)).cloned().collect::<Vec<_>>());
    Expression {
        text: format!("({}) and ({})", first.text, second.text),
        names,
        nested: first.nested || second.nested,
        safe: first.safe && second.safe,
        template: false,
    }
}

/// The program has a variable of that name, which a frame can see.
fn is_variable(scopes: &Scopes<'_>, frame: ScopeId, name: &str) -> bool {
    match scopes.resolution(frame, name) {
        Some(Resolution::Local | Resolution::Free(_) | Resolution::GlobalExplicit) => true,
        _ => scopes.binds(scopes.module(), name),
    }
}

/// A variable of a function around the frame that the frame does not use: the compiler gave it no access. Both of
/// `__class__` and `super` would give its class a cell.
pub(super) fn is_hidden(scopes: &Scopes<'_>, frame: ScopeId, name: &str) -> bool {
    let is_absent = |name: &str| scopes.resolution(frame, name).is_none();
    match name {
        "__class__" | "super" => is_absent("__class__") && is_absent("super"),
        _ => is_absent(name) && scopes.is_variable_around(frame, name),
    }
}

/// A frame has no variable of that name, and nor has the file or Python itself.
pub(super) fn is_unseen(scopes: &Scopes<'_>, frame: ScopeId, name: &str, is_closed: bool) -> bool {
    let mangled = scopes.mangled(frame, name);
    match scopes.resolution(frame, &mangled) {
        Some(Resolution::Local | Resolution::Free(_) | Resolution::GlobalExplicit) => false,
        None if scopes.is_variable_around(frame, &mangled) => true,
        _ => {
            is_closed
                && !scopes.binds(scopes.module(), &mangled)
                && !name.starts_with("__")
                && !BUILTINS.contains(&name)
        }
    }
}

/// The builtins of 3.8 to 3.15 without those that begin with `__`, and what `site` and the interactive mode add.
const BUILTINS: [&str; 156] = [
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "BaseExceptionGroup",
    "BlockingIOError",
    "BrokenPipeError",
    "BufferError",
    "BytesWarning",
    "ChildProcessError",
    "ConnectionAbortedError",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "DeprecationWarning",
    "EOFError",
    "Ellipsis",
    "EncodingWarning",
    "EnvironmentError",
    "Exception",
    "ExceptionGroup",
    "False",
    "FileExistsError",
    "FileNotFoundError",
    "FloatingPointError",
    "FutureWarning",
    "GeneratorExit",
    "IOError",
    "ImportCycleError",
    "ImportError",
    "ImportWarning",
    "IndentationError",
    "IndexError",
    "InterruptedError",
    "IsADirectoryError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "None",
    "NotADirectoryError",
    "NotImplemented",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PendingDeprecationWarning",
    "PermissionError",
    "ProcessLookupError",
    "PythonFinalizationError",
    "RecursionError",
    "ReferenceError",
    "ResourceWarning",
    "RuntimeError",
    "RuntimeWarning",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SyntaxWarning",
    "SystemError",
    "SystemExit",
    "TabError",
    "TimeoutError",
    "True",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "UnicodeTranslateError",
    "UnicodeWarning",
    "UserWarning",
    "ValueError",
    "Warning",
    "WindowsError",
    "ZeroDivisionError",
    "_",
    "_IncompleteInputError",
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "copyright",
    "credits",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "exit",
    "filter",
    "float",
    "format",
    "frozendict",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "license",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "sentinel",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
];
