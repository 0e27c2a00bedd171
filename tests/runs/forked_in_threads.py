# run: --lines | 12
# log: sorted
# all: no
import os
import threading
import warnings

warnings.simplefilter("ignore")


def f(x):
    return None


def child():
    for i in range(100):
        f(i)


def forker():
    pid = os.fork()
    if pid == 0:
        child()
        os._exit(0)
    os.waitpid(pid, 0)


threads = [threading.Thread(target=target) for target in (forker, child) * 4]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
