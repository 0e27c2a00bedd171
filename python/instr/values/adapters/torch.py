"""`Tensor(shape=(3, 2), dtype=torch.float32, device=cuda:0)`. No items: reading one would wait for the device."""

from __future__ import annotations

from builtins import len, repr, str, tuple, type

from .. import escape, peek

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Set, Tuple

    from ..render import Renderer

# Subclasses may have a `__torch_function__`, which each attribute asks.
_EXACT = (("torch", "Tensor"), ("torch.nn.parameter", "Parameter"))


def _tensor(r: Renderer, value: Any, kind: type, depth: int, path: Set[int]) -> str:
    if peek.raw_names(kind) not in _EXACT:
        return peek.default(value, kind)
    found = {}
    for base in peek.mro(kind):
        # Those of a class that is written in C.
        for name in ("shape", "dtype", "device"):
            if name not in found:
                item = peek.read(value, base, name)
                if item is not peek.MISSING:
                    found[name] = item
    if len(found) != 3 or not peek.is_a(type(found["shape"]), tuple):
        return peek.default(value, kind)
    shape = repr(tuple([*tuple.__iter__(found["shape"])]))
    dtype, device = escape.escape(repr(found["dtype"])), escape.escape(str(found["device"]))
    return f"{peek.class_name(kind)}(shape={shape}, dtype={dtype}, device={device})"


SHAPES: Dict[Tuple[str, str], Any] = {("torch", "Tensor"): _tensor}
