"""The engine that `sys.settrace` is.

A frame has a local trace function only if something of its code is told. What was shown of it is kept there.
"""

from __future__ import annotations

import sys
from builtins import BaseException, dict, getattr, hasattr, id, type

from ..ways import way_out
from . import dynamic
from .dynamic import Code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, Optional


def install() -> None:
    """Traces this thread and all that come."""
    sys.addaudithook(_audit)
    _hook(sys.modules.get("threading"))
    sys.settrace(_trace)
    dynamic.HOOK, dynamic.LOOK = _trace, sys.gettrace


def _hook(threading: Any) -> None:
    """The module that starts threads has them traced, and since 3.12 those that `_thread` has started before. It is the
    program's to import."""
    if threading is not None and hasattr(threading, "settrace"):
        getattr(threading, "settrace_all_threads", threading.settrace)(_trace)


def _audit(event: str, arguments: object) -> None:
    """Notes that the program sets a trace function of its own: while that is there, nothing is told."""
    if event == "sys.settrace" and not dynamic.DISTURBED:
        caller = sys._getframe(1).f_globals.get("__name__")
        # Our tracers pass on what they are told.
        dynamic.DISTURBED = dynamic.HOOK is not None and caller not in ("threading", "instr.tracer")


_untold = dynamic.UNTOLD


class Waiting:
    """The trace function of the body of `threading`: a hook can be set when it is at its end."""

    __slots__ = ("hook",)

    def __init__(self, hook: Any) -> None:
        self.hook = hook

    def __call__(self, frame: FrameType, event: str, arg: object) -> Waiting:
        if event == "return":
            self.hook(sys.modules.get("threading"))
        return self


def waiting(frame: FrameType, hook: Any) -> Any:
    """What traces a frame of which nothing is told."""
    if dynamic.SEEN is not None:
        dynamic.SEEN(frame)
    if frame.f_code.co_name != "<module>" or frame.f_globals.get("__name__") != "threading":
        return None
    frame.f_trace_lines = False
    return Waiting(hook)


class Local:
    """The trace function of a frame."""

    __slots__ = ("code", "lines", "jumps", "watches", "last", "memory", "error", "raised_at")

    def __init__(self, code: Code) -> None:
        self.code = code
        self.lines = code.lines
        self.jumps = code.jumps
        self.watches = code.watches
        # The line that ran last.
        self.last = code.first or 1
        self.memory: Dict[str, object] = {}
        self.error: Optional[BaseException] = None
        # The operation of the last exception.
        self.raised_at = -1

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Local:
        if event == "line":
            self.raised_at = -1
            number = frame.f_lineno
            if self.watches:
                dynamic.watch(self.code, frame, self.memory, self.last)
                self.last = number
            if self.lines is None or number in self.lines:
                dynamic.line(self.code, number, frame, self.memory)
            if number in self.jumps:
                dynamic.jump(self.code, frame, number)
        elif self.watches and event == "return" and way_out(frame.f_code, frame.f_lasti) != "yield":
            dynamic.watch(self.code, frame, self.memory, self.last, True)
        if event != "line" and self.code.parameters is not None:
            if event == "exception":
                self.error = arg[1]
                self.raised_at = frame.f_lasti
            elif event == "return":
                self.left(frame, arg)
                self.raised_at = -1
        return self

    def left(self, frame: FrameType, value: object) -> None:
        """The frame is left, for good or until it is resumed."""
        kind = way_out(frame.f_code, frame.f_lasti)
        # What is thrown in at a `yield` leaves from there, and no operation has run since.
        if kind is None or kind != "return" and self.raised_at == frame.f_lasti:
            dynamic.raises(self.code, self.error)
            self.error = None
        elif kind:
            dynamic.leave(self.code, kind, value, frame.f_lineno)


def _trace(frame: FrameType, event: str, arg: object) -> Any:
    if id(frame.f_code) in _untold:
        return None
    code = dynamic.code_of(frame.f_code, frame)
    if code is None:
        return waiting(frame, _hook)
    if dynamic.SEEN is not None:
        dynamic.SEEN(frame)
    local: Any = frame.f_trace
    if type(local) is Local:
        return local  # a generator goes on
    local = Local(code)
    changes = dynamic.begin(code, frame) if code.entries else {}
    if code.parameters is not None:
        dynamic.enter(code, frame, local.memory, changes)
    dynamic.write(code.entries, frame, changes)
    return local
