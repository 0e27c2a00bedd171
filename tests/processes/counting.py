"""Calls `f`, and writes a byte into a file of its own behind each call: as many calls as bytes were recorded."""
import os
import sys


def f(n):
    return n


def work(begin):
    out = os.open(os.path.join(sys.argv[1], str(begin)), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for n in range(int(sys.argv[2])):
        f(begin + n)
        os.write(out, b".")


child = os.fork()
if child == 0:
    work(1000000)
    os._exit(0)
with open(os.path.join(sys.argv[1], "child"), "w") as file:
    file.write(str(child))
work(0)
print("the end", os.waitpid(child, 0)[1])
