"""Events, as text or as JSON, on their way to the log.

Text is the layout of the chapter "Tracing Executions" of the Debugging Book. A line of JSON is an object as
`schema.json` describes it.
"""

from __future__ import annotations

import sys
import time
from _thread import get_ident
from builtins import BaseException, UnicodeError, ValueError, bytes, dict, getattr, id, int, len, repr, str, type
from posix import getpid

from ..guard import busy, ident

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Sequence, Tuple

    from .hits import Site

INDENT = " " * 40 + " # "
VERSION = 1
FORMAT = "text"

# What stands before and behind an event: a sink says so.
_before, _behind = "", "\n"
# An iterator, whose next number no two threads get.
_sequence = iter(range(1, sys.maxsize))

# So many texts of a site, and of a variable there, are kept.
KEPT = 256

# The globals of generated probes; `write` and `full` are the sink's.
NAMESPACE: Dict[str, Any] = {}


def use(before: str, behind: str, format: str) -> None:
    """Sets how events are written."""
    global _before, _behind, FORMAT
    _before, _behind, FORMAT = before, behind, format


def event(text: str) -> bytes:
    """The bytes of an event."""
    try:
        return (_before + text + _behind).encode()
    except UnicodeError:
        return (_before + text + _behind).encode("utf-8", "backslashreplace")


# Hits near the recursion limit, which left no room to tell them.
LATE: List[Site] = []


def tell_late() -> None:
    """Tells them, without values."""
    while LATE:
        line(LATE.pop(0), [])


def emit(text: str, site: Optional[Site] = None) -> None:
    """Writes an event: to the log, or where its site says."""
    if site is not None and site.out is not None:
        return site.out(text)
    data = event(text)
    try:
        NAMESPACE["write"](data)
    except ValueError as error:
        if error.__traceback__ and error.__traceback__.tb_next:
            raise  # a signal handler's
        NAMESPACE["full"](data)


def renew() -> None:
    """In a child that was forked: its events count from 1."""
    global _sequence
    _sequence = iter(range(1, sys.maxsize))


def line(site: Site, pairs: List[Tuple[str, str]]) -> None:
    """A line was reached."""
    if FORMAT == "jsonl":
        return _json(site, "line", {"values": _values(site, pairs), **_messages(site, pairs)})
    if not pairs:
        return emit(site.printed, site)
    templates = {text for text, template in site.log if template}
    shown = ", ".join([text if name in templates else f"{name} = {text}" for name, text in pairs])
    emit(f"{INDENT}{shown}\n{site.printed}", site)


def call(site: Site, pairs: List[Tuple[str, str]], origin: Sequence[Tuple[str, int, str]] = ()) -> None:
    """A function was entered; a coroutine where `origin` says was created."""
    if FORMAT == "jsonl":
        return _json(site, "call", {"values": dict(pairs), **_origin(origin)})
    created = f", created at {places(origin)}" if origin else ""
    emit(f"Calling {_name(site)}({', '.join([f'{name} = {text}' for name, text in pairs])}){created}", site)


def unawaited(site: Site, origin: Sequence[Tuple[str, int, str]]) -> None:
    """A coroutine died that never ran."""
    if FORMAT == "jsonl":
        return _json(site, "unawaited", _origin(origin))
    emit(f"{_name(site)}() was never awaited, created at {places(origin) or '?'}", site)


def places(origin: Sequence[Tuple[str, int, str]]) -> str:
    """`f.py:12 in main, f.py:20 in <module>`"""
    return ", ".join([f"{path}:{line} in {function}" for path, line, function in origin])


def _origin(origin: Sequence[Tuple[str, int, str]]) -> Dict[str, object]:
    found = [{"file": path, "line": line, "function": function} for path, line, function in origin]
    return {"origin": found} if found else {}


def row(site: Site, kind: str, rest: Dict[str, object]) -> None:
    """A row of a table, as JSON."""
    _json(site, kind, rest)


