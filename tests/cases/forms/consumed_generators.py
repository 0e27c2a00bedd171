def f(xs):
    return list(x for x in xs if x)
def g(xs):
    return any(x > 1 for x in xs)
def h(xs):
    return all(
        x for x in xs)
def k(xs):
    t = tuple(x
        for x in xs
        if x)
    return set((x for x in xs)), t
def l(xs):
    if any(x == 2 for x in xs): return 1
    return 2
for a in [], [1, 2], [2, 3]: print(f(a), g(a), h(a), k(a), l(a))
# case: --lines all --min 3.14
