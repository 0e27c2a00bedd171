"""Documentation, then the future."""
from __future__ import annotations
from __future__ import division; x = 1


def f(a: undefined) -> also_undefined:
    y: nor_this = a
    return y


print(f(1), f.__annotations__, x)
