def f(a, /): pass
def f(a, /,): pass
def f(a, b=1, /): pass
def f(a, /, b): pass
def f(a, /, b=1): pass
def f(a=1, /, b=2): pass
def f(a, /, *, b): pass
def f(a, /, *b): pass
def f(a, /, **b): pass
def f(a: int = 1, /, b: int = 2, *c, d, **e): pass
lambda a, /: b
lambda a, /, b=1, *c, d, **e: f
lambda a, /,: b
lambda a=1, /, b=2: c
