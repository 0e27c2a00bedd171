"""A hit: what changed in the frame since its last hit, and the line.

What was last shown is kept per activation, not per function or thread: recursion and interleaved generators do not mix,
and it goes when the frame goes. From 3.10 on it is the frame's own `f_trace`. While no tracer runs the interpreter only
stores that attribute; when one is switched on later, it calls what it finds there, so `Memory` is a trace function that
does nothing, and one that is false, as debuggers put theirs where they find none. A frame whose `f_trace` is someone
else's, and all frames before 3.10 (where a set `f_trace` freezes the line numbers of tracebacks), take a place in
`elsewhere`.
"""

from __future__ import annotations

import sys
from builtins import Exception, bytes, dict, int, isinstance, len, object, repr, str, type

from . import elsewhere, sinks
from .format import ATOMIC, BIG, LIMIT, Text, clip, large, shown
from .guard import busy, ident, was_sent
from .original import lines_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, List, Tuple

    from .original import Lines

INDENT = " " * 40 + " # "
_CO_OPTIMIZED = 1


class Memory:
    """What a frame's last hits showed."""

    __slots__ = ("last", "lines")

    def __init__(self, lines: Lines) -> None:
        # Atomic values themselves, texts of all others.
        self.last: Dict[str, object] = {}
        self.lines = lines

    def __call__(self, frame: FrameType, event: str, arg: object) -> Memory:
        return self

    def __bool__(self) -> bool:
        return False


def fire(frame: FrameType, line: int, maybe: Tuple[str, ...], values: Dict[str, Any]) -> None:
    """Logs a hit of `line` in `frame`. Nothing of the runtime's own ever rises from it."""
    if busy and ident() in busy:
        return
    try:
        memory: Any = frame.f_trace
        if type(memory) is not Memory:
            memory = memory_of(frame)
        if maybe:
            add_bound(frame, maybe, values)
        last = memory.last
        changed = []
        for name, value in values.items():
            old = last.get(name, memory)
            if value is old:
                continue
            kind = type(value)
            if kind in ATOMIC:
                if kind is type(old) and value == old:
                    continue
                if kind is int and not -BIG < value < BIG or (kind is str or kind is bytes) and len(value) > LIMIT:
                    text, kept = large(value)
                    if type(kept) is Text and type(old) is Text and kept == old:
                        continue
                    last[name] = kept
                else:
                    last[name] = value
                    text = repr(value)
                    if len(text) > LIMIT:
                        text = clip(text)
            else:
                text, kept = shown(value)
                if type(old) is Text and kept == old:
                    continue
                last[name] = kept
            changed.append(name + " = " + text)
        text = memory.lines[line]
        if changed:
            if maybe and len(changed) > 1:
                in_frame_order(frame, changed)
            text = INDENT + ", ".join(changed) + "\n" + text
        sinks.emit(text)
    except Exception as error:
        if was_sent(error):
            raise


def memory_of(frame: FrameType) -> Memory:
    """The memory of a frame whose `f_trace` is not one."""
    if sys.version_info < (3, 10) or frame.f_trace is not None:
        memory = elsewhere.find(frame)
        if memory is None:
            memory = Memory(lines_of(frame))
            elsewhere.keep(frame, memory)
        return memory
    memory = Memory(lines_of(frame))
    frame.f_trace = memory
    return memory


def add_bound(frame: FrameType, names: Tuple[str, ...], values: Dict[str, Any]) -> None:
    """Adds to `values` those of the frame's variables `names` that are bound."""
    space: Any = frame.f_locals
    kind = type(space)
    if kind is not dict and kind is not _PROXY:
        # A class body may have a namespace of any kind; a subclass of dict is read without its own methods.
        if not isinstance(space, dict):
            return
        for name in names:
            value = dict.get(space, name, _ABSENT)
            if value is not _ABSENT:
                values[name] = value
        return
    for name in names:
        value = space.get(name, _ABSENT)
        if value is not _ABSENT:
            values[name] = value
    if _COPIES and frame.f_code.co_flags & _CO_OPTIMIZED and type(frame.f_trace) in _NO_TRACER:
        # Reading made a copy that would keep the values alive. The frame, `space` and the argument hold it, and up to
        # 3.9 `elsewhere`; if anyone else does, it is not ours to clear.
        if _getrefcount(space) == 3 + elsewhere.holds(frame, space):
            space.clear()


def in_frame_order(frame: FrameType, changed: List[str]) -> None:
    """Sorts `name = text` as `f_locals` has the names: parameters, locals, variables of outer functions."""
    code = frame.f_code
    place: Dict[str, int] = {}
    for name in code.co_varnames + code.co_cellvars + code.co_freevars:
        place.setdefault(name, len(place))
    changed.sort(key=lambda text: place.get(text.partition(" ")[0], len(place)))


_ABSENT = object()
_COPIES = sys.version_info < (3, 13)
_PROXY = type(sys._getframe().f_locals) if _COPIES else type((lambda: sys._getframe().f_locals)())
_NO_TRACER = (type(None), Memory)
_getrefcount = sys.getrefcount
