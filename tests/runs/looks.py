# run: --lines | 13
# args: a | b
"""A script sees itself as without probes."""
from __future__ import annotations
import sys
import warnings

names = sorted(globals())


def f(x):
    y = x + 1
    print(sorted(locals()), dir(), sorted(vars()))
    return y


print(f(1), names, sorted(dir()))
here = globals()
for name in ("__file__", "__cached__", "__loader__", "__spec__", "__package__", "__doc__", "__name__"):
    print(name, repr(here.get(name, "absent")).split(" at 0x")[0])
print(sys.argv, sys.path[0] == sys.path[0])
print(sys.flags, sys.warnoptions, sys._xoptions, sys.modules["__main__"].__dict__ is here)
print(warnings.filters, sys._getframe().f_back, f.__code__.co_firstlineno, f.__qualname__, hash(f.__code__) != 0)
print([name for name in sys.modules if "instr" in name], [type(finder) for finder in sys.meta_path])
