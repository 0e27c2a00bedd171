def f(xs):
    a = sum(x for x in xs)
    b = sum(
        x
        for x in xs)
    return a, b, any(
        x for x in xs), sorted((x for x in xs), reverse=True)


print(f([1, 2]))
