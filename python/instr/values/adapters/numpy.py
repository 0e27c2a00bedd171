"""`ndarray([1.0, 2.0, … 4 more], shape=(3, 2), dtype=float64)`"""

from __future__ import annotations

from builtins import (
    BufferError, NotImplementedError, TypeError, ValueError, id, int, len, memoryview, min, range,
    str, tuple, type,
)  # fmt: skip

from .. import items, objects, peek

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Set, Tuple

    from ..render import Renderer

_KINDS = {"f": "float", "i": "int", "u": "uint", "c": "complex"}


def dtype_name(dtype: Any) -> str:
    """`float64`. Its own name is worked out by Python code of numpy."""
    for base in peek.mro(type(dtype)):
        kind, size, code = [peek.read(dtype, base, name) for name in ("kind", "itemsize", "str")]
        if type(kind) is str and type(size) is int and type(code) is str:
            if kind in _KINDS:
                return f"{_KINDS[kind]}{8 * size}"
            return {"b": "bool", "O": "object"}.get(kind, code)
    return "?"


def shape_and_dtype(value: Any, kind: type) -> Tuple[Tuple[int, ...], str]:
    """Of an array, whatever properties its class has."""
    for base in peek.mro(kind):
        if peek.raw_names(base) == ("numpy", "ndarray"):
            shape, dtype = peek.read(value, base, "shape"), peek.read(value, base, "dtype")
            if type(shape) is tuple and dtype is not peek.MISSING:
                return shape, dtype_name(dtype)
    return (), ""


def _array(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    shape, dtype = shape_and_dtype(value, kind)
    if not dtype:
        return objects.plain(r, value, kind, depth, path)
    about = f"shape={shape}, dtype={dtype})"
    name = peek.class_name(kind)
    count = 1
    for length in shape:
        count *= length
    # A subclass may have a buffer of its own.
    found = _first(value, shape, min(count, r.items)) if peek.raw_names(kind) == ("numpy", "ndarray") else []
    if not found or depth >= r.depth or id(value) in path:
        return f"{name}({about}"
    return items.listed(r, value, found, count, name + "([", "], " + about, depth, path)


def _first(value: Any, shape: Tuple[int, ...], count: int) -> List[Any]:
    """The first items in the order of an array's rows."""
    found: List[Any] = []
    own = peek.lookup(type(value), "__buffer__")
    if own is not peek.MISSING and type(own) is not peek.SLOT_WRAPPER:
        # Since 3.12 a class may have a method for it.
        return found
    try:
        with memoryview(value) as view:
            at = [0] * len(shape)
            while len(found) < count:
                found.append(view[tuple(at)])
                for axis in range(len(shape) - 1, -1, -1):
                    at[axis] += 1
                    if at[axis] < shape[axis]:
                        break
                    at[axis] = 0
    except (BufferError, NotImplementedError, TypeError, ValueError) as error:
        if not peek.is_from_c(error):
            raise
        # Objects, times, and numbers that a memoryview does not know.
        pass
    return found


def _scalar(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    module, name = peek.raw_names(kind)
    if module != "numpy":
        return peek.default(value, kind)
    found = _first(value, (), 1)
    return f"{name}({r.show(found[0], depth, path, r.limit)})" if found else peek.default(value, kind)


def _dtype(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    return f"dtype('{dtype_name(value)}')"


SHAPES: Dict[Tuple[str, str], Any] = {("numpy", "ndarray"): _array, ("numpy", "generic"): _scalar, ("numpy", "dtype"): _dtype}
