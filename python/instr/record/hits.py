"""What happens at a hit of a line's probe, whichever engine says that it was hit."""

from __future__ import annotations

import sys
import time
from builtins import BaseException, RecursionError, dict, isinstance, len, list, tuple, type, zip

from ..frames.snapshots import Snapshot, snapshot_of
from ..frames.variables import with_bound
from ..model import Tracepoint
from ..reentrancy import is_async_exception
from ..values.render import Digest
from ..values.value import IS_REDACTED, TEXT, Value
from .conditions import Expressions, Failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

    from ..model import LineProbe, Site
    from .recorder import Fields, Places, Recorder

_OVERFLOW_IS_FATAL = sys.version_info < (3, 10)


class Hits:
    """Records lines and calls."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.expressions = Expressions(recorder)

    def line(self, probe: LineProbe, frame: FrameType, values: Sequence[Any]) -> None:
        """A line's probe was reached. `values` begin with the snapshot, if that is passed. Nothing of ours ever rises."""
        try:
            if self.recorder.late:
                self.record_late()
            if self.recorder.is_counting and probe.condition is None:
                return self.count(probe.tracepoint)
            snapshot, values = snapshot_for(probe, frame, values)
            names: Sequence[str] = probe.names
            if probe.maybe:
                found = with_bound(frame, probe.maybe, dict(zip(names, values)))
                if probe.order:
                    found = {name: found[name] for name in probe.order if name in found}
                names, values = list(found), list(found.values())
            elif probe.order:
                passed = dict(zip(names, values))
                names, values = probe.order, [passed[name] for name in probe.order]
            if self.expressions.line_holds(probe, frame, names, values):
                self.record_line(probe, frame, snapshot, names, values)
        except BaseException as error:
            if self.must_propagate(error, probe.site, probe.tracepoint):
                raise

    def record_line(
        self,
        probe: LineProbe,
        frame: FrameType,
        snapshot: Snapshot,
        names: Sequence[str],
        values: Sequence[Any],
        change: Optional[Callable[[Dict[str, Any]], None]] = None,
    ) -> None:
        """Records a line whose condition holds and whose variables are at hand; `change` is done to them first."""
        if change is not None:
            found = dict(zip(names, values))
            change(found)
            names, values = tuple(found), tuple(found.values())
        tracepoint = probe.tracepoint
        if self.recorder.is_counting:
            return self.count(tracepoint)
        self.recorder.reached(tracepoint)
        if tracepoint.is_skipped() or tracepoint.is_last() is None:
            return
        if probe.log:
            fields = self.logged(probe, frame, names, values)
        else:
            fields = self.changes(probe, frame, snapshot, names, values)
        if self.is_within_rate(tracepoint):
            self.recorder.line(probe.site, frame, snapshot, fields)

    def count(self, tracepoint: Tracepoint) -> None:
        """Counts a hit, in place of an event."""
        if tracepoint.is_last() is not None:
            self.recorder.hit(tracepoint)

    def is_within_rate(self, tracepoint: Tracepoint) -> bool:
        """Whether `--rate` lets an event be recorded; what is left out is counted."""
        if tracepoint.rate is None or not tracepoint.is_beyond_rate(time.monotonic_ns() // 1_000_000_000):
            return True
        self.recorder.left_out(tracepoint)
        return False

    def logged(self, probe: LineProbe, frame: FrameType, names: Sequence[str], values: Sequence[Any]) -> Fields:
        """What is logged in place of variables."""
        if probe.by_frame:
            values = [self.expressions.logged(probe.site, text, frame, names, values) for text, _ in probe.log]
        return [(text, template, self._value(value, template)) for (text, template), value in zip(probe.log, values)]

    def _value(self, value: object, is_template: bool) -> Value:
        if type(value) is Failed:
            return value.value
        shown = self.recorder.values
        if is_template and type(value) is str:
            # As it is, on one line.
            return Value(TEXT, shown.text(value))
        return shown.value(value)

    def changes(
        self, probe: LineProbe, frame: FrameType, snapshot: Snapshot, names: Sequence[str], values: Sequence[Any]
    ) -> Fields:
        """The variables that do not show what they did at the activation's last hit."""
        redacted = probe.redacted
        kept = snapshot.variables
        if probe.maybe_redacted:
            # A secret that has had no value yet is asked for one.
            unseen = tuple([name for name in probe.maybe_redacted if name not in kept])
            bound = with_bound(frame, unseen, {}) if unseen else {}
            redacted = tuple([name for name in redacted if name not in unseen or name in bound])
        return self.changed(snapshot, names, values, redacted)

    def changed(
        self, snapshot: Snapshot, names: Sequence[str], values: Sequence[Any], redacted: Sequence[str] = ()
    ) -> Fields:
        """As `changes`, of variables that are all at hand."""
        kept = snapshot.variables
        shown = self.recorder.values
        found: List[Tuple[str, bool, Value]] = []
        for name, value in zip(names, values):
            if type(value) is Secret:
                redacted = (*redacted, name)
                continue
            # What is in `kept` is of a builtin type, and not replaced as long as it is this very object.
            if name in kept and kept[name] is value and type(value) is not Digest:
                continue
            text = shown.changed(kept, name, value, name)
            if text is not None:
                found.append((name, False, text))
        for name in redacted:
            if name not in kept:
                kept[name] = IS_REDACTED
                found.append((name, False, IS_REDACTED))
        return found

    def reach(self, site: Site) -> None:
        """Notes that a line was reached of which no event says so."""
        self.recorder.reached(Tracepoint(site, None, None, None, self.recorder.counter(site.path, site.line)))

    def enter(
        self, site: Site, tracepoint: Tracepoint, frame: FrameType, snapshot: Snapshot, names: Sequence[str],
        values: Sequence[Any], redacted: Sequence[str], origin: Places = (),
    ) -> None:  # fmt: skip
        """Records a call."""
        if self.recorder.late:
            self.record_late()
        if self.recorder.is_counting:
            return self.recorder.hit(tracepoint)
        self.recorder.reached(tracepoint)
        self.recorder.call(site, frame, snapshot, self.changed(snapshot, names, values, redacted), origin)

    def leave(self, site: Site, frame: FrameType, snapshot: Snapshot, kind: str, value: object) -> None:
        """Records a return or a yield."""
        if not self.recorder.is_counting:
            self.recorder.value(site, frame, snapshot, kind, self.recorder.values.returned(site.function, value))

    def raises(self, site: Site, frame: FrameType, snapshot: Snapshot, error: BaseException) -> None:
        """Records an exception that leaves a function."""
        if not self.recorder.is_counting:
            self.recorder.raises(site, frame, snapshot, *self.recorder.values.exception(error))

    def must_propagate(self, error: BaseException, site: Site, tracepoint: Optional[Tracepoint] = None) -> bool:
        """Whether what came up in a hit is for the program; what is not, is reported."""
        if isinstance(error, RecursionError):
            if _OVERFLOW_IS_FATAL:
                return True
            if tracepoint is not None:
                self.recorder.late.append((site, tracepoint))
            return False
        if is_async_exception(error):
            return True
        self.report_failed_hit(site, error)
        return False

    def report_failed_hit(self, site: Site, error: BaseException) -> None:
        """A hit failed: that is a mistake of instr, or there is no memory left."""
        try:
            name, message = self.recorder.values.exception(error)
            described = f"{name}: {message}" if message else name
            self.recorder.problem(site.path, f"has a hit that could not be told, in line {site.line}: {described}")
        except BaseException as second:
            if is_async_exception(second):
                raise

    def record_late(self) -> None:
        """Records the hits that met the recursion limit, without values."""
        late = self.recorder.late
        while late:
            site, _ = late.pop(0)
            self.recorder.line(site, None, None, [])


class Secret:
    """Stands for a value that is not shown."""

    __slots__ = ()


SECRET = Secret()


def snapshot_for(probe: Any, frame: FrameType, values: Sequence[Any]) -> Tuple[Snapshot, Sequence[Any]]:
    """The snapshot that a hit uses, and the values after it."""
    if probe.snapshot is not None:
        return probe.snapshot, values
    if probe.is_passed:
        return values[0], values[1:]
    return snapshot_of(frame), values
