def g(*args, **kwargs):
    return args, kwargs


def f(a):
    r = g(
        a,
        *[a,
          2],
        key=g(1),
        **{"other":
           a},
    )
    return g(
        g(),
    ), r


print(f(1))
