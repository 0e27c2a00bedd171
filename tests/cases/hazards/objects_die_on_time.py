import weakref


class Thing:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


def f(flag):
    a = Thing("a")
    if flag:
        b = Thing("b")
    r = weakref.ref(a)
    a = None
    print("a is gone:", r() is None)
    if flag:
        del b
    print("b is gone")
    return 1


f(True)
f(False)
