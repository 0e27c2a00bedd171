"""What was last shown of a frame's variables, and what of them can be read.

It is kept per activation, not per function or thread: recursion and interleaved generators do not mix, and it goes when
the frame goes. From 3.10 on it is the frame's own `f_trace`. While no tracer runs the interpreter only stores that
attribute; when one is switched on later, it calls what it finds there, so `Memory` is a trace function that does
nothing, and one that is false, as debuggers put theirs where they find none. A frame whose `f_trace` is someone else's,
and all frames before 3.10 (where a set `f_trace` freezes the line numbers of tracebacks), take a place in `elsewhere`.
"""

from __future__ import annotations

import sys
from builtins import dict, issubclass, len, range, set, tuple, type

from . import elsewhere

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, Dict, Optional, Set, Tuple

    from .original import Lines

_CO_OPTIMIZED = 1


class Memory:
    """What a frame's last hits showed."""

    __slots__ = ("last", "lines", "printed")

    def __init__(self) -> None:
        # Atomic values themselves, texts of all others.
        self.last: Dict[str, object] = {}
        # Of who prints lines by their numbers.
        self.lines: Optional[Lines] = None
        self.printed: Dict[int, str] = {}

    def __call__(self, frame: FrameType, event: str, arg: object) -> Memory:
        return self

    def __bool__(self) -> bool:
        return False


def memory_of(frame: FrameType) -> Memory:
    """The memory of a frame."""
    kept: Any = frame.f_trace
    if type(kept) is Memory:
        found: Memory = kept
        return found
    if sys.version_info < (3, 10) or frame.f_trace is not None:
        memory = elsewhere.find(frame)
        if memory is None:
            memory = Memory()
            elsewhere.keep(frame, memory)
        return memory
    memory = Memory()
    frame.f_trace = memory
    return memory


def with_bound(
    frame: FrameType, names: Tuple[str, ...], values: Dict[str, Any], tracing: bool = False
) -> Dict[str, Any]:
    """`values` and those of the frame's variables `names` that are bound, in the order of `f_locals`.

    `tracing`: this is a call of a trace function, after which up to 3.12 the interpreter writes `f_locals` back.
    """
    code = frame.f_code
    if _COPIES and not code.co_flags & _CO_OPTIMIZED and code.co_cellvars:
        return values  # reading would delete `__class__` from the namespace, which may have a method for it
    space: Any = frame.f_locals
    if not code.co_flags & _CO_OPTIMIZED:
        # A class body may have a namespace of any kind: one that is a dict is read without methods of its own.
        if issubclass(type(space), dict):
            for name in names:
                if dict.__contains__(space, name):
                    values[name] = dict.__getitem__(space, name)
        return values
    wanted = {}
    if _PLAIN_CELLS and (code.co_cellvars or code.co_freevars):
        hidden = cleared(code)
        if hidden:
            names = tuple([name for name in names if name not in hidden])
    for name in code.co_varnames + code.co_cellvars + code.co_freevars:
        if name in values:
            wanted[name] = values.pop(name)
        elif name in names and name in space:
            wanted[name] = space[name]
    # Reading made a copy that would keep the values alive. The frame, `space` and the argument hold it, and up to 3.9
    # perhaps `elsewhere`; if anyone else does, it is not ours to clear.
    if _COPIES and not tracing and type(frame.f_trace) in _NO_TRACER and _getrefcount(space) == 3 + elsewhere.holds(frame, space):
        space.clear()
    wanted.update(values)
    return wanted


def cleared(code: CodeType) -> Set[str]:
    """The variables that comprehensions of `code` have besides: where such a one is a cell outside of them, 3.13 crashes
    when it is read by name in the comprehension."""
    names = [*code.co_varnames]
    names += [name for name in code.co_cellvars + code.co_freevars if name not in names]
    found = set()
    text = code.co_code
    extended = 0
    for at in range(0, len(text), 2):
        argument = extended << 8 | text[at + 1]
        extended = argument if text[at] == _EXTENDED_ARG else 0
        if text[at] == _LOAD_FAST_AND_CLEAR:
            found.add(names[argument])
    return found


_PLAIN_CELLS = sys.version_info[:2] == (3, 13)
# Numbers of 3.13.
_EXTENDED_ARG = 71
_LOAD_FAST_AND_CLEAR = 86
_COPIES = sys.version_info < (3, 13)
_NO_TRACER = (type(None), Memory)
_getrefcount = sys.getrefcount
