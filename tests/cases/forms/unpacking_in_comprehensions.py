def f(xs, ds):
    a = [*x for x in xs]
    b = {*x for x in xs}
    c = {**d for d in ds}
    d = list((*x for x in xs))
    return a, b, c, d


print(f([[1, 2], [3]], [{"a": 1}, {"b": 2}]))
# case: --min 3.15
