# run: --lines | 6
import sys


def f(x):
    return x


f(1)
print(sorted(name for name in sys.modules if name not in {"sitecustomize", "usercustomize", "atexit"}))
