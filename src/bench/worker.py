"""Times calls of an expression for who started it: a number of calls on each line of standard input, an answer on each of
standard output.

    worker.py WHAT EXPRESSION CONFIG [ARGUMENT …]

WHAT is a path of a Python file, or `-m` with the name of a module behind it: EXPRESSION is evaluated there. It is imported,
not run as `__main__`. CONFIG is `-`, or the path of a Python file whose `install(module, argument)` gets ARGUMENT and
returns three functions: one that starts and one that ends what traces the calls, and one that says how many events were
told since it was asked last, or None. It finds `Growth` among its globals, which counts lines of a file.

An answer is four words: nanoseconds of CPU time, the calls, the events or `-`, and the repr of the last value.
"""
import gc
import importlib
import importlib.util
import os
import sys
import time

answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace", buffering=1)
questions = os.fdopen(os.dup(0), encoding="utf-8")
with open(os.devnull, "r+b") as nothing:
    os.dup2(nothing.fileno(), 0)
    # Where the program prints is part of what it costs: the same for all.
    os.dup2(nothing.fileno(), 1)

sys.dont_write_bytecode = True
what, expression, config, *rest = sys.argv[1:]
if sys.path[0] == os.path.dirname(os.path.abspath(__file__)):
    del sys.path[0]
if what == "-m":
    name, rest = rest[0], rest[1:]
    sys.path.insert(0, os.getcwd())
    sys.argv[:] = [name, *rest]
    module = importlib.import_module(name)
else:
    sys.path.insert(0, os.path.dirname(os.path.abspath(what)))
    sys.argv[:] = [what, *rest]
    name = os.path.basename(what).rpartition(".")[0] or "program"
    if name in sys.modules:
        name += "_benched"
    spec = importlib.util.spec_from_file_location(name, os.path.abspath(what))
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


def nothing():
    pass


class Growth:
    """How many lines that a function accepts came to a file."""

    def __init__(self, path, accepts):
        self.path, self.accepts, self.at = path, accepts, 0

    def __call__(self):
        with open(self.path, encoding="utf-8", errors="replace") as file:
            file.seek(self.at)
            text = file.read()
            self.at = file.tell()
        return sum(1 for line in text.splitlines() if self.accepts(line))


begin = end = told = nothing
if config != "-":
    namespace = {"Growth": Growth}
    with open(config, encoding="utf-8") as file:
        exec(compile(file.read(), config, "exec"), namespace)
    begin, end, told = namespace["install"](module, rest[0])

# The expression stands in the loop: a function around it would be one more call.
LOOP = f"""
def calls(_n):
    from itertools import repeat
    from time import process_time_ns
    _begin()
    _value = None
    _start = process_time_ns()
    for _ in repeat(None, _n):
        _value = (
{expression}
)
    _stop = process_time_ns()
    _end()
    return _stop - _start, _value
"""
space = module.__dict__
space["_begin"], space["_end"] = begin, end
try:
    exec(compile(LOOP, "<bench>", "exec"), space)
except SyntaxError as error:
    sys.exit(f"--call: {error.msg}: {expression}")
calls = space.pop("calls")
for line in questions:
    # What was there before the calls is not looked through again and again; what they make is.
    gc.collect()
    getattr(gc, "freeze", nothing)()
    number = int(line)
    taken, value = calls(number)
    value = repr(value)
    if len(value) > 2000:
        value = f"{value[:2000]}... {len(value)} characters"
    events = told()
    answers.write(f"{taken} {number} {'-' if events is None else events} {value!r}\n")
