# line 3
def g():
    f(yield, 1)
