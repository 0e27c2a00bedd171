# run: --lines | 8 | --python-option=-bb
"""CPython can be told to raise where a str is compared with bytes: what a probe keeps and what it sees may be such."""


def f():
    for x in (b"a", "a", b"a", True, 1, 1.0, "a", "".join("a"), "b", "a"):
        # Of these only a value that shows something else is told.
        y = x
    return y


f()
