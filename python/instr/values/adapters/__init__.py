"""Classes of other libraries: a small file each, with `SHAPES` by module and qualified name of a class.

A shape is `shape(renderer, value, kind, depth, path) -> str`. It runs nothing of the program: only what is written in C,
found in the class itself (`peek.native`).
"""

from __future__ import annotations

from _weakref import ref
from builtins import id, str, type

from .. import peek

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Optional, Tuple


class Registry:
    """The adapters of a session: those that are here, and those of the program."""

    __slots__ = ("_registered",)

    def __init__(self) -> None:
        # By the identity of the class, which is not kept alive.
        self._registered: Dict[int, Tuple[Any, Any]] = {}

    def register(self, cls: type, function: Callable[[Any], str]) -> None:
        """Values of `cls` and its subclasses show as what `function` returns."""
        self._registered[id(cls)] = (ref(cls), function)

    def registered(self, kind: type) -> Optional[Callable[[Any], str]]:
        """The program's own function for a class."""
        if self._registered:
            for base in peek.mro(kind):
                known = self._registered.get(id(base))
                if known is not None and known[0]() is base:
                    found: Callable[[Any], str] = known[1]
                    return found
        return None

    def builtin(self, names: Tuple[str, str]) -> Any:
        """The shape for a class of a library."""
        package = names[0].partition(".")[0]
        if package == "numpy":
            from . import numpy

            return numpy.SHAPES.get(names)
        if package == "pandas":
            from . import pandas

            return pandas.SHAPES.get(names)
        if package == "polars":
            from . import polars

            return polars.SHAPES.get(names)
        if package == "torch":
            from . import torch

            return torch.SHAPES.get(names)
        return None
