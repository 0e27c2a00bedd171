def f(*a: *b): pass
def f(*a: *b, c): pass
def f(*a: *b.c[d]): pass
def f(*a: *b,): pass
