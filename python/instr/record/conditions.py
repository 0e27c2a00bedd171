"""The user's expressions, evaluated in the program: conditions, logged expressions, values that variables are set to."""

from __future__ import annotations

from builtins import (
    AttributeError, BaseException, LookupError, NameError, bool, compile, dict, isinstance, range, tuple, type, zip,
)  # fmt: skip

from ..frames.variables import with_bound
from ..reentrancy import busy, ident, is_async_exception
from ..values.value import IS_UNBOUND, failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, Dict, Optional, Sequence, Tuple

    from ..model import LineProbe, Site
    from ..values.value import Value
    from .recorder import Recorder

FunctionType: Any = type(lambda: None)
_CO_OPTIMIZED = 1


class Failed:
    """Stands for the value of an expression that raised."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


class Expressions:
    """Evaluates expressions; keeps the code that it made of them."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self._codes: Dict[Tuple[str, Tuple[str, ...], str], CodeType] = {}

    def call(self, site: Site, expression: str, frame: FrameType, names: Sequence[str], values: Sequence[Any]) -> Any:
        """The value with some variables, and else the names that the frame's file has. Raises what the expression raises."""
        around = _class_of(site.function, frame) if "__" in expression else ""
        key = (expression, tuple(names), around)
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = _compiled(expression, key[1], around)
        me = ident()
        if me in busy:
            return FunctionType(code, frame.f_globals)(*values)
        # Probes in what it calls are silent: they would evaluate it again.
        busy.add(me)
        try:
            return FunctionType(code, frame.f_globals)(*values)
        finally:
            busy.discard(me)

    def holds(
        self, site: Site, condition: str, frame: FrameType, names: Sequence[str], values: Sequence[Any],
        place_names: Optional[Dict[str, object]] = None,
    ) -> bool:  # fmt: skip
        """Whether a condition is true. An unbound name counts as false, what it raises is reported."""
        try:
            if place_names:
                names, values = [*names, *place_names], [*values, *place_names.values()]
            return bool(self.call(site, condition, frame, names, values))
        except BaseException as error:
            if is_async_exception(error):
                raise
            if not is_unbound(error, 2):
                self.recorder.failed(site, condition, error)
            return False

    def line_holds(self, probe: LineProbe, frame: FrameType, names: Sequence[str], values: Sequence[Any]) -> bool:
        """Whether the condition of a line's probe is true."""
        return probe.condition is None or self.holds(probe.site, probe.condition, frame, names, values, probe.place_names)

    def logged(self, site: Site, expression: str, frame: FrameType, names: Sequence[str], values: Sequence[Any]) -> object:
        """The value of a logged expression, or what stands for it."""
        try:
            return self.call(site, expression, frame, names, values)
        except BaseException as error:
            if is_async_exception(error):
                raise
            return self.failure(site, expression, error)

    def failure(self, site: Site, expression: str, error: BaseException) -> Failed:
        """What stands for the value of an expression that raised."""
        if isinstance(error, NameError):
            return Failed(IS_UNBOUND)
        self.recorder.failed(site, expression, error)
        name, message = self.recorder.values.exception(error)
        return Failed(failed(f"{name}: {message}"))

    def report_override_error(self, site: Site, target: str, expression: str, error: BaseException) -> None:
        """Reports that there is nothing to set a variable to; raises what is for the program."""
        if is_async_exception(error):
            raise error
        self.recorder.failed(site, f"{target}={expression}", error)


def bound_values(
    frame: FrameType, names: Sequence[str], values: Sequence[Any], maybe: Tuple[str, ...]
) -> Tuple[Sequence[str], Sequence[Any]]:
    """The variables that are passed, and those of `maybe` that are bound."""
    if not maybe:
        return names, values
    found = with_bound(frame, maybe, dict(zip(names, values)))
    return tuple(found), tuple(found.values())


def is_unbound(error: BaseException, depth: int) -> bool:
    """A name of the expression itself is unbound."""
    return isinstance(error, NameError) and is_own(error, depth)


def is_absent(error: BaseException, depth: int) -> bool:
    """The way to a value ends in the expression itself."""
    return isinstance(error, (NameError, AttributeError, LookupError)) and is_own(error, depth)


def is_own(error: BaseException, depth: int) -> bool:
    """The expression itself raised: nothing that it calls."""
    traceback = error.__traceback__
    for _ in range(depth):
        traceback = traceback and traceback.tb_next
    return traceback is None or traceback.tb_next is None


def _class_of(qualname: str, frame: FrameType) -> str:
    """The class whose private names a function has: it is mangled into them."""
    parts = qualname.split(".")
    if not frame.f_code.co_flags & _CO_OPTIMIZED:
        parts.append("")
    classes = [part for part, next in zip(parts, parts[1:]) if "<" not in part and next != "<locals>"]
    return classes[-1] if classes else ""


def _compiled(expression: str, names: Tuple[str, ...], around: str) -> CodeType:
    text = f"lambda {', '.join(names)}: (\n{expression}\n)"
    code = _lambda(f"class {around}:\n {text}") if around else _lambda(text)
    # Outside of a class `__class__` is unbound.
    return _lambda(text) if code.co_freevars else code


def _lambda(text: str) -> CodeType:
    code = compile(text, "<instr>", "exec", 0, True)
    while code.co_name != "<lambda>":
        code = [const for const in code.co_consts if type(const) is type(code)][0]
    return code
