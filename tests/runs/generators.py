# run: --lines | 4,6
def g(n):
    for i in range(n):
        yield i
    last = n
    return last


a, b = g(2), g(3)
for x in zip(a, b):
    pass
c = g(5)
next(c)
c.close()
d = g(1)
next(d)
try:
    d.throw(KeyError("k"))
except KeyError:
    pass
