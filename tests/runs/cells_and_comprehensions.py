# run: --lines | all
# only: 3.13
"""A variable that an inner function uses has the name of one of a comprehension: outside of that it is told."""
import sys


def f(xs):
    for x in xs:
        y = x
    z = [x for x in xs if x]
    x = 7
    g = lambda: x
    return y, z, g()


print(f((1, 2)))
