# run: --lines | 18-75
"""Statements that begin with a probe's expression keep the lines and columns of all of their parts."""
import traceback


class Thing:
    pass


def told(function, *args):
    try:
        function(*args)
    except Exception:
        lines = traceback.format_exc().split('\n')
        print(function.__name__, '\n'.join(lines[3:]))


def stored(a):
    a.d = (
        a.n > 1000 or
        len(a.s) > 50000
    )


def indexed(a):
    a.x[
        a.d
    ] = 3


def called(a):
    a.x(
        1).y(
        2)


def deleted(a):
    del a.x[
        1].y


def added(a):
    a.x[
        0
    ] += (
        a.y)


def noted(a):
    a.x[
        0
    ]: int = (
        a.y)


def unpacked(a):
    (a.x,
     a.y[
        0]) = (
        a.n)


def looped(a):
    for (a.x[
            a.n]
         ) in (
            a.s):
        pass


def entered(a):
    with (a.x(
            1)) as a.y[
            2]:
        pass


thing = Thing()
for function in stored, indexed, called, deleted, added, noted, unpacked, looped, entered:
    told(function, thing)
thing.n = 1
thing.x = []
for function in stored, indexed, called, deleted, added, noted, unpacked, looped, entered:
    told(function, thing)
thing.x = [1]
thing.s = [1, 2]
thing.d = 'd'
for function in stored, indexed, called, deleted, added, noted, unpacked, looped, entered:
    told(function, thing)
