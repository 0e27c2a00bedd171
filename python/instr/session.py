"""One `instr run` in one process: it owns all state of the run, starts every part, and ends them."""

from __future__ import annotations

import sys
from builtins import BaseException, OSError, dict, getattr, hasattr, list, setattr, str

from .buffer.ring import Ring
from .engines.static import Table
from .load import integrations, script
from .load.importer import Importer
from .record.hits import Hits
from .record.reference import EXTRA_CELLS, Reference
from .record.watchpoints import Watchpoints
from .reentrancy import busy, is_async_exception
from .values.redact import SECRETS, Redactor
from .values.render import Renderer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Tuple

try:
    import posix as system
except ImportError:
    import nt as system  # type: ignore[no-redef]


class Session:
    """The state of a run in this process."""

    def __init__(self, data: Dict[str, Any], folder: str, modules: Dict[str, Any]) -> None:
        """`data`: what `instr run` wrote for all processes of the run; `folder`: the private one of the run."""
        self.data = data
        self.folder = folder
        # Kept alive: nothing else knows them.
        self.modules = modules
        self.is_main = str(system.getpid()) == data["pid"]
        self.values = _renderer(data)
        cells: Dict[str, Tuple[int, List[int]]] = {path: (first, lines) for path, first, lines in data["cells"]}
        planned = sum([len(lines) for _, lines in cells.values()])
        self.recorder = Reference(self.values, self._ring, cells, planned, data["is_counting"], data["stack"])
        self.hits = Hits(self.recorder)
        self.watchpoints = Watchpoints(self.hits)
        self.importer = Importer(data["files"], data["units"], self.recorder, self._table)
        self.traced: Any = None

    def _table(self, path: str, entries: Any) -> List[Any]:
        return Table(self.hits, self.watchpoints, path, self.data["rate"]).functions(entries)

    def _ring(self) -> Optional[Ring]:
        """The buffer of this process; none if the collector is gone, or there is no room for it."""
        data = self.data
        planned = sum([len(lines) for _, _, lines in data["cells"]])
        try:
            return Ring(
                self.folder, data["buffer"], planned + EXTRA_CELLS, self.is_main, data["waits"], data["drops"]
            )
        except OSError:
            return None

    def start(self) -> None:
        """Starts everything. Last the dynamic engines: from there on they see what runs."""
        import atexit  # the one that cannot be there twice

        atexit.register(self.finish)
        if hasattr(system, "register_at_fork"):
            system.register_at_fork(after_in_child=self.forked)
        stage = system.environ.get(b"INSTR_BENCH_STAGE")
        if stage:
            from .record import stages

            stages.leave_out(self.hits, stage.decode())
        if self.data["engine"] == "static":
            self.importer.install()
            integrations.install(self.importer, self.is_main)
        else:
            self._trace()

    def _trace(self) -> None:
        from .engines import traced

        data = self.data
        is_tracing = data["engine"] == "settrace"
        engine = traced.Traced(self.hits, self.watchpoints, self.importer, list(data["files"]), data["rate"], is_tracing)
        self.traced = engine
        if data["origins"]:
            from .engines import origins

            engine.origins = origins.Origins(engine, data["origins"])
        if data["events"]:
            from .engines import raw_events

            raw_events.install(engine, data["events"])
        elif is_tracing:
            from .engines import settrace

            settrace.install(engine)
        else:
            from .engines import monitoring

            monitoring.install(engine)

    def begin_script(self, main: Dict[str, Any]) -> None:
        """A script with probes begins: its code calls this before anything else."""
        script.begin(self.importer, main)

    def forked(self) -> None:
        """In a child that was forked."""
        # Threads of the parent do not exist in the child, their numbers may come again.
        busy.clear()
        self.is_main = False
        self.recorder.forked()

    def finish(self) -> None:
        """At the end of the program, after its own functions for that."""
        try:
            self.hits.record_late()
            gone = self.traced.gone() if self.traced is not None and self.is_main else None
            if gone is not None:
                self.recorder.note(gone)
                self.recorder.incomplete()
            self.recorder.finish()
        except BaseException as error:
            if is_async_exception(error):
                raise


def _renderer(data: Dict[str, Any]) -> Renderer:
    redactor = None if data["redact"] is None else Redactor((*SECRETS, *data["redact"]))
    own_repr: Any = data["repr"]
    limit = data["max_repr"]
    if limit == 0:
        return Renderer(None, None, None, None, own_repr, redactor)
    return Renderer(limit, own_repr=own_repr, redactor=redactor)
