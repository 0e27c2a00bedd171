"""What was shown in frames that cannot carry it themselves, by the frame's address.

Addresses come again. Up to 3.9 a function's frame is told from its successor exactly, by the dict that it keeps for
`f_locals`: one dict for a frame, and it is held here, so that no other frame can get it. It is held empty: nothing is
kept alive. Everywhere else (someone's tracer is set on the frame; a class or module body, or a function that uses
`locals()`, before 3.10) a frame is taken for the same if its code and its place in the caller are: a call repeated
from one place in a loop then goes on where the last one stopped, and its log may leave out a variable that has not
changed since.
"""

from __future__ import annotations

import sys
from builtins import dict, frozenset, id, int, iter, len, list, next, str

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, FrozenSet, Optional, Tuple

    from .snapshots import Snapshot

_LIMIT = 1000
_OPTIMIZED = 0x01
_RESUMED = 0x20 | 0x80 | 0x200  # generators and coroutines: their caller changes
_LOOKS_AT_LOCALS: FrozenSet[str] = frozenset(("locals", "vars", "dir", "eval", "exec"))

_getrefcount = sys.getrefcount

# The frame's f_locals dict, empty, and the snapshot.
_exact: Dict[int, Tuple[Dict[str, Any], Snapshot]] = {}
# Code and place in the caller, and the snapshot.
_alike: Dict[int, Tuple[Tuple[int, int, int], Snapshot]] = {}


def find(frame: FrameType) -> Optional[Snapshot]:
    """What was kept for this frame."""
    place = _exact.get(id(frame))
    if place is not None and frame.f_trace is None:
        variables = frame.f_locals
        same = variables is place[0]
        # The frame, `variables`, the argument, and `place`. If anyone else has it, it is not ours to clear.
        if _getrefcount(variables) == (4 if same else 3):
            variables.clear()
        return place[1] if same else None
    alike = _alike.get(id(frame))
    return alike[1] if alike is not None and alike[0] == _signature(frame) else None


def keep(frame: FrameType, snapshot: Snapshot) -> None:
    """Keeps it, until the frame is gone as far as that can be seen."""
    if sys.version_info < (3, 10) and frame.f_trace is None and _has_own_dict(frame):
        variables = frame.f_locals
        if _getrefcount(variables) == 3:
            variables.clear()
            _sweep()
            _exact[id(frame)] = variables, snapshot
            return
    _exact.pop(id(frame), None)
    if len(_alike) >= _LIMIT:
        _alike.pop(next(iter(_alike)), None)
    _alike[id(frame)] = _signature(frame), snapshot


def _has_own_dict(frame: FrameType) -> bool:
    """Reading `f_locals` makes a copy in a dict of the frame's own, and the program does not look at that dict."""
    code = frame.f_code
    return code.co_flags & _OPTIMIZED != 0 and _LOOKS_AT_LOCALS.isdisjoint(code.co_names)


def _signature(frame: FrameType) -> Tuple[int, int, int]:
    caller = frame.f_back
    if caller is None or frame.f_code.co_flags & _RESUMED:
        return id(frame.f_code), 0, 0
    return id(frame.f_code), id(caller), caller.f_lasti


def _sweep() -> None:
    """Drops the dicts that no frame holds any more, each time that there are twice as many."""
    count = len(_exact)
    if count < 64 or count & count - 1:
        return
    for key in list(_exact):
        place = _exact.get(key)
        # `place` and the argument: the frame is gone.
        if place is not None and _getrefcount(place[0]) == 2:
            _exact.pop(key, None)


def holds(frame: FrameType, variables: object) -> int:
    """How many references to the frame's f_locals dict are held here."""
    place = _exact.get(id(frame))
    return 1 if place is not None and place[0] is variables else 0
