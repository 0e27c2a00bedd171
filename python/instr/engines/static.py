"""The static engine: the table of a rewritten file, with a function for each of its probes."""

from __future__ import annotations

from builtins import enumerate, setattr, tuple, type

from ..frames.snapshots import Snapshot
from ..model import LineProbe, Site, Tracepoint, WatchProbe
from . import handlers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Sequence, Tuple

    from ..model import Entry
    from ..record.hits import Hits
    from ..record.watchpoints import Watchpoints


def _flags(entries: Sequence[Any]) -> Any:
    """Which probes can still fire, of those that can be stopped, as attributes: `p5`. In slots, which are read fastest."""
    names = [f"p{number}" for number, entry in enumerate(entries, 1) if entry.get("hits") is not None]
    flags = type("Flags", (), {"__slots__": names})()
    for name in names:
        setattr(flags, name, True)
    return flags


class Table:
    """The functions of a file's table."""

    def __init__(self, hits: Hits, watchpoints: Watchpoints, path: str, rate: Optional[int], calls: Optional[Hits] = None) -> None:
        """`calls`: what calls are recorded by, if not by `hits`."""
        self.hits, self.watchpoints = hits, watchpoints
        self.calls = calls or hits
        self.path = path
        self.rate = rate
        # Of the file's own frame.
        self._module = Snapshot()
        self._tracepoints: Dict[Tuple[int, str, str], Tracepoint] = {}
        self._flags: Any = None

    def functions(self, entries: Sequence[Entry]) -> List[Any]:
        """The flags, then the functions from probe id 1 on."""
        self._flags = _flags(entries)
        return [self._flags, *[self._function(number, entry) for number, entry in enumerate(entries, 1)]]

    def _function(self, number: int, entry: Any) -> Any:
        kind: str = entry["kind"]
        if kind == "snapshot":
            return Snapshot
        site = Site(self.path, entry["line"], entry["function"], entry["text"])
        if kind in handlers.WATCHES:
            return handlers.WATCHES[kind](self.watchpoints, self._watch(number, entry, site))
        if kind in handlers.OVERRIDES:
            return handlers.OVERRIDES[kind](self.hits, site, entry)
        probe = LineProbe(site, self._tracepoint(number, entry, site, "line" if kind in handlers.LINES else kind))
        self._snapshot(probe, entry)
        if kind in handlers.LINES:
            self._line(probe, entry)
            return handlers.LINES[kind](self.hits, probe)
        if kind == "test":
            probe.names, probe.maybe = tuple(entry["names"]), tuple(entry["maybe"])
            probe.condition, probe.any_changed = entry["condition"], tuple(entry["any_changed"])
            return handlers.test(self.hits, self.watchpoints, probe)
        if kind == "enter":
            probe.names = tuple(entry["names"])
            probe.redacted, probe.maybe_redacted = tuple(entry["redacted"]), tuple(entry["maybe_redacted"])
            return handlers.enter(self.calls, probe)
        if kind == "raise":
            return handlers.raises(self.calls, probe, entry["bare_yields"])
        return handlers.leave(self.calls, probe, kind)

    def _tracepoint(self, number: int, entry: Any, site: Site, of: str) -> Tracepoint:
        """Probes of a line of a function count as one."""
        found = self._tracepoints.get((site.line, site.function, of))
        if found is None:
            counter = self.hits.recorder.counter(self.path, site.line)
            found = Tracepoint(site, entry.get("hits"), entry.get("every"), self.rate, counter)
            found.flags = self._flags
            self._tracepoints[site.line, site.function, of] = found
        if entry.get("hits") is not None:
            found.probes.append(number)
        return found

    def _snapshot(self, probe: Any, entry: Any) -> None:
        where = entry.get("snapshot")
        probe.is_passed = where == "passed"
        if where == "module":
            probe.snapshot = self._module

    def _line(self, probe: LineProbe, entry: Any) -> None:
        probe.names, probe.maybe, probe.order = tuple(entry["names"]), tuple(entry["maybe"]), tuple(entry["order"])
        probe.redacted, probe.maybe_redacted = tuple(entry["redacted"]), tuple(entry["maybe_redacted"])
        probe.condition, probe.any_changed = entry["condition"], tuple(entry["any_changed"])
        probe.log = tuple([(log["text"], log["is_template"]) for log in entry["log"]])
        probe.by_frame = entry["by_frame"]

    def _watch(self, number: int, entry: Any, site: Site) -> WatchProbe:
        expression: str = entry["expression"]
        # Each probe has its own `--hits`, as it has its own line.
        tracepoint = Tracepoint(site, entry["hits"], entry["every"], self.rate, self.hits.recorder.counter(self.path, site.line))
        tracepoint.flags = self._flags
        probe = WatchProbe(site, tracepoint, expression)
        self._snapshot(probe, entry)
        probe.names, probe.maybe = tuple(entry["names"]), tuple(entry["maybe"])
        probe.is_name, probe.is_value_passed = entry["is_name"], entry["is_passed"]
        probe.condition, probe.condition_names = entry["condition"], tuple(entry["condition_names"])
        probe.last = self.watchpoints.last_of(site.path, site.function, expression)
        return probe
