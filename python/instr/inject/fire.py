"""A hit: what changed in the frame since its last hit, and the line."""

from __future__ import annotations

import sys
from builtins import Exception, KeyError, RecursionError, dict, str, type

from ..frames.snapshots import Snapshot, snapshot_of
from ..frames.variables import with_bound
from ..reentrancy import busy, ident, is_async_exception
from ..values.redact import Redactor
from ..values.render import Renderer
from .original import lines_of
from .sinks import emit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, Tuple

INDENT = " " * 40 + " # "
# No session says how values are shown: within bounds, without secrets, and without running the program's code.
_VALUES = Renderer(redactor=Redactor())
_OVERFLOW_IS_FATAL = sys.version_info < (3, 10)


def fire(frame: FrameType, line: int, maybe: Tuple[str, ...], values: Dict[str, Any]) -> None:
    """Logs a hit of `line` in `frame`. Nothing of the runtime's own ever rises from it."""
    if busy and ident() in busy:
        return
    try:
        snapshot: Any = frame.f_trace
        if type(snapshot) is not Snapshot:
            snapshot = snapshot_of(frame)
        if snapshot.lines is None:
            snapshot.lines = lines_of(frame)
            snapshot.printed = snapshot.lines.by_number
        if maybe:
            values = with_bound(frame, maybe, values)
        kept = snapshot.variables
        changes = ""
        for name, value in values.items():
            shown = _VALUES.changed(kept, name, value, name)
            if shown is not None:
                changes = f"{changes}, {name} = {shown.text}" if changes else f"{name} = {shown.text}"
        try:
            text = snapshot.printed[line]
        except KeyError:
            text = snapshot.lines.printed(line)
        emit(f"{INDENT}{changes}\n{text}" if changes else text)
    except RecursionError:
        # No call is safe here. Up to 3.9 the interpreter aborts when an overflow is swallowed and the program then
        # recurses 50 levels more.
        if _OVERFLOW_IS_FATAL:
            raise
    except Exception as error:
        if is_async_exception(error):
            raise
