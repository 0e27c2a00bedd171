"""The messages of exceptions, made as CPython makes them, without the methods of what an exception was given."""

from __future__ import annotations

import builtins
from builtins import BaseException, KeyError, OSError, getattr, set, str, tuple, type

from . import escape, foreign, objects, peek

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Tuple

    from .render import Renderer

arguments: Any = BaseException.__dict__["args"].__get__


def message(renderer: Renderer, error: BaseException, kind: type) -> str:
    """What `str(error)` would be; a `__str__` of the program runs only where own reprs do."""
    found: Any = peek.MISSING
    for base in peek.mro(kind):
        space = peek.namespace(base)
        if "__str__" in space:
            found = space["__str__"]
            break
    if type(found) is not peek.SLOT_WRAPPER:
        if renderer.runs_repr(kind):
            return foreign.run(renderer, str, error, kind, "str")
        return _by_arguments(renderer, error, kind)
    if found is KeyError.__str__:
        given = arguments(error)
        if tuple.__len__(given) == 1:
            return renderer.show(given[0], 1, set(), renderer.limit)
    elif found is OSError.__str__:
        text = _of_system(renderer, error)
        if text:
            return text
    elif found is not BaseException.__str__:
        text = _by_members(renderer, error, found)
        if text:
            return text
    return _by_arguments(renderer, error, kind)


def _by_arguments(renderer: Renderer, error: BaseException, kind: type) -> str:
    given: Tuple[Any, ...] = arguments(error)
    count = tuple.__len__(given)
    if count == 1:
        return as_str(renderer, given[0])
    if count:
        return renderer.describe(given, 0, set())
    # One that was given its values by names.
    return objects.joined_fields(renderer, error, kind)


def as_str(renderer: Renderer, obj: Any) -> str:
    """A value as `str` shows it: a str without quotes."""
    kind = type(obj)
    if kind is str:
        return renderer.clean(obj, renderer.limit)
    if not peek.is_atomic(kind) and peek.is_a(kind, str):
        return renderer.clean(escape.plain(obj), renderer.limit)
    return renderer.describe(obj, 1, set())


def _of_system(renderer: Renderer, error: BaseException) -> str:
    """`[Errno 2] No such file or directory: 'x' -> 'y'`"""
    number, why, name, second = [peek.read(error, OSError, of) for of in ("errno", "strerror", "filename", "filename2")]
    if number is None or why is None or number is peek.MISSING or why is peek.MISSING:
        return ""
    text = f"[Errno {as_str(renderer, number)}] {as_str(renderer, why)}"
    if name is not None and name is not peek.MISSING:
        text += ": " + renderer.show(name, 1, set(), renderer.limit)
        if second is not None and second is not peek.MISSING:
            text += " -> " + renderer.show(second, 1, set(), renderer.limit)
    return text


# Those that make their message of members; each is called only if all of these are plain.
_WITH_MEMBERS = (
    ("SyntaxError", ("msg", "filename", "lineno")),
    ("UnicodeEncodeError", ("encoding", "object", "start", "end", "reason")),
    ("UnicodeDecodeError", ("encoding", "object", "start", "end", "reason")),
    ("UnicodeTranslateError", ("object", "start", "end", "reason")),
    ("ImportError", ("msg",)),
    ("BaseExceptionGroup", ("message",)),
)


def _by_members(renderer: Renderer, error: BaseException, method: Any) -> str:
    for name, members in _WITH_MEMBERS:
        base: Any = getattr(builtins, name, None)
        if base is None or peek.namespace(base).get("__str__") is not method:
            continue
        for member in members:
            if not peek.is_atomic(type(peek.read(error, base, member))):
                return ""
        text: str = method(error)
        return renderer.clean(text, renderer.limit)
    return ""
