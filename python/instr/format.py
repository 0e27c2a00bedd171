"""Values as text: their repr, but bounded, on one line, and never an exception.

- At most LIMIT characters: a longer text keeps its head and its tail around `…`.
- A builtin container, or an exception's arguments, shows at most ITEMS items, then `… 970 more`, and DEPTH levels.
- Any other object's own repr is cut; one that raises shows as `<repr of T raised ValueError: why>`.
- Line breaks in it show as `\\n` and `\\r`.
"""

from __future__ import annotations

import builtins
from builtins import (  # Bound early: a program may patch its builtins.
    BaseException, bool, bytes, complex, dict, float, frozenset, getattr, hash, id, int, len, list, next, repr, set, str,
    tuple, type,
)  # fmt: skip

from .guard import busy, ident, must_rise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import OrderedDict, defaultdict, deque
    from typing import Any, Dict, Iterator, List, Optional, Tuple
else:
    from _collections import OrderedDict, defaultdict, deque  # `collections` is the program's to import

LIMIT = 200
ITEMS = 30
DEPTH = 4
# Larger ints take quadratic time as decimals, and CPython may refuse them.
BITS = 512
# Larger strings are not kept for comparison, only their length and hash.
KEPT = 1 << 16

# The atomic types are None's, bool, int, float, complex, str and bytes, and no subclasses of these: they are immutable
# and run none of the program's code. They are told by `is`, as a set would ask their metaclass for a hash.

class Text(str):
    """What is kept of a value in its place: equal to the next one's if it would show the same."""

    __slots__ = ()


def clip(text: str, room: int = LIMIT) -> str:
    """The head and the tail of a text that is longer than `room`."""
    if len(text) <= room:
        return text
    head = room * 2 // 3
    return text[:head] + "…" + text[len(text) - (room - head - 1) :]


def large(value: Any) -> Tuple[str, object]:
    """The text of a str, bytes or int that is too large to show, and what is kept of it."""
    if type(value) is int:
        text = f"<int of {value.bit_length()} bits>"
        return text, value
    text = _cut(value, LIMIT)
    return text, value if len(value) <= KEPT else Text(f"{len(value)} {hash(value)} {text}")


def shown(value: object) -> Tuple[str, Text]:
    """The text of any other value, and what is kept of it."""
    me = ident()
    busy.add(me)
    try:
        full = _describe(value, 0, set())
    finally:
        busy.discard(me)
    if len(full) <= LIMIT:
        return full, Text(full)
    text = clip(full)
    return text, Text(f"{hash(full)} {text}")


class Unseen:
    """What is kept of a variable that was not shown."""

    __slots__ = ()


UNSEEN = Unseen()


def changed(memory: Any, key: Any, old: object, value: Any, kind: type) -> Optional[str]:
    """The text of a value, if it would show something else than `old`, which is what `memory` kept of it at `key`."""
    # Not `kind in …`: that would run the hash of a metaclass.
    if (
        kind is int or kind is str or value is None or kind is bool or kind is float or kind is bytes
        or kind is complex
    ):  # fmt: skip
        if kind is type(old) and value == old:
            return None
        if kind is int:
            small = value.bit_length() < BITS
        else:
            small = kind is not str and kind is not bytes or len(value) <= LIMIT
        if small:
            memory[key] = value
            return clip(repr(value), LIMIT)
        text, kept = large(value)
    else:
        text, kept = shown(value)
    if type(old) is Text and type(kept) is Text and kept == old:
        return None
    memory[key] = kept
    return text


def _cut(value: Any, room: int) -> str:
    """The repr of a long str or bytes, without its middle."""
    head = room * 2 // 3
    text: str = repr(value[:head] + value[len(value) - (room - head) :])
    return clip(text, room) if len(text) > room else text[:head] + "…" + text[head:]


def _describe(value: Any, depth: int, path: set[int]) -> str:
    kind = type(value)
    if _is_atomic(kind):
        return _atom(value, kind, LIMIT)
    try:
        method = type.__getattribute__(kind, "__repr__")
        shape = _SHAPES.get(method) if type(method) is _BUILTIN_METHOD else None
        if shape is None:
            return _own_repr(value)
        text: str = shape(value, kind, depth, path)
        return text
    except BaseException as error:
        if must_rise(error):
            raise
        return _broken(kind, error)


def _is_atomic(kind: type) -> bool:
    return (
        kind is int or kind is str or kind is _NONE or kind is bool or kind is float or kind is bytes or kind is complex
    )


def _atom(value: Any, kind: type, room: int) -> str:
    if kind is int:
        return repr(value) if value.bit_length() < BITS else f"<int of {value.bit_length()} bits>"
    if (kind is str or kind is bytes) and len(value) > room:
        return _cut(value, room)
    return clip(repr(value), room)


def _own_repr(value: object) -> str:
    # A subclass of str may be returned: join makes a true one of it.
    text = "".join((repr(value),))
    if "\n" in text or "\r" in text:
        text = text.replace("\n", "\\n").replace("\r", "\\r")
    return text


