# line 2
def f(a=): pass
