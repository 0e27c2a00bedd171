import sys
import traceback


def fail(x):
    y = x
    return y / 0


def lines():
    try:
        fail(1)
    except ZeroDivisionError:
        return [(f.lineno, f.name) for f in traceback.extract_tb(sys.exc_info()[2])]


print(lines())
fail(2)
