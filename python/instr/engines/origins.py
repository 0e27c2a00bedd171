"""Where coroutines were created: CPython keeps it when it is asked to, `instr trace --origins` asks."""

from __future__ import annotations

import gc
import sys
from builtins import getattr, list, type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, List, Tuple

    from .traced import Traced

_CO_COROUTINE = 0x80


class Origins:
    """Of `depth` frames of each creation."""

    def __init__(self, engine: Traced, depth: int) -> None:
        self.engine = engine
        self.depth = depth
        self.ask()

    def ask(self) -> None:
        """Asks CPython, in this thread. A debug mode of the program may have asked for more."""
        if sys.get_coroutine_origin_tracking_depth() < self.depth:
            sys.set_coroutine_origin_tracking_depth(self.depth)

    def of(self, frame: FrameType) -> List[Tuple[str, int, str]]:
        """File, line and function where the coroutine that runs in a frame was created, and what called that."""
        if not frame.f_code.co_flags & _CO_COROUTINE:
            return []
        coroutine: Any = getattr(frame, "f_generator", None)  # from 3.14 on
        if coroutine is None:
            for other in gc.get_referrers(frame):
                if type(other).__name__ == "coroutine" and getattr(other, "cr_frame", None) is frame:
                    coroutine = other
        return list(getattr(coroutine, "cr_origin", None) or ())

    def seen(self, frame: FrameType) -> None:
        """Looks at a call: CPython calls `_warn_unawaited_coroutine` for a coroutine that dies without having run."""
        self.ask()
        if frame.f_code.co_name != "_warn_unawaited_coroutine" or "warnings" not in frame.f_globals.get("__name__", ""):
            return
        coroutine: Any = frame.f_locals.get("coro")
        if type(coroutine).__name__ == "coroutine" and coroutine.cr_frame is not None:
            code = self.engine.code_of(coroutine.cr_code, coroutine.cr_frame)
            if code is not None:
                site, _ = code.call("unawaited", code.first)
                self.engine.hits.recorder.unawaited(site, list(coroutine.cr_origin or ()))
