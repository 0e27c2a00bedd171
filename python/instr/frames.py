"""A hit: what changed in the frame since its last hit, and the line."""

from __future__ import annotations

import sys
from builtins import Exception, KeyError, RecursionError, dict, str, type

from .format import UNSEEN, changed
from .guard import busy, ident, was_sent
from .memory import Memory, memory_of, with_bound
from .original import lines_of
from .sinks import emit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, Tuple

INDENT = " " * 40 + " # "
_OVERFLOW_IS_FATAL = sys.version_info < (3, 10)


def fire(frame: FrameType, line: int, maybe: Tuple[str, ...], values: Dict[str, Any]) -> None:
    """Logs a hit of `line` in `frame`. Nothing of the runtime's own ever rises from it."""
    if busy and ident() in busy:
        return
    try:
        memory: Any = frame.f_trace
        if type(memory) is not Memory:
            memory = memory_of(frame)
            if memory.lines is None:
                memory.lines = lines_of(frame)
                memory.printed = memory.lines.by_number
        if maybe:
            values = with_bound(frame, maybe, values)
        last = memory.last
        changes = ""
        for name, value in values.items():
            old = last.get(name, UNSEEN)
            if value is old:
                continue
            changed_to = changed(last, name, old, value, type(value))
            if changed_to is None:
                continue
            changes = f"{changes}, {name} = {changed_to}" if changes else f"{name} = {changed_to}"
        try:
            text = memory.printed[line]
        except KeyError:
            text = memory.lines.printed(line)
        emit(f"{INDENT}{changes}\n{text}" if changes else text)
    except RecursionError:
        # No call is safe here. Up to 3.9 the interpreter aborts when an overflow is swallowed and the program then
        # recurses 50 levels more.
        if _OVERFLOW_IS_FATAL:
            raise
    except Exception as error:
        if was_sent(error):
            raise
