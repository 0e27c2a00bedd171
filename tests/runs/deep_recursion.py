# run: --lines | 8 | --every | 100
# all: varies
# engines: gone
import sys


def f(n):
    return f(n - 1) + 1 if n else 0


print(f(sys.getrecursionlimit() - 60))


def g(n):
    return g(n + 1)


try:
    g(0)
except RecursionError as error:
    print("too deep")
