# run: --lines | 11,17,22 | --hits | 3
"""A line of which one variable is bound at times: its hits are those of one probe. And a value that is not itself."""


def f(n):
    if n:
        x = n
    # The line below knows `x` perhaps.
    y = n
    # Here, too.
    return y


def g():
    nan = float("nan"); i = 0
    while i < 5:
        i += 1
    return nan


def loops(n):
    for i in range(n):
        if i == 1:
            continue


for n in (0, 1, 0, 1):
    f(n)
g()
loops(9)
