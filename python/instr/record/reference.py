"""The reference recorder: plain Python, as simple as can be. It is the specification of every other one."""

from __future__ import annotations

import sys
import time
from _thread import get_ident
from builtins import AttributeError, BaseException, getattr, id, isinstance, iter, len, next, object, range, str, type

from ..buffer.ring import Ring
from ..model import Counter
from ..reentrancy import busy, is_async_exception
from . import wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Callable, Dict, List, Optional, Tuple

    from ..frames.snapshots import Snapshot
    from ..model import Site, Tracepoint
    from ..values.render import Renderer
    from ..values.value import Value
    from .recorder import Fields, Places

# Counters beyond the planned ones: of conditions that raised, lines that no plan has, events that `--rate` left out.
EXTRA_CELLS = 500


class Reference:
    """Records into the ring of this process."""

    def __init__(
        self,
        values: Renderer,
        make_ring: Callable[[], Optional[Ring]],
        cells: Dict[str, Tuple[int, List[int]]],
        planned: int,
        is_counting: bool = False,
        stack: int = 0,
    ) -> None:
        """`cells`: by path the first cell and the lines of a file, one for each; `planned`: how many cells there are."""
        self.values = values
        self.is_counting = is_counting
        self.late: List[Tuple[Site, Tracepoint]] = []
        self._stack = stack
        self._make_ring = make_ring
        self._lines = cells
        self._planned = planned
        # By path and line; of failures by expression, path and line; all of them, for the end.
        self._counters: Dict[Tuple[str, int], Counter] = {}
        self._failures: Dict[Tuple[str, str, int], Counter] = {}
        self._all: List[Counter] = []
        self._activations = iter(range(1, sys.maxsize))
        self._begin()

    def _begin(self) -> None:
        """Begins the ring of this process."""
        # Names that the ring knows: texts; sites by their identity, kept; threads by their number; tasks by their name.
        self._numbers = iter(range(1, sys.maxsize))
        self._texts: Dict[str, int] = {}
        self._sites: Dict[int, Tuple[Site, int]] = {}
        self._threads: Dict[int, Tuple[str, int]] = {}
        self._tasks: Dict[str, int] = {}
        self._extra = iter(range(self._planned + 1, self._planned + EXTRA_CELLS + 1))
        self.ring = self._make_ring()

    def forked(self) -> None:
        """In a child: its events are its own, and so are its counts."""
        self._begin()
        counters, self._all = self._all, []
        for counter in counters:
            counter.__init__(counter.cell if counter.cell <= self._planned else 0)  # type: ignore[misc]
            self._all.append(counter)
        self._failures = {}

    # What engines hand on.

    def line(self, site: Site, frame: Optional[FrameType], snapshot: Optional[Snapshot], fields: Fields) -> None:
        """A line is about to run."""
        self._event(wire.LINE, site, frame, snapshot, wire.fields(self._named(fields)))

    def call(self, site: Site, frame: FrameType, snapshot: Snapshot, fields: Fields, origin: Places) -> None:
        """A function was entered; a coroutine where `origin` says was created."""
        rest = wire.fields(self._named(fields)) + wire.places(self._placed(origin))
        self._event(wire.CALL, site, frame, snapshot, rest)

    def value(self, site: Site, frame: FrameType, snapshot: Optional[Snapshot], kind: str, value: Value) -> None:
        """A function returns or yields."""
        self._event(wire.YIELD if kind == "yield" else wire.RETURN, site, frame, snapshot, wire.encode(value))

    def raises(self, site: Site, frame: FrameType, snapshot: Optional[Snapshot], name: str, message: str) -> None:
        """An exception leaves a function."""
        self._event(wire.RAISE, site, frame, snapshot, wire.text(name) + wire.text(message))

    def watch(
        self, site: Site, frame: FrameType, snapshot: Optional[Snapshot], line: int, expression: str,
        old: Optional[Value], new: Value,
    ) -> None:  # fmt: skip
        """A watched expression changed, by a line."""
        before = b"\x00" if old is None else b"\x01" + wire.encode(old)
        rest = wire.unsigned(line) + wire.unsigned(self._text(expression)) + before + wire.encode(new)
        self._event(wire.WATCH, site, frame, snapshot, rest)

    def unawaited(self, site: Site, origin: Places) -> None:
        """A coroutine died that never ran."""
        self._event(wire.UNAWAITED, site, None, None, wire.places(self._placed(origin)))

    def row(self, site: Site, event: str, argument: Optional[str], offset: int, operation: str, fields: Fields) -> None:
        """An event of CPython's hooks."""
        given = b"\x00" if argument is None else b"\x01" + wire.text(argument)
        name = wire.unsigned(self._text(operation) if operation else 0)
        rest = wire.unsigned(self._text(event)) + given + wire.signed(offset) + name + wire.fields(self._named(fields))
        self._event(wire.ROW, site, None, None, rest)

    def failed(self, site: Site, expression: str, error: BaseException) -> None:
        """One of the user's expressions raised."""
        key = (expression, site.path, site.line)
        counter = self._failures.get(key)
        if counter is None:
            name, message = self.values.exception(error)
            counter = Counter(next(self._extra, 0))
            first = wire.text(f"{name}: {message}" if message else name)
            where = wire.unsigned(self._site(site)) + wire.unsigned(self._text(expression))
            self._commit(wire.RAISED + where + first + wire.unsigned(counter.cell))
            if counter.cell:
                self._failures[key] = counter
                self._all.append(counter)
        self._step(counter)

    def loaded(self, path: str) -> None:
        """A file with probes was loaded."""
        self._fact(wire.LOADED, path, b"")

    def problem(self, path: str, text: str) -> None:
        """What is to be said of a file at the end."""
        self._fact(wire.PROBLEM, path, wire.text(text))

    def note(self, text: str) -> None:
        """Something about the log itself."""
        if self.ring is not None:
            now = time.monotonic_ns() - self.ring.began
            self._commit(wire.NOTE + wire.unsigned(now) + wire.text(text), is_event=True)

    def incomplete(self) -> None:
        """Not all that happened was seen: what was never reached is not known."""
        self._commit(wire.INCOMPLETE)

    # Counters.

    def counter(self, path: str, line: int) -> Counter:
        """The counter of a line."""
        found = self._counters.get((path, line))
        if found is None:
            first, lines = self._lines.get(path, (0, []))
            cell = first + lines.index(line) if line in lines else 0
            found = self._counters.setdefault((path, line), Counter(cell))
            self._all.append(found)
        return found

    def hit(self, tracepoint: Tracepoint) -> None:
        """Counts a hit."""
        counter = tracepoint.counter
        if not counter.cell:
            self._name_cell(counter, tracepoint, wire.HITS)
        self._step(counter)

    def reached(self, tracepoint: Tracepoint) -> None:
        """A line was reached, whether an event says so or not."""
        if not tracepoint.counter.last:
            self.hit(tracepoint)

    def left_out(self, tracepoint: Tracepoint) -> None:
        """Counts an event that `--rate` leaves out."""
        counter = tracepoint.left_out
        if counter is None:
            counter = tracepoint.left_out = Counter(0)
            self._all.append(counter)
        if not counter.cell:
            self._name_cell(counter, tracepoint, wire.LEFT_OUT)
        self._step(counter)

    def _name_cell(self, counter: Counter, tracepoint: Tracepoint, what: bytes) -> None:
        counter.cell = next(self._extra, 0)
        site = tracepoint.site
        if counter.cell and site is not None:
            self._commit(wire.CELL + wire.unsigned(counter.cell) + wire.unsigned(self._site(site)) + what)

    def _step(self, counter: Counter) -> None:
        number = counter.steps.take()
        if self.ring is not None and counter.cell and counter.last < number:
            counter.last = number
            self.ring.count(counter.cell, number)

    def finish(self) -> None:
        """At the end of the program: what threads may have stored in another order than they counted it is mended."""
        ring = self.ring
        if ring is not None and ring.is_own():
            for counter in self._all:
                if counter.cell:
                    number = counter.steps.take() - 1
                    counter.last = 0
                    ring.count(counter.cell, number)
            ring.finish()

    # Records.

    def _event(
        self, kind: bytes, site: Site, frame: Optional[FrameType], snapshot: Optional[Snapshot], rest: bytes
    ) -> None:
        ring = self.ring
        if ring is None:
            return
        if not ring.is_own():
            # Forked by C code, which no hook has told of.
            self.forked()
            return self._event(kind, site, frame, snapshot, rest)
        now = time.monotonic_ns() - ring.began
        thread, task = self._thread(), self._task()
        activation = 0
        if snapshot is not None:
            activation = snapshot.activation = snapshot.activation or next(self._activations)
        if self._stack and frame is not None:
            callers = wire.places(self._placed(_callers(frame, self._stack)))
            self._commit(wire.STACK + wire.unsigned(thread) + callers)
        head = wire.unsigned(self._site(site)) + wire.unsigned(now) + wire.unsigned(thread) + wire.unsigned(task)
        self._commit(kind + head + wire.unsigned(activation) + rest, is_event=True)

    def _commit(self, body: bytes, is_event: bool = False) -> None:
        if self.ring is not None:
            self.ring.commit(wire.framed(body), is_event)

    def _fact(self, kind: bytes, path: str, rest: bytes) -> None:
        self._commit(kind + wire.unsigned(self._text(path)) + rest)

    def _text(self, text: str) -> int:
        number = self._texts.get(text)
        if number is None:
            number = next(self._numbers)
            # First committed, then known: another thread may use it at once.
            self._commit(wire.STRING + wire.unsigned(number) + wire.text(text))
            self._texts[text] = number
        return number

    def _site(self, site: Site) -> int:
        known = self._sites.get(id(site))
        if known is None:
            number = next(self._numbers)
            path, function, text = self._text(site.path), self._text(site.function), self._text(site.text)
            places = wire.unsigned(path) + wire.unsigned(function) + wire.unsigned(site.line) + wire.unsigned(text)
            self._commit(wire.SITE + wire.unsigned(number) + places)
            known = self._sites[id(site)] = (site, number)
        return known[1]

    def _thread(self) -> int:
        ident = get_ident()
        name = _thread_name(ident)
        known = self._threads.get(ident)
        if known is None or known[0] != name and name:
            number = next(self._numbers)
            shown = name or f"thread {number}"
            self._commit(wire.THREAD + wire.unsigned(number) + wire.unsigned(ident) + wire.text(shown))
            known = self._threads[ident] = (name, number)
        return known[1]

    def _task(self) -> int:
        name = _task_name()
        if name is None:
            return 0
        number = self._tasks.get(name)
        if number is None:
            number = next(self._numbers)
            self._commit(wire.TASK + wire.unsigned(number) + wire.text(name))
            self._tasks[name] = number
        return number

    def _named(self, fields: Fields) -> wire.Fields:
        return [(self._text(name), is_template, value) for name, is_template, value in fields]

    def _placed(self, places: Places) -> wire.Places:
        return [(self._text(path), line, self._text(function)) for path, line, function in places]


