"""What was seen of watched expressions, and when a change of one is recorded.

An activation keeps what it saw last. Its first value is recorded, unless it is what was recorded last of that expression in that
function; then each change is. Of a bare name it counts what it is bound to; of any other expression, what its value shows.
"""

from __future__ import annotations

import sys
from builtins import (
    BaseException, bool, bytes, complex, dict, float, getattr, hash, id, int, len, str, tuple, type,
)  # fmt: skip

from ..frames.variables import with_bound
from ..reentrancy import is_async_exception
from ..values.value import IS_UNSET
from .conditions import Failed, bound_values, is_absent
from .hits import snapshot_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, List, Optional, Sequence, Tuple

    from ..frames.snapshots import Snapshot
    from ..model import LineProbe, WatchProbe
    from ..values.value import Value
    from .hits import Hits


class Seen:
    """What is kept of a value that may change, or must not be kept alive."""

    __slots__ = ("value", "kept", "identity")

    def __init__(self, value: Value, kept: object, identity: int) -> None:
        self.value = value
        self.kept = kept
        self.identity = identity


# Of longer strings the length and the ends count.
_HASHED = 4096
UNSET = Seen(IS_UNSET, None, 0)


class Watchpoints:
    """Looks at watched expressions, and records their changes."""

    def __init__(self, hits: Hits) -> None:
        self.hits = hits
        self.recorder = hits.recorder
        self.expressions = hits.expressions
        # By file, function and expression: the text that was recorded last, in a list of one that all its probes share, also
        # of a file that is loaded again.
        self._last: Dict[Tuple[str, str, str], List[Optional[str]]] = {}

    def last_of(self, path: str, function: str, expression: str) -> List[Optional[str]]:
        """Where the text of an expression stands that was recorded last in a function."""
        return self._last.setdefault((path, function, expression), [None])

    def check(self, probe: WatchProbe, frame: FrameType, values: Tuple[Any, ...]) -> None:
        """A place is reached where the value may have changed."""
        try:
            snapshot, given = snapshot_for(probe, frame, values)
            if probe.is_value_passed:
                value = given[0]
            else:
                names, given = bound_values(frame, probe.names, given, probe.maybe)
                value = self.value_of(probe, frame, names, given)
            self.look(probe, frame, snapshot, value)
        except BaseException as error:
            if self.hits.must_propagate(error, probe.site):
                raise

    def unset(self, probe: WatchProbe, frame: FrameType, values: Tuple[Any, ...]) -> None:
        """The watched name has no value."""
        try:
            self.look(probe, frame, snapshot_for(probe, frame, values)[0], UNSET)
        except BaseException as error:
            if self.hits.must_propagate(error, probe.site):
                raise

    def value_of(self, probe: WatchProbe, frame: FrameType, names: Sequence[str], values: Sequence[Any]) -> Any:
        """The value of the expression, or what stands for it."""
        if len(names) < len(probe.names) + len(probe.maybe):
            return UNSET  # else a global one of that name would be read
        return self._value(probe, probe.expression, frame, names, values)

    def _value(self, probe: Any, text: str, frame: FrameType, names: Sequence[str], values: Sequence[Any]) -> Any:
        try:
            return self.expressions.call(probe.site, text, frame, names, values)
        except BaseException as error:
            if is_async_exception(error):
                raise
            if is_absent(error, 2):
                return UNSET
            value = self.expressions.failure(probe.site, text, error).value
            return Seen(value, value.text, 0)

    def look(self, probe: WatchProbe, frame: FrameType, snapshot: Snapshot, value: Any) -> None:
        """Compares a value with what was seen last, and records a change."""
        watched, key = snapshot.watched, probe.expression
        is_first = key not in watched
        old: Any = watched.get(key)
        if not is_first and value is old:
            return
        new: Any = value
        kind = type(value)
        if kind is Seen:
            if value is UNSET and is_first or type(old) is Seen and old.value.text == value.value.text:
                return
        elif (kind is str or kind is bytes) and len(value) > self.recorder.values.limit:
            # A second reference would make each `s += c` copy all of it; and to look at all of it takes time, too.
            shown = self._shown(probe, value)
            new = Seen(shown, (kind, len(value), hash(value) if len(value) <= _HASHED else shown.text), id(value))
            if type(old) is Seen and old.kept == new.kept:
                watched[key] = new
                return
        elif _is_atom(kind):
            if not is_first and type(old) is kind and (old == value or old != old and value != value):
                watched[key] = value
                return
        else:
            if probe.is_name and type(old) is Seen and old.identity == id(value):
                return
            shown, kept = self.compared(probe, value)
            new = Seen(shown, kept, id(value))
            if type(old) is Seen and old.kept == kept:
                watched[key] = new
                return
        watched[key] = new
        self._changed(probe, frame, snapshot, None if is_first else self._shown_again(probe, old), self._shown_again(probe, new))

    def compared(self, probe: WatchProbe, value: Any) -> Tuple[Value, object]:
        """What a value shows, and what is compared of it."""
        kept: Dict[Any, Any] = {}
        shown = self.recorder.values.changed(kept, 0, value, _name(probe))
        return shown or IS_UNSET, kept.get(0)

    def _shown(self, probe: WatchProbe, value: Any) -> Value:
        return self.recorder.values.value(value, _name(probe))

    def _shown_again(self, probe: WatchProbe, seen: Any) -> Value:
        return seen.value if type(seen) is Seen else self._shown(probe, seen)

    def _changed(
        self, probe: WatchProbe, frame: FrameType, snapshot: Snapshot, old: Optional[Value], new: Value
    ) -> None:
        tracepoint = probe.tracepoint
        if tracepoint.is_over:
            return
        condition = probe.condition
        if condition is not None:
            if condition == "False":
                return
            found = with_bound(frame, probe.condition_names, {}, probe.is_dynamic)
            found.update(probe.place_names)
            if not self.expressions.holds(probe.site, condition, frame, tuple(found), tuple(found.values())):
                return
        # What shows an address shows another one in each run.
        if old is None and probe.last[0] == new.text and " at 0x" not in new.text:
            return
        if tracepoint.is_skipped() or tracepoint.is_last() is None:
            return
        probe.last[0] = new.text
        if self.recorder.is_counting:
            self.recorder.hit(tracepoint)
        elif self.hits.is_within_rate(tracepoint):
            self.recorder.watch(probe.site, frame, snapshot, _line(probe, frame), probe.expression, old, new)

    def any_differs(
        self, probe: LineProbe, frame: FrameType, snapshot: Snapshot, names: Sequence[str], values: Sequence[Any]
    ) -> bool:
        """Whether one of the expressions of a line's probe has another value than at the line before."""
        watched = snapshot.watched
        found = False
        for text in probe.any_changed:
            value = self._value(probe, text, frame, names, values)
            kept: object
            if type(value) is Seen:
                kept = value.kept
            elif _is_atom(type(value)):
                kept = (type(value), value)
            else:
                made: Dict[Any, Any] = {}
                self.recorder.values.changed(made, 0, value)
                kept = made.get(0)
            found = found or kept != watched.get(text)
            watched[text] = kept
        return found


def _name(probe: WatchProbe) -> Optional[str]:
    """What may be the name of a secret: `token`, of `self.token` the last part."""
    last = probe.expression.rpartition(".")[2]
    return last if last.isidentifier() else None


def _line(probe: WatchProbe, frame: FrameType) -> int:
    """The line that made the change: that of a handled exception where the site has none."""
    if probe.site.line:
        return probe.site.line
    error = sys.exc_info()[1]
    traceback = error.__traceback__ if error is not None else None
    if traceback is not None and traceback.tb_frame is frame:
        return traceback.tb_lineno
    return frame.f_lineno


def _is_atom(kind: type) -> bool:
    # Not `kind in …`: that would run the hash of a metaclass.
    return (
        kind is str or kind is int or kind is bool or kind is float or kind is bytes or kind is complex
        or kind is type(None)
    )  # fmt: skip
