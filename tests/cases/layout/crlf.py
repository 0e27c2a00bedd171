def f(x):
    if x:
        return """a
b"""
    return x


print(repr(f(1)), f(0))
