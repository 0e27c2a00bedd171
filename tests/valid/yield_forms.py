def f():
    yield
    yield a
    yield a, b
    yield from a
    (yield)
    (yield a)
    (yield from a)
    a = yield
    a = yield b, c
    a = yield from b
    f((yield))
    f((yield a), b)
    [(yield)]
    {(yield): (yield a)}
    return (yield), (yield a)
    (yield) + (yield a)
    yield (yield)
    yield lambda: a
    yield a if b else c
    yield a,
    yield (a, b)
    yield()
    yield[a]
    yield -a
    yield not a
    await_ = yield
    yield *a, b
    a[(yield)]
    (yield).a
    lambda: (yield)
    if (yield): pass
    while (yield a): pass
    print((yield), end=(yield))
