"""Code that is there twice: with probes, and as it was, for the time when the last of them has stopped.

    def f(s):                    def f(s):
        for c in s:                  if flags.w1:
            g(c)                         for c in s:
                                             if flags.w2: …, with probes
                                             else: g(c)
                                     else:
                                         for c in s: g(c)

A function takes one of the two ways when it is called, a loop in each turn. What makes functions or classes is there once:
they would be others each time.
"""

from __future__ import annotations

from . import hits
from .unit import is_docstring

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

_FUNCTIONS = ("FunctionDef", "AsyncFunctionDef")
_LOOPS = ("For", "AsyncFor", "While")
_ONCE = ("FunctionDef", "AsyncFunctionDef", "ClassDef", "Lambda", "Global", "Nonlocal")
# With these an expression of the user's is evaluated, or a name is read, for a probe that can be stopped.
_PARTS = ("memory", "test", "raised", "failed")


def double(
    tree: Any,
    source: Any,
    entries: List[Dict[str, Any]],
    place_of: Callable[[Any], Optional[int]],
    choice: Callable[[str, Any], Any],
) -> None:
    """Gives the functions and loops of `tree` a second body, that of `source`, the tree without probes. `place_of` tells the
    place in the table of a node that is one, `choice` makes an `if` of a flag. Entries are told which flags hang on them."""
    plain = {_key(node): node for node in _nodes(source) if type(node).__name__ in _FUNCTIONS + _LOOPS}
    number = 0
    for node in list(_nodes(tree)):
        other = plain.get(_key(node)) if type(node).__name__ in _FUNCTIONS + _LOOPS else None
        if other is None:
            continue
        begin = 1 if type(node).__name__ in _FUNCTIONS and is_docstring(node.body[0]) else 0
        places = _places(node.body[begin:], place_of)
        first = _first_probe(node.body[begin:])
        if first is None or not all(_can_stop(entries[place - 1]) for place in places):
            continue
        if any(type(inner).__name__ in _ONCE for stmt in other.body for inner in _nodes(stmt)):
            continue
        number += 1
        told = [entries[place - 1] for place in places if entries[place - 1]["kind"] in hits.TELLS]
        for entry in told:
            entry.setdefault("wholes", []).append(number)
        made = choice(f"w{number}", first)
        made.body = node.body[begin:]
        made.orelse = other.body[begin:]
        node.body[begin:] = [made]


def _first_probe(body: List[Any]) -> Optional[Any]:
    """The statement of the probe that is first, if nothing of the source runs before it."""
    for stmt in body:
        if stmt.col_offset != -1:
            return None
        if type(stmt).__name__ != "Assign":
            return stmt
    return None


def _can_stop(entry: Dict[str, Any]) -> bool:
    return entry["kind"] in _PARTS or entry["kind"] in hits.TELLS and entry["hits"] is not None


def _places(body: List[Any], place_of: Callable[[Any], Optional[int]]) -> List[int]:
    found = {place_of(node) for stmt in body for node in _nodes(stmt)}
    return sorted([place for place in found if place])


def _key(node: Any) -> Tuple[str, int, int]:
    return type(node).__name__, getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _nodes(tree: Any) -> Iterator[Any]:
    """All nodes, each before those in it."""
    rest = [tree]
    while rest:
        node = rest.pop()
        yield node
        for field in node._fields:
            value = getattr(node, field, None)
            rest += [child for child in (value if isinstance(value, list) else [value]) if hasattr(child, "_fields")]
