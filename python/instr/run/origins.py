"""Where coroutines were created: CPython keeps it when it is asked to, `instr trace --origins` asks."""

from __future__ import annotations

import gc
import sys
from builtins import getattr, list, tuple, type

from . import dynamic, events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, List, Tuple

_CO_COROUTINE = 0x80

# So many frames are kept of each creation; 0 is none.
DEPTH = 0


def install(depth: int) -> None:
    """Asks for so many frames."""
    global DEPTH
    DEPTH = depth
    ask()


def ask() -> None:
    """The same in this thread. A debug mode of the program may have asked for more."""
    if sys.get_coroutine_origin_tracking_depth() < DEPTH:
        sys.set_coroutine_origin_tracking_depth(DEPTH)


def of(frame: FrameType) -> List[Tuple[str, int, str]]:
    """File, line and function where the coroutine that runs in a frame was created, and what called that."""
    if not DEPTH or not frame.f_code.co_flags & _CO_COROUTINE:
        return []
    coroutine: Any = getattr(frame, "f_generator", None)  # from 3.14 on
    if coroutine is None:
        for other in gc.get_referrers(frame):
            if type(other).__name__ == "coroutine" and getattr(other, "cr_frame", None) is frame:
                coroutine = other
    return list(getattr(coroutine, "cr_origin", None) or ())


def seen(frame: FrameType) -> None:
    """Looks at a call: CPython calls `_warn_unawaited_coroutine` for a coroutine that dies without having run."""
    ask()
    if frame.f_code.co_name != "_warn_unawaited_coroutine" or "warnings" not in frame.f_globals.get("__name__", ""):
        return
    coroutine: Any = frame.f_locals.get("coro")
    if type(coroutine).__name__ == "coroutine" and coroutine.cr_frame is not None:
        code = dynamic.code_of(coroutine.cr_code, coroutine.cr_frame)
        if code is not None:
            events.unawaited(code.call("unawaited", code.first), list(coroutine.cr_origin or ()))

