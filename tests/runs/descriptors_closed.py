# run: --lines | 7
import os
import sys


def f(x):
    return x


f(1)
os.closerange(3, 1024)
f(2)
first = os.open(os.devnull, os.O_RDONLY)
f(3)
os.chdir("/")
sys.stderr = None
for i in range(300):
    f(i)
os.close(first)
print(first >= 3)
