# run: --lines | 31,35,44 | --calls
# engines: differ
"""Items of a `with` that raise, suppress, and are entered in vain; decorators that are called late.

A static probe tells a returned value when it is made, the others when the frame is left: behind the exits of the `with`.
"""


class Manager:
    def __init__(self, name, suppress=False, fails=False):
        self.name, self.suppress, self.fails = name, suppress, fails

    def __enter__(self):
        if self.fails:
            raise KeyError(self.name)
        return self

    def __exit__(self, *error):
        print(self.name, error[0])
        return self.suppress

    def __repr__(self):
        return f"Manager({self.name})"


def f(kind):
    with Manager("a", True) as a, \
         Manager("b", kind == 1) as b, \
            Manager("c", fails=kind == 2) as c:
        if kind:
            raise ValueError(kind)
        return a, b, c


def passes(function):
    print("passes", function.__name__)
    return function


class C:
    @staticmethod
    @passes
    def s(x):
        return x


for kind in range(4):
    print(f(kind))
print(C.s(3))
