lambda: a
lambda a: b
lambda a, b: c
lambda a, b=1: c
lambda a, b,: c
lambda *a: b
lambda **a: b
lambda *a, **b: c
lambda *, a: b
lambda *, a=1, b: c
lambda a, *, b=1, **c: d
lambda a=1: b
lambda: lambda: a
lambda: (yield)
lambda: (a, b)
lambda: a if b else c
lambda a=lambda b: c: d
(lambda: a)()
[lambda: a, lambda b: c]
{lambda: a: lambda: b}
lambda: a, b
f(lambda a: b, c=lambda: d)
a[lambda: b:lambda: c]
lambda *a,: b
lambda **a,: b
lambda *, a,: b
lambda: not a
lambda: a or b
lambda: -a
a if b else lambda: c
lambda a: (b := c)
