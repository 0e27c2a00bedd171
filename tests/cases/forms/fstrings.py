def f(a, w):
    s = f"{a}{a!r:>{w}}"
    t = f"""{a
    } and {
        w}"""
    u = (f"{a}"
         f"{w:{w}}"
         "tail")
    return s, t, u, f"{a=}"


print(f("x", 5))
