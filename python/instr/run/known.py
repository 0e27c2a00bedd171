"""The ways to events that were made before.

A generated probe goes from node to node, for each variable that shows something else by its value, and comes to the event
that tells just these. Behind its event, which is None on the way to others, a node has a table for each variable that may
have changed. Values are strings, integers, and the two that stand for truth values, as `True` would be found in the place
of 1.
"""

from __future__ import annotations

from builtins import bool, enumerate, int, len, str, type

from . import events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Sequence, Tuple

    from .hits import Site


class Truth:
    """Stands for a truth value."""

    __slots__ = ()


YES, NO = Truth(), Truth()
# Shared by all nodes that nothing follows.
_NONE: Dict[object, List[Any]] = {}


def node(steps: int) -> List[Any]:
    """One that nothing follows."""
    return [None, *[_NONE] * steps]


def learn(site: Site, old: Sequence[Any], memory: Sequence[Any], event: Tuple[bytes]) -> None:
    """Keeps the way to an event: that of the changes from `old` to `memory`."""
    site.room -= 1
    at = site.root
    changed = [i for i, value in enumerate(old) if value is not memory[i]]
    for step, i in enumerate(site.bound, 1):
        if i not in changed:
            continue
        changed.remove(i)
        value = memory[i]
        kind = type(value)
        if kind is bool:
            value = YES if value else NO
        elif not _is_usual(value, kind):
            return
        ways = at[step]
        if ways is _NONE:
            ways = at[step] = {}
        found = ways.get(value)
        if found is None:
            found = ways[value] = node(len(site.bound))
        at = found
    if not changed:
        at[0] = event


def _is_usual(value: Any, kind: type) -> bool:
    short, far = events.NAMESPACE["SHORT"], events.NAMESPACE["FAR"]
    return kind is str and len(value) < short or kind is int and -far < value < far
