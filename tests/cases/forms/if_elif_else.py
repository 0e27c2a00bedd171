def f(a):
    if a == 1:
        r = "one"
    elif a == 2:
        r = "two"
    elif not a: r = "zero"
    else:
        r = "many"
    return r


print([f(i) for i in range(4)])
