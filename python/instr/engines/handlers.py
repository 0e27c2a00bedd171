"""What the probes of rewritten code call: a function for each row of a file's table, by the row's kind."""

from __future__ import annotations

import sys
from builtins import BaseException, GeneratorExit, NameError, StopIteration, isinstance, len, tuple, type

from ..frames.variables import with_bound
from ..looped import DONE, Looped
from ..model import Site
from ..reentrancy import busy, ident, is_async_exception
from ..record.conditions import bound_values, is_unbound
from ..record.hits import snapshot_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, Callable, Dict, Optional, Sequence, Tuple

    from ..model import LineProbe, WatchProbe
    from ..record.conditions import Failed
    from ..record.hits import Hits
    from ..record.watchpoints import Watchpoints

getframe = sys._getframe

# Each function that is made here is a closure: a module's globals may be None when a probe fires at shutdown.


def line(hits: Hits, probe: LineProbe) -> Any:
    """`P(values)` before a statement."""
    if hits.recorder.is_counting and probe.condition is None:
        count, tracepoint = hits.count, probe.tracepoint

        def counter(*values: Any) -> None:
            count(tracepoint)

        return counter

    def handler(*values: Any) -> None:
        if not busy or ident() not in busy:
            hits.line(probe, getframe(1), values)

    return handler


def unbound(hits: Hits, probe: LineProbe) -> Any:
    """The same where a variable has no value; true if the exception is for the program."""

    def handler(*values: Any) -> bool:
        if not isinstance(sys.exc_info()[1], NameError):
            return True
        if not busy or ident() not in busy:
            hits.line(probe, getframe(1), values)
        return False

    return handler


def after(hits: Hits, probe: LineProbe) -> Any:
    """`P(EXPR, values)`"""

    def handler(value: Any, *values: Any) -> Any:
        if (not busy or ident() not in busy) and not probe.tracepoint.is_over:
            hits.line(probe, getframe(1), values)
        return value

    return handler


class Ticker:
    """Fires before each item; its items are None."""

    __slots__ = ("hits", "probe", "values", "armed")

    def __init__(self, hits: Hits, probe: LineProbe, values: Tuple[Any, ...], armed: bool) -> None:
        self.hits = hits
        self.probe = probe
        self.values = values
        self.armed = armed

    def __iter__(self) -> Ticker:
        return self

    def __next__(self) -> None:
        if not self.armed:
            self.armed = True
        elif (not busy or ident() not in busy) and not self.probe.tracepoint.is_over:
            self.hits.line(self.probe, getframe(1), self.values)


class Around(Ticker):
    """Fires before each item but the first, in the frame that asks the generator whose iterator this is; `code` is its."""

    __slots__ = ("code",)

    def __init__(self, hits: Hits, probe: LineProbe, values: Tuple[Any, ...], code: CodeType) -> None:
        Ticker.__init__(self, hits, probe, values, False)
        self.code = code

    def __next__(self) -> None:
        if not self.armed:
            self.armed = True
        elif not busy or ident() not in busy:
            frame = getframe(1).f_back
            if frame is not None and frame.f_code is self.code and not self.probe.tracepoint.is_over:
                self.hits.line(self.probe, frame, self.values)


def around(hits: Hits, probe: LineProbe) -> Any:
    """The iterable of a generator expression."""

    def handler(iterable: Any, *values: Any) -> Looped:
        return Looped(iterable, Around(hits, probe, values, getframe(1).f_code))

    return handler


def each(hits: Hits, probe: LineProbe) -> Any:
    """The iterable of a loop."""
    return _looped(hits, probe, True)


def again(hits: Hits, probe: LineProbe) -> Any:
    """The same; it does not fire before the first item."""
    return _looped(hits, probe, False)


def _looped(hits: Hits, probe: LineProbe, armed: bool) -> Any:
    def handler(iterable: Any, *values: Any) -> Looped:
        return Looped(iterable, Ticker(hits, probe, values, armed))

    return handler


