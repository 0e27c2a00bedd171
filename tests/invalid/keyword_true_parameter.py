# line 2
def f(True): pass