def _broken(kind: type, error: BaseException) -> str:
    try:
        why = clip(_own_str(error), 80)
    except BaseException as second:
        if must_rise(second):
            raise
        why = "?"
    return f"<repr of {_name(kind)} raised {_name(type(error))}: {why}>"


def _own_str(error: BaseException) -> str:
    text = "".join((str(error),))
    return text.replace("\n", "\\n").replace("\r", "\\r")


def _name(kind: type) -> str:
    # Not `kind.__name__`: a metaclass may have its own.
    name: str = _TYPE_NAME(kind)
    return name


_TYPE_NAME: Any = type.__dict__["__name__"].__get__


def _list(value: List[Any], kind: type, depth: int, path: set[int]) -> str:
    return _items(value, list.__iter__(value), list.__len__(value), "[", "]", depth, path)


def _tuple(value: Tuple[Any, ...], kind: type, depth: int, path: set[int]) -> str:
    count = tuple.__len__(value)
    return _items(value, tuple.__iter__(value), count, "(", ",)" if count == 1 else ")", depth, path)


def _set(value: set[Any], kind: type, depth: int, path: set[int]) -> str:
    count = set.__len__(value)
    opening, closing = ("{", "}") if kind is set else (_name(kind) + "({", "})")
    return _items(value, set.__iter__(value), count, opening, closing, depth, path) if count else _name(kind) + "()"


def _frozenset(value: frozenset[Any], kind: type, depth: int, path: set[int]) -> str:
    count = frozenset.__len__(value)
    opening, closing = _name(kind) + "({", "})"
    items = frozenset.__iter__(value)
    return _items(value, items, count, opening, closing, depth, path) if count else _name(kind) + "()"


def _dict(value: Dict[Any, Any], kind: type, depth: int, path: set[int]) -> str:
    pairs = dict.items(value).__iter__()
    return _items(value, pairs, dict.__len__(value), "{", "}", depth, path, pairs=True)


def _ordered(value: OrderedDict[Any, Any], kind: type, depth: int, path: set[int]) -> str:
    if dict.__len__(value) <= ITEMS:
        return _own_repr(value)
    return f"{_name(kind)}({_dict(value, kind, depth, path)})"


def _default(value: defaultdict[Any, Any], kind: type, depth: int, path: set[int]) -> str:
    if dict.__len__(value) <= ITEMS:
        return _own_repr(value)
    factory = _describe(value.default_factory, depth + 1, path)
    return f"{_name(kind)}({factory}, {_dict(value, kind, depth, path)})"


def _deque(value: deque[Any], kind: type, depth: int, path: set[int]) -> str:
    count = deque.__len__(value)
    if count <= ITEMS:
        return _own_repr(value)
    return _items(value, deque.__iter__(value), count, _name(kind) + "([", "])", depth, path)


def _exception(value: BaseException, kind: type, depth: int, path: set[int]) -> str:
    args: Tuple[Any, ...] = _ARGUMENTS(value)
    return _items(value, tuple.__iter__(args), tuple.__len__(args), _name(kind) + "(", ")", depth, path)


_ARGUMENTS: Any = BaseException.__dict__["args"].__get__


def _items(
    value: object,
    items: Iterator[Any],
    count: int,
    opening: str,
    closing: str,
    depth: int,
    path: set[int],
    pairs: bool = False,
) -> str:
    if id(value) in path:
        return opening + "..." + closing
    if depth == DEPTH and count:
        return opening + "…" + closing
    path.add(id(value))
    texts: List[str] = []
    room = LIMIT - 20
    for item in items:
        if len(texts) == ITEMS or room <= 0:
            texts.append(f"… {count - len(texts)} more")
            break
        if pairs:
            text = _clipped(item[0], room, depth, path)
            text += ": " + _clipped(item[1], room - len(text), depth, path)
        else:
            text = _clipped(item, room, depth, path)
        texts.append(text)
        room -= len(text) + 2
    path.discard(id(value))
    return opening + ", ".join(texts) + closing


def _clipped(value: object, room: int, depth: int, path: set[int]) -> str:
    if room < 20:
        room = 20
    kind = type(value)
    if _is_atomic(kind):
        return _atom(value, kind, room)
    return clip(_describe(value, depth + 1, path), room)


_NONE = type(None)
_BUILTIN_METHOD = type(list.__repr__)

# By the method that makes the repr, so that a subclass is shown as it would show itself.
_SHAPES: Dict[Any, Any] = {
    list.__repr__: _list,
    tuple.__repr__: _tuple,
    set.__repr__: _set,
    frozenset.__repr__: _frozenset,
    dict.__repr__: _dict,
    OrderedDict.__repr__: _ordered,
    defaultdict.__repr__: _default,
    deque.__repr__: _deque,
    BaseException.__repr__: _exception,
}
# Its own since 3.15.
_GROUP: Any = getattr(builtins, "BaseExceptionGroup", None)
if _GROUP is not None:
    _SHAPES[_GROUP.__repr__] = _exception
