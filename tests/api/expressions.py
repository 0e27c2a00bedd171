"""Conditions and events: what they see, and what is wrong in them."""
from instr import ConditionalTracer, EventTracer

LIMIT = 2


def f(line, items):
    for n in range(4):
        items.append(n)
    return line


# The tracer's `line` is the line; the program keeps its own.
with ConditionalTracer("line == 10 and len(items) > LIMIT"):
    print(f("mine", []))
# What changes in place is seen; so are comprehensions over the program's variables.
with EventTracer(events=["[i for i in items if i > LIMIT]"]):
    f("mine", [])
# What raises is false, and said at the end.
with ConditionalTracer("1 / (n - 1) > 0"):
    f("mine", [])
try:
    ConditionalTracer("2 +")
except SyntaxError:
    print("a syntax error is raised before anything runs")
