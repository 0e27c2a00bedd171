import sys
import time


def f(n):
    return n


f(1)
print("ready", flush=True)
end = time.monotonic() + float(sys.argv[1])
while time.monotonic() < end:
    f(2)
    time.sleep(0.01)
print("the end")
