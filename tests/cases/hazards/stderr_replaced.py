import io
import sys


def f(x):
    y = x * 2
    return y


saved = sys.stderr
sys.stderr = None
print(f(1))
sys.stderr = io.StringIO()
print(f(2))
sys.stderr.close()
print(f(3))
sys.stderr = saved
