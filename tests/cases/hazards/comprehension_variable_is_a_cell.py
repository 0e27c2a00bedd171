def f():
    x = 1
    g = lambda: x
    y = [x for x in range(3)]
    for z in [1]:
        y += [(lambda: x)() for x in range(2)]
    return y, g(), z


def free():
    a = 1

    def g():
        b = [a for a in [1, 2]]
        return a, b
    return g()


print(f(), free() if __import__("sys").version_info < (3, 12) or True else 0)
