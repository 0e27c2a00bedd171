def f():
    (yield)
    [(yield a)]
    x = (yield a,)
    with (yield a): pass
    assert (yield)
    raise (yield)
    del a[(yield)]
