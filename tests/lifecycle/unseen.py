"""Prints all that a process can tell of the processes around it, of its descriptors, threads and signals."""
import os
import sys


def f(n):
    return n


for n in range(200):
    f(n)


def tried(action):
    try:
        return action()
    except OSError as error:
        return type(error).__name__


def show(**facts):
    for name, fact in facts.items():
        print(name, fact)


modules = sorted(set(sys.modules) - {"sitecustomize", "usercustomize", "atexit"})
show(modules=modules)
show(
    wait=tried(os.wait),
    waitpid=tried(lambda: os.waitpid(-1, os.WNOHANG)),
    group=tried(lambda: os.waitpid(0, os.WNOHANG)),
    parent=os.getppid(),
    process_group=os.getpgrp() - os.getppid(),
    session=os.getsid(0),
    terminal=tried(lambda: os.tcgetpgrp(0)),
)
descriptors = {}
for name in sorted(os.listdir("/proc/self/fd"), key=int):
    target = tried(lambda: os.readlink("/proc/self/fd/" + name))
    descriptors[int(name)] = target.split(":")[0] if ":" in target else target
show(descriptors=descriptors)
pair = os.pipe()
show(next_descriptors=pair, opened=os.open("/dev/null", os.O_RDONLY))
show(threads=len(os.listdir("/proc/self/task")))
with open("/proc/self/task/%d/children" % os.getpid()) as file:
    show(children=file.read())
with open("/proc/self/status") as file:
    for line in file:
        if line.startswith(("Sig", "Shd", "Threads", "Groups", "Umask", "NoNewPrivs", "Seccomp")):
            name, value = line.split(":", 1)
            if name != "SigQ":
                print(name, value.strip())
with open("/proc/self/oom_score_adj") as file:
    show(oom=file.read())

import multiprocessing
import resource
import signal
import threading

show(active=multiprocessing.active_children(), threading=[thread.name for thread in threading.enumerate()])
show(signals=[(number, str(signal.getsignal(number))) for number in range(1, 32)])
names = ("RLIMIT_NOFILE", "RLIMIT_AS", "RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_STACK", "RLIMIT_NPROC")
show(limits=[resource.getrlimit(getattr(resource, name)) for name in names])
show(nice=os.nice(0), umask=os.umask(0o22), cwd=os.path.basename(os.getcwd()) != "")
show(tracing=(sys.gettrace(), sys.getprofile(), sys.flags, sys.argv, sys.path[0] == os.path.dirname(os.path.abspath(__file__))))
show(recursion=sys.getrecursionlimit(), interval=sys.getswitchinterval(), hooks=sys.excepthook is sys.__excepthook__)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
if "--usage" in sys.argv:
    show(usage=(usage.ru_utime + usage.ru_stime, usage.ru_maxrss))
sys.stdout.flush()
os.close(0)
print(os.open("/dev/null", os.O_RDONLY))
sys.exit(3)
