"""Probes of loops: what stands around an iterable in rewritten text.

    for x in _instr.each(xs, 2, "x"):    fires before each `next()`, also the one that ends the loop
    for x in _instr.again(xs, 2, "x"):   not before the first

No Python frame may stand between the loop and the program's iterator: a traceback would show it, `sys._getframe` would
count it. So the loop gets `map({}.get, ticker, xs)`, all of it in C: map asks the ticker, which fires, then the
program's iterator, and `{}.get(None, item)` gives the item. And `iter(xs)` is called by the loop itself, through an
instance whose type finds `__iter__` in a slot. An `async for` gets its awaitables in the same way; only its
`__aiter__` is called from here.
"""

from __future__ import annotations

import sys
from builtins import TypeError, getattr, hasattr, iter, map, object, type

from .frames import fire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from functools import partial
    from typing import Any, Callable, Iterator
else:
    from _functools import partial  # `functools` is the program's to import

getframe = sys._getframe
_second: Any = {}.get


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


class Looped:
    """An iterable whose `iter()` runs no Python code but the program's."""

    __slots__ = ("__iter__", "iterable", "ticker")

    __iter__: Callable[[], Iterator[Any]]

    def __init__(self, iterable: Any, ticker: Each) -> None:
        self.iterable = iterable
        self.ticker = ticker
        self.__iter__ = partial(map, _second, ticker, iterable)

    def __aiter__(self) -> Any:
        kind = type(self.iterable)
        begin = getattr(kind, "__aiter__", None)
        if begin is None:
            raise TypeError(f"'async for' requires an object with __aiter__ method, got {kind.__name__}")
        iterator = begin(self.iterable)
        if not hasattr(type(iterator), "__anext__"):
            return iterator  # the loop says what is wrong with it
        looped = AsyncLooped()
        looped.__anext__ = map(_second, self.ticker, iter(iterator.__anext__, _NEVER)).__next__
        return looped


class AsyncLooped:
    """An asynchronous iterator whose `__anext__()` runs no Python code but the program's."""

    __slots__ = ("__anext__",)

    __anext__: Callable[[], Any]

    def __aiter__(self) -> AsyncLooped:
        return self


_NEVER = object()


class Done:
    """An awaitable that is done, with None."""

    __slots__ = ()

    def __await__(self) -> Iterator[None]:
        return iter(())


DONE = Done()


def each(iterable: Any, line: int, /, *names: str) -> Looped:
    """The items of `iterable`, with line `line` fired before each is asked for."""
    return Looped(iterable, Each(line, names))


def again(iterable: Any, line: int, /, *names: str) -> Looped:
    """The items of `iterable`, with line `line` fired before each but the first is asked for."""
    return Looped(iterable, Again(line, names))
