# line 2
def f(a: b := 1): pass
