def f():
    return
    return a
    return a, b
    return (a)
    return ()
    return a, *b
    return *a, b
    return (yield)
