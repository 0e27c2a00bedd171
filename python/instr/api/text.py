"""Events as text, as the chapter "Tracing Executions" of the Debugging Book shows them: for functions that report where
Python's own output goes, without a session."""

from __future__ import annotations

from builtins import dict, str

from ..model import Counter
from ..values.render import Renderer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Callable, Dict, List, Optional, Tuple

    from ..frames.snapshots import Snapshot
    from ..model import Site, Tracepoint
    from ..record.recorder import Fields, Places
    from ..values.value import Value

INDENT = " " * 40 + " # "


class TextRecorder:
    """A recorder that writes each event at once."""

    def __init__(self, out: Callable[[str], None]) -> None:
        self.values = Renderer(own_repr=True)
        self.is_counting = False
        self.late: List[Tuple[Site, Tracepoint]] = []
        self._out = out
        # Expressions that raised, by their place: said once.
        self._failures: Dict[Tuple[str, str, int], bool] = {}

    def line(self, site: Site, frame: Optional[FrameType], snapshot: Optional[Snapshot], fields: Fields) -> None:
        """A line is about to run."""
        printed = f"{site.line} {site.text}"
        self._out(f"{INDENT}{_shown(fields)}\n{printed}" if fields else printed)

    def call(self, site: Site, frame: FrameType, snapshot: Snapshot, fields: Fields, origin: Places) -> None:
        """A function was entered."""
        self._out(f"Calling {_name(site)}({_shown(fields)})")

    def value(self, site: Site, frame: FrameType, snapshot: Optional[Snapshot], kind: str, value: Value) -> None:
        """A function returns or yields."""
        self._out(f"{_name(site)}() {kind}s {value.text}")

    def raises(self, site: Site, frame: FrameType, snapshot: Optional[Snapshot], name: str, message: str) -> None:
        """An exception leaves a function."""
        self._out(f"{_name(site)}() raises {name}{': ' if message else ''}{message}")

    def watch(
        self, site: Site, frame: FrameType, snapshot: Optional[Snapshot], line: int, expression: str,
        old: Optional[Value], new: Value,
    ) -> None:  # fmt: skip
        """Nothing is watched without a session."""

    def unawaited(self, site: Site, origin: Places) -> None:
        """Only the dynamic engines tell of it."""

    def row(self, site: Site, event: str, argument: Optional[str], offset: int, operation: str, fields: Fields) -> None:
        """Only the dynamic engines tell of it."""

    def loaded(self, path: str) -> None:
        """No report names what was loaded."""

    def failed(self, site: Site, expression: str, error: BaseException) -> None:
        """One of the user's expressions raised: said the first time, as no report follows at the end."""
        key = (expression, site.path, site.line)
        if key not in self._failures:
            self._failures[key] = True
            name, message = self.values.exception(error)
            self.note(f"`{expression}` raised at {site.path}:{site.line}: {name}{': ' if message else ''}{message}")

    def problem(self, path: str, text: str) -> None:
        """A hit that failed."""
        self.note(f"{path} {text}")

    def note(self, text: str) -> None:
        """Something about the log itself."""
        self._out(f"# instr: {text}")

    def counter(self, path: str, line: int) -> Counter:
        """A counter that nobody reads."""
        return Counter(0)

    def hit(self, tracepoint: Tracepoint) -> None:
        """Counts a hit."""

    def reached(self, tracepoint: Tracepoint) -> None:
        """A line was reached."""

    def left_out(self, tracepoint: Tracepoint) -> None:
        """Counts an event that is left out."""


def _name(site: Site) -> str:
    return site.function.rpartition("<locals>.")[2]


def _shown(fields: Fields) -> str:
    return ", ".join([value.text if is_template else f"{name} = {value.text}" for name, is_template, value in fields])
