def g(n):
    got = yield n
    while got:
        got = (yield
               got)
    try:
        yield from range(2)
    finally:
        print("closed")
    return 5


it = g(1)
print(next(it), it.send(3), it.send(0), list(it))
it = g(1)
next(it)
it.close()
