"""Modules that the runtime needs and the program did not import: it sees none of them in `sys.modules`."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict


def borrowed(name: str) -> Any:
    """A module that is written in C: the program gets it anew when it asks for it."""
    if name not in _kept:
        known = name in sys.modules
        _kept[name] = __import__(name)
        if not known:
            sys.modules.pop(name, None)
    return _kept[name]


# Their state goes with them.
_kept: Dict[str, Any] = {}
