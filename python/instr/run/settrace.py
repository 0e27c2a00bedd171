"""The engine that `sys.settrace` is.

A frame has a local trace function only if something of its code is told. What was shown of it is kept there.
"""

from __future__ import annotations

import sys
from builtins import dict, getattr, type

from . import dynamic
from .dynamic import Code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, Dict, Optional


def install() -> None:
    """Traces this thread and all that come."""
    import threading  # it starts those of the program

    threading.settrace(_trace)
    sys.settrace(_trace)


class Local:
    """The trace function of a frame."""

    __slots__ = ("code", "lines", "memory", "error")

    def __init__(self, code: Code) -> None:
        self.code = code
        self.lines = code.lines
        self.memory: Dict[str, object] = {}
        self.error: Optional[BaseException] = None

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Local:
        if event == "line":
            number = frame.f_lineno
            if self.lines is None or number in self.lines:
                dynamic.line(self.code, number, frame, self.memory)
        elif self.code.parameters is not None:
            if event == "exception":
                self.error = arg[1]
            elif event == "return":
                self.left(frame, arg)
        return self

    def left(self, frame: FrameType, value: object) -> None:
        """The frame is left, for good or until it is resumed."""
        kind = way_out(frame.f_code, frame.f_lasti)
        if kind is None:
            dynamic.raises(self.code, self.error)
            self.error = None
        elif kind:
            dynamic.leave(self.code, kind, value)


def _trace(frame: FrameType, event: str, arg: object) -> Any:
    code = dynamic.code_of(frame.f_code, frame)
    if code is None:
        return None
    local: Any = frame.f_trace
    if type(local) is Local:
        return local  # a generator goes on
    local = Local(code)
    if code.parameters is not None:
        dynamic.enter(code, frame, local.memory)
    return local


def way_out(code: CodeType, at: int) -> Optional[str]:
    """`return` or `yield`, empty for an await; None where an exception leaves the frame."""
    text = code.co_code
    operation = text[at] if 0 <= at < len(text) else -1
    if operation in _RETURNS:
        return "return"
    if operation in _YIELDS:
        # Since 3.11 the operation behind says what is yielded from: 1 is the function itself.
        return "yield" if sys.version_info < (3, 11) or text[at + 3] & 3 == 1 else ""
    if operation in _AWAITS:
        return ""
    return None


def _number(code: CodeType) -> int:
    """Of an operation that a code has at its end."""
    return code.co_code[-2]


def _suspended(generator: Any) -> int:
    """Of the operation at which a generator has stopped."""
    next(generator)
    frame = getattr(generator, "gi_frame")
    number: int = frame.f_code.co_code[frame.f_lasti]
    generator.close()
    return number


def _one() -> Any:
    yield


def _other() -> Any:
    yield from _one()


def _same(x: object) -> object:
    return x


def _constant() -> object:
    return 1


_RETURNS = (_number(_same.__code__), _number(_constant.__code__))
_YIELDS = (_suspended(_one()),)
_AWAITS = (_suspended(_other()),)
