"""Keeps the runtime out of itself, and its failures away from the program."""

from __future__ import annotations

import _thread
import sys
from builtins import BaseException, Exception, KeyboardInterrupt, RecursionError, getattr, id, isinstance, set, str, type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Optional, Set

# Threads in which a value's repr or the log's stream runs: a probe in there stays silent, it would recurse for ever.
busy: Set[int] = set()
ident = _thread.get_ident
_ROOT: Any = __package__
_INSIDE = f"{__package__}."


def must_propagate(error: BaseException) -> bool:
    """Whether an exception that came up in foreign code, called by the runtime, is for the program.

    It is not, but for what came from elsewhere: a signal handler, a timeout's for example, runs wherever the thread
    happens to be.
    """
    if isinstance(error, KeyboardInterrupt):
        return True
    if isinstance(error, RecursionError) and sys.version_info < (3, 10):
        # Up to 3.9 the interpreter aborts when an overflow is swallowed and the program then recurses 50 levels more.
        return near_limit()
    return _from_handler(error)


def is_async_exception(error: BaseException) -> bool:
    """Whether an exception that came up in the runtime's own code is for the program.

    Besides the cases of `must_propagate`: PyThreadState_SetAsyncExc raises an exception that our code does not.
    """
    if must_propagate(error):
        return True
    traceback = error.__traceback__
    while traceback is not None:
        package = traceback.tb_frame.f_globals.get("__package__")
        if package != _ROOT and not (type(package) is str and package.startswith(_INSIDE)):
            return False
        traceback = traceback.tb_next
    return type(error).__module__ != "builtins"


def _from_handler(error: BaseException) -> bool:
    signal = sys.modules.get("signal")
    if signal is None:
        return False
    handlers = set()
    for number in signal.valid_signals():
        handler = signal.getsignal(number)
        for function in (handler, getattr(handler, "__func__", None), getattr(type(handler), "__call__", None)):
            handlers.add(id(getattr(function, "__code__", None)))
    traceback = error.__traceback__
    while traceback is not None:
        if id(traceback.tb_frame.f_code) in handlers:
            return True
        traceback = traceback.tb_next
    return False


def near_limit() -> bool:
    frame: Optional[FrameType] = sys._getframe()
    depth = 0
    while frame is not None:
        depth += 1
        frame = frame.f_back
    return depth > sys.getrecursionlimit() - 100
