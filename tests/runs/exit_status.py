# run: --lines | 6
import sys


def f(x):
    sys.exit(x)


f(3)