def watch(site: Site, number: int, old: Optional[str], new: str) -> Optional[Tuple[bytes]]:
    """The value of an expression changed, by a line. Returns the event, if they may be written again."""
    if FORMAT == "jsonl":
        before = {} if old is None else {"old": old}
        head: Dict[str, object] = {"event": "watch", "file": site.path, "function": site.function, "line": number}
        _write_json({**head, "expression": site.expression, **before, "new": new})
        return None
    change = f"{site.expression} = {new}" if old is None else f"{site.expression}: {old} -> {new}"
    told = f"{number:<4} {change}"
    text = f"{told:<48} {_name(site)}"
    emit(text, site)
    return (event(text),) if site.out is None else None


def value(site: Site, text: str) -> None:
    """A function returned or yielded."""
    if FORMAT == "jsonl":
        return _json(site, site.kind, {"value": text})
    emit(f"{_name(site)}() {site.kind}s {text}", site)


def raises(site: Site, kind: str, message: str) -> None:
    """An exception left a function."""
    if FORMAT == "jsonl":
        return _json(site, "raise", {"exception": {"type": kind, "message": message}})
    emit(f"{_name(site)}() raises {kind}{': ' if message else ''}{message}", site)


def note(text: str) -> None:
    """Something about the log itself."""
    if FORMAT == "jsonl":
        return _write_json({"event": "note", "message": text})
    emit(f"# instr: {text}")


def _name(site: Site) -> str:
    return site.function.rpartition("<locals>.")[2]


def _values(site: Site, pairs: List[Tuple[str, str]]) -> Dict[str, str]:
    templates = {text for text, template in site.log if template}
    return {name: text for name, text in pairs if name not in templates}


def _messages(site: Site, pairs: List[Tuple[str, str]]) -> Dict[str, object]:
    templates = [text for text, template in site.log if template]
    return {"messages": [text for name, text in pairs if name in templates]} if templates else {}


def _json(site: Site, kind: str, rest: Dict[str, object]) -> None:
    head: Dict[str, object] = {"event": kind, "file": site.path, "function": site.function, "line": site.line}
    _write_json({**head, **rest})


def _write_json(rest: Dict[str, object]) -> None:
    head = {"time": time.time(), "pid": getpid(), "thread": get_ident(), "task": _task()}
    text = json({**head, **rest})[1:]
    # From here on no call of Python code: it could fail at the recursion limit, and the number would be missing.
    text = f'{_before}{{"v": {VERSION}, "seq": {next(_sequence)}, {text}{_behind}'
    data = text.encode("utf-8", "backslashreplace")
    try:
        NAMESPACE["write"](data)
    except ValueError as error:
        if error.__traceback__ and error.__traceback__.tb_next:
            raise  # a signal handler's
        NAMESPACE["full"](data)


def _task() -> Optional[str]:
    """The name of the asyncio task that runs."""
    tasks = sys.modules.get("asyncio.tasks")
    if tasks is None:
        return None
    me = ident()
    # A task's name may come from the program's code.
    busy.add(me)
    try:
        task = tasks.current_task()
        return None if task is None else str(task.get_name())
    except BaseException:
        return None
    finally:
        busy.discard(me)


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def json(value: object) -> str:
    """A value of plain types as JSON. The module `json` is the program's to import."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    kind = type(value)
    if kind is str:
        return _string(value)  # type: ignore[arg-type]
    if kind is dict:
        pairs = [f"{_string(name)}: {json(item)}" for name, item in value.items()]  # type: ignore[attr-defined]
        return "{" + ", ".join(pairs) + "}"
    if kind is list:
        return "[" + ", ".join([json(item) for item in value]) + "]"  # type: ignore[attr-defined]
    return repr(value)


def _string(text: str) -> str:
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    out = []
    for char in text:
        if char in _ESCAPES:
            out.append(_ESCAPES[char])
        elif char < " " or "\ud800" <= char <= "\udfff" or char in "\x7f\u2028\u2029":
            out.append(f"\\u{ord(char):04x}")
        else:
            out.append(char)
    return '"' + "".join(out) + '"'
