def outer(a):
    b = a + 1

    def inner(c):
        return a + c

    def other():
        nonlocal b
        b += 1
        return b
    return inner(1), other(), inner.__code__.co_freevars, outer.__code__.co_cellvars


print(outer(1))
