"""What was last recorded of an activation: by it changes are seen.

It is kept per activation, not per function or thread: recursion and interleaved generators do not mix, and it goes when
the frame goes. From 3.10 on it is the frame's own `f_trace`. While no tracer runs the interpreter only stores that
attribute; when one is switched on later, it calls what it finds there, so `Snapshot` is a trace function that does
nothing, and one that is false, as debuggers put theirs where they find none. A frame whose `f_trace` is someone else's,
and all frames before 3.10 (where a set `f_trace` freezes the line numbers of tracebacks), take a place in `store`.
"""

from __future__ import annotations

import sys
from builtins import type

from . import store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict


class Snapshot:
    """What an activation's last events showed. Of the program's values only immutable ones of builtin types are kept."""

    __slots__ = ("variables", "watched", "bound", "activation", "line", "lines", "printed")

    def __init__(self) -> None:
        # By name.
        self.variables: Dict[str, object] = {}
        # By expression.
        self.watched: Dict[str, object] = {}
        # By expression: what its names were bound to, by identity.
        self.bound: Dict[str, object] = {}
        # Its number in the process; 0 before its first event.
        self.activation = 0
        # The line that ran last, where an engine looks at each.
        self.line = 0
        # Of who prints lines by their numbers.
        self.lines: Any = None
        self.printed: Dict[int, str] = {}

    def __call__(self, frame: FrameType, event: str, arg: object) -> Snapshot:
        return self

    def __bool__(self) -> bool:
        return False


def snapshot_of(frame: FrameType) -> Snapshot:
    """The snapshot of a frame that is passed none."""
    kept: Any = frame.f_trace
    if type(kept) is Snapshot:
        found: Snapshot = kept
        return found
    if sys.version_info < (3, 10) or frame.f_trace is not None:
        snapshot = store.find(frame)
        if snapshot is None:
            snapshot = Snapshot()
            store.keep(frame, snapshot)
        return snapshot
    snapshot = Snapshot()
    frame.f_trace = snapshot
    return snapshot
