"""What stands where, and what is recorded of it: plain data that imports nothing of the package.

`Entry` is a row of the table that the rewriter makes for a file, one form for each kind; `src/rewrite/load/entry.rs` has the
same forms in Rust, and a test compares them.
"""

from __future__ import annotations

import sys
from _thread import RLock
from builtins import bool, getattr, int, iter, range, setattr, str

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Tuple, Union

    from typing import Literal, TypedDict

    class SnapshotEntry(TypedDict):
        """Gives a snapshot to an activation."""

        kind: Literal["snapshot"]

    class Log(TypedDict):
        """A logged expression."""

        text: str
        is_template: bool

    class LineEntry(TypedDict):
        """Records a line."""

        kind: Literal["line", "unbound", "after", "each", "again", "around", "leaving", "raising", "decorator"]
        line: int
        function: str
        text: str
        snapshot: Literal["passed", "module", "frame"]
        names: List[str]
        unchanged_since_probe: List[str]
        order: List[str]
        maybe: List[str]
        redacted: List[str]
        maybe_redacted: List[str]
        hits: Optional[int]
        every: Optional[int]
        condition: Optional[str]
        any_changed: List[str]
        log: List[Log]
        by_frame: bool

    class TestEntry(TypedDict):
        """Evaluates a condition."""

        kind: Literal["test"]
        line: int
        function: str
        text: str
        names: List[str]
        maybe: List[str]
        condition: str
        any_changed: List[str]

    class FailureEntry(TypedDict):
        """A condition (`raised`), a logged expression (`failed`), a new value (`override_failed`) raised."""

        kind: Literal["raised", "failed", "override_failed"]
        line: int
        function: str
        text: str
        expression: str
        target: Optional[str]

    class OverrideEntry(TypedDict):
        """Gives the value that a variable is set to: of one that has a value (`set`), or perhaps none (`make`)."""

        kind: Literal["set", "make"]
        line: int
        function: str
        text: str
        names: List[str]
        maybe: List[str]
        target: str
        expression: str

    class EnterEntry(TypedDict):
        """Records a call."""

        kind: Literal["enter"]
        line: int
        function: str
        text: str
        snapshot: Literal["passed", "module", "frame"]
        names: List[str]
        redacted: List[str]
        maybe_redacted: List[str]
        raise_probe: int

    class ExitEntry(TypedDict):
        """Records what is returned or yielded, or the exception that leaves the function."""

        kind: Literal["return", "yield", "raise"]
        line: int
        function: str
        text: str
        snapshot: Literal["passed", "module", "frame"]
        bare_yields: List[int]

    class WatchEntry(TypedDict):
        """Looks at a watched expression: in a statement, behind an expression, or where its name has no value."""

        kind: Literal["watch", "watched", "unset"]
        line: int
        function: str
        text: str
        snapshot: Literal["passed", "module", "frame"]
        names: List[str]
        maybe: List[str]
        hits: Optional[int]
        every: Optional[int]
        expression: str
        is_name: bool
        is_passed: bool
        condition: Optional[str]
        condition_names: List[str]

    Entry = Union[
        SnapshotEntry, LineEntry, TestEntry, FailureEntry, OverrideEntry, EnterEntry, ExitEntry, WatchEntry,
    ]  # fmt: skip


class Site:
    """Where a probe stands."""

    __slots__ = ("path", "line", "function", "text")

    def __init__(self, path: str, line: int, function: str, text: str) -> None:
        self.path = path
        # 0 where an event belongs to no line.
        self.line = line
        # The qualified name.
        self.function = function
        # The line in the source.
        self.text = text


class Steps:
    """Counts 1, 2, 3 …: no two threads get the same number."""

    __slots__ = ("take",)

    def __init__(self) -> None:
        step = iter(range(1, sys.maxsize)).__next__
        if _HAS_GIL:
            self.take: Any = step
            return
        lock = RLock()

        def take() -> int:
            with lock:
                return step()

        self.take = take


class Counter:
    """How often something happened, in a cell that the collector reads."""

    __slots__ = ("cell", "steps", "last")

    def __init__(self, cell: int) -> None:
        # 0 while it has none.
        self.cell = cell
        self.steps = Steps()
        self.last = 0


