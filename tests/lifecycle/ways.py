"""Calls `f` 300 times, then does something with the process, calls it once more where it still can, and ends."""
import os
import signal
import sys


def f(n):
    return n


way = sys.argv[1]
for n in range(300):
    f(n)
if way == "_exit":
    os._exit(7)
elif way == "exit":
    sys.exit(7)
elif way == "raise":
    raise KeyError("the end")
elif way == "kill":
    os.kill(os.getpid(), signal.SIGKILL)
elif way == "term":
    os.kill(os.getpid(), signal.SIGTERM)
elif way == "abort":
    os.abort()
elif way == "segv":
    import ctypes

    ctypes.string_at(0)
elif way == "interrupt":
    os.kill(os.getpid(), signal.SIGINT)
elif way == "exec":
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-c", "import ways", "after exec"])
elif way == "fork":
    if os.fork() == 0:
        f(-2)
        os._exit(0)
    print(os.wait()[1])
elif way == "fork and kill":
    if os.fork() == 0:
        f(-2)
        os.kill(os.getpid(), signal.SIGKILL)
    print(os.wait()[1])
elif way == "twice forked":
    if os.fork() == 0:
        if os.fork() == 0:
            f(-2)
            os._exit(0)
        os.wait()
        os._exit(0)
    print(os.wait()[1])
elif way == "closerange":
    os.closerange(3, 4096)
elif way == "dup2":
    for fd, name in enumerate(["in", "out", "err"]):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC), fd)
elif way == "chdir":
    os.chdir("/")
elif way == "unshare":
    import ctypes

    # A namespace of mounts, and of what shares memory.
    print(ctypes.CDLL(None).unshare(0x00020000 | 0x08000000))
elif way == "umask":
    os.umask(0o777)
elif way == "no files":
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
elif way == "no memory":
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (1 << 20, 1 << 20))
elif way == "new session":
    if os.fork() == 0:
        os.setsid()
        f(-2)
        os._exit(0)
    print(os.wait()[1])
f(-1)
print("the end", way)
