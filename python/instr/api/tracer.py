"""Tracers to be subclassed: the classes of the chapter "Tracing Executions" of the Debugging Book, on `sys.settrace`.

    with Tracer():                                    every line, call and return, and the variables that changed
        program()
    with ConditionalTracer("line >= 237 and c == 'z'"):
        program()
    with EventTracer(events=["tag", "quote"]):        when one of these changes its value
        program()

A subclass overrides `traceit`, `print_debugger_status`, `do_report`, `eval_in_context` or `log`. In expressions `function`
and `line` are the traced function's name and line, whatever variables the program has. What was last shown is kept for
each activation of a function. A tracer that was set before goes on being called, and is restored.
"""

from __future__ import annotations

import linecache
import sys

from ..frames.exits import way_out
from ..frames.snapshots import snapshot_of
from ..frames.variables import namespace
from ..reentrancy import must_propagate
from ..values.render import Renderer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType, TracebackType
    from typing import Any, Dict, List, Optional, Sequence, TextIO, Tuple, Type

_CO_OPTIMIZED = 1
# As the chapter has it: what a class says of itself.
_VALUES = Renderer(own_repr=True)


class Tracer:
    """Logs what is executed in a `with` block: functions that are called there, not the block itself."""

    def __init__(self, file: Optional[TextIO] = None) -> None:
        #: Where the log goes; None is standard output, as it is then.
        self.file = file
        self.original_trace_function: Any = None
        self._local: Optional[_Local] = None
        # What was there at each `with` that is open: one tracer may be nested in itself.
        self._open: List[Any] = []
        #: What was last shown of the frame at hand.
        self.last_vars: Dict[str, object] = {}

    def log(self, *objects: object, sep: str = " ", end: str = "\n", flush: bool = False) -> None:
        """As `print`, to the tracer's file."""
        print(*objects, sep=sep, end=end, file=self.file, flush=flush)

    def changed_vars(self, new_vars: Dict[str, Any]) -> Dict[str, Any]:
        """The variables that do not show what they did the last time."""
        changes = {}
        for name, value in new_vars.items():
            if _VALUES.changed(self.last_vars, name, value) is not None:
                changes[name] = value
        for name in [name for name in self.last_vars if name not in new_vars]:
            del self.last_vars[name]
        return changes

    def print_debugger_status(self, frame: FrameType, event: str, arg: Any) -> None:
        """Logs an event."""
        name = frame.f_code.co_name
        local = self._local
        if local is not None and local.frame is not frame:
            local = None
        self.last_vars = snapshot_of(frame).variables if local is None else local.last
        if event == "exception":
            error = arg[1] if isinstance(arg[1], BaseException) else arg[0]()
            kind, message = _VALUES.exception(error)
            self.log(f"{name}() raises {kind}{': ' if message else ''}{message}")
            return
        variables = _variables(frame)
        changes = {} if variables is None else self.changed_vars(variables)
        shown = ", ".join([f"{var} = {_text(value)}" for var, value in changes.items()])
        if event == "call":
            self.log(f"Calling {name}({shown})")
        elif shown:
            self.log(" " * 40, "#", shown)
        if event == "line":
            self.log(f"{frame.f_lineno} {_source(frame)}".rstrip())
        elif event == "return":
            # An exception that leaves the frame is an event of its own.
            way = way_out(frame.f_code, frame.f_lasti)
            is_thrown = local is not None and local.raised_at == frame.f_lasti and way != "return"
            if way and not is_thrown:
                self.log(f"{name}() {way}s {_text(arg)}")

    def traceit(self, frame: FrameType, event: str, arg: Any) -> None:
        """What is done for an event."""
        self.print_debugger_status(frame, event, arg)

    def _traceit(self, frame: FrameType, event: str, arg: Any) -> Any:
        # Frames begin here, generators also go on here.
        local: Any = frame.f_trace
        before = self.original_trace_function
        goes_on = type(local) is _Local and local.tracer is self
        if not goes_on:
            local = frame.f_trace = _Local(self)
        if before is not None:
            # None takes no trace function away that a frame has.
            local.before = before(frame, event, arg) or local.before
        if not self._open:
            # It was ended while another one was above it.
            frame.f_trace = local.before
            return local.before
        if not goes_on:
            local.told(frame, event, arg)
        frame.f_trace = local
        return local

    def __enter__(self) -> Any:
        before = sys.gettrace()
        self._open.append(before)
        if before != self._traceit:
            self.original_trace_function = before
            sys.settrace(self._traceit)
        return self

    def __exit__(
        self, tp: Optional[Type[BaseException]], value: Optional[BaseException], traceback: Optional[TracebackType]
    ) -> None:
        before = self._open.pop()
        if before == self._traceit or sys.gettrace() != self._traceit:
            # It is nested in itself; or another one is above it, or has taken it away: that one's is not ours to end.
            return
        while isinstance(getattr(before, "__self__", None), Tracer) and not before.__self__._open:
            before = before.__self__.original_trace_function
        sys.settrace(before)


