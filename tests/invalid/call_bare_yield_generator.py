# line 3
def g():
    f(yield a for a in b)
