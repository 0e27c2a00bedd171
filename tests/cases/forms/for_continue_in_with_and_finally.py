import contextlib


def f(xs):
    out = []
    for x in xs:
        with contextlib.suppress(ValueError):
            if x == 1:
                continue
            out.append(x)
    for x in xs:
        try:
            if x == 2:
                continue
        finally:
            out.append(-x)
    return out


print(f([1, 2, 3]))
