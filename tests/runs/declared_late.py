# run: --lines | 8,10,13,17,20
"""Names that are declared further on in a block of their own."""
total = 0


def outer(value):
    seen = False
    def inner(x):
        y = x
        if y:
            nonlocal seen
            seen = True
        return y
    inner(value)
    return seen
def count():
    n = 1
    if n:
        global total
        total += n
    return n


print(outer(1), count(), total)
