# line 3
def f():
    yield a = 1
    yield = 1
