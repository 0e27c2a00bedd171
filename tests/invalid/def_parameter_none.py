# line 2
def f(None): pass
