"""What the interpreter itself makes: functions, classes, modules, generators, frames. Each by its name, as CPython shows it."""

from __future__ import annotations

import sys
from _weakref import ref
from builtins import (
    BaseException, Ellipsis, NotImplemented, classmethod, dict, id, int, len, list,
    memoryview, repr, staticmethod, str, tuple, type,
)  # fmt: skip

from . import errors, escape, items, peek

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Set

    from .render import Renderer


def _own(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    """By a repr that is written in C and asks nobody."""
    return escape.escape(repr(value))


def _class(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    word = "class"
    for base in peek.mro(kind):
        if peek.raw_names(base) in (("enum", "EnumMeta"), ("enum", "EnumType")):
            word = "enum"
    if word == "enum":
        return f"<enum '{peek.class_name(value)}'>"
    return f"<class '{peek.full_name(value)}'>"


def _module(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    space = peek.instance_dict(value, kind) or {}
    found = [dict.get(space, name) for name in ("__name__", "__file__", "__spec__")]
    name = r.atom(found[0], str, r.limit) if type(found[0]) is str else "'?'"
    spec: Any = found[2]
    origin = None if spec is None else peek.field(spec, type(spec), "origin")
    if origin is None:
        loader: Any = peek.field(spec, type(spec), "loader")
        if type(loader) is type and peek.class_name(loader) == "BuiltinImporter":
            # Up to 3.8 that of `sys` has no origin.
            origin = "built-in"
    if type(origin) is str and origin in ("built-in", "frozen"):
        return f"<module {name} ({origin})>"
    if type(found[1]) is str:
        return f"<module {name} from {r.atom(found[1], str, r.limit)}>"
    return f"<module {name}>"


def _function(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    return f"<function {_qualname(value, kind)} at {peek.address(value)}>"


def _qualname(value: Any, kind: type) -> str:
    for base in peek.mro(kind):
        found: Any = peek.read(value, base, "__qualname__")
        if found is not peek.MISSING and peek.is_a(type(found), str):
            return escape.name(found)
    return "?"


def _method(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    function, owner = peek.read(value, kind, "__func__"), peek.read(value, kind, "__self__")
    of = type(function)
    name = _qualname(function, of) if of is _FUNCTION or of is _BUILTIN else r.show(function, depth + 1, path, 60)
    if id(value) in path or depth >= r.depth:
        return f"<bound method {name}>"
    path.add(id(value))
    text = r.show(owner, depth + 1, path, r.limit)
    path.discard(id(value))
    return f"<bound method {name} of {text}>"


def _generator(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    return f"<{_WORDS[kind]} object {_qualname(value, kind)} at {peek.address(value)}>"


def _wrapper(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    return items.listed(r, value, [peek.read(value, kind, "__func__")], 1, f"<{peek.class_name(kind)}(", ")>", depth, path)


def _frame(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    code = value.f_code
    file = r.show(code.co_filename, depth + 1, path, r.limit)
    return f"<frame at {peek.address(value)}, file {file}, line {value.f_lineno or 0}, code {escape.name(code.co_name)}>"


def _code(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    file = r.clean(escape.plain(value.co_filename), r.limit)
    name = escape.name(value.co_name)
    return f'<code object {name} at {peek.address(value)}, file "{file}", line {value.co_firstlineno}>'


def _namespace(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    """A `types.SimpleNamespace`."""
    space: Any = peek.instance_dict(value, kind) or {}
    pairs = items.take(r.items, lambda: dict.items(space).__iter__())
    found = [(name, item) for name, item in pairs if type(name) is str]
    word = "namespace" if kind is _NAMESPACE else peek.class_name(kind)
    return items.paired(r, value, found, dict.__len__(space), word + "(", ")", depth, path, True)


def _weakref(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    found = ref.__call__(value)
    if found is None:
        return f"<weakref at {peek.address(value)}; dead>"
    return f"<weakref at {peek.address(value)}; to '{peek.full_name(type(found))}' at {peek.address(found)}>"


def _alias(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    """`list[int]`, `int | str`"""
    given = peek.read(value, kind, "__args__")
    if type(given) is not tuple or id(value) in path or depth >= r.depth:
        return peek.default(value, kind)
    path.add(id(value))
    texts = [_type(r, item, depth, path) for item in given[: r.items]]
    if len(given) > r.items:
        texts.append("…")
    path.discard(id(value))
    origin: Any = peek.read(value, kind, "__origin__")
    if origin is peek.MISSING or kind is _UNION:
        return " | ".join(texts)
    return f"{_type(r, origin, depth, path)}[{', '.join(texts)}]"


def _type(r: Renderer, value: Any, depth: int, path: Set[int]) -> str:
    if value is _NONE:
        return "None"
    if peek.is_a(type(value), type):
        return peek.full_name(value)
    return r.show(value, depth + 1, path, 60)


def _exception(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    given = errors.arguments(value)
    found = items.take(r.items, lambda: tuple.__iter__(given))
    return items.listed(r, value, found, tuple.__len__(given), peek.class_name(kind) + "(", ")", depth, path)


async def _coroutine() -> None: ...


async def _asynchronous() -> Any:
    yield


_NONE = type(None)


class _Bound:
    def bound(self) -> None: ...


_started: Any = _coroutine()
_started.close()
_COROUTINE: Any = type(_started)
_WORDS: Dict[type, str] = {
    type(_ for _ in ()): "generator",
    _COROUTINE: "coroutine",
    type(_asynchronous()): "async_generator",
}
_NAMESPACE: Any = type(sys.implementation)
_FUNCTION: Any = type(_own)
_BUILTIN: Any = type(len)
_UNION: Any = type(int | str) if sys.version_info >= (3, 10) else None

SHAPES: Dict[type, Any] = {
    type: _class,
    type(sys): _module,
    _FUNCTION: _function,
    _NAMESPACE: _namespace,
    _BUILTIN: _own,
    peek.SLOT_WRAPPER: _own,
    peek.METHOD: _own,
    peek.GETSET: _own,
    peek.MEMBER: _own,
    type("".__str__): _own,
    type(dict.__dict__["fromkeys"]): _own,
    type(Ellipsis): _own,
    type(NotImplemented): _own,
    memoryview: _own,
    type(_own.__code__): _code,
    type(sys._getframe()): _frame,
    type(_Bound().bound): _method,
    staticmethod: _wrapper,
    classmethod: _wrapper,
    ref: _weakref,
    BaseException: _exception,
    **{kind: _generator for kind in _WORDS},
}
if sys.version_info >= (3, 9):
    SHAPES[type(list[int])] = _alias
if _UNION is not None:
    SHAPES[_UNION] = _alias
