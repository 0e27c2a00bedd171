def f(a):
    (x,
     y) = a
    x, *y = (x,
             y)
    z = w = \
        x
    a[0
      ] += (
        z)
    n: int = (
        3)
    return x, y, z, w, a, n


print(f([1, 2]))
