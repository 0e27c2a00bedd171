"""Functions that are hard to tell from others, or to build again."""
import functools
import gc
import io
import linecache
import os
import warnings
import weakref

from instr import insert_tracer, trace_calls

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "")
with open(__file__) as source:
    LINES = source.read().split("\n")


def at(mark):
    return [number for number, line in enumerate(LINES, 1) if line.endswith("# " + mark)][0]


def refused(what, *args, **more):
    try:
        what(*args, **more)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, str(error).replace(FOLDER, "").partition(":")[0][:40])
    else:
        print("not refused")


print("# several of one place or name")
alike = [lambda x: x, lambda x: x, lambda x: x * 2]  # alike
try:
    print(insert_tracer(alike[2], [at("alike")], file=io.StringIO())(5))
except ValueError as error:
    print(10 if "are alike" in str(error) else error)


def same():
    return 1  # first


old = same


def same():
    return 2  # second


refused(insert_tracer, old, [at("second")])
print(insert_tracer(old, [at("first")])(), insert_tracer(same, [at("second")])())
same.__qualname__ = "other"
print(trace_calls(same)())

print("# wrappers")


def twice(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args) * 2

    return wrapper


@twice
@functools.lru_cache()
def cached(n):
    return n + 1  # cached


try:
    print(insert_tracer(cached, [at("cached")], file=io.StringIO())(1))
except TypeError as error:
    # 3.8 does not tell how a cache was made.
    print(4 if "_lru_cache_wrapper" in str(error) else error)
partial = functools.partial(same)
partial.mark = 3
print(insert_tracer(partial, [at("second")], file=io.StringIO()).mark)

print("# annotations, and what was imported from the future elsewhere")


def annotated(a: int):
    return a  # annotated


annotated.__annotations__ = {"a": str}
traced = insert_tracer(annotated, [at("annotated")])
print(traced.__annotations__)
traced.__annotations__["b"] = 1
print(annotated.__annotations__)
text = "def outer():\n    def inner(x: undefined): return 1\n    return inner.__annotations__\n"
linecache.cache["<later>"] = (len(text), None, text.splitlines(True), "<later>")
names = {}
flag = __import__("__future__").annotations.compiler_flag
exec(compile(text, "<later>", "exec", flag), names)
print(insert_tracer(names["outer"], [3], file=io.StringIO())())

print("# nothing is kept alive")


class Big:
    pass


def made():
    big = Big()

    def holds():
        return big  # holds

    return holds, weakref.ref(big)


for change in (lambda f: insert_tracer(f, [at("holds")], file=io.StringIO()), lambda f: trace_calls(f, file=io.StringIO())):
    holds, reference = made()
    traced = change(holds)
    traced()
    del holds, traced
    gc.collect()
    print(reference())

print("# no warning is given again")
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    text = "def warned(a):\n    return a is 1\n"
    linecache.cache["<warned>"] = (len(text), None, text.splitlines(True), "<warned>")
    exec(compile(text, "<warned>", "exec"), names)
    insert_tracer(names["warned"], [2], file=io.StringIO())(1)
print(len(seen))

print("# arguments")
for more in ({"condition": 5}, {"log": 5}, {"log": [5]}, {"file": "x.log"}, {"condition": "a\0"}):
    refused(insert_tracer, annotated, [at("annotated")], **more)
refused(insert_tracer, annotated, 7)
refused(insert_tracer, annotated, [10**30])