def _callers(frame: FrameType, depth: int) -> List[Tuple[str, int, str]]:
    """The frames that called a frame, the nearest first."""
    found: List[Tuple[str, int, str]] = []
    caller = frame.f_back
    while caller is not None and len(found) < depth:
        code = caller.f_code
        if not code.co_filename.startswith("<instr"):
            found.append((code.co_filename, caller.f_lineno or 0, getattr(code, "co_qualname", code.co_name)))
        caller = caller.f_back
    return found


_MAIN_THREAD = get_ident()


def _thread_name(ident: int) -> str:
    """The name of a thread, without running code of the program; empty if `threading` does not know it."""
    threading = sys.modules.get("threading")
    thread: Any = getattr(threading, "_active", {}).get(ident)
    if thread is not None:
        try:
            name = object.__getattribute__(thread, "__dict__").get("_name")
        except AttributeError:
            name = None
        if type(name) is str:
            return name
    return "MainThread" if ident == _MAIN_THREAD else ""


def _task_name() -> Optional[str]:
    """The name of the asyncio task that runs."""
    tasks = sys.modules.get("asyncio.tasks")
    if tasks is None:
        return None
    # `current_task` may be the program's own.
    me = get_ident()
    busy.add(me)
    try:
        task = tasks.current_task()
        if task is None:
            return None
        name = tasks.Task.get_name(task) if isinstance(task, tasks.Task) else type(task).__name__
        return name if type(name) is str else None
    except BaseException as error:
        if is_async_exception(error):
            raise
        return None
    finally:
        busy.discard(me)
