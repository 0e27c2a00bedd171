for a in *b: pass
x = *y
x += *y,
def f():
    return *a
    yield *a
    yield *a, b
