def f(): pass
def f(a): pass
def f(a, b): pass
def f(a, b,): pass
def f(a=1): pass
def f(a, b=1, c=2): pass
def f(*a): pass
def f(**a): pass
def f(*a, **b): pass
def f(*a, **b,): pass
def f(*a,): pass
def f(**a,): pass
def f(a, *, b): pass
def f(*, a): pass
def f(*, a=1, b, c=2): pass
def f(*, a,): pass
def f(a, *b, c, d=1, **e): pass
def f(*, a, **b): pass
def f(a: int, b: str = 'c', *d: e, f: g = h, **i: j) -> k: pass
def f() -> (a, b): pass
def f(a: lambda: b = lambda: c): pass
def f(a: (b, c)): pass
def f(
    a,  # comment
    b=1,
):
    pass
def f(): return
def f():
    """doc"""
def f():
    def g():
        def h(): pass
        return h
    return g
def f() -> a if b else c: pass
def f(a=(yield)): pass
def f(a=b if c else d, *e): pass
