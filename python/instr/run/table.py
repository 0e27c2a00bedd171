"""Every event of CPython's hooks as a row of a table, as the note "The unreasonable effectiveness of sys.settrace" prints it.

    | event      |  arg | line | offset |       opcode       |               locals                |
"""

from __future__ import annotations

import sys
from builtins import BaseException, getattr, hasattr, isinstance, len, list, set, str

from ..memory import with_bound
from . import dynamic, events, hits
from .settrace import waiting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, List, Set

HEADER = f"| {'event':11} | {'arg':>4} | line | offset | {'opcode':^20} | locals"
_TRACED = ("call", "line", "return", "exception", "opcode")
_PROFILED = ("c_call", "c_return", "c_exception")

_wanted: Set[str] = set()
_names: List[str] = []


def install(wanted: List[str], is_first: bool) -> None:
    """Starts the hooks that the wanted events need, for this thread and all that come."""
    _wanted.update(wanted)
    _names.extend(_operations())
    if is_first and events.FORMAT == "text":
        events.emit(HEADER)
    _hook(sys.modules.get("threading"))
    if "opcode" in _wanted:
        # 3.12 looks at this when a trace function is set: it must have been asked for anywhere before.
        frame = sys._getframe()
        frame.f_trace_opcodes = True
        frame.f_trace_opcodes = False
    if _wanted.intersection(_PROFILED):
        sys.setprofile(_profile)
    if _wanted.intersection(_TRACED) or _wanted.intersection(_PROFILED):
        dynamic.HOOK, dynamic.LOOK = _trace, sys.gettrace
        sys.settrace(_trace)


def _hook(threading: Any) -> None:
    """The module that starts threads has them traced."""
    if threading is not None and hasattr(threading, "settrace"):
        threading.settrace(_trace)
        if _wanted.intersection(_PROFILED):
            threading.setprofile(_profile)


def _operations() -> List[str]:
    """The names of the running version's operations, by number."""
    known = set(sys.modules)
    import opcode

    for name in set(sys.modules) - known:
        del sys.modules[name]
    return list(opcode.opname)


def _trace(frame: FrameType, event: str, arg: object) -> Any:
    code = dynamic.code_of(frame.f_code, frame)
    if code is None:
        return waiting(frame, _hook)
    if dynamic.SEEN is not None:
        dynamic.SEEN(frame)
    if "opcode" in _wanted:
        frame.f_trace_opcodes = True
    if "call" in _wanted:
        _row(code, frame, "call", None)
    return _local


def _local(frame: FrameType, event: str, arg: Any) -> Any:
    if "opcode" in _wanted:
        frame.f_trace_opcodes = True
    if event in _wanted:
        code = dynamic.code_of(frame.f_code, frame)
        number = frame.f_lineno
        if code is not None and (code.lines is None or number in code.lines or event == "return"):
            _row(code, frame, event, arg)
    return _local


def _profile(frame: FrameType, event: str, arg: Any) -> None:
    if event not in _wanted or event not in _PROFILED:
        return
    code = dynamic.code_of(frame.f_code, frame)
    if code is not None and (code.lines is None or frame.f_lineno in code.lines):
        _row(code, frame, event, arg)


def _row(code: dynamic.Code, frame: FrameType, event: str, arg: Any) -> None:
    number = frame.f_lineno or 0  # some operations have no line
    site = code.call(event, number)
    try:
        origin = dynamic.ORIGIN(frame) if event == "call" and dynamic.ORIGIN is not None else ()
        if origin:
            text = f"created at {events.places(origin)}"
        elif arg is None and event != "return":
            text = ""
        elif event == "exception":
            text = hits.told(arg[1]) if isinstance(arg[1], BaseException) else hits.told(arg[0])
        elif event in _PROFILED:
            text = str(getattr(arg, "__qualname__", None) or getattr(arg, "__name__", "?"))
        else:
            text = hits.told(arg)
        values = with_bound(frame, code.variables, {}, True)
        texts = {name: hits.REDACTED if name in code.redacted else hits.told(value) for name, value in values.items()}
        at = frame.f_lasti
        codes = frame.f_code.co_code
        operation = _names[codes[at]] if 0 <= at < len(codes) else ""
        if events.FORMAT == "jsonl":
            events.row(site, event, {"arg": text or None, "offset": at, "operation": operation or None, "values": texts})
            return
        shown = [f"{name} = {value}" for name, value in texts.items()]
        events.emit(
            f"| {event:11} | {text:>4} | {number:>4} | {at:>6} | {operation:<20} | {', '.join(shown)}".rstrip()
        )
    except BaseException as error:
        if hits.must_rise(error, site):
            raise
