"""The protocol of recorders: what an engine, or a probe of a rewritten function, hands on of a hit."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import List, Optional, Protocol, Sequence, Tuple

    from ..frames.snapshots import Snapshot
    from ..model import Counter, Site, Tracepoint
    from ..values.render import Renderer
    from ..values.value import Value

    # Name or expression, whether it is a template, value.
    Fields = Sequence[Tuple[str, bool, Value]]
    # File, line, function.
    Places = Sequence[Tuple[str, int, str]]

    class Recorder(Protocol):
        """Raises nothing of its own, and keeps no object of the program alive."""

        values: Renderer
        # Lines are counted, nothing else is recorded of them.
        is_counting: bool
        # Hits near the recursion limit, which left no room to record them.
        late: List[Tuple[Site, Tracepoint]]

        def line(self, site: Site, frame: Optional[FrameType], snapshot: Optional[Snapshot], fields: Fields) -> None: ...
        def call(self, site: Site, frame: FrameType, snapshot: Snapshot, fields: Fields, origin: Places) -> None: ...
        def value(self, site: Site, frame: FrameType, snapshot: Optional[Snapshot], kind: str, value: Value) -> None: ...
        def raises(self, site: Site, frame: FrameType, snapshot: Optional[Snapshot], name: str, message: str) -> None: ...
        def watch(
            self, site: Site, frame: FrameType, snapshot: Optional[Snapshot], line: int, expression: str,
            old: Optional[Value], new: Value,
        ) -> None: ...  # fmt: skip
        def unawaited(self, site: Site, origin: Places) -> None: ...
        def row(
            self, site: Site, event: str, argument: Optional[str], offset: int, operation: str, fields: Fields
        ) -> None: ...  # fmt: skip
        def failed(self, site: Site, expression: str, error: BaseException) -> None: ...
        def loaded(self, path: str) -> None: ...
        def problem(self, path: str, text: str) -> None: ...
        def note(self, text: str) -> None: ...
        def counter(self, path: str, line: int) -> Counter: ...
        def reached(self, tracepoint: Tracepoint) -> None: ...
        def hit(self, tracepoint: Tracepoint) -> None: ...
        def left_out(self, tracepoint: Tracepoint) -> None: ...
