"""Tracers in each other, and one that was there before: it goes on being called, and is restored."""
import io
import sys

from instr import ConditionalTracer, Tracer


def f(x):
    y = x
    return y


seen = []


def before(frame, event, arg):
    if frame.f_code.co_name == "f":
        seen.append((event, frame.f_lineno))
        return before


inner, outer = io.StringIO(), io.StringIO()
sys.settrace(before)
with Tracer(file=outer):
    f(1)
    with ConditionalTracer("line == 10", file=inner):
        f(2)
    f(3)
assert sys.gettrace() is before
f(4)
sys.settrace(None)
print(seen)
print(outer.getvalue(), inner.getvalue(), sep="---\n")
