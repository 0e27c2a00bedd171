def f(n):
    add = lambda x: x + n
    twice = (lambda x, *, k=2:
             x *
             k)
    return add(1), twice(2), sorted(
        [3, 1],
        key=lambda x: (
            -x))


print(f(1))
