"""`DataFrame(shape=(1000, 2), columns=['a', 'b'])`; a LazyFrame is not evaluated."""

from __future__ import annotations

from builtins import id, len, list, tuple, type

from .. import items, objects, peek

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Set, Tuple

    from ..render import Renderer


def _call(value: Any, kind: type, field: str, name: str) -> Any:
    """What a function of the Rust object inside returns."""
    inner = peek.field(value, kind, field)
    function = peek.native(type(inner), name)
    return peek.MISSING if function is None or type(function) is not peek.METHOD else function(inner)


def _frame(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    shape = _call(value, kind, "_df", "shape")
    if type(shape) is not tuple:
        return peek.default(value, kind)
    text = f"{peek.class_name(kind)}(shape={shape}"
    columns = _call(value, kind, "_df", "columns")
    if type(columns) is not list or depth >= r.depth or id(value) in path:
        return text + ")"
    return items.listed(r, value, columns[: r.items], len(columns), text + ", columns=[", "])", depth, path)


def _series(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    count, name = _call(value, kind, "_s", "len"), _call(value, kind, "_s", "name")
    if count is peek.MISSING:
        return peek.default(value, kind)
    return f"{peek.class_name(kind)}(shape=({count},), name={r.show(name, depth + 1, path, 60)})"


def _lazy(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    return peek.default(value, kind)


SHAPES: Dict[Tuple[str, str], Any] = {
    ("polars.dataframe.frame", "DataFrame"): _frame,
    ("polars.series.series", "Series"): _series,
    ("polars.lazyframe.frame", "LazyFrame"): _lazy,
}
