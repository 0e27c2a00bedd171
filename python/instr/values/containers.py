"""Containers of the interpreter, and subclasses of what is built in: by the base's own functions, under the class's name."""

from __future__ import annotations

import sys
from builtins import (
    all, bool, bytearray, bytes, complex, dict, float, frozenset, id, int, len, list, range, set,
    slice, str, tuple, type, zip,
)  # fmt: skip
from gc import get_referents

from . import escape, items, objects, peek

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import OrderedDict, defaultdict, deque
    from typing import Any, Dict, List, Set, Tuple

    from .render import Renderer
else:
    from _collections import OrderedDict, defaultdict, deque  # `collections` is the program's to import


def _list(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    found = items.take(r.items, lambda: list.__iter__(value))
    opening, closing = ("[", "]") if kind is list else (peek.class_name(kind) + "([", "])")
    # `["password", "hunter2"]` as an item is as a pair.
    return _sequence(r, value, found, list.__len__(value), opening, closing, depth, path, depth > 0)


def _tuple(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    count = tuple.__len__(value)
    found = items.take(r.items, lambda: tuple.__iter__(value))
    if kind is tuple:
        return _sequence(r, value, found, count, "(", ",)" if count == 1 else ")", depth, path, True)
    names = objects.named_tuple(kind, count)
    if names is not None:
        pairs = list(zip(names, found))
        return items.paired(r, value, pairs, count, _kind_of_record(kind) + "(", ")", depth, path, True)
    opening, closing = peek.class_name(kind) + "((", ",))" if count == 1 else "))"
    return _sequence(r, value, found, count, opening, closing, depth, path, False)


def _kind_of_record(kind: type) -> str:
    """`Point`; those of the interpreter show with their modules."""
    return peek.class_name(kind) if peek.lookup(kind, "_fields") is not peek.MISSING else peek.full_name(kind)


def _sequence(
    r: Renderer, value: Any, found: List[Any], count: int, opening: str, closing: str, depth: int, path: Set[int], is_pair: bool,
) -> str:
    if is_pair and count == 2 and len(found) == 2 and depth < r.depth and r.hides(found[0], found[1]):
        # `("Authorization", "Bearer abc")`
        return opening + r.show(found[0], depth + 1, path, r.limit) + ", " + items.HIDDEN + closing
    return items.listed(r, value, found, count, opening, closing, depth, path)


def _set(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    count = set.__len__(value)
    if not count:
        return peek.class_name(kind) + "()"
    opening, closing = ("{", "}") if kind is set else (peek.class_name(kind) + "({", "})")
    return items.listed(r, value, items.take(r.items, lambda: set.__iter__(value)), count, opening, closing, depth, path)


def _frozenset(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    count = frozenset.__len__(value)
    if not count:
        return peek.class_name(kind) + "()"
    found = items.take(r.items, lambda: frozenset.__iter__(value))
    return items.listed(r, value, found, count, peek.class_name(kind) + "({", "})", depth, path)


def _pairs(r: Renderer, value: Any) -> List[Tuple[Any, Any]]:
    return items.take(r.items, lambda: dict.items(value).__iter__())


def _dict(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    opening, closing = ("{", "}") if kind is dict else (peek.class_name(kind) + "({", "})")
    return items.paired(r, value, _pairs(r, value), dict.__len__(value), opening, closing, depth, path)


def _ordered(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    count = dict.__len__(value)
    name = peek.class_name(kind)
    if not count:
        return name + "()"
    found = _pairs(r, value)
    if count <= len(found) and all([peek.is_atomic(type(key)) for key, _ in found]):
        # Its own order. To go along that hashes the keys, which may run methods of theirs.
        found = items.take(count, lambda: OrderedDict.items(value).__iter__())
    if sys.version_info >= (3, 12):
        return items.paired(r, value, found, count, name + "({", "})", depth, path)
    return items.listed(r, value, found, count, name + "([", "])", depth, path)


def _default(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    name = peek.class_name(kind)
    factory: Any = defaultdict.__dict__["default_factory"].__get__(value)
    # It is shown as an item is, at any depth: it may hold the dict itself.
    text = "..." if id(value) in path else "…" if depth >= r.depth else r.show(factory, depth + 1, path | {id(value)}, 60)
    return items.paired(r, value, _pairs(r, value), dict.__len__(value), f"{name}({text}, {{", "})", depth, path)


def _deque(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    found = items.take(r.items, lambda: deque.__iter__(value))
    longest: Any = deque.__dict__["maxlen"].__get__(value)
    closing = "])" if longest is None else f"], maxlen={longest})"
    return items.listed(r, value, found, deque.__len__(value), peek.class_name(kind) + "([", closing, depth, path)


def _view(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    start, length = peek.native(kind, "__iter__"), peek.native(kind, "__len__")
    found = items.take(r.items, lambda: start(value))
    return items.listed(r, value, found, length(value), peek.class_name(kind) + "([", "])", depth, path)


def _proxy(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    # What it stands for: asking the proxy itself would call methods of that.
    for inner in get_referents(value):
        path.add(id(value))
        text = r.show(inner, depth + 1, path, r.limit)
        path.discard(id(value))
        return f"mappingproxy({text})"
    return "mappingproxy(…)"


def _range(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    parts = [r.show(peek.read(value, range, name), depth, path, 40) for name in ("start", "stop", "step")]
    return f"range({', '.join(parts[:2] if parts[2] == '1' else parts)})"


def _slice(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    found = [peek.read(value, slice, name) for name in ("start", "stop", "step")]
    return items.listed(r, value, found, 3, "slice(", ")", depth, path)


def _bytearray(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    count = bytearray.__len__(value)
    # Not all of it is copied; what is left of the middle is enough to look for secrets.
    reach = r.limit + 2048
    if count <= 2 * reach:
        data = bytearray.__getitem__(value, _ALL)
    else:
        data = bytearray.__getitem__(value, slice(reach)) + bytearray.__getitem__(value, slice(-reach, None))
    return f"{peek.class_name(kind)}({r.atom(bytes(data), bytes, r.limit)})"


# A slice of a subclass is of the base; `bytes(value)` and `join` would ask for its `__buffer__`.
_ALL = slice(None)


def _of_base(base: type) -> Any:
    """A subclass of what is atomic: `Name('x')`."""

    def shape(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
        if base is str:
            exact: Any = _exact_str(value, r.limit + 2048)
        elif base is bytes:
            exact = _exact_bytes(value, r.limit + 2048)
        elif base is int:
            exact = int.__pos__(value)
        elif base is float:
            exact = float.__pos__(value)
        else:
            exact = complex.__pos__(value)
        text = r.atom(exact, base, r.limit)
        if base is complex and text[:1] == "(":
            return peek.class_name(kind) + text
        return f"{peek.class_name(kind)}({text})"

    return shape


def _exact_str(value: Any, reach: int) -> str:
    if str.__len__(value) <= 2 * reach:
        return escape.plain(value)
    return str.__getitem__(value, slice(reach)) + str.__getitem__(value, slice(-reach, None))


def _exact_bytes(value: Any, reach: int) -> bytes:
    if bytes.__len__(value) <= 2 * reach:
        return bytes.__getitem__(value, _ALL)
    return bytes.__getitem__(value, slice(reach)) + bytes.__getitem__(value, slice(-reach, None))


SHAPES: Dict[type, Any] = {
    list: _list,
    tuple: _tuple,
    set: _set,
    frozenset: _frozenset,
    dict: _dict,
    OrderedDict: _ordered,
    defaultdict: _default,
    deque: _deque,
    type({}.keys()): _view,
    type({}.values()): _view,
    type({}.items()): _view,
    type(type.__dict__): _proxy,
    range: _range,
    slice: _slice,
    bytearray: _bytearray,
    str: _of_base(str),
    bytes: _of_base(bytes),
    int: _of_base(int),
    float: _of_base(float),
    complex: _of_base(complex),
}
