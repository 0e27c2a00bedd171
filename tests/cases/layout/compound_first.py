def f():
    return 1
def g():
    return f()
if __name__:
    print(g())
