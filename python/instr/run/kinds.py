"""What each kind of place does at a hit."""

from __future__ import annotations

import sys
from builtins import (
    BaseException, GeneratorExit, NameError, StopIteration, dict, isinstance, len, next, tuple, type,
)  # fmt: skip

from .. import format
from ..guard import busy, ident, was_sent
from ..looped import DONE, Looped
from ..memory import with_bound
from . import events, report
from .hits import (
    Site, is_unbound, changes, failure, first, getframe, hit, holds, is_stopped, memory_for, missed, must_rise, told,
    unmade, wanted,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, Callable, Dict, Optional, Sequence, Tuple

    from .hits import Failed

# Each is a closure: a module's globals may be None when a probe fires at shutdown.


def _line(site: Site) -> Any:
    if events.FORMAT == "counts":

        tally = site.tally

        def counter(*values: Any) -> None:
            next(tally)

        return counter

    def probe(*values: Any) -> None:
        if busy and ident() in busy:
            return missed(site, values)
        hit(site, getframe(1), values)

    return probe


def _unbound(site: Site) -> Any:
    def probe(*values: Any) -> bool:
        if not isinstance(sys.exc_info()[1], NameError):
            return True
        if not busy or ident() not in busy:
            hit(site, getframe(1), values)
        else:
            missed(site, values)
        return False

    return probe


def _after(site: Site) -> Any:
    def probe(value: Any, *values: Any) -> Any:
        if not busy or ident() not in busy:
            if not is_stopped(site):
                hit(site, getframe(1), values)
        return value

    return probe


class Ticker:
    """Fires before each item; its items are None."""

    __slots__ = ("site", "values", "armed")

    def __init__(self, site: Site, values: Tuple[Any, ...], armed: bool) -> None:
        self.site = site
        self.values = values
        self.armed = armed

    def __iter__(self) -> Ticker:
        return self

    def __next__(self) -> None:
        if not self.armed:
            self.armed = True
        elif not busy or ident() not in busy:
            if not is_stopped(self.site):
                hit(self.site, getframe(1), self.values)


class Around(Ticker):
    """Fires before each item but the first, in the frame that asks the generator whose iterator this is; `code` is its."""

    __slots__ = ("code",)

    def __init__(self, site: Site, values: Tuple[Any, ...], code: CodeType) -> None:
        Ticker.__init__(self, site, values, False)
        self.code = code

    def __next__(self) -> None:
        if not self.armed:
            self.armed = True
        elif not busy or ident() not in busy:
            frame = getframe(1).f_back
            if frame is not None and frame.f_code is self.code and not is_stopped(self.site):
                hit(self.site, frame, self.values)


def _around(site: Site) -> Any:
    def probe(iterable: Any, *values: Any) -> Looped:
        return Looped(iterable, Around(site, values, getframe(1).f_code))

    return probe


def _each(site: Site) -> Any:
    def probe(iterable: Any, *values: Any) -> Looped:
        return Looped(iterable, Ticker(site, values, site.kind == "each"))

    return probe


class Leaving:
    """Fires when its `with` block is left, of kind `raising` by an exception only. It never holds the frame: that would
    be a cycle."""

    __slots__ = ("site", "values", "before", "armed")

    def __init__(self, site: Site, values: Tuple[Any, ...]) -> None:
        # Behind the memory there may be those between the items before.
        self.before = [value for value in values if type(value) is Leaving]
        self.site = site
        self.values = values[: len(values) - len(self.before)]
        self.armed = site.kind == "leaving"

    def __enter__(self) -> Leaving:
        for before in self.before:
            before.armed = True
        self.before = []
        return self

    def __exit__(self, *error: object) -> None:
        if self.is_told(error):
            self.left(getframe(1))

    def __aenter__(self) -> Any:
        self.__enter__()
        return Ready(self)

    def __aexit__(self, *error: object) -> Any:
        if self.is_told(error):
            self.left(getframe(1))
        return DONE

    def is_told(self, error: Any) -> bool:
        """Between two items: an exception leaves the second one, or its expression on another line."""
        if self.site.kind == "leaving":
            return True
        return error[0] is not None and (self.armed or error[2] is not None and error[2].tb_lineno != self.site.line)

    def left(self, frame: FrameType) -> None:
        if not busy or ident() not in busy:
            if not is_stopped(self.site):
                hit(self.site, frame, self.values)


class Ready:
    """An awaitable that is done, with a value."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __await__(self) -> Ready:
        return self

    def __iter__(self) -> Ready:
        return self

    def __next__(self) -> None:
        raise StopIteration(self.value)


def _leaving(site: Site) -> Any:
    def probe(*values: Any) -> Leaving:
        return Leaving(site, values)

    return probe


def _decorator(site: Site) -> Any:
    def probe(*values: Any) -> Any:
        def decorator(decorated: Any) -> Any:
            if not busy or ident() not in busy:
                if not is_stopped(site):
                    hit(site, getframe(1), values)
            return decorated

        return decorator

    return probe


def _test(site: Site) -> Any:
    def probe(*values: Any) -> bool:
        if busy and ident() in busy:
            return False
        frame = getframe(1)
        names: Sequence[str] = site.names
        if site.maybe:
            found = with_bound(frame, site.maybe, dict(zip(names, values)))
            return holds(site, frame, tuple(found), tuple(found.values()))
        return holds(site, frame, names, values)

    return probe


def _set(site: Site) -> Any:
    make = _make(site)

    def probe(old: Any, *values: Any) -> Any:
        if busy and ident() in busy:
            return old
        try:
            return make(*values, at=getframe(1))
        except BaseException as error:
            unmade(site, error)
            return old

    return probe


def _make(site: Site) -> Any:
    def probe(*values: Any, at: Optional[FrameType] = None) -> Any:
        if busy and ident() in busy:
            raise NameError
        frame = at or getframe(1)
        names: Sequence[str] = site.names
        if site.maybe:
            found = with_bound(frame, site.maybe, dict(zip(names, values)))
            names, values = tuple(found), tuple(found.values())
        return wanted(site, frame, names, values)

    return probe


def _unmade(site: Site) -> Any:
    def probe() -> bool:
        error = sys.exc_info()[1]
        if error is None or was_sent(error):
            return True
        if not busy or ident() not in busy:
            unmade(site, error)
        return False

    return probe


def _raised(site: Site) -> Any:
    def probe() -> bool:
        error = sys.exc_info()[1]
        if error is None or was_sent(error):
            return True
        if not is_unbound(error, 0):
            report.raised(site, error)
        return False

    return probe


def _failed(site: Site) -> Any:
    def probe() -> Failed:
        error = sys.exc_info()[1]
        if error is None or was_sent(error):
            raise
        return failure(site, error, site.expression or "")

    return probe


def _enter(site: Site) -> Any:
    def probe(*values: Any) -> None:
        if busy and ident() in busy:
            return
        try:
            memory, given = memory_for(site, getframe(1), values)
            if not site.reached:
                first(site)
            events.call(site, changes(site, memory, site.names, given))
        except BaseException as error:
            if must_rise(error, site):
                raise

    return probe


def _value(site: Site) -> Any:
    def probe(value: Any, *memory: Any) -> Any:
        if not busy or ident() not in busy:
            try:
                events.value(site, told(value))
            except BaseException as error:
                if must_rise(error, site):
                    raise
        return value

    return probe


def _raise(site: Site) -> Any:
    def probe(*memory: Any) -> None:
        error = sys.exc_info()[1]
        if error is None or busy and ident() in busy:
            return
        traceback = error.__traceback__
        if type(error) is GeneratorExit and traceback and not traceback.tb_next and traceback.tb_lineno in site.bare:
            return
        try:
            tell_raise(site, error)
        except BaseException as second:
            if must_rise(second, site):
                raise

    return probe


def tell_raise(site: Site, error: BaseException) -> None:
    """Tells an exception that leaves a function."""
    try:
        message = report.guarded(error)
    except BaseException as second:
        if must_rise(second, site):
            raise
        message = "?"
    events.raises(site, format._name(type(error)), message)


KINDS: Dict[str, Callable[[Site], Any]] = {
    "line": _line,
    "unbound": _unbound,
    "after": _after,
    "each": _each,
    "again": _each,
    "around": _around,
    "leaving": _leaving,
    "raising": _leaving,
    "decorator": _decorator,
    "test": _test,
    "set": _set,
    "make": _make,
    "unmade": _unmade,
    "raised": _raised,
    "failed": _failed,
    "enter": _enter,
    "return": _value,
    "yield": _value,
    "raise": _raise,
}
