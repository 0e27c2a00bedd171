"""The engine that `sys.monitoring` is, of CPython 3.12 and later: events of the chosen code objects alone."""

from __future__ import annotations

import posix
import sys
from builtins import RuntimeError, ValueError, compile, dict, id, len, range

from ..memory import memory_of
from ..ways import way_out
from . import dynamic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, Dict, List, Optional, Tuple

_api: Any = getattr(sys, "monitoring", None)
_getframe = sys._getframe
_NAME = "instr"
# The line that ran last, in a frame's memory: neither a variable nor what is watched has such a name.
_LAST = "  line"
_tool = -1
# Of a function with nothing but its start at its first line.
_ALONE: List[int] = []
# By the identity of a code object, which is kept: the line of each of its instructions.
_lines: Dict[int, Tuple[CodeType, List[int]]] = {}


def install() -> None:
    """Takes a free tool id."""
    global _tool
    for number in (4, 3, 5, 2, 1, 0):
        if _api.get_tool(number) is None:
            _tool = number
            break
    else:
        # Nothing has run yet, and nothing shall run unseen.
        posix.write(2, b"instr: all tool ids of sys.monitoring are in use: another tool is there; use another engine\n")
        posix._exit(2)
    _api.use_tool_id(_tool, _NAME)
    _ALONE.extend(_first(compile("def f():\n f", "", "exec").co_consts[0]))
    dynamic.HOOK, dynamic.LOOK = _NAME, lambda: _api.get_tool(_tool)
    events = _api.events
    _api.register_callback(_tool, events.PY_START, _start)
    _api.register_callback(_tool, events.LINE, _line)
    _api.register_callback(_tool, events.JUMP, _jump)
    _api.register_callback(_tool, events.PY_RETURN, _return)
    _api.register_callback(_tool, events.PY_YIELD, _yield)
    _api.register_callback(_tool, events.PY_UNWIND, _unwind)
    _api.set_events(_tool, events.PY_START)


def _start(code: CodeType, at: int) -> Any:
    frame = _getframe(1)
    found = dynamic.code_of(code, frame)
    if found is None:
        return _api.DISABLE
    try:
        _watch(code, found)
    except ValueError:
        return _api.DISABLE  # the program has freed the tool id
    if found.parameters is not None:
        dynamic.enter(found, frame, memory_of(frame).last)
    # Disabled here, the LINE of the same instruction would be gone with it: that of a first line with code.
    return _api.DISABLE if found.parameters is None and _first(code) == _ALONE else None


def _first(code: CodeType) -> List[int]:
    """The lengths of what is at the first line of a code object."""
    spans: Any = code.co_lines()
    return [end - start for start, end, number in spans if number == code.co_firstlineno]


def _watch(code: CodeType, found: dynamic.Code) -> None:
    events = _api.events
    if _api.get_local_events(_tool, code) == 0:
        wanted = events.LINE | events.JUMP
        if found.parameters is not None:
            wanted |= events.PY_YIELD
        if found.parameters is not None or found.watches:
            wanted |= events.PY_RETURN
            _api.set_events(_tool, events.PY_START | events.PY_UNWIND)
        _api.set_local_events(_tool, code, wanted)


def _line(code: CodeType, number: int) -> Any:
    return _told(code, number, _getframe(1))


def _told(code: CodeType, number: int, frame: FrameType) -> Any:
    found = dynamic.code_of(code, frame)
    if found is None:
        return _api.DISABLE
    if found.watches and number:
        _look(found, frame)[_LAST] = number
    if found.lines is not None and number not in found.lines:
        return None if found.watches else _api.DISABLE
    dynamic.line(found, number, frame, memory_of(frame).last)
    # With the LINE of a first instruction its PY_START would be gone, which tells calls.
    if number and not found.watches and found.parameters is None and found.is_over(number):
        return _api.DISABLE
    return None


def _look(found: dynamic.Code, frame: FrameType, leaves: bool = False) -> Dict[str, Any]:
    """Looks at what is watched, and returns the frame's memory."""
    memory: Dict[str, Any] = memory_of(frame).last
    dynamic.watch(found, frame, memory, memory.get(_LAST) or found.first or 1, leaves)
    return memory


def _jump(code: CodeType, at: int, to: int) -> Any:
    """Back to the line that it comes from: that is no event of LINE."""
    if to > at:
        return _api.DISABLE
    kept = _lines.get(id(code))
    if kept is None or kept[0] is not code:
        kept = _lines[id(code)] = (code, _of(code))
    lines = kept[1]
    number = lines[to // 2]
    if number != lines[at // 2]:
        return _api.DISABLE
    return _told(code, number, _getframe(1))


def _of(code: CodeType) -> List[int]:
    lines = [0] * (len(code.co_code) // 2)
    spans: Any = code.co_lines()
    for start, end, number in spans:
        for at in range(start // 2, end // 2):
            lines[at] = number or 0
    return lines


def _return(code: CodeType, at: int, value: object) -> Any:
    frame = _getframe(1)
    found = dynamic.code_of(code, frame)
    if found is not None and found.watches:
        _look(found, frame, True)
    if found is not None and found.parameters is not None:
        dynamic.leave(found, "return", value, frame.f_lineno)
    return None


def _yield(code: CodeType, at: int, value: object) -> Any:
    frame = _getframe(1)
    found = dynamic.code_of(code, frame)
    if found is not None and way_out(code, at) == "yield":
        dynamic.leave(found, "yield", value, frame.f_lineno)
    return None


def _unwind(code: CodeType, at: int, error: BaseException) -> Any:
    frame = _getframe(1)
    found: Optional[dynamic.Code] = dynamic.code_of(code, frame)
    if found is not None and found.watches:
        _look(found, frame, True)
    if found is not None and found.parameters is not None:
        dynamic.raises(found, error)
    return None
