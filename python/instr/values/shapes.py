"""Which way values of a class are shown. The order:

1. adapters that the program registered, 2. the own repr if it is asked for, 3. enums, dataclasses, attrs,
4. the first class of the `__mro__` that has a shape: of the interpreter, the library or an adapter, 5. fields.
"""

from __future__ import annotations

from builtins import id, object, repr, type

from . import containers, foreign, library, objects, peek, runtime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Set

    from .render import Renderer

# By identity, as hashing a class would run the method of its metaclass. These live for ever.
_BUILTIN: Dict[int, Any] = {id(kind): shape for kind, shape in [*containers.SHAPES.items(), *runtime.SHAPES.items()]}
_WITHOUT_OWN = (id(object), *_BUILTIN)


def find(r: Renderer, kind: type) -> Any:
    """The function that shows values of a class."""
    registered = r.adapters.registered(kind)
    if registered is not None:
        return _by_function(registered)
    if r.runs_repr(kind) and _has_own_repr(kind):
        return _own_repr
    for base in peek.mro(kind):
        if peek.raw_names(base) == ("enum", "Enum"):
            return library.enum_member
    if objects.is_declared(kind):
        return objects.plain
    for base in peek.mro(kind):
        shape = _BUILTIN.get(id(base))
        if shape is None:
            names = peek.raw_names(base)
            shape = library.SHAPES.get(names) or r.adapters.builtin(names)
        if shape is not None:
            return shape
    return objects.plain


def _has_own_repr(kind: type) -> bool:
    """Whether a repr says more than the shape of a builtin class."""
    for base in peek.mro(kind):
        if "__repr__" in peek.namespace(base):
            return id(base) not in _WITHOUT_OWN
    return False


def _own_repr(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    return foreign.run(r, repr, value, kind)


def _by_function(function: Any) -> Any:
    def shape(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
        return foreign.run(r, function, value, kind, "adapter")

    return shape
