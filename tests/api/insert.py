"""Functions with probes: whatever belongs to a function is kept, and what cannot be done is said."""
import asyncio
import contextlib
import functools
import io
import os

from remove_html_markup import remove_html_markup

from instr import breakpoint_at, insert_tracer, trace_calls

with open(__file__) as source:
    LINES = source.read().split("\n")


def at(mark):
    """The number of the line that ends with such a comment."""
    return [number for number, line in enumerate(LINES, 1) if line.endswith("# " + mark)][0]


def refused(what, *args, **more):
    try:
        what(*args, **more)
    except (TypeError, ValueError, RuntimeError) as error:
        print(type(error).__name__, error)
    else:
        print("not refused")


print("# the chapter's example")
lines = [239, 228]
traced = insert_tracer(remove_html_markup, lines)
print(traced('<b>"foo"</b>'), remove_html_markup("<b>x</b>"), lines)


print("# recursion, by its own name")


def fact(n):
    if n < 2:
        return 1  # one
    return n * fact(n - 1)  # more


traced = insert_tracer(fact, [at("one"), at("more")])
print(traced(3), fact(3))
print(trace_calls(fact)(2))
print(insert_tracer(fact, [at("more")], condition="n == 3", log=["n", "f'{n}!'"])(4))


def undone(n):
    if n:
        undone.calls += 1
        undone(n - 1)  # again
    return n


undone.calls = 0
traced = insert_tracer(undone, [at("again")])
fact, undone_before = insert_tracer(fact, [at("one")]), undone
undone = lambda n: print("another one is called", n)
traced.calls = 0
undone.calls = 0
traced(2)
undone = undone_before

print("# decorators")


def twice(function):
    @functools.wraps(function)
    def wrapper(*args, **more):
        return function(*args, **more) * 2

    return wrapper


@twice
@twice
def added(a, b=1, *, c=2):
    """Adds."""
    found = a + b  # added
    return found + c


added.mark = "kept"
traced = insert_tracer(added, [at("added")])
print(traced(1, c=3), added(1, c=3), traced.__name__, traced.__doc__, traced.mark, traced.__defaults__)
inner = traced.__wrapped__.__wrapped__
print(inner.__defaults__, inner.__kwdefaults__, inner.__qualname__, inner.__module__, inner.__globals__ is globals())

if hasattr(functools.lru_cache(fact), "cache_parameters"):

    @functools.lru_cache(maxsize=3)
    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)  # fib

    insert_tracer(fib, [at("fib")], file=io.StringIO())(3)

print("# closures")


def counter():
    count = 0
    unused = "not seen"

    def step(by=1):
        nonlocal count
        count += by  # step
        return count

    return step, lambda: count


step, count = counter()
traced = insert_tracer(step, [at("step")])
print(step(), traced(), step(5), traced(5), count())
refused(insert_tracer, step, [at("step")], condition="unused")

print("# methods, generators, coroutines")


class Cart:
    def __init__(self):
        self.items = []

    @breakpoint_at(at("cart"), log="len(self.items)")
    def add(self, item):
        self.items.append(item)  # cart
        return __class__.__name__

    def __repr__(self):
        return "a cart"

    @trace_calls
    def each(self):
        for item in self.items:
            yield item

    @staticmethod
    @trace_calls
    def plain(a, *rest):
        raise KeyError(a)

    @classmethod
    def made(cls):
        return cls.__name__  # made

    @property
    def size(self):
        return len(self.items)  # size

    def __private(self):
        __value = 3
        return __value  # private


cart = Cart()
print(cart.add("a"), cart.add("b"), list(cart.each()))
try:
    Cart.plain(1, 2)
except KeyError as error:
    print("raised", error)
bound = trace_calls(cart.add)
print(bound("c"), bound.__self__ is cart)
refused(insert_tracer, cart.add, [at("cart")])
Cart.made = insert_tracer(Cart.__dict__["made"], [at("made")])
Cart.size = insert_tracer(Cart.size, [at("size")])
print(Cart.made(), cart.size, insert_tracer(cart._Cart__private, [at("private")])())


async def waits(n):
    await asyncio.sleep(0)
    return n  # waits


@trace_calls
async def gathers():
    return await asyncio.gather(*[insert_tracer(waits, [at("waits")])(n) for n in range(2)])


print(asyncio.run(gathers()))

print("# where it writes")
log = io.StringIO()
insert_tracer(remove_html_markup, [239], file=log)("x")
print(repr(log.getvalue()[-30:]))
log.close()
said = io.StringIO()
with contextlib.redirect_stdout(said):
    insert_tracer(fact, [])(1)
print(repr(said.getvalue()))

print("# a probe never harms")


class Loud:
    def __repr__(self):
        return f"Loud {looked(self)}"


def looked(value):
    result = "at"
    return result  # looked


looked = insert_tracer(looked, [at("looked")])
print(looked(Loud()))


def divides(by):
    return 1 / by  # divides


traced = insert_tracer(divides, [at("divides")], condition="1 / by > 1")
for by in (0, 0.5):
    try:
        print(traced(by))
    except ZeroDivisionError as error:
        trace = error.__traceback__.tb_next
        print(error, trace.tb_lineno == at("divides"), trace.tb_frame.f_code.co_filename == __file__, trace.tb_next)

print("# refused")
code = "def made():\n    return 1\n"
names = {}
exec(compile(code, "<made>", "exec"), names)
refused(insert_tracer, names["made"], [2])
refused(insert_tracer, len, [1])
refused(insert_tracer, Cart, [1])
refused(insert_tracer, divides, [1])
refused(insert_tracer, divides, [100000])
refused(insert_tracer, divides, [0])
refused(insert_tracer, divides, ["7"])
refused(insert_tracer, divides, [at("divides")], condition="by ==")
refused(insert_tracer, divides, [at("divides")], log="print(password)")
refused(breakpoint_at)
refused(insert_tracer, traced, [at("divides")])
path = os.environ.pop("PATH")
refused(insert_tracer, divides, [at("divides")])
os.environ["PATH"] = path
divides.__code__ = divides.__code__.replace(co_consts=(None, 2))
refused(insert_tracer, divides, [at("divides")])
