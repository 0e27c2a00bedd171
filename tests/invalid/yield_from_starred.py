# line 3
def f():
    yield from *a
