# run: --lines | all
# Probes that pass few variables, many, and so many that they are not generated.


def few(n):
    a = n
    b = a + 1
    return b


def many(n):
    a, b, c, d, e, f, g, h = range(n, n + 8)
    i = j = k = l = m = o = p = q = r = a
    b = n
    return r


def very_many(n):
    a, b, c, d, e, f, g, h = range(n, n + 8)
    i = j = k = l = m = o = p = q = r = a
    s = t = u = v = w = x = y = z = n
    b = n
    z = "x" * n
    return z


for n in range(3):
    print(few(n), many(n), very_many(n))
