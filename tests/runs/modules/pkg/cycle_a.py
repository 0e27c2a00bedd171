from . import cycle_b
def f():
    x = cycle_b.g()
    return x
