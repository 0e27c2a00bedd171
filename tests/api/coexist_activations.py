"""Tracers in threads, tasks and generators, and in each other: each tells its own block, and ends with it."""
import asyncio
import io
import sys
import threading

from instr import ConditionalTracer, Tracer


def f(x):
    y = x * 2
    return y


def count():
    for n in range(3):
        yield n


def texts(*logs):
    for log in logs:
        print(log.getvalue(), end="--\n")


def told(log):
    return [line for line in log.getvalue().splitlines() if line.startswith("Calling")]


print("# a generator outlives the block, and goes on in another one")
one, two = io.StringIO(), io.StringIO()
with Tracer(file=one):
    numbers = count()
    next(numbers)
next(numbers)
with Tracer(file=two):
    print([*numbers])
texts(one, two)

print("# a generator begins before the block, and ends in it")
one = io.StringIO()
numbers = count()
next(numbers)
with Tracer(file=one):
    print([*numbers])
texts(one)

print("# a block in a generator is left by an exception, and by its end")


def traced(log):
    with ConditionalTracer("function == 'f'", file=log):
        f(1)
        yield
        f(2)
    f(3)


for way in (next, lambda generator: generator.throw(KeyError("x")), lambda generator: generator.close()):
    log = io.StringIO()
    generator = traced(log)
    next(generator)
    f(4)
    try:
        way(generator)
    except (StopIteration, KeyError) as error:
        print(type(error).__name__)
    f(5)
    print(sys.gettrace(), told(log))

print("# in each other")
outer, inner, innermost = io.StringIO(), io.StringIO(), io.StringIO()
with Tracer(file=outer) as tracer:
    f(1)
    with Tracer(file=inner):
        f(2)
        try:
            with Tracer(file=innermost):
                f(3)
                raise ValueError
        except ValueError:
            f(4)
    f(5)
    print(sys.gettrace() == tracer._traceit)
print(sys.gettrace(), *map(told, (outer, inner, innermost)), sep="\n")
print(innermost.getvalue())

print("# one after the other, with one tracer")
tracer = Tracer(file=io.StringIO())
for x in range(2):
    with tracer:
        f(x)
    f("no")
texts(tracer.file)

print("# recursion, and exceptions through finally")


def down(n):
    try:
        if n == 0:
            raise ValueError("bottom")
        down(n - 1)
    finally:
        n = -n


log = io.StringIO()
try:
    with Tracer(file=log):
        down(2)
except ValueError as error:
    print(error, sys.gettrace())
texts(log)


def nested(n):
    """Each activation has a tracer of its own."""
    logs.append(io.StringIO())
    with ConditionalTracer("function == 'f'", file=logs[-1]):
        f(n)
        if n:
            nested(n - 1)
        f(-n)


logs = []
nested(2)
print(sys.gettrace(), *map(told, logs), sep="\n")

print("# threads with a tracer each")
logs = [io.StringIO() for _ in range(3)]
barrier = threading.Barrier(3)


def work(n):
    barrier.wait()
    with Tracer(file=logs[n]):
        for _ in range(30):
            f(n)
    f("no")


threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for n in range(3):
    print(told(logs[n]) == [f"Calling f(x = {n})"] * 30, len(logs[n].getvalue().splitlines()))

print("# a thread that the block starts is not told")
log = io.StringIO()
thread = threading.Thread(target=f, args=("no",))
with ConditionalTracer("function == 'f'", file=log):
    thread.start()
    thread.join()
    f(1)
print(told(log))

print("# tasks that take turns in the block; what each had shown is its own")


async def step(name):
    for n in range(2):
        text = name * n
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(step("a"), step("b"))


log = io.StringIO()
with ConditionalTracer("function == 'step'", file=log):
    asyncio.run(main())
# Not each version has an event for the end of an awaited one.
print(*[line for line in log.getvalue().splitlines() if line != "..." and "StopIteration" not in line], sep="\n")

print("# blocks in tasks")


async def task(log, name):
    for _ in range(2):
        with ConditionalTracer("function == 'f'", file=log):
            f(name)
        await asyncio.sleep(0)
        f("no")


async def tasks():
    await asyncio.gather(task(one, "a"), task(two, "b"))


one, two = io.StringIO(), io.StringIO()
asyncio.run(tasks())
print(sys.gettrace(), told(one), told(two))
