"""Runs code of the program where the user asked for it: an own repr, an adapter that was registered. Nothing of what it
raises comes out, but for what a signal handler raises while it happens to run."""

from __future__ import annotations

from builtins import BaseException, KeyboardInterrupt, int, isinstance, len, str, type

from .. import reentrancy
from ..reentrancy import busy, ident
from . import escape, peek

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from .render import Renderer


def run(renderer: Renderer, function: Callable[[Any], object], obj: object, kind: type, what: str = "repr") -> str:
    """The text that `function` makes of an object, or that it failed. Probes are silent meanwhile."""
    me = ident()
    # It may have been so before.
    is_outer = me not in busy
    busy.add(me)
    try:
        text: Any = function(obj)
        if not peek.is_a(type(text), str):
            name = peek.class_name(type(text))
            return f"<{what} of {peek.class_name(kind)} returned no str but {name}>"
        return renderer.clean(escape.plain(text), renderer.limit)
    except BaseException as error:
        if is_from_elsewhere(error):
            raise
        return f"<{what} of {peek.class_name(kind)} raised {peek.class_name(type(error))}: {_why(renderer, error)}>"
    finally:
        if is_outer:
            busy.discard(me)


def _why(renderer: Renderer, error: BaseException) -> str:
    """The message of what was raised; its own `__str__` is the program's as well."""
    try:
        return escape.clip(renderer.message(error), 80)
    except BaseException as second:
        if is_from_elsewhere(second):
            raise
        return "?"


def is_from_elsewhere(error: BaseException) -> bool:
    """Whether what came out of the program's code came from elsewhere, as from a signal handler, so that it is not ours."""
    if isinstance(error, KeyboardInterrupt) and _is_raised_here(error):
        return False
    return reentrancy.must_propagate(error)


def is_for_program(error: BaseException) -> bool:
    """Whether what came up in our own code is for the program: that code raises builtin exceptions only."""
    return is_from_elsewhere(error) or not peek.is_builtin_error(error)


def _is_raised_here(error: BaseException) -> bool:
    """Whether code has a `raise` where the exception came up: one by Ctrl-C comes up anywhere else."""
    traceback = error.__traceback__
    if traceback is None:
        return False
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    code = traceback.tb_frame.f_code.co_code
    at = traceback.tb_lasti
    return 0 <= at < len(code) and code[at] == _RAISE


def _number_of_raise() -> int:
    """The number of the instruction, which each version gives another."""
    try:
        raise KeyboardInterrupt
    except KeyboardInterrupt as error:
        traceback: Any = error.__traceback__
        number: int = traceback.tb_frame.f_code.co_code[traceback.tb_lasti]
        return number


_RAISE = _number_of_raise()
