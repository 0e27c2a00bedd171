"""Reads objects and classes without running the program's code.

`obj.x`, `obj.__class__`, `kind.__name__` and `len(obj)` may each be a method of the program: of the class, of its
metaclass, a property, `__getattr__`. So a class is read through the getters of `type`, an object through its own
`__dict__` and the descriptors of its `__slots__`, which only the interpreter makes.
"""

from __future__ import annotations

from builtins import (
    AttributeError, BaseException, TypeError, bool, bytes, complex, dict, float, id, int, list, object, str, tuple,
    type,
)  # fmt: skip

from . import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Tuple

_space: Any = type.__dict__["__dict__"].__get__
_mro: Any = type.__dict__["__mro__"].__get__
_name: Any = type.__dict__["__name__"].__get__
_qualname: Any = type.__dict__["__qualname__"].__get__
_module: Any = type.__dict__["__module__"].__get__


class Missing:
    """Stands for what is not there."""

    __slots__ = ()


MISSING = Missing()


class _Slotted:
    __slots__ = ("x",)


# What the interpreter makes for slots and for what is written in C.
MEMBER: Any = type(_Slotted.__dict__["x"])
GETSET: Any = type(type.__dict__["__dict__"])
SLOT_WRAPPER: Any = type(object.__repr__)
METHOD: Any = type(str.join)


def mro(kind: type) -> Tuple[type, ...]:
    """The class and its bases; empty while a metaclass is still making it."""
    found: Tuple[type, ...] = _mro(kind) or ()
    return found


def namespace(kind: type) -> Any:
    """What a class itself has, without its bases."""
    return _space(kind)


def lookup(kind: type, name: str) -> Any:
    """What a class or a base of it has under a name: no descriptor is called."""
    for base in mro(kind):
        space = _space(base)
        if name in space:
            return space[name]
    return MISSING


def class_name(kind: type) -> str:
    """`Cart`."""
    return escape.name(_name(kind))


def short_name(kind: type) -> str:
    """`Shop.Cart`, without the functions around it."""
    return escape.name(escape.plain(_qualname(kind)).rpartition("<locals>.")[2])


def is_from_c(error: BaseException) -> bool:
    """Whether what was just caught came up in C: what a signal handler raises meanwhile has a frame below this one."""
    traceback = error.__traceback__
    return traceback is None or traceback.tb_next is None


def raw_names(kind: type) -> Tuple[str, str]:
    """The module and the qualified name, as they are."""
    module: Any = None
    try:
        module = _module(kind)
    except AttributeError as error:
        if not is_from_c(error):
            raise
    return (module if type(module) is str else ""), escape.plain(_qualname(kind))


def full_name(kind: type) -> str:
    """`shop.Cart`; a builtin class has no module."""
    module, qualname = raw_names(kind)
    qualname = escape.name(qualname)
    return qualname if module in ("", "builtins") else f"{escape.name(module)}.{qualname}"


def default(obj: object, kind: type) -> str:
    """As an object without a repr of its own shows."""
    return f"<{full_name(kind)} object at {address(obj)}>"


def address(obj: object) -> str:
    return f"0x{id(obj):x}"


def native(kind: type, name: str) -> Any:
    """A descriptor of a class written in C; None if there is none of that name, or if it is the program's."""
    found: Any = namespace(kind).get(name)
    # One that is borrowed from another class may call methods of this one, as `object.__str__` does.
    return found if _is_native(found) and found.__objclass__ is kind else None


def _is_native(found: object) -> bool:
    kind = type(found)
    return kind is MEMBER or kind is GETSET or kind is SLOT_WRAPPER or kind is METHOD


def read(obj: object, base: type, name: str) -> Any:
    """An attribute that is written in C, of an instance of `base`."""
    found = native(base, name)
    if found is None:
        return MISSING
    try:
        return found.__get__(obj)
    except (AttributeError, TypeError) as error:
        if not is_from_c(error):
            raise
        return MISSING


def instance_dict(obj: object, kind: type) -> Optional[Dict[Any, Any]]:
    """An object's own `__dict__`."""
    for base in mro(kind):
        found = _space(base).get("__dict__")
        # A property of that name is the program's; a base has the interpreter's, perhaps.
        if type(found) is GETSET or type(found) is MEMBER:
            try:
                space: Any = found.__get__(obj)
            except (AttributeError, TypeError) as error:
                if not is_from_c(error):
                    raise
                continue
            return space if is_a(type(space), dict) else None
    return None


def slots(kind: type) -> List[Tuple[str, Any]]:
    """The names and the descriptors of `__slots__`, those of bases first."""
    found: List[Tuple[str, Any]] = []
    for base in mro(kind)[::-1]:
        space = _space(base)
        if "__slots__" in space:
            order = space["__slots__"]
            # The class has them sorted. What was written may be anything that can be gone over.
            names = [*order] if type(order) is tuple or type(order) is list else []
            prefix = "_" + escape.plain(_name(base)).lstrip("_")
            names = [prefix + name if name[:2] == "__" and not is_dunder(name) else name for name in names if type(name) is str]
            names += [name for name in space if type(name) is str and name not in names]
            found += [(name, space[name]) for name in names if type(space.get(name)) is MEMBER]
    return found


def field(obj: object, kind: type, name: str) -> Any:
    """A field of an object, from a slot or from its `__dict__`."""
    for base in mro(kind):
        entry = _space(base).get(name)
        if type(entry) is MEMBER:
            try:
                return entry.__get__(obj)
            except (AttributeError, TypeError) as error:
                if not is_from_c(error):
                    raise
                return MISSING
    space = instance_dict(obj, kind)
    return MISSING if space is None else dict.get(space, name, MISSING)


def is_atomic(kind: type) -> bool:
    """None's class, bool, int, float, complex, str or bytes, and no subclass of these: their values are immutable and run
    none of the program's code. By `is`, as a set would ask a metaclass for a hash."""
    return (
        kind is int or kind is str or kind is _NONE or kind is bool or kind is float or kind is bytes or kind is complex
    )


_NONE = type(None)


def is_a(kind: type, wanted: type) -> bool:
    """`issubclass`, without the methods of a metaclass."""
    for base in mro(kind):
        if base is wanted:
            return True
    return False


def is_dunder(name: str) -> bool:
    return name[:2] == "__" and name[-2:] == "__"


def is_builtin_error(error: BaseException) -> bool:
    """The interpreter's own exception, not a class of the program."""
    return raw_names(type(error))[0] == "builtins"
