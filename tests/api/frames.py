"""Activations of a function do not mix: recursion, generators that take turns; ways to leave a frame."""
from instr import Tracer


def down(n):
    x = n * 2
    if n:
        down(n - 1)
    return x


def count(name):
    for n in range(2):
        yield name, n


def early():
    try:
        yield 1
    finally:
        print("closed")


def middle():
    down("no number", 1)


with Tracer():
    down(1)
print("---")
with Tracer():
    a, b = count("a"), count("b")
    print(next(a), next(b), *a, *b)
print("---")
with Tracer():
    generator = early()
    next(generator)
    generator.close()
print("---")
with Tracer():
    try:
        middle()
    except TypeError:
        pass
