from . import cycle_a
def g():
    return cycle_a.__name__
def fails():
    return {}["x"]
