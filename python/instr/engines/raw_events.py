"""Every event of CPython's hooks as a row of a table, as the note "The unreasonable effectiveness of sys.settrace" prints it."""

from __future__ import annotations

import sys
from builtins import BaseException, getattr, hasattr, isinstance, len, list, set, str

from ..frames.variables import with_bound
from ..values.value import IS_REDACTED
from .settrace import waiting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, List

    from .traced import Code, Traced

_TRACED = ("call", "line", "return", "exception", "opcode")
_PROFILED = ("c_call", "c_return", "c_exception")


def install(engine: Traced, wanted: List[str]) -> None:
    """Starts the hooks that the wanted events need, for this thread and all that come."""
    engine.is_whole = True
    rows = Rows(engine, wanted)
    rows.hook_threads(sys.modules.get("threading"))
    if "opcode" in rows.wanted:
        # 3.12 looks at this when a trace function is set: it must have been asked for anywhere before.
        frame = sys._getframe()
        frame.f_trace_opcodes = True
        frame.f_trace_opcodes = False
    if rows.wanted.intersection(_PROFILED):
        sys.setprofile(rows.profile)
    if rows.wanted.intersection(_TRACED) or rows.wanted.intersection(_PROFILED):
        engine.hook, engine.look = rows.trace, sys.gettrace
        sys.settrace(rows.trace)


class Rows:
    """The hooks."""

    def __init__(self, engine: Traced, wanted: List[str]) -> None:
        self.engine = engine
        self.wanted = set(wanted)
        self.names = _operations()

    def hook_threads(self, threading: Any) -> None:
        """The module that starts threads has them traced."""
        if threading is not None and hasattr(threading, "settrace"):
            threading.settrace(self.trace)
            if self.wanted.intersection(_PROFILED):
                threading.setprofile(self.profile)

    def trace(self, frame: FrameType, event: str, arg: object) -> Any:
        """A frame begins, or goes on."""
        engine = self.engine
        code = engine.code_of(frame.f_code, frame)
        if code is None:
            return waiting(engine, frame, self.hook_threads)
        if engine.origins is not None:
            engine.origins.seen(frame)
        if "opcode" in self.wanted:
            frame.f_trace_opcodes = True
        if "call" in self.wanted:
            self.row(code, frame, "call", None)
        return self.local

    def local(self, frame: FrameType, event: str, arg: Any) -> Any:
        """Something happens in a frame."""
        if "opcode" in self.wanted:
            frame.f_trace_opcodes = True
        if event in self.wanted:
            code = self.engine.code_of(frame.f_code, frame)
            number = frame.f_lineno
            if code is not None and (code.lines is None or number in code.lines or event == "return"):
                self.row(code, frame, event, arg)
        return self.local

    def profile(self, frame: FrameType, event: str, arg: Any) -> None:
        """A function of C is called, or left."""
        if event not in self.wanted or event not in _PROFILED:
            return
        code = self.engine.code_of(frame.f_code, frame)
        if code is not None and (code.lines is None or frame.f_lineno in code.lines):
            self.row(code, frame, event, arg)

    def row(self, code: Code, frame: FrameType, event: str, arg: Any) -> None:
        """Records an event."""
        engine, recorder = self.engine, self.engine.hits.recorder
        site, _ = code.call(event, frame.f_lineno or 0)  # some operations have no line
        try:
            values = recorder.values
            origin = engine.origins.of(frame) if event == "call" and engine.origins is not None else ()
            if origin:
                places = ", ".join([f"{path}:{line} in {function}" for path, line, function in origin])
                argument = f"created at {places}"
            elif arg is None and event != "return":
                argument = ""
            elif event == "exception":
                argument = values.value(arg[1] if isinstance(arg[1], BaseException) else arg[0]).text
            elif event in _PROFILED:
                argument = str(getattr(arg, "__qualname__", None) or getattr(arg, "__name__", "?"))
            else:
                argument = values.returned(site.function, arg).text
            found = with_bound(frame, code.variables, {}, True)
            fields = [
                (name, False, IS_REDACTED if name in code.redacted else values.value(value, name))
                for name, value in found.items()
            ]
            at = frame.f_lasti
            codes = frame.f_code.co_code
            operation = self.names[codes[at]] if 0 <= at < len(codes) else ""
            recorder.row(site, event, argument or None, at, operation, fields)
        except BaseException as error:
            if engine.hits.must_propagate(error, site):
                raise


def _operations() -> List[str]:
    """The names of the running version's operations, by number."""
    known = set(sys.modules)
    import opcode

    for name in set(sys.modules) - known:
        del sys.modules[name]
    return list(opcode.opname)
