# run: --lines | 20 | --log | total > 0
# all: varies
"""Signals come while the log grows, and their handler has probes, too."""
import signal

count = 0


def handler(number, frame):
    global count
    count += 1


signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
total = 0
while count < 20:
    total += 1
signal.setitimer(signal.ITIMER_REAL, 0)
print(total > 0, count >= 20)
