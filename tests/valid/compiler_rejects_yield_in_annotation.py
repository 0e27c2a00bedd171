def f(a: (yield)): pass
def f() -> (yield): pass
x: (yield) = 1
