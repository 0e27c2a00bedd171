# run: --lines | 27,28,29,35 | --max-repr | 90
import sys


class Raises:
    def __repr__(self):
        raise ValueError("no repr")


class Recurses:
    def __repr__(self):
        return repr(self) + ""


class Calls:
    def __repr__(self):
        f(1)
        return "Calls()"


class Lines:
    def __repr__(self):
        return "a\nb"


def f(x):
    a, b, c, d = Raises(), [Raises()], Calls(), Lines()
    e = "x" * 1000
    return x


def g():
    x = []
    x.append(x)
    return 1


def h():
    x = Recurses()
    return 1


f(0)
g()
h()
