# run: --lines | 7,15
# log: sorted
import os


def work(n):
    return n


work(0)
for i in range(3):
    pid = os.fork()
    if pid == 0:
        work(i + 1)
        os._exit(0)
    os.waitpid(pid, 0)
work(4)
