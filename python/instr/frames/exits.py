"""How a frame is left: what a trace function is not told."""

from __future__ import annotations

import sys
from builtins import bytes, len, next

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Optional


def way_out(code: CodeType, at: int) -> Optional[str]:
    """`return` or `yield`, empty for an await; None where an exception leaves the frame."""
    text = code.co_code
    if not 0 <= at < len(text):
        return None
    if text[at] in _RETURNS:
        return "return"
    if sys.version_info >= (3, 13) and text[at - 2] == _YIELD and text[at] == _BEHIND:
        at -= 2
    if text[at] == _YIELD:
        # Since 3.11 the operation behind says what is yielded from: 1 is the function itself.
        return "yield" if sys.version_info < (3, 11) or text[at + 3] & 3 == 1 else ""
    if sys.version_info < (3, 11) and text[at + 2 : at + 3] == _YIELD_FROM:
        return ""
    return None


def _operations(generator: Any, shift: int) -> bytes:
    """Those at which a generator has stopped, two bytes each."""
    next(generator)
    at: int = generator.gi_frame.f_lasti + shift
    text: bytes = generator.gi_code.co_code
    generator.close()
    return text[at : at + 4]


def _one() -> Any:
    yield


def _other() -> Any:
    yield from _one()


def _same(x: object) -> object:
    return x


def _constant() -> object:
    return 1


# The numbers of operations differ between versions; where a generator has stopped, since 3.13, too.
_RETURNS = (_same.__code__.co_code[-2], _constant.__code__.co_code[-2])
_STOPPED = _operations(_one(), 0 if sys.version_info < (3, 13) else -2)
_YIELD, _BEHIND = _STOPPED[0], _STOPPED[2]
_YIELD_FROM = _operations(_other(), 2)[:1] if sys.version_info < (3, 11) else b""
