"""`DataFrame(shape=(1000, 2), columns=['a', 'b'])`, `Series(shape=(1000,), dtype=float64, name='a')`"""

from __future__ import annotations

from builtins import id, int, len, list, min, range, str, type

from .. import items, objects, peek
from . import numpy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Set, Tuple

    from ..render import Renderer


def _axes(value: Any, kind: type) -> List[Any]:
    """The labels of the axes: columns first."""
    manager: Any = peek.field(value, kind, "_mgr")
    if manager is peek.MISSING:
        return []
    found: Any = peek.field(manager, type(manager), "axes")
    for base in peek.mro(type(manager)):
        if type(found) is list:
            break
        found = peek.read(manager, base, "axes")
    return found if type(found) is list else []


def _length(index: Any) -> Optional[int]:
    kind = type(index)
    steps = peek.field(index, kind, "_range")
    if type(steps) is range:
        return len(steps)
    data = peek.field(index, kind, "_data")
    shape, dtype = numpy.shape_and_dtype(data, type(data))
    return shape[0] if dtype and len(shape) == 1 else None


def _labels(index: Any, most: int) -> Optional[List[Any]]:
    """The first labels of an index, if they are plain Python objects."""
    kind = type(index)
    steps = peek.field(index, kind, "_range")
    if type(steps) is range:
        return [*steps[:most]]
    data: Any = peek.field(index, kind, "_data")
    of = type(data)
    if peek.raw_names(of) != ("numpy", "ndarray") or numpy.shape_and_dtype(data, of)[1] != "object":
        return None
    item = peek.native(of, "item")
    count = _length(index) or 0
    return None if item is None else [item(data, at) for at in range(min(count, most))]


def _frame(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    axes = _axes(value, kind)
    lengths = [_length(axis) for axis in axes]
    if len(lengths) != 2:
        return f"<{peek.full_name(kind)} at {peek.address(value)}>"
    columns, rows = lengths
    text = f"{peek.class_name(kind)}(shape=({_number(rows)}, {_number(columns)})"
    labels = _labels(axes[0], r.items)
    if labels is None or depth >= r.depth or id(value) in path:
        return text + ")"
    return items.listed(r, value, labels, columns or 0, text + ", columns=[", "])", depth, path)


def _number(length: Optional[int]) -> str:
    return "?" if length is None else str(length)


def _series(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    axes = _axes(value, kind)
    if not axes:
        return f"<{peek.full_name(kind)} at {peek.address(value)}>"
    text = f"{peek.class_name(kind)}(shape=({_number(_length(axes[0]))},)"
    name = peek.field(value, kind, "_name")
    if name is not None and peek.is_atomic(type(name)):
        text += ", name=" + r.show(name, depth + 1, path, 60)
    return text + ")"


def _index(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    labels = _labels(value, r.items)
    count = _length(value)
    if labels is None or count is None:
        return f"{peek.class_name(kind)}(shape=({_number(count)},))"
    return items.listed(r, value, labels, count, peek.class_name(kind) + "([", "])", depth, path)


SHAPES: Dict[Tuple[str, str], Any] = {}
# Where the classes are, and where they say that they are since pandas 3.
for _modules, _shape in (
    (("pandas.core.frame", "pandas"), ("DataFrame", _frame)),
    (("pandas.core.series", "pandas"), ("Series", _series)),
    (("pandas.core.indexes.base", "pandas"), ("Index", _index)),
):
    for _module in _modules:
        SHAPES[_module, _shape[0]] = _shape[1]
