def f(a, b, c):
    x = (a or
         b or
         c)
    if (a and
            b):
        x += 1
    y = (not
         c)
    return (x
            if y
            else a)


for args in ((1, 2, 0), (0, 0, 1), (0, 3, 0)):
    print(f(*args))
