"""Items and fields in their brackets, as many as there is room for."""

from __future__ import annotations

from builtins import RuntimeError, bool, id, int, len, object, range, str, type

from . import escape, peek

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterator, List, Set, Tuple

    from .render import Renderer

HIDDEN = "<redacted>"
# What `… 970 more` and the brackets take.
_RESERVE = 20


def take(count: int, start: Callable[[], Iterator[Any]]) -> List[Any]:
    """The first items. All are taken before the first is shown: meanwhile another thread may change the container."""
    for _ in range(3):
        found: List[Any] = []
        try:
            for item in start():
                if len(found) >= count:
                    break
                found.append(item)
            return found
        except RuntimeError as error:
            if not peek.is_from_c(error):
                raise
            pass  # changed just now
    return found


def listed(
    r: Renderer, owner: object, found: List[Any], count: int, opening: str, closing: str, depth: int, path: Set[int],
) -> str:
    """`[1, 2, … 970 more]`. `found`: the first of `count` items."""
    if id(owner) in path:
        return opening + "..." + closing
    if depth >= r.depth and count:
        return opening + "…" + closing
    path.add(id(owner))
    texts: List[str] = []
    room = r.limit - _RESERVE
    is_hidden = False
    for item in found:
        if room <= 0:
            break
        text = HIDDEN if is_hidden else r.show(item, depth + 1, path, room)
        if is_hidden:
            r.hides_value(item)
        # `["--password", "hunter2"]`
        is_hidden = type(item) is str and item[:2] == "--" and "=" not in item and r.hides_name(item)
        texts.append(text)
        room -= len(text) + 2
    path.discard(id(owner))
    _add_rest(texts, count)
    return opening + ", ".join(texts) + closing


def paired(
    r: Renderer, owner: object, found: List[Tuple[Any, Any]], count: int, opening: str, closing: str, depth: int, path: Set[int],
    are_fields: bool = False,
) -> str:
    """`{'a': 1, … 970 more}`, and of fields `Cart(total=3, items=[…])`."""
    if id(owner) in path:
        return opening + "..." + closing
    if depth >= r.depth and count:
        return opening + "…" + closing
    path.add(id(owner))
    texts: List[str] = []
    room = r.limit - _RESERVE
    names_secret = _names_secret(r, found)
    for key, item in found:
        if room <= 0:
            break
        text = escape.name(key) + "=" if are_fields else r.show(key, depth + 1, path, room) + ": "
        if r.hides(key, item) or names_secret and _is_value(key) and r.hides_value(item):
            text += HIDDEN
        else:
            text += r.show(item, depth + 1, path, room - len(text))
        texts.append(text)
        room -= len(text) + 2
    path.discard(id(owner))
    _add_rest(texts, count)
    return opening + ", ".join(texts) + closing


def _add_rest(texts: List[str], count: int) -> None:
    if count > len(texts):
        texts.append(f"… {count - len(texts)} more")


def _names_secret(r: Renderer, found: List[Tuple[Any, Any]]) -> bool:
    """Whether it is as `{"name": "password", "value": "hunter2"}`."""
    if r.redactor is None or not 2 <= len(found) <= 8:
        return False
    for key, item in found:
        if type(key) is str and key.lower() in ("name", "key") and type(item) is str and r.hides_name(item):
            return True
    return False


def _is_value(key: Any) -> bool:
    return type(key) is str and key.lower() == "value"
