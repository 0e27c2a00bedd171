# run: --lines | all
"""Values that no line on the way has bound: told again only if what is inside has changed."""


def loops(items, n):
    seen = []
    total = 0
    for item in items:
        seen.append(item)
        total += item
        total += 0
        if item > 1:
            n = n
            n = n + 1
        seen
    while n:
        n -= 1
        items
    return seen


def jumps(items):
    k = 0
    for item in items:
        if item == 1:
            k = item
            continue
        if item == 3:
            k = 'three'
            break
        k
    try:
        k = 5
        items[99]
        k = 6
    except IndexError as error:
        k
        del k
    k = 7
    try:
        k = 10
    finally:
        k
    return k


def shared(n):
    def more():
        nonlocal n
        n += 1
        return n
    n
    more()
    n
    more(); n
    return n


def turns(n):
    held = 'x'
    while n:
        held
        n -= 1
        yield
        held
        held = held + 'y'


class Shown:
    """Its text runs lines of the program, which are silent then."""

    def __init__(self, other):
        self.other = other

    def __repr__(self):
        next(self.other)
        return 'Shown'


def silent(other):
    shown = Shown(other)
    shown
    return 1


print(loops([1, 2, 3], 2), jumps([1, 2, 3]), shared(1))
other = turns(99)
next(other)
print(silent(other))
next(other)
# What was told at once, of hits that were missed before, is not told of one that has changed less.
again = turns(99)
next(again)
next(again)
next(again)
next(other)
