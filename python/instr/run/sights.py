"""What is seen of watched expressions, and when a change of it is told.

A frame keeps what it saw last. Its first sight is told, unless it is what was told last of that expression in that function; then each
change is. Of a bare name it counts what it is bound to; of any other expression, what its value shows.
"""

from __future__ import annotations

import sys
from builtins import (
    AttributeError, BaseException, LookupError, NameError, ValueError, bool, bytes, complex, dict, float, hash, id, int, isinstance, len, list, next, repr, str, tuple, type,
    zip,
)  # fmt: skip

from .. import format
from ..format import UNSEEN
from ..guard import busy, ident, was_sent
from ..memory import memory_of, with_bound
from . import events, hits, report
from .hits import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple


class Sight:
    """What is kept of a value that may change, or must not be kept alive."""

    __slots__ = ("text", "kept", "identity")

    def __init__(self, text: str, kept: object, identity: int) -> None:
        self.text = text
        self.kept = kept
        self.identity = identity


# Of longer strings the length and the ends count.
_HASHED = 4096
UNSET = Sight("<unset>", None, 0)
# By file, function and expression: the text that was told last.
_told: Dict[Tuple[str, str, str], List[Optional[str]]] = {}


def _last(site: Site) -> List[Optional[str]]:
    """The text that was told last of the expression in a function, in a list of one."""
    return _told.setdefault((site.path, site.function, site.expression or ""), [None])


def _is_atom(kind: type) -> bool:
    # Not `kind in …`: that would run the hash of a metaclass.
    return (
        kind is str or kind is int or kind is bool or kind is float or kind is bytes or kind is complex
        or kind is type(None)
    )  # fmt: skip


def _text(value: Any) -> str:
    """What is shown of what is kept."""
    kind = type(value)
    if kind is Sight:
        text: str = value.text
        return text
    if kind is int and value.bit_length() >= format.BITS or (kind is str or kind is bytes) and len(value) > format.LIMIT:
        return format.large(value)[0]
    return format.clip(repr(value), format.LIMIT)


def _seen(memory: Any, at: Any) -> object:
    return memory[at] if type(memory) is list or at in memory else UNSEEN


def look(site: Site, frame: FrameType, memory: Any, value: Any) -> None:
    """Compares a value with what was seen last, and tells a change; a site without a line: of the handled exception."""
    watch = site.watch
    at = site.indexes[watch["key"]] if type(memory) is list else watch["key"]
    old: Any = _seen(memory, at)
    if value is old:
        return
    kind = type(value)
    new: Any = value
    if kind is Sight:
        if value is UNSET and old is UNSEEN or type(old) is Sight and old.text == value.text:
            return
    elif (kind is str or kind is bytes) and len(value) > format.LIMIT:
        # A second reference would make each `s += c` copy all of it; and to look at all of it takes time, too.
        text = format._cut(value, format.LIMIT)
        new = Sight(text, (kind, len(value), hash(value) if len(value) <= _HASHED else text), id(value))
        if type(old) is Sight and old.kept == new.kept:
            memory[at] = new
            return
    elif _is_atom(kind):
        if type(old) is kind and (old == value or old != old and value != value):
            memory[at] = value
            return
    else:
        if watch["name"] and type(old) is Sight and old.identity == id(value):
            return
        text, kept = format.shown(value)
        new = Sight(text, kept, id(value))
        if type(old) is Sight and old.kept == kept:
            memory[at] = new
            return
    memory[at] = new
    _changed(site, frame, old, new)


def _changed(site: Site, frame: FrameType, old: object, new: object) -> None:
    if hits.is_stopped(site):
        return
    condition = site.watch["condition"]
    if condition is not None:
        text, names = condition
        if text == "False":
            return
        found = with_bound(frame, tuple(names), {}, site.kind == "traced")
        found.update(site.known)
        if not _holds(site, text, frame, tuple(found), tuple(found.values())):
            return
    shown = _text(new)
    report.SEEN.add((site.path, site.expression or ""))
    told = _last(site)
    if old is UNSEEN:
        before: Optional[str] = None
        # What shows an address shows another one in each run.
        if told[0] == shown and " at 0x" not in shown:
            return
    else:
        before = _text(old)
    if not site.reached:
        hits.first(site)
    if site.every and hits.skips(site):
        return
    told[0] = shown
    if events.FORMAT == "counts":
        next(site.tally)
    else:
        data = events.watch(site, frame_line(site, frame), before, shown)
        kind = type(new)
        if data is not None and site.line and type(old) is kind and _is_atom(kind) and kind in site.pairs:
            known = site.pairs[kind]
            if len(known) < events.KEPT:
                known[old, new] = (data, shown)
    if site.hits:
        site.probe.count += 1


