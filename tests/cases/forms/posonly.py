def f(a, b=2, /, c=3, *, d, e=5):
    return a, b, c, d, e


print(f(1, d=4), (lambda a, /, b: a + b)(1, b=2))
