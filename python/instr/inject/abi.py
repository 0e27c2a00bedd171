"""What rewritten text calls.

    _instr(4, "c", s=s)              fires line 4
    _instr.after(EXPR, 4, "c", s=s)  evaluates EXPR, fires, returns its value
    _instr.each(XS, 4, "s")          the items of XS, fires before each; `again`: not before the first
    _instr.leaving(4, "s")           a context manager that fires on exit
    _instr.L4                        a class for class patterns: matches anything, fires when tried
    *_instr.bases(4, s=s)            fires, gives no base class

`probe` is a function, since calling an instance costs three times as much on CPython up to 3.13. A function cannot
answer attribute names as they come, so the classes for `L4` are made when a file imports `probe`: see `probe_for`.
"""

from __future__ import annotations

import sys
from builtins import Exception, dict, getattr, int, setattr, type

from ..looped import DONE
from . import original
from .fire import fire
from .loops import again, around, each

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, Protocol, Tuple, TypeVar

    from ..looped import Done

    T = TypeVar("T")

    class Probe(Protocol):
        """The object that a preamble binds."""

        def __call__(self, line: int, /, *maybe: str, **values: object) -> None: ...
        def after(self, value: T, line: int, /, *maybe: str, **values: object) -> T: ...
        def bases(self, line: int, /, *maybe: str, **values: object) -> Tuple[()]: ...
        def each(self, iterable: T, line: int, /, *names: str) -> T: ...
        def again(self, iterable: T, line: int, /, *names: str) -> T: ...
        def around(self, iterable: T, line: int, /, *names: str) -> T: ...
        def leaving(self, line: int, /, *names: str) -> Leaving: ...
        def __getattr__(self, name: str) -> Any: ...


def _entry_points(getframe: Any, fire: Any) -> Any:
    # Closures: a module's globals may be None when a probe fires at interpreter shutdown, cells never are.

    def probe(line: int, /, *maybe: str, **values: object) -> None:
        fire(getframe(1), line, maybe, values)

    def after(value: T, line: int, /, *maybe: str, **values: object) -> T:
        fire(getframe(1), line, maybe, values)
        return value

    def bases(line: int, /, *maybe: str, **values: object) -> Tuple[()]:
        fire(getframe(1), line, maybe, values)
        return ()

    return probe, after, bases


class Leaving:
    """Fires when its `with` block is left. It never holds the frame: that would be a cycle."""

    __slots__ = ("line", "names")

    def __init__(self, line: int, /, *names: str) -> None:
        self.line = line
        self.names = names

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        fire(getframe(1), self.line, self.names, {})

    def __aenter__(self) -> Done:
        return DONE

    def __aexit__(self, *error: object) -> Done:
        # Not a coroutine: that would put a frame between the program's frame and this one.
        fire(getframe(1), self.line, self.names, {})
        return DONE


class Case(type):
    """The type of `L4`: a class pattern asks it whether the subject is an instance."""

    line: int

    def __instancecheck__(cls, subject: object) -> bool:
        fire(getframe(1), cls.line, (), {})
        return True


getframe = sys._getframe
original.prepare()
_function, _after, _bases = _entry_points(getframe, fire)
probe: Probe = _function
_function.__module__ = "instr"  # where pickle finds it
_function.__qualname__ = "probe"
setattr(probe, "after", _after)
setattr(probe, "bases", _bases)
setattr(probe, "leaving", Leaving)
setattr(probe, "each", each)
setattr(probe, "again", again)
setattr(probe, "around", around)


def probe_for(frame: FrameType) -> Probe:
    """The probe, ready for the file whose code `frame` runs."""
    try:
        original.remember(frame)
        if sys.version_info >= (3, 10):
            prepare_cases(frame.f_code)
    except Exception:
        pass
    return probe


def prepare_cases(code: CodeType) -> None:
    """Makes the class `L4` for each such name in `code` and the code inside it."""
    rest = [code]
    while rest:
        code = rest.pop()
        for name in code.co_names:
            if name[0] == "L" and name[1:].isdecimal() and name.isascii():
                if getattr(probe, name, None) is None:
                    # A subclass of dict, as those builtins pass the subject itself to a lone positional sub-pattern.
                    setattr(probe, name, Case(name, (dict,), {"line": int(name[1:])}))
        rest += [const for const in code.co_consts if type(const) is type(code)]