def frame_line(site: Site, frame: FrameType) -> int:
    """The line that made the change: that of a handled exception where the place tells none."""
    if site.line:
        return site.line
    error = sys.exc_info()[1]
    traceback = error.__traceback__ if error is not None else None
    if traceback is not None and traceback.tb_frame is frame:
        return traceback.tb_lineno
    return frame.f_lineno


def _holds(site: Site, condition: str, frame: FrameType, names: Sequence[str], values: Sequence[Any]) -> bool:
    try:
        return True if hits.call(site, condition, frame, names, values) else False
    except BaseException as error:
        if was_sent(error):
            raise
        if not (isinstance(error, NameError) and hits.is_own(error, 2)):
            report.raised(site, error, condition)
        return False


def value_of(
    site: Site, frame: FrameType, names: Sequence[str], values: Sequence[Any], expression: Optional[str] = None
) -> Any:
    """The value of the expression, or what stands for it."""
    text = expression or site.expression or "None"
    if expression is None and len(names) < len(site.names) + len(site.maybe):
        return UNSET  # else a global one of that name would be read
    try:
        return hits.call(site, text, frame, names, values)
    except BaseException as error:
        if was_sent(error):
            raise
        # It is not there: the way to it ends in the expression itself.
        if isinstance(error, (NameError, AttributeError, LookupError)) and hits.is_own(error, 2):
            return UNSET
        failed = hits.failure(site, error, text)
        return Sight(failed.text, failed.text, 0)


def check(site: Site, frame: FrameType, values: Tuple[Any, ...]) -> None:
    """A place is reached where the value may have changed."""
    try:
        memory, given = hits.memory_for(site, frame, values)
        if site.watch["passed"]:
            value = given[0]
        else:
            names: Sequence[str] = site.names
            if site.maybe:
                found = with_bound(frame, site.maybe, dict(zip(names, given)))
                names, given = tuple(found), tuple(found.values())
            value = value_of(site, frame, names, given)
        look(site, frame, memory, value)
    except BaseException as error:
        if hits.must_rise(error, site):
            raise


def any_differs(site: Site, frame: FrameType, names: Sequence[str], values: Sequence[Any]) -> bool:
    """Whether an expression has another value than at the line before."""
    local: Any = frame.f_trace
    # Under `sys.settrace` the trace function of the frame has it.
    memory = local.memory if type(local).__name__ == "Local" else memory_of(frame).last
    found = False
    for text in site.watch["any"]:
        value = value_of(site, frame, names, values, text)
        kept: object = (type(value), value) if _is_atom(type(value)) else None
        if kept is None:
            kept = value.kept if type(value) is Sight else format.shown(value)[1]
        key = f" at the line before {text}"
        old = memory.get(key)
        memory[key] = kept
        found = found or kept != old
    return found


def _watch(site: Site) -> Any:
    """What is usual is a change between values that were told before."""
    pairs, told, watch = site.pairs, _last(site), site.watch
    is_plain = watch["passed"] and site.has_memory and site.memory is None and watch["condition"] is None
    if not is_plain or site.every or site.hits or events.FORMAT != "text" or site.out is not None:
        return _any_watch(site)
    at = site.indexes[watch["key"]]
    sink = events.NAMESPACE

    def probe(memory: Any, value: Any) -> None:
        if busy and ident() in busy:
            return
        try:
            kind = type(value)
            if kind is bool or kind is int or kind is str:
                old = memory[at]
                if type(old) is kind:
                    found = pairs[kind].get((old, value))
                    if found is not None:
                        memory[at] = value
                        data, told[0] = found
                        try:
                            sink["write"](*data)
                        except ValueError as error:
                            if error.__traceback__ and error.__traceback__.tb_next:
                                raise  # a signal handler's
                            sink["full"](*data)
                        return
            look(site, hits.getframe(1), memory, value)
        except BaseException as error:
            if hits.must_rise(error, site):
                raise

    return probe


def _any_watch(site: Site) -> Any:
    def probe(*values: Any) -> None:
        if not busy or ident() not in busy:
            check(site, hits.getframe(1), values)

    return probe


def _watched(site: Site) -> Any:
    def probe(value: Any, *values: Any) -> Any:
        if not busy or ident() not in busy:
            check(site, hits.getframe(1), values)
        return value

    return probe


def _unset(site: Site) -> Any:
    def probe(*values: Any) -> bool:
        if not isinstance(sys.exc_info()[1], NameError):
            return True
        if not busy or ident() not in busy:
            frame = hits.getframe(1)
            try:
                look(site, frame, hits.memory_for(site, frame, values)[0], UNSET)
            except BaseException as error:
                if hits.must_rise(error, site):
                    raise
        return False

    return probe


KINDS: Dict[str, Callable[[Site], Any]] = {"watch": _watch, "watched": _watched, "unset": _unset}
