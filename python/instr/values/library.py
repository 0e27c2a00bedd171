"""Types of the standard library, by their names and their fields: as their own reprs show them, which do not run.

The modules are the program's to import; a class of such a name that is none of theirs is shown by its fields as others are.
"""

from __future__ import annotations

from builtins import all, bytes, dict, int, len, list, min, range, sorted, str, tuple, type, zip

from . import items, objects, peek

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Set, Tuple

    from .render import Renderer


def _read_all(value: Any, kind: type, names: Tuple[str, ...]) -> Optional[List[Any]]:
    """Attributes that are written in C; None if one of them is not."""
    found = []
    for name in names:
        for base in peek.mro(kind):
            item = peek.read(value, base, name)
            if item is not peek.MISSING:
                found.append(item)
                break
        else:
            return None
    return found


def enum_member(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    """`<Color.RED: 1>`"""
    name, inner = peek.field(value, kind, "_name_"), peek.field(value, kind, "_value_")
    if inner is peek.MISSING:
        return peek.default(value, kind)
    label = "." + r.text(name) if type(name) is str else ""
    return items.listed(r, value, [inner], 1, f"<{peek.class_name(kind)}{label}: ", ">", depth, path)


def _label(kind: type, word: str) -> str:
    """`datetime.date`; a subclass shows under its own name."""
    module, name = peek.raw_names(kind)
    return f"{module}.{word}" if name == word else peek.class_name(kind)


def _datetime(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    found = _read_all(value, kind, ("year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "fold"))
    if found is None:
        return objects.plain(r, value, kind, depth, path)
    return _clock(r, value, found, 5, _label(kind, "datetime"), depth, path)


def _time(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    found = _read_all(value, kind, ("hour", "minute", "second", "microsecond", "tzinfo", "fold"))
    if found is None:
        return objects.plain(r, value, kind, depth, path)
    return _clock(r, value, found, 2, _label(kind, "time"), depth, path)


def _clock(r: Renderer, value: Any, found: List[Any], least: int, label: str, depth: int, path: Set[int]) -> str:
    *numbers, zone, fold = found
    while len(numbers) > least and not numbers[-1]:
        numbers.pop()
    texts = [str(number) for number in numbers]
    if fold:
        texts.append("fold=1")
    if zone is not None:
        texts.append("tzinfo=" + r.show(zone, depth + 1, path, 60))
    return f"{label}({', '.join(texts)})"


def _date(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    found = _read_all(value, kind, ("year", "month", "day"))
    if found is None:
        return objects.plain(r, value, kind, depth, path)
    return f"{_label(kind, 'date')}({', '.join([str(number) for number in found])})"


def _timedelta(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    names = ("days", "seconds", "microseconds")
    found = _read_all(value, kind, names)
    if found is None:
        return objects.plain(r, value, kind, depth, path)
    texts = [f"{name}={number}" for name, number in zip(names, found) if number]
    return f"{_label(kind, 'timedelta')}({', '.join(texts) or '0'})"


def _timezone(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    arguments = peek.native(kind, "__getinitargs__")
    if arguments is None:
        return objects.plain(r, value, kind, depth, path)
    given: Tuple[Any, ...] = arguments(value)
    texts = [r.show(item, depth + 1, path, 60) for item in given]
    if texts == ["datetime.timedelta(0)"]:
        return "datetime.timezone.utc"
    return f"datetime.timezone({', '.join(texts)})"


def _zone(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    found = _read_all(value, kind, ("key",))
    if found is None:
        return objects.plain(r, value, kind, depth, path)
    return items.paired(r, value, [("key", found[0])], 1, _label(kind, "ZoneInfo") + "(", ")", depth, path, True)


def _decimal(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    for base in peek.mro(kind):
        if peek.raw_names(base) != ("decimal", "Decimal"):
            continue
        own, size = peek.native(base, "__str__"), peek.native(base, "__sizeof__")
        if own is not None and size is not None:
            # One of a million digits takes as long as they are many.
            bytes_of = size(value)
            text = own(value) if bytes_of <= 1024 or r.limit > 10 * bytes_of else f"… {bytes_of} bytes"
            return f"{peek.class_name(kind)}('{text}')"
    return objects.plain(r, value, kind, depth, path)


def _fraction(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    found = [peek.field(value, kind, name) for name in ("_numerator", "_denominator")]
    if peek.MISSING in found:
        return peek.default(value, kind)
    return items.listed(r, value, found, 2, peek.class_name(kind) + "(", ")", depth, path)


def _uuid(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    number = peek.field(value, kind, "int")
    if type(number) is not int or not 0 <= number < 1 << 128:
        return objects.plain(r, value, kind, depth, path)
    text = f"{number:032x}"
    return f"{peek.class_name(kind)}('{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}')"


def _path(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    text = _path_text(value, kind)
    if text is None:
        return objects.plain(r, value, kind, depth, path)
    return f"{peek.class_name(kind)}({r.atom(text, str, r.limit)})"


def _path_text(value: Any, kind: type) -> Optional[str]:
    """What `str` would make of a path; it is worked out when it is asked for, and may not have been."""
    text = peek.field(value, kind, "_str")
    is_windows = "Windows" in peek.class_name(kind)
    if type(text) is str:
        return text.replace("\\", "/") if is_windows else text
    drive, root = peek.field(value, kind, "_drv"), peek.field(value, kind, "_root")
    if type(drive) is str and type(root) is str:
        parts = peek.field(value, kind, "_parts")
        if type(parts) is list:
            # Up to 3.11 the drive and the root are the first of the parts.
            parts = parts[1:] if drive or root else parts
        else:
            parts = peek.field(value, kind, "_tail_cached")
        if type(parts) is list and all([type(part) is str for part in parts]):
            joined = drive + root + "/".join(parts) or "."
            return joined.replace("\\", "/") if is_windows else joined
    raw = peek.field(value, kind, "_raw_paths")
    if type(raw) is not list or not all([type(part) is str for part in raw]):
        return None
    joined = ""
    for part in raw:
        if is_windows:
            part = part.replace("\\", "/")
        joined = part if part[:1] == "/" or not joined else f"{joined}/{part}"
    start = "//" if joined[:2] == "//" and joined[2:3] != "/" else "/" if joined[:1] == "/" else ""
    return start + "/".join([part for part in joined.split("/") if part not in ("", ".")]) or "."


def _counter(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    count = dict.__len__(value)
    if not count:
        return peek.class_name(kind) + "()"
    found = items.take(r.items, lambda: dict.items(value).__iter__())
    if count <= len(found) and all([type(number) is int for _, number in found]):
        found = sorted(found, key=_second, reverse=True)
    return items.paired(r, value, found, count, peek.class_name(kind) + "({", "})", depth, path)


def _second(pair: Any) -> Any:
    return pair[1]


def _wrapped(attribute: str) -> Any:
    """`UserDict`, `UserList`, `UserString`, `ChainMap`: what they hold."""

    def shape(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
        inner = peek.field(value, kind, attribute)
        if inner is peek.MISSING:
            return peek.default(value, kind)
        return items.listed(r, value, [inner], 1, peek.class_name(kind) + "(", ")", depth, path)

    return shape


def _array(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    for base in peek.mro(kind):
        length, item, code = [peek.native(base, name) for name in ("__len__", "__getitem__", "typecode")]
        if length is not None and item is not None and code is not None:
            count: int = length(value)
            found = [item(value, at) for at in range(min(count, r.items))]
            opening = f"{peek.class_name(kind)}({code.__get__(value)!r}"
            return items.listed(r, value, found, count, opening + ", [", "])", depth, path) if count else opening + ")"
    return objects.plain(r, value, kind, depth, path)


_FLAGS = ((2, "re.IGNORECASE"), (4, "re.LOCALE"), (8, "re.MULTILINE"), (16, "re.DOTALL"), (64, "re.VERBOSE"), (128, "re.DEBUG"), (256, "re.ASCII"))


def _pattern(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    found = _read_all(value, kind, ("pattern", "flags"))
    if found is None:
        return objects.plain(r, value, kind, depth, path)
    text = r.show(found[0], depth + 1, path, r.limit)
    flags = [name for bit, name in _FLAGS if found[1] & bit]
    return f"re.compile({', '.join([text, '|'.join(flags)] if flags else [text])})"


def _match(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    span, found = peek.native(kind, "span"), _read_all(value, kind, ("string",))
    if span is None or found is None:
        return objects.plain(r, value, kind, depth, path)
    first, last = span(value)
    string: Any = found[0]
    matched = r.show(string[first:last], depth + 1, path, r.limit) if type(string) is str or type(string) is bytes else "…"
    return f"<re.Match object; span=({first}, {last}), match={matched}>"


def _partial(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    found = _read_all(value, kind, ("func", "args", "keywords"))
    if found is None or type(found[1]) is not tuple or not peek.is_a(type(found[2]), dict):
        return objects.plain(r, value, kind, depth, path)
    function, given, named = found
    pairs: List[Tuple[str, Any]] = [("func", function)]
    pairs += [("args", given)] if given else []
    pairs += [(name, item) for name, item in dict.items(named) if type(name) is str]
    return items.paired(r, value, pairs, len(pairs), _label(kind, "partial") + "(", ")", depth, path, True)


def _file(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    """`<_io.TextIOWrapper name='x' mode='r' encoding='utf-8'>`: the name is that of the file at the bottom."""
    at, parts = value, []
    for inner in ("buffer", "raw"):
        found = _read_all(at, type(at), (inner,))
        at = at if found is None else found[0]
    space = peek.instance_dict(at, type(at)) or {}
    name: Any = dict.get(space, "name")
    if type(name) is str or type(name) is bytes or type(name) is int:
        parts.append(" name=" + r.show(name, depth + 1, path, r.limit))
    mode = dict.get(peek.instance_dict(value, kind) or {}, "mode")
    if type(mode) is str:
        parts.append(f" mode={r.show(mode, depth + 1, path, 20)}")
    encoding = _read_all(value, kind, ("encoding",))
    if encoding is not None and type(encoding[0]) is str:
        parts.append(f" encoding={r.show(encoding[0], depth + 1, path, 20)}")
    return f"<{peek.full_name(kind)}{''.join(parts)}>" if parts else peek.default(value, kind)


def _own_if_native(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    """A lock: its repr is written in C, and asks nobody."""
    own = peek.native(kind, "__repr__")
    return own(value) if own is not None else objects.plain(r, value, kind, depth, path)


# By module and qualified name.
SHAPES: Dict[Tuple[str, str], Any] = {
    ("datetime", "datetime"): _datetime,
    ("datetime", "date"): _date,
    ("datetime", "time"): _time,
    ("datetime", "timedelta"): _timedelta,
    ("datetime", "timezone"): _timezone,
    ("zoneinfo", "ZoneInfo"): _zone,
    ("decimal", "Decimal"): _decimal,
    ("fractions", "Fraction"): _fraction,
    ("uuid", "UUID"): _uuid,
    ("pathlib", "PurePath"): _path,
    ("pathlib._local", "PurePath"): _path,
    ("collections", "Counter"): _counter,
    ("collections", "UserDict"): _wrapped("data"),
    ("collections", "UserList"): _wrapped("data"),
    ("collections", "UserString"): _wrapped("data"),
    ("array", "array"): _array,
    ("re", "Pattern"): _pattern,
    ("re", "Match"): _match,
    ("functools", "partial"): _partial,
    ("_io", "_IOBase"): _file,
    ("_thread", "lock"): _own_if_native,
    ("_thread", "RLock"): _own_if_native,
}
