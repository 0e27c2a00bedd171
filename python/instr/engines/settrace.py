"""The engine that `sys.settrace` is.

A frame has a local trace function only if something of its code is recorded. Its snapshot is kept there.
"""

from __future__ import annotations

import sys
from builtins import BaseException, getattr, hasattr, id, type

from ..frames.exits import way_out
from ..frames.snapshots import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Optional

    from .traced import Code, Traced


def install(engine: Traced) -> None:
    """Traces this thread and all that come."""
    trace = _tracer(engine)

    def audit(event: str, arguments: object) -> None:
        # The program sets a trace function of its own: while that is there, nothing is recorded.
        if event == "sys.settrace" and not engine.is_disturbed:
            caller = sys._getframe(1).f_globals.get("__name__")
            # Our tracers pass on what they see.
            engine.is_disturbed = engine.hook is not None and caller not in ("threading", "instr.api.tracer")

    sys.addaudithook(audit)
    hook_threads(sys.modules.get("threading"), trace)
    sys.settrace(trace)
    engine.hook, engine.look = trace, sys.gettrace


def hook_threads(threading: Any, trace: Any) -> None:
    """The module that starts threads has them traced, and since 3.12 those that `_thread` has started before. It is the
    program's to import."""
    if threading is not None and hasattr(threading, "settrace"):
        getattr(threading, "settrace_all_threads", threading.settrace)(trace)


class Waiting:
    """The trace function of the body of `threading`: a hook can be set when it is at its end."""

    __slots__ = ("hook",)

    def __init__(self, hook: Any) -> None:
        self.hook = hook

    def __call__(self, frame: FrameType, event: str, arg: object) -> Waiting:
        if event == "return":
            self.hook(sys.modules.get("threading"))
        return self


def waiting(engine: Traced, frame: FrameType, hook: Any) -> Any:
    """What traces a frame of which nothing is recorded."""
    if engine.origins is not None:
        engine.origins.seen(frame)
    if frame.f_code.co_name != "<module>" or frame.f_globals.get("__name__") != "threading":
        return None
    frame.f_trace_lines = False
    return Waiting(hook)


class Local:
    """The trace function of a frame."""

    __slots__ = ("engine", "code", "lines", "jumps", "watches", "last", "snapshot", "error", "raised_at")

    def __init__(self, engine: Traced, code: Code) -> None:
        self.engine = engine
        self.code = code
        self.lines = code.lines
        self.jumps = code.jumps
        self.watches = code.watches
        # The line that ran last.
        self.last = code.first or 1
        self.snapshot = Snapshot()
        self.error: Optional[BaseException] = None
        # The operation of the last exception.
        self.raised_at = -1

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Local:
        if event == "line":
            self.raised_at = -1
            number = frame.f_lineno
            if self.watches:
                self.engine.watch(self.code, frame, self.snapshot, self.last)
                self.last = number
            if self.lines is None or number in self.lines:
                self.engine.line(self.code, number, frame, self.snapshot)
            if number in self.jumps:
                self.engine.jump(self.code, frame, number)
        elif self.watches and event == "return" and way_out(frame.f_code, frame.f_lasti) != "yield":
            self.engine.watch(self.code, frame, self.snapshot, self.last, True)
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
            self.engine.raises(self.code, frame, self.snapshot, self.error)
            self.error = None
        elif kind:
            self.engine.leave(self.code, frame, self.snapshot, kind, value, frame.f_lineno)


def _tracer(engine: Traced) -> Any:
    untraced = engine.untraced

    def hook(threading: Any) -> None:
        hook_threads(threading, trace)

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        if id(frame.f_code) in untraced:
            return None
        code = engine.code_of(frame.f_code, frame)
        if code is None:
            return waiting(engine, frame, hook)
        if engine.origins is not None:
            engine.origins.seen(frame)
        local: Any = frame.f_trace
        if type(local) is Local:
            return local  # a generator goes on
        local = Local(engine, code)
        changes = engine.begin(code, frame) if code.entries else {}
        if code.parameters is not None:
            engine.enter(code, frame, local.snapshot, changes)
        engine.write(code.entries, frame, changes)
        return local

    return trace
