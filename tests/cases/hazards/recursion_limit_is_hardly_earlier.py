import sys


def f(n):
    if n:
        return f(n - 1)
    return 0


def fits(limit):
    sys.setrecursionlimit(limit)
    try:
        f(60)
        return True
    except RecursionError:
        return False
    finally:
        sys.setrecursionlimit(1000)


for limit in range(50, 120):
    if fits(limit):
        break
print(limit < 75)


def dive(n):
    try:
        return dive(n + 1)
    except RecursionError:
        return n > 100


print(dive(0))
