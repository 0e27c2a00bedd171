def f():
    x = 1
    "not documentation"
    return x, f.__doc__


print(f())
