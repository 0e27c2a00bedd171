def f(a, b):
    if (a
            < b
            < 10):
        return 1
    assert (a
            in
            [a,
             b])
    return 0


print(f(1, 2), f(2, 1))