class Leaving:
    """Fires when its `with` block is left, of kind `raising` by an exception only. It never holds the frame: that would
    be a cycle."""

    __slots__ = ("hits", "probe", "values", "before", "is_raising", "armed")

    def __init__(self, hits: Hits, probe: LineProbe, values: Tuple[Any, ...], is_raising: bool) -> None:
        # After the snapshot there may be those between the items before.
        self.before = [value for value in values if type(value) is Leaving]
        self.hits = hits
        self.probe = probe
        self.values = values[: len(values) - len(self.before)]
        self.is_raising = is_raising
        self.armed = not is_raising

    def __enter__(self) -> Leaving:
        for before in self.before:
            before.armed = True
        self.before = []
        return self

    def __exit__(self, *error: object) -> None:
        if self.fires(error):
            self.left(getframe(1))

    def __aenter__(self) -> Any:
        self.__enter__()
        return Ready(self)

    def __aexit__(self, *error: object) -> Any:
        if self.fires(error):
            self.left(getframe(1))
        return DONE

    def fires(self, error: Any) -> bool:
        """Between two items: an exception leaves the second one, or its expression on another line."""
        if not self.is_raising:
            return True
        line = self.probe.site.line
        return error[0] is not None and (self.armed or error[2] is not None and error[2].tb_lineno != line)

    def left(self, frame: FrameType) -> None:
        if (not busy or ident() not in busy) and not self.probe.tracepoint.is_over:
            self.hits.line(self.probe, frame, self.values)


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


def leaving(hits: Hits, probe: LineProbe) -> Any:
    """A last item of a `with`."""

    def handler(*values: Any) -> Leaving:
        return Leaving(hits, probe, values, False)

    return handler


def raising(hits: Hits, probe: LineProbe) -> Any:
    """An item between two of a `with`."""

    def handler(*values: Any) -> Leaving:
        return Leaving(hits, probe, values, True)

    return handler


def decorator(hits: Hits, probe: LineProbe) -> Any:
    """A decorator that changes nothing."""

    def handler(*values: Any) -> Any:
        def decorate(decorated: Any) -> Any:
            if (not busy or ident() not in busy) and not probe.tracepoint.is_over:
                hits.line(probe, getframe(1), values)
            return decorated

        return decorate

    return handler


def test(hits: Hits, watchpoints: Watchpoints, probe: LineProbe) -> Any:
    """Evaluates a condition."""

    def handler(*values: Any) -> bool:
        if busy and ident() in busy:
            return False
        frame = getframe(1)
        names, given = bound_values(frame, probe.names, values, probe.maybe)
        if probe.any_changed:
            return watchpoints.any_differs(probe, frame, snapshot_for(probe, frame, ())[0], names, given)
        return hits.expressions.line_holds(probe, frame, names, given)

    return handler


def override(hits: Hits, site: Site, row: Any) -> Any:
    """Gives the value that a variable is set to, or its first argument, the one that it has."""
    made = make(hits, site, row)
    target, expression = row["target"], row["expression"]

    def handler(old: Any, *values: Any) -> Any:
        if busy and ident() in busy:
            return old
        try:
            return made(*values, at=getframe(1))
        except BaseException as error:
            hits.expressions.report_override_error(site, target, expression, error)
            return old

    return handler


def make(hits: Hits, site: Site, row: Any) -> Any:
    """The same for a variable without a value."""
    own, maybe, expression = tuple(row["names"]), tuple(row["maybe"]), row["expression"]

    def handler(*values: Any, at: Optional[FrameType] = None) -> Any:
        if busy and ident() in busy:
            raise NameError
        frame = at or getframe(1)
        hits.reach(site)
        names, given = bound_values(frame, own, values, maybe)
        return hits.expressions.call(site, expression, frame, names, given)

    return handler


def override_failed(hits: Hits, site: Site, row: Any) -> Any:
    """Reports why there is no value; true if the exception is for the program."""
    target, expression = row["target"], row["expression"]

    def handler() -> bool:
        error = sys.exc_info()[1]
        if error is None or is_async_exception(error):
            return True
        if not busy or ident() not in busy:
            hits.expressions.report_override_error(site, target, expression, error)
        return False

    return handler


