"""What a loop with probes goes over.

No Python frame may stand between the loop and the program's iterator: a traceback would show it, `sys._getframe` would
count it. So the loop gets `map({}.get, ticker, xs)`, all of it in C: map asks the ticker, which fires, then the
program's iterator, and `{}.get(None, item)` gives the item. And `iter(xs)` is called by the loop itself, through an
instance whose type finds `__iter__` in a slot. An `async for` gets its awaitables in the same way; only its
`__aiter__` is called from here.
"""

from __future__ import annotations

from builtins import TypeError, getattr, hasattr, iter, map, object, type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from functools import partial
    from typing import Any, Callable, Iterator
else:
    from _functools import partial  # `functools` is the program's to import

_second: Any = {}.get


class Looped:
    """An iterable whose `iter()` runs no Python code but the program's."""

    __slots__ = ("__iter__", "iterable", "ticker")

    __iter__: Callable[[], Iterator[Any]]

    def __init__(self, iterable: Any, ticker: Iterator[None]) -> None:
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