class _Local:
    """The trace function of a frame: it passes events to the tracer that was there before, too."""

    __slots__ = ("tracer", "before", "frame", "last", "raised_at")

    def __init__(self, tracer: Tracer) -> None:
        self.tracer = tracer
        self.before: Any = None
        self.frame: Optional[FrameType] = None
        self.last: Dict[str, object] = {}
        # The operation of the last exception: what leaves from there is no `yield`.
        self.raised_at = -1

    def __call__(self, frame: FrameType, event: str, arg: Any) -> _Local:
        if self.before is not None:
            self.before = self.before(frame, event, arg) or self.before
        self.told(frame, event, arg)
        if event == "exception":
            self.raised_at = frame.f_lasti
        else:
            self.raised_at = -1
        return self

    def told(self, frame: FrameType, event: str, arg: Any) -> None:
        """Has the tracer tell an event."""
        tracer = self.tracer
        if _is_own(frame) or not tracer._open:
            return
        self.frame, tracer._local = frame, self
        try:
            tracer.traceit(frame, event, arg)
        finally:
            # A frame is not kept alive.
            self.frame = tracer._local = None


class ConditionalTracer(Tracer):
    """Logs while a condition holds."""

    def __init__(self, condition: Optional[str] = None, file: Optional[TextIO] = None) -> None:
        #: A Python expression; none never holds.
        self.condition = "False" if condition is None else condition
        _compiled(self.condition)
        self.last_report: object = None
        # By expression: how often it raised, and the first message.
        self._raised: Dict[str, Tuple[int, str]] = {}
        super().__init__(file)

    def eval_in_context(self, expr: str, frame: FrameType) -> Any:
        """The value of an expression in a frame; None if it raises. `function` and `line` are the frame's own."""
        names = {**frame.f_globals, **(_variables(frame, whole=True) or {})}
        names.update(function=frame.f_code.co_name, line=frame.f_lineno, __builtins__=frame.f_builtins)
        try:
            return eval(_compiled(expr), names)
        except NameError:
            return None
        except Exception as error:
            if must_propagate(error):
                raise
            count, first = self._raised.get(expr, (0, f"{type(error).__name__}: {error}"))
            self._raised[expr] = (count + 1, first)
            return None

    def do_report(self, frame: FrameType, event: str, arg: Any) -> Any:
        """Whether an event is logged."""
        return self.eval_in_context(self.condition, frame)

    def traceit(self, frame: FrameType, event: str, arg: Any) -> None:
        report = bool(self.do_report(frame, event, arg))
        if report != self.last_report:
            if report:
                self.log("...")
            self.last_report = report
        if report:
            self.print_debugger_status(frame, event, arg)

    def __exit__(
        self, tp: Optional[Type[BaseException]], value: Optional[BaseException], traceback: Optional[TracebackType]
    ) -> None:
        super().__exit__(tp, value, traceback)
        for expr, (count, first) in self._raised.items():
            self.log(f"# instr: `{expr}` raised {'once' if count == 1 else f'{count} times'}, first {first}")
        self._raised = {}


class EventTracer(ConditionalTracer):
    """Logs while a condition holds, and where one of some expressions has changed its value."""

    def __init__(
        self, condition: Optional[str] = None, events: Sequence[str] = (), file: Optional[TextIO] = None
    ) -> None:
        #: Python expressions.
        self.events = list(events)
        for event in self.events:
            _compiled(event)
        self.last_event_values: Dict[str, object] = {}
        super().__init__(condition, file)

    def events_changed(self, events: Sequence[str], frame: FrameType) -> bool:
        """Whether an expression shows something else than at the last event. Its first value counts."""
        change = False
        for event in events:
            value = self.eval_in_context(event, frame)
            if _VALUES.changed(self.last_event_values, event, value) is not None:
                change = True
        return change

    def do_report(self, frame: FrameType, event: str, arg: Any) -> Any:
        # Both: a value that changes while the condition holds has not changed afterwards.
        changes = self.events_changed(self.events, frame)
        return self.eval_in_context(self.condition, frame) or changes


def _variables(frame: FrameType, whole: bool = False) -> Optional[Dict[str, Any]]:
    """A frame's variables: a copy, so that nothing is written back. Of a file or a class not what is defined there."""
    space = namespace(frame)
    if space is None:
        return None
    # Without those of probes.
    variables = {name: value for name, value in space.items() if name[:1] != "@"}
    if whole or frame.f_code.co_flags & _CO_OPTIMIZED:
        return variables
    hidden = (type(sys), type(_variables), type)
    return {n: v for n, v in variables.items() if not n.startswith("__") and not isinstance(v, hidden)}


def _text(value: object) -> str:
    """A value, bounded and on one line."""
    return _VALUES.value(value).text


def _source(frame: FrameType) -> str:
    text: str = linecache.getline(frame.f_code.co_filename, frame.f_lineno, frame.f_globals)
    return text.rstrip("\n")


_codes: Dict[str, CodeType] = {}


def _compiled(expression: str) -> CodeType:
    """The code of an expression; a syntax error is the user's to see, before anything runs."""
    code = _codes.get(expression)
    if code is None:
        code = _codes[expression] = compile(f"(\n{expression}\n)", "<condition>", "eval", 0, True)
    return code


_FOLDER = __file__.rpartition("/")[0].rpartition("/")[0] + "/"


def _is_own(frame: FrameType) -> bool:
    """Nothing of this package is traced: entering and leaving the block is not part of it."""
    return frame.f_code.co_filename.startswith((_FOLDER, "<instr "))
