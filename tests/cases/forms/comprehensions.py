def f(xs):
    a = [x for x in xs]
    b = [
        (x, y)
        for x in xs
        if x
        for y in xs
        if y > x
    ]
    c = {x:
         x * x
         for x in xs}
    d = {x for x
         in xs}
    e = sum(x for x in xs)
    g = list(
        x
        for x in xs
        if x
    )
    return a, b, c, d, e, g


print(f([0, 1, 2]))
