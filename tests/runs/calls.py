# run: --calls
def add(a, b=2, *rest, key=None, **more):
    return a + b


def fail():
    1 / 0


def count(n):
    for i in range(n):
        got = yield i


def nothing(x):
    if x:
        return
    x = 1


class Cart:
    def total(self):
        def inner():
            return 5

        return inner()

    def __repr__(self):
        return "Cart"


add(1)
add(1, 3, 4, key=5, z=6)
try:
    fail()
except ZeroDivisionError:
    pass
print(list(count(2)))
nothing(0)
nothing(1)
Cart().total()
