yield
yield a
yield from b
class A:
    yield
x = yield
