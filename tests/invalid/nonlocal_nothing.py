# line 3
def f():
    nonlocal
