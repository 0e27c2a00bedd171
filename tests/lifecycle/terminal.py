"""`terminal.py KEY COMMAND …`: runs a command on a terminal of its own, as a shell does; presses a key there once the
command has shown that it is ready; goes on with it if it has stopped; prints what became of it."""
import os
import pty
import signal
import sys
import time

key, command = sys.argv[1].encode(), sys.argv[2:]
reads, writes = os.pipe()
shell, terminal = pty.fork()
if shell == 0:
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    job = os.fork()
    if job == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpid())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execvp(command[0], command)
    while True:
        status = os.waitpid(job, os.WUNTRACED)[1]
        if not os.WIFSTOPPED(status):
            break
        os.write(writes, b"stopped by %d, " % os.WSTOPSIG(status))
        time.sleep(0.2)
        os.kill(-job, signal.SIGCONT)
    how = b"killed by %d" % os.WTERMSIG(status) if os.WIFSIGNALED(status) else b"exit %d" % os.WEXITSTATUS(status)
    os.write(writes, how)
    os._exit(0)
os.close(writes)
shown = b""
pressed = False
while True:
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    shown += data
    if b"ready" in shown and not pressed:
        pressed = True
        os.write(terminal, key)
os.waitpid(shell, 0)
print(os.read(reads, 4096).decode(), "the end" if b"the end" in shown else "", "KeyboardInterrupt" if b"KeyboardInterrupt" in shown else "")
if "--show" in os.environ.get("SHOW", ""):
    print(shown.decode())
