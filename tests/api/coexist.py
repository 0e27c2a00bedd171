"""Tracers beside a debugger, a profiler and trace functions of others, in both orders: each tells its own."""
import bdb
import cProfile
import io
import pstats
import sys
import threading

from instr import ConditionalTracer, Tracer


def f(x):
    y = x
    return y


class Debugger(bdb.Bdb):
    """Steps, but not into the tracers' package."""

    def __init__(self):
        super().__init__(skip=["instr*"])
        self.seen = []

    def user_line(self, frame):
        if frame.f_code is f.__code__:
            self.seen.append((frame.f_lineno, frame.f_locals["x"]))
        self.set_step()


def someone(frame, event, arg):
    """Someone else's trace function."""
    if frame.f_code is f.__code__:
        seen.append((event, frame.f_lineno, frame.f_locals["x"]))
        return someone


def only_f(log):
    """Of debuggers and threads nothing is told: their texts are another one in each version."""
    return ConditionalTracer("function == 'f'", file=log)


print("# in a function that is debugged")
log, debugger = io.StringIO(), Debugger()


def debugged():
    f(1)
    with Tracer(file=log):
        f(2)
    f(3)
    return sys.gettrace()


print(debugger.runcall(debugged) == debugger.trace_dispatch, sys.gettrace(), debugger.seen)
print(log.getvalue())

print("# a debugger that begins and ends in the block: what comes after it is not told")
log, debugger = io.StringIO(), Debugger()
with only_f(log):
    f(4)
    debugger.runcall(f, 5)
    f(6)
print(sys.gettrace(), debugger.seen)
print(log.getvalue())

print("# in a function that is traced by someone else")
log, seen = io.StringIO(), []
sys.settrace(someone)
f(1)
with Tracer(file=log):
    f(2)
f(3)
restored = sys.gettrace() is someone
sys.settrace(None)
f(4)
print(restored, seen)
print(log.getvalue())

print("# someone else traces in the block, and puts back what was there")
log, seen = io.StringIO(), []
with only_f(log):
    f(1)
    before = sys.gettrace()
    sys.settrace(someone)
    f(2)
    sys.settrace(before)
    f(3)
f(4)
print(sys.gettrace(), seen)
print(log.getvalue())

print("# someone else's that wants no lines, or ends in a frame")
for answer in (lambda *event: None, lambda frame, event, arg: answer if event == "call" else None):
    log = io.StringIO()
    sys.settrace(answer)
    with Tracer(file=log):
        f(1)
    print(sys.gettrace() is answer)
    sys.settrace(None)
    print(log.getvalue())

print("# an error in someone else's is that one's own matter")


def wrong(frame, event, arg):
    if frame.f_code is f.__code__:
        raise ValueError("wrong")


log = io.StringIO()
sys.settrace(wrong)
try:
    with Tracer(file=log):
        f(1)
except ValueError as error:
    print("ValueError", error)
sys.settrace(None)
print(log.getvalue())

print("# profiled")
for order in ("inside", "around"):
    log, profile = io.StringIO(), cProfile.Profile()
    if order == "around":
        profile.enable()
    with Tracer(file=log):
        if order == "inside":
            profile.enable()
        f(1)
        f(2)
        if order == "inside":
            profile.disable()
    profile.disable()
    stats = pstats.Stats(profile).stats
    counts = [(name[1:], counts[:2]) for name, counts in stats.items() if name[2] == "f"]
    print(counts, log.getvalue().count("Calling f"))

seen = []
log = io.StringIO()
sys.setprofile(lambda frame, event, arg: frame.f_code is f.__code__ and seen.append((event, frame.f_lineno)))
with Tracer(file=log):
    f(1)
sys.setprofile(None)
print(seen, log.getvalue().count("Calling f"))

print("# threads of someone else's")
log, seen = io.StringIO(), []
threading.settrace(someone)
with only_f(log):
    thread = threading.Thread(target=f, args=(1,))
    thread.start()
    thread.join()
    f(2)
threading.settrace(None)
print(seen)
print(log.getvalue())
