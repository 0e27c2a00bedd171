"""What of a frame's variables can be read, without changing what the program sees."""

from __future__ import annotations

import sys
from _weakref import ref
from builtins import dict, enumerate, id, issubclass, len, range, set, tuple, type

from . import store
from .snapshots import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, Dict, Set, Tuple

_CO_OPTIMIZED = 1


def with_bound(
    frame: FrameType, names: Tuple[str, ...], values: Dict[str, Any], tracing: bool = False
) -> Dict[str, Any]:
    """`values` and those of the frame's variables `names` that are bound, in the order of `f_locals`.

    `tracing`: this is a call of a trace function, after which up to 3.12 the interpreter writes `f_locals` back.
    """
    code = frame.f_code
    if _COPIES and not tracing and not code.co_flags & _CO_OPTIMIZED and code.co_cellvars:
        # Reading would delete `__class__` from the namespace, which may have a method for it. For a trace function the
        # interpreter has done so.
        return values
    space: Any = namespace(frame)
    if not code.co_flags & _CO_OPTIMIZED:
        # A class body may have a namespace of any kind: one that is a dict is read without methods of its own.
        if issubclass(type(space), dict):
            for name in names:
                if dict.__contains__(space, name):
                    values[name] = dict.__getitem__(space, name)
        return values
    wanted = {}
    if _PLAIN_CELLS and (code.co_cellvars or code.co_freevars):
        cells = plain_cells(code)
        if cells:
            at = frame.f_lasti
            names = tuple([name for name in names if name not in cells or at not in cells[name]])
    for name in code.co_varnames + code.co_cellvars + code.co_freevars:
        if name in values:
            wanted[name] = values.pop(name)
        elif name in names and name in space:
            wanted[name] = space[name]
    # Reading made a copy that would keep the values alive. The frame, `space` and the argument hold it, and up to 3.9
    # perhaps `store`; if anyone else does, it is not ours to clear.
    if _COPIES and not tracing and type(frame.f_trace) in _NO_TRACER and _getrefcount(space) == 3 + store.holds(frame, space):
        space.clear()
    wanted.update(values)
    return wanted


def namespace(frame: FrameType) -> Any:
    """What holds a frame's variables; None if it cannot be asked for.

    What was read of a frame, 3.12 writes back behind a trace function: from the namespace of a file or class, which does
    not hold the variables of its comprehensions. Those would be None, so there nothing is read while one runs.
    """
    code = frame.f_code
    if _WRITES_INLINED and not code.co_flags & _CO_OPTIMIZED and code.co_varnames:
        known = _inlined.get(id(code))
        if known is None or known[0]() is not code:
            found = _comprehensions(code, code.co_varnames, True)
            known = _inlined[id(code)] = (ref(code), set().union(*found.values()))
        if frame.f_lasti in known[1]:
            back = frame.f_back
            is_loaded = code.co_name == "<module>" and (back is None or back.f_globals is not frame.f_globals)
            return frame.f_globals if is_loaded else None
    return frame.f_locals


def plain_cells(code: CodeType) -> Dict[str, Set[int]]:
    """Cells of `code` whose names are variables of its comprehensions, too, with the instructions of these: 3.13 crashes
    when such a cell is read by name there."""
    known = _plain_cells.get(id(code))
    if known is None or known[0]() is not code:
        found = _comprehensions(code, code.co_cellvars + code.co_freevars, False)
        known = _plain_cells[id(code)] = (ref(code), found)
    return known[1]


# By the identity of a code object.
_plain_cells: Dict[int, Tuple[Any, Dict[str, Set[int]]]] = {}
_inlined: Dict[int, Tuple[Any, Set[int]]] = {}


def _comprehensions(code: CodeType, of: Tuple[str, ...], behind: bool) -> Dict[str, Set[int]]:
    """By variable of an inlined comprehension, the instructions of that; or only those `behind` its start."""
    names = [*code.co_varnames]
    names += [name for name in code.co_cellvars + code.co_freevars if name not in names]
    positions: Any = [*code.co_positions()]  # type: ignore[attr-defined]
    found: Dict[str, Set[int]] = {}
    text = code.co_code
    extended = 0
    for at in range(0, len(text), 2):
        argument = extended << 8 | text[at + 1]
        extended = argument if text[at] == _EXTENDED_ARG else 0
        if text[at] == _LOAD_FAST_AND_CLEAR and names[argument] in of:
            # It has the position of the whole comprehension.
            inside = [2 * i for i, other in enumerate(positions) if _holds(positions[at // 2], other)]
            inside = [i for i in inside if i > at or not behind]
            found.setdefault(names[argument], set()).update(inside)
    return found


def _holds(around: Any, position: Any) -> bool:
    """Whether a position lies in another, as far as they are known."""
    first, last, left, right = around
    if None in around or None in position:
        return True
    return (first, left) <= (position[0], position[2]) and (position[1], position[3]) <= (last, right)


_PLAIN_CELLS = sys.version_info[:2] == (3, 13)
_WRITES_INLINED = sys.version_info[:2] == (3, 12)
# Numbers of 3.12 and 3.13.
_EXTENDED_ARG, _LOAD_FAST_AND_CLEAR = (144, 143) if _WRITES_INLINED else (71, 86)
_COPIES = sys.version_info < (3, 13)
_NO_TRACER = (type(None), Snapshot)
_getrefcount = sys.getrefcount
