def f(a):
    x = [
        a,
        2,
    ]
    y = {
        "a": a,
        **{"b":
           x},
    }
    z = {a,
         3}
    t = (a,
         *x,
         4)
    return x, y, sorted(z), t


print(f(1))