class Tracepoint:
    """What the probes of a line have in common: they count as one."""

    __slots__ = (
        "hits", "every", "rate", "flags", "probes", "is_over", "site", "counter", "left_out",
        "window",
        "_seen", "_recorded",
    )  # fmt: skip

    def __init__(
        self, site: Site, hits: Optional[int], every: Optional[int], rate: Optional[int], counter: Counter
    ) -> None:
        self.site = site
        self.hits, self.every, self.rate = hits, every, rate
        # Which probes can still fire, as attributes: `p5`; and those that are of this tracepoint.
        self.flags: Any = None
        self.probes: List[int] = []
        self.is_over = False
        self.counter = counter
        self.left_out: Optional[Counter] = None
        # Of `--rate`: a second, and the events in it.
        self.window = (-1, Steps())
        self._seen = Steps()
        self._recorded = Steps()

    def is_skipped(self) -> bool:
        """Whether `--every` leaves this hit out."""
        return self.every is not None and (self._seen.take() - 1) % self.every != 0

    def is_last(self) -> Optional[bool]:
        """Counts a hit that is about to be recorded; None if `--hits` have been recorded already."""
        if self.hits is None:
            return False
        number = self._recorded.take()
        if number < self.hits:
            return False
        if number > self.hits:
            return None
        self.is_over = True
        for probe in self.probes:
            setattr(self.flags, f"p{probe}", False)
        return True

    def is_beyond_rate(self, second: int) -> bool:
        """Whether `--rate` leaves this event out."""
        if self.rate is None:
            return False
        window = self.window
        if window[0] != second:
            window = self.window = (second, Steps())
        number: int = window[1].take()
        return number > self.rate


class LineProbe:
    """Records a line."""

    __slots__ = (
        "site", "tracepoint", "names", "order", "maybe", "redacted", "maybe_redacted", "condition", "place_names",
        "any_changed", "log", "by_frame", "snapshot", "is_passed",
    )  # fmt: skip

    def __init__(self, site: Site, tracepoint: Tracepoint) -> None:
        self.site, self.tracepoint = site, tracepoint
        # The variables that it is passed, those to be read through the frame if they are bound, and the order of both.
        self.names: Tuple[str, ...] = ()
        self.maybe: Tuple[str, ...] = ()
        self.order: Tuple[str, ...] = ()
        # Secrets, and those of them that are perhaps unbound.
        self.redacted: Tuple[str, ...] = ()
        self.maybe_redacted: Tuple[str, ...] = ()
        self.condition: Optional[str] = None
        # What the condition knows of the place.
        self.place_names: Dict[str, object] = {}
        # Expressions one of which must have changed.
        self.any_changed: Tuple[str, ...] = ()
        # Expressions in place of variables, and whether each is a template.
        self.log: Tuple[Tuple[str, bool], ...] = ()
        # They are evaluated through the frame, not passed.
        self.by_frame = False
        # Of a file's own frame; else passed before the variables, or found by the frame.
        self.snapshot: Any = None
        self.is_passed = False


class WatchProbe:
    """Looks at a watched expression."""

    __slots__ = (
        "site", "tracepoint", "expression", "names", "maybe", "is_name", "is_value_passed", "condition", "condition_names",
        "place_names", "snapshot", "is_passed", "is_dynamic", "last",
    )  # fmt: skip

    def __init__(self, site: Site, tracepoint: Tracepoint, expression: str) -> None:
        self.site, self.tracepoint, self.expression = site, tracepoint, expression
        self.names: Tuple[str, ...] = ()
        self.maybe: Tuple[str, ...] = ()
        # A bare name: what it is bound to counts, not what is inside.
        self.is_name = False
        self.is_value_passed = False
        self.condition: Optional[str] = None
        self.condition_names: Tuple[str, ...] = ()
        self.place_names: Dict[str, object] = {}
        self.snapshot: Any = None
        self.is_passed = False
        # It is looked at by a trace function.
        self.is_dynamic = False
        # The text that was recorded last of the expression in this function, in a list of one: all of its probes share it.
        self.last: List[Optional[str]] = [None]


_is_gil_enabled: Any = getattr(sys, "_is_gil_enabled", None)
_HAS_GIL: bool = _is_gil_enabled is None or _is_gil_enabled()
