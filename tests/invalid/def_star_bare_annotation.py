# line 2
def f(*: int, a): pass
