"""Starts processes, each of which records; the numbers tell the runs apart."""
import os
import sys


def f(n):
    return n


begin = int(sys.argv[1])
children = []
for k in range(12):
    child = os.fork()
    if child == 0:
        for n in range(100):
            f(begin + k * 100 + n)
        os._exit(0)
    children.append(child)
print([os.waitpid(child, 0)[1] for child in children])
