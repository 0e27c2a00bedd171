"""What `pip install .` brings: the program, and a package that finds it with nothing on PATH.

    MATURIN_PEP517_ARGS="--profile dev" target/venv/bin/pip install . && target/venv/bin/python -I tests/installed.py
"""
import io
import os
import subprocess
import sys
import sysconfig
from importlib import metadata

import instr

os.environ["PATH"] = ""
program = os.path.join(sysconfig.get_path("scripts"), "instr")
said = subprocess.run([program, "--version"], stdout=subprocess.PIPE, check=True).stdout.decode().split()
assert said == ["instr", instr.__version__] == ["instr", metadata.version("instr-tracer")], said
assert instr.__file__.startswith(sysconfig.get_path("purelib")), instr.__file__


def double(n):
    return 2 * n


log = io.StringIO()
line = double.__code__.co_firstlineno + 1
assert instr.insert_tracer(double, [line], file=log)(4) == 8
assert log.getvalue().split("\n") == [" " * 40 + " # n = 4", f"{line}     return 2 * n", ""], log.getvalue()
ran = subprocess.run(
    [program, "run", "--python", sys.executable, "--lines", "2", "-c", "x = 1\nprint(x)"],
    stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True,
)  # fmt: skip
assert (ran.stdout, ran.stderr.split()[-2:]) == (b"1\n", [b"2", b"print(x)"]), ran
