def f(a):
    x = a + \
        1
    if a and \
       x:
        return \
            x
    assert \
        a == 0
    return -1


print(f(1), f(0))
