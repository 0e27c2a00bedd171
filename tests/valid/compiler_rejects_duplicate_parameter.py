def f(a, a): pass
lambda a, *a: b
def f(a, /, *, a): pass
