"""The engine that `sys.monitoring` is, of CPython 3.12 and later: events of the chosen code objects alone."""

from __future__ import annotations

import posix
import sys
from builtins import ValueError, compile, getattr, id, len, range

from ..frames.exits import way_out
from ..frames.snapshots import Snapshot, snapshot_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, Dict, List, Tuple

    from .traced import Code, Traced

_api: Any = getattr(sys, "monitoring", None)
_getframe = sys._getframe
_NAME = "instr"


def install(engine: Traced) -> None:
    """Takes a free tool id."""
    for number in (4, 3, 5, 2, 1, 0):
        if _api.get_tool(number) is None:
            tool = number
            break
    else:
        # Nothing has run yet, and nothing shall run unseen.
        posix.write(2, b"instr: all tool ids of sys.monitoring are in use: another tool is there; use another engine\n")
        posix._exit(2)
    _api.use_tool_id(tool, _NAME)
    Monitoring(engine, tool).register()
    engine.hook, engine.look = _NAME, lambda: _api.get_tool(tool)


class Monitoring:
    """The callbacks of a tool id."""

    def __init__(self, engine: Traced, tool: int) -> None:
        self.engine = engine
        self.tool = tool
        # Of a function with nothing but its start at its first line.
        self.alone = _first(compile("def f():\n f", "", "exec").co_consts[0])
        # By the identity of a code object, which is kept: the line of each of its instructions.
        self.lines: Dict[int, Tuple[CodeType, List[int]]] = {}

    def register(self) -> None:
        """From here on they are called."""
        events = _api.events
        for event, callback in (
            (events.PY_START, self.start),
            (events.LINE, self.line),
            (events.JUMP, self.jump),
            (events.PY_RETURN, self.returned),
            (events.PY_YIELD, self.yielded),
            (events.PY_UNWIND, self.unwound),
        ):
            _api.register_callback(self.tool, event, callback)
        _api.set_events(self.tool, events.PY_START)

    def start(self, code: CodeType, at: int) -> Any:
        frame = _getframe(1)
        found = self.engine.code_of(code, frame)
        if found is None:
            return _api.DISABLE
        try:
            self.watch(code, found)
        except ValueError:
            return _api.DISABLE  # the program has freed the tool id
        if found.parameters is not None:
            self.engine.enter(found, frame, snapshot_of(frame))
        # Disabled here, the LINE of the same instruction would be gone with it: that of a first line with code.
        return _api.DISABLE if found.parameters is None and _first(code) == self.alone else None

    def watch(self, code: CodeType, found: Code) -> None:
        """Asks for the events of a code object."""
        events = _api.events
        if _api.get_local_events(self.tool, code) == 0:
            wanted = events.LINE | events.JUMP
            if found.parameters is not None:
                wanted |= events.PY_YIELD
            if found.parameters is not None or found.watches:
                wanted |= events.PY_RETURN
                _api.set_events(self.tool, events.PY_START | events.PY_UNWIND)
            _api.set_local_events(self.tool, code, wanted)

    def line(self, code: CodeType, number: int) -> Any:
        return self.record(code, number, _getframe(1))

    def record(self, code: CodeType, number: int, frame: FrameType) -> Any:
        found = self.engine.code_of(code, frame)
        if found is None:
            return _api.DISABLE
        if found.watches and number:
            self.look(found, frame).line = number
        if found.lines is not None and number not in found.lines:
            return None if found.watches else _api.DISABLE
        self.engine.line(found, number, frame, snapshot_of(frame))
        # With the LINE of a first instruction its PY_START would be gone, which tells calls.
        if number and not found.watches and found.parameters is None and found.is_over(number):
            return _api.DISABLE
        return None

    def look(self, found: Code, frame: FrameType, leaves: bool = False) -> Snapshot:
        """Looks at what is watched, and returns the frame's snapshot."""
        snapshot = snapshot_of(frame)
        self.engine.watch(found, frame, snapshot, snapshot.line or found.first or 1, leaves)
        return snapshot

    def jump(self, code: CodeType, at: int, to: int) -> Any:
        """Back to the line that it comes from: that is no event of LINE."""
        if to > at:
            return _api.DISABLE
        kept = self.lines.get(id(code))
        if kept is None or kept[0] is not code:
            kept = self.lines[id(code)] = (code, _of(code))
        lines = kept[1]
        number = lines[to // 2]
        if number != lines[at // 2]:
            return _api.DISABLE
        return self.record(code, number, _getframe(1))

    def returned(self, code: CodeType, at: int, value: object) -> Any:
        frame = _getframe(1)
        found = self.engine.code_of(code, frame)
        if found is not None and found.watches:
            self.look(found, frame, True)
        if found is not None and found.parameters is not None:
            self.engine.leave(found, frame, snapshot_of(frame), "return", value, frame.f_lineno)
        return None

    def yielded(self, code: CodeType, at: int, value: object) -> Any:
        frame = _getframe(1)
        found = self.engine.code_of(code, frame)
        if found is not None and way_out(code, at) == "yield":
            self.engine.leave(found, frame, snapshot_of(frame), "yield", value, frame.f_lineno)
        return None

    def unwound(self, code: CodeType, at: int, error: BaseException) -> Any:
        frame = _getframe(1)
        found = self.engine.code_of(code, frame)
        if found is not None and found.watches:
            self.look(found, frame, True)
        if found is not None and found.parameters is not None:
            self.engine.raises(found, frame, snapshot_of(frame), error)
        return None


def _first(code: CodeType) -> List[int]:
    """The lengths of what is at the first line of a code object."""
    spans: Any = code.co_lines()
    return [end - start for start, end, number in spans if number == code.co_firstlineno]


def _of(code: CodeType) -> List[int]:
    lines = [0] * (len(code.co_code) // 2)
    spans: Any = code.co_lines()
    for start, end, number in spans:
        for at in range(start // 2, end // 2):
            lines[at] = number or 0
    return lines
