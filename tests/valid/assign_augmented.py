a += 1
a -= 1
a *= 1
a /= 1
a //= 1
a %= 1
a @= 1
a &= 1
a |= 1
a ^= 1
a >>= 1
a <<= 1
a **= 1
a.b += c
a[b] += c, d
(a) += 1
def f():
    a += yield
    a += yield b
    a = b = yield c
    a = yield
    a: int = yield
    a += await b
