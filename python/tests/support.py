"""Runs rewritten programs: in this process with their log caught, or in one of their own."""

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

PYTHON_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PREAMBLE = "from instr import probe as _instr; "


class ProgramTest(unittest.TestCase):
    """Has a folder for programs."""

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, source, name="program.py"):
        path = os.path.join(self.folder, name)
        data = source if isinstance(source, bytes) else textwrap.dedent(source).encode("utf-8")
        with open(path, "wb") as file:
            file.write(data)
        return path

    def load(self, source, name="program.py"):
        """Executes a program here: its namespace. Its log goes to sys.stderr."""
        path = self.write(source, name)
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec")
        space = {"__name__": "program", "__file__": path}
        exec(code, space)
        return space

    def log(self, source, name="program.py"):
        """What a program logs."""
        with caught() as stream:
            self.load(source, name)
        return stream.getvalue()

    def spawn(self, source, *flags, name="program.py", **env):
        """Runs a program in a process of its own."""
        path = self.write(source, name)
        return self.python(*flags, path, **env)

    def python(self, *arguments, **env):
        environment = {key: value for key, value in os.environ.items() if key != "INSTR_LOG"}
        environment.update(PYTHONPATH=PYTHON_DIR, PYTHONIOENCODING="utf-8", **env)
        return subprocess.run(
            [sys.executable, "-S", *arguments],
            env=environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            universal_newlines=True,
            encoding="utf-8",
            timeout=60,
        )


@contextlib.contextmanager
def caught():
    """sys.stderr, replaced."""
    stream = io.StringIO()
    with contextlib.redirect_stderr(stream):
        yield stream


def changes(log):
    """The lines of a log that tell changed variables, without the margin."""
    return [line.strip()[2:] for line in log.splitlines() if line.startswith(" " * 41 + "#")]


def numbers(log):
    """The line numbers of a log."""
    return [int(line.split(" ", 1)[0]) for line in log.splitlines() if line[:1].isdigit()]
