"""Objects by their fields, from slots and the `__dict__`: without properties, `__getattr__` or a repr written by hand."""

from __future__ import annotations

from builtins import AttributeError, TypeError, all, bool, dict, int, len, map, max, object, set, str, tuple, type

from . import items, peek

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, Optional, Set, Tuple

    from .render import Renderer


def plain(r: Renderer, obj: object, kind: type, depth: int, path: Set[int]) -> str:
    """`Cart(total=3, items=[…])`, or `<shop.Cart object at 0x7f…>` where there are no fields."""
    found = fields(obj, kind, r.items + 1)
    if not found:
        return peek.default(obj, kind)
    count = len(found)
    if count > r.items:
        # Cut: how many there are is only counted.
        space = peek.instance_dict(obj, kind)
        count = max(count, 0 if space is None else dict.__len__(space))
        found = found[: r.items]
    return items.paired(r, obj, found, count, peek.short_name(kind) + "(", ")", depth, path, True)


def fields(obj: object, kind: type, limit: int = 1 << 60) -> List[Tuple[str, Any]]:
    """The names and values of an object's fields. One that is not set yet is left out, and so are `__dunder__` names."""
    declared = _declared(kind)
    found: List[Tuple[str, Any]] = []
    if declared is not None:
        for name in declared[:limit]:
            value = peek.field(obj, kind, name)
            if value is not peek.MISSING:
                found.append((name, value))
        return found
    for name, slot in peek.slots(kind):
        if not peek.is_dunder(name):
            try:
                found.append((name, slot.__get__(obj)))
            except (AttributeError, TypeError) as error:
                if not peek.is_from_c(error):
                    raise
                # It is not set, or it is borrowed from another class.
                pass
    space: Any = peek.instance_dict(obj, kind)
    if space is not None:
        pairs = items.take(limit, lambda: dict.items(space).__iter__())
        found += [(name, value) for name, value in pairs if type(name) is str and not peek.is_dunder(name)]
    hidden = _hidden(kind)
    return [pair for pair in found if pair[0] not in hidden] if hidden else found


def joined_fields(r: Renderer, obj: object, kind: type) -> str:
    """`code=3, path='x'`"""
    found = fields(obj, kind, r.items)
    return items.paired(r, obj, found, len(found), "", "", 0, set(), True) if found else ""


def named_tuple(kind: type, count: int) -> Optional[Tuple[str, ...]]:
    """The names of a named tuple's items."""
    names = peek.lookup(kind, "_fields")
    if type(names) is tuple and len(names) == count and all(map(_is_str, names)):
        return names
    if peek.lookup(kind, "n_sequence_fields") is not peek.MISSING:
        # As that of `os.stat`: its members stand in the class in their order.
        for base in peek.mro(kind):
            space = peek.namespace(base)
            if "n_sequence_fields" in space:
                found = [name for name in space if type(space[name]) is peek.MEMBER]
                return tuple(found[:count]) if len(found) >= count else None
    return None


def _is_str(name: object) -> bool:
    return type(name) is str


def is_declared(kind: type) -> bool:
    """Whether it is a dataclass, or one of attrs."""
    return _declared(kind) is not None


def _declared(kind: type) -> Optional[List[str]]:
    """The fields that a dataclass or attrs would show in their order; `repr=False` is a wish to hide one."""
    declared: Any = peek.lookup(kind, "__dataclass_fields__")
    if type(declared) is dict:
        found = dict.items(declared)
        return [name for name, about in found if type(name) is str and _is_shown(about) and not _is_pseudo(about)]
    declared = peek.lookup(kind, "__attrs_attrs__")
    if declared is not peek.MISSING and peek.is_a(type(declared), tuple):
        names = [(peek.field(about, type(about), "name"), about) for about in tuple.__iter__(declared)]
        return [name for name, about in names if type(name) is str and _is_shown(about)]
    return None


def _hidden(kind: type) -> List[str]:
    """Of a pydantic model, the fields that are not to be shown."""
    declared = peek.lookup(kind, "__pydantic_fields__")
    if declared is peek.MISSING:
        declared = peek.lookup(kind, "model_fields")
    if type(declared) is not dict:
        declared = peek.lookup(kind, "__fields__")
        if type(declared) is not dict:
            return []
        found = [(name, peek.field(about, type(about), "field_info")) for name, about in dict.items(declared)]
        return [name for name, about in found if type(name) is str and not _is_shown(about)]
    return [name for name, about in dict.items(declared) if type(name) is str and not _is_shown(about)]


def _is_shown(about: Any) -> bool:
    return peek.field(about, type(about), "repr") is not False


def _is_pseudo(about: Any) -> bool:
    """A `ClassVar` or `InitVar`, which is no field of an object."""
    kind: Any = peek.field(about, type(about), "_field_type")
    return type(kind) is not peek.Missing and peek.field(kind, type(kind), "name") in ("_FIELD_CLASSVAR", "_FIELD_INITVAR")
