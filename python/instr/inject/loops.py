"""Probes of loops: what stands around an iterable in rewritten text.

    for x in _instr.each(xs, 2, "x"):    fires before each `next()`, also the one that ends the loop
    for x in _instr.again(xs, 2, "x"):   not before the first
    (x for x in _instr.around(xs, 2)):   the same, in the frame that asks the generator
"""

from __future__ import annotations

import sys

from ..looped import Looped
from .fire import fire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Iterator

getframe = sys._getframe


class Each:
    """Fires before each item; its items are None."""

    __slots__ = ("line", "names")

    def __init__(self, line: int, names: tuple[str, ...]) -> None:
        self.line = line
        self.names = names

    def __iter__(self) -> Iterator[None]:
        return self

    def __next__(self) -> None:
        fire(getframe(1), self.line, self.names, {})


class Again(Each):
    """Fires before each item but the first."""

    __slots__ = ("armed",)

    def __init__(self, line: int, names: tuple[str, ...]) -> None:
        self.line = line
        self.names = names
        self.armed = False

    def __next__(self) -> None:
        if self.armed:
            fire(getframe(1), self.line, self.names, {})
        else:
            self.armed = True


class Around(Again):
    """Fires before each item but the first, in the frame that asks the generator whose iterator this is; `code` is its."""

    __slots__ = ("code",)

    def __init__(self, line: int, names: tuple[str, ...], code: CodeType) -> None:
        Again.__init__(self, line, names)
        self.code = code

    def __next__(self) -> None:
        if self.armed:
            frame = getframe(1).f_back
            if frame is not None and frame.f_code is self.code:
                fire(frame, self.line, self.names, {})
        else:
            self.armed = True


def each(iterable: Any, line: int, /, *names: str) -> Looped:
    """The items of `iterable`, with line `line` fired before each is asked for."""
    return Looped(iterable, Each(line, names))


def again(iterable: Any, line: int, /, *names: str) -> Looped:
    """The items of `iterable`, with line `line` fired before each but the first is asked for."""
    return Looped(iterable, Again(line, names))


def around(iterable: Any, line: int, /, *names: str) -> Looped:
    """The items of `iterable`, with line `line` fired in the caller's frame before each but the first is asked for."""
    return Looped(iterable, Around(line, names, getframe(1).f_code))
