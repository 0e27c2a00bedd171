# line 2
def f(**k, **l): pass
