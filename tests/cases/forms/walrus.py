def f(xs):
    if (n := len(xs)) > 1:
        print(n)
    while (x := xs.pop()):
        print(x)
    return [y for x in (1, 2) if (y := x)], y


print(f([0, 1, 2]))