def raised(hits: Hits, site: Site, row: Any) -> Any:
    """Reports that a condition raised; true if the exception is for the program."""
    expression = row["expression"]

    def handler() -> bool:
        error = sys.exc_info()[1]
        if error is None or is_async_exception(error):
            return True
        if not is_unbound(error, 0):
            hits.recorder.failed(site, expression, error)
        return False

    return handler


def failed(hits: Hits, site: Site, row: Any) -> Any:
    """Reports that a logged expression raised; stands for its value."""
    expression = row["expression"]

    def handler() -> Failed:
        error = sys.exc_info()[1]
        if error is None or is_async_exception(error):
            raise
        return hits.expressions.failure(site, expression, error)

    return handler


def enter(hits: Hits, probe: LineProbe) -> Any:
    """Records a call."""

    def handler(*values: Any) -> None:
        if busy and ident() in busy:
            return
        frame = getframe(1)
        try:
            snapshot, given = snapshot_for(probe, frame, values)
            redacted = probe.redacted
            if probe.maybe_redacted:
                bound = with_bound(frame, probe.maybe_redacted, {})
                redacted = tuple([name for name in redacted if name not in probe.maybe_redacted or name in bound])
            hits.enter(probe.site, probe.tracepoint, frame, snapshot, probe.names, given, redacted)
        except BaseException as error:
            if hits.must_propagate(error, probe.site, probe.tracepoint):
                raise

    return handler


def leave(hits: Hits, probe: LineProbe, kind: str) -> Any:
    """Records what is returned or yielded, and returns it."""

    def handler(value: Any, *snapshot: Any) -> Any:
        if not busy or ident() not in busy:
            frame = getframe(1)
            try:
                hits.leave(probe.site, frame, snapshot_for(probe, frame, snapshot)[0], kind, value)
            except BaseException as error:
                if hits.must_propagate(error, probe.site):
                    raise
        return value

    return handler


def raises(hits: Hits, probe: LineProbe, bare_yields: Sequence[int]) -> Any:
    """Records an exception that leaves a function."""

    def handler(*snapshot: Any) -> None:
        error = sys.exc_info()[1]
        if error is None or busy and ident() in busy:
            return
        traceback = error.__traceback__
        if type(error) is GeneratorExit and traceback and not traceback.tb_next and traceback.tb_lineno in bare_yields:
            return
        frame = getframe(1)
        try:
            hits.raises(probe.site, frame, snapshot_for(probe, frame, snapshot)[0], error)
        except BaseException as second:
            if hits.must_propagate(second, probe.site):
                raise

    return handler


def watch(watchpoints: Watchpoints, probe: WatchProbe) -> Any:
    """Looks at a watched expression."""

    def handler(*values: Any) -> None:
        if not busy or ident() not in busy:
            watchpoints.check(probe, getframe(1), values)

    return handler


def watched(watchpoints: Watchpoints, probe: WatchProbe) -> Any:
    """The same behind an expression, which it returns."""

    def handler(value: Any, *values: Any) -> Any:
        if not busy or ident() not in busy:
            watchpoints.check(probe, getframe(1), values)
        return value

    return handler


def unset(watchpoints: Watchpoints, probe: WatchProbe) -> Any:
    """The watched name has no value; true if the exception is for the program."""

    def handler(*values: Any) -> bool:
        if not isinstance(sys.exc_info()[1], NameError):
            return True
        if not busy or ident() not in busy:
            watchpoints.unset(probe, getframe(1), values)
        return False

    return handler


LINES: Dict[str, Callable[[Hits, LineProbe], Any]] = {
    "line": line,
    "unbound": unbound,
    "after": after,
    "each": each,
    "again": again,
    "around": around,
    "leaving": leaving,
    "raising": raising,
    "decorator": decorator,
}
OVERRIDES: Dict[str, Callable[[Hits, Site, Any], Any]] = {
    "set": override,
    "make": make,
    "override_failed": override_failed,
    "raised": raised,
    "failed": failed,
}
WATCHES: Dict[str, Callable[[Watchpoints, WatchProbe], Any]] = {"watch": watch, "watched": watched, "unset": unset}
