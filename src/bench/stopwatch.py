"""Runs commands and measures each as the system does: CPU time of its processes, their largest memory.

A command on each line of standard input, as JSON: `args`, `env`, `cwd` or null, and paths `stdin`, `stdout`, `stderr`. For each a line of
JSON on standard output: `status`, `seconds` of CPU time, `elapsed`, `memory` in bytes.
"""
import json
import os
import subprocess
import sys
import time

UNIT = 1 if sys.platform == "darwin" else 1024
for line in sys.stdin:
    asked = json.loads(line)
    try:
        with open(asked["stdin"], "rb") as stdin, open(asked["stdout"], "wb") as out, open(asked["stderr"], "wb") as err:
            begin = time.perf_counter()
            child = subprocess.Popen(
                asked["args"], env={**os.environ, **asked["env"]}, cwd=asked["cwd"], stdin=stdin, stdout=out, stderr=err
            )
            _, status, used = os.wait4(child.pid, 0)
            elapsed = time.perf_counter() - begin
    except OSError as error:
        print(json.dumps({"error": error.strerror}), flush=True)
        continue
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
    child.returncode = code
    seconds = used.ru_utime + used.ru_stime
    answer = {"status": code, "seconds": seconds, "elapsed": elapsed, "memory": used.ru_maxrss * UNIT}
    print(json.dumps(answer), flush=True)
