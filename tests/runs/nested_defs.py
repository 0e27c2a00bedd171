# run: --lines | 6,7,8,12,13,14,15,16
"""Functions in a function, before anything else there: they are bound one after the other."""


def outer():
    def inner(x): return x
    def two(x): return x
    return inner(1) + two(2)


def more():
    class A:
        def m(self):
            return 3
    def f(): pass
    return A().m()


print(outer(), more())
