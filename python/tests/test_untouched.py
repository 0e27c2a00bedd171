"""The program does what it does without probes, whatever happens around them."""

import os
import subprocess
import sys
import traceback
import unittest

from .support import PREAMBLE, PYTHON_DIR, ProgramTest, caught, changes, numbers


class Exceptions(ProgramTest):
    def test_tracebacks_tell_the_lines(self):
        with caught():
            f = self.load(PREAMBLE + '''
def f(x):
    _instr(3, x=x); y = x
    _instr(4, x=x, y=y); y = 1
    g(
        (_instr(6) or x))
def g(x):
    with _instr.leaving(8, "x"):
        z = _instr.after(x, 9)
        1 / z
''')["f"]
            try:
                f(0)
            except ZeroDivisionError as error:
                found = [frame.lineno for frame in traceback.extract_tb(error.__traceback__)][1:]
        self.assertEqual(found, [5, 10])

    def test_infinite_recursion_is_a_recursion_error(self):
        done = self.spawn(PREAMBLE + '''
class A:
    def __repr__(self): return "A"
def f(n, a=A()):
    try:
        _instr(6, n=n, a=a); f(n + 1)
    except RecursionError:
        _instr(8, n=n); raise
for _ in range(3):
    try: f(0)
    except RecursionError: print("caught")
''')
        self.assertEqual((done.returncode, done.stdout), (0, "caught\n" * 3), done.stderr[-500:])

    def test_a_timeout_in_a_signal_handler_gets_through(self):
        if not hasattr(__import__("signal"), "setitimer"):
            self.skipTest("no setitimer")
        done = self.spawn(PREAMBLE + '''
import signal, time
class Timeout(Exception): pass
def handler(*a): raise Timeout
signal.signal(signal.SIGALRM, handler)
class Slow:
    def __repr__(self):
        for _ in range(10): time.sleep(0.01)
        return "slow"
x = Slow()
for i in range(20):
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.03)
        while True:
            _instr(15, x=x); pass
    except Timeout:
        pass
print("done")
''')
        self.assertEqual((done.returncode, done.stdout), (0, "done\n"), done.stderr[-500:])

    def test_the_current_exception_stays(self):
        with caught():
            space = self.load(PREAMBLE + '''
import sys
class Broken:
    def __repr__(self): raise ValueError
def f():
    b = Broken()
    try:
        raise KeyError(1)
    except KeyError:
        _instr(10, b=b); first = sys.exc_info()[0]
        try:
            raise OSError
        except OSError as e:
            return first, type(e.__context__), sys.exc_info()[0]
''')
            self.assertEqual(space["f"](), (KeyError, KeyError, OSError))


class Surroundings(ProgramTest):
    def test_patched_builtins(self):
        log = self.log(PREAMBLE + '''
import builtins
names = "len print repr open type isinstance dict str int id getattr id set list iter next hash".split()
saved = {n: getattr(builtins, n) for n in names}
def broken(*a, **k): raise AssertionError("patched")
try:
    for n in names: setattr(builtins, n, broken)
    _instr(8, names=names); x = {"k": [1]}
    _instr(9, "y", x=x); y = (1)
finally:
    for n in names: saved["open"] and __import__("builtins").__dict__.__setitem__(n, saved[n])
''')
        self.assertEqual(changes(log)[1], "x = {'k': [1]}")
        self.assertIn('8     x = {"k": [1]}\n', log)
        self.assertIn("9     y = (1)\n", log)

    def test_bare_builtins(self):
        from instr import probe
        with caught() as stream:
            exec("_instr(1, 'y', x=x); y = _instr.after(x, 1, x=x)", {"__builtins__": {}, "_instr": probe, "x": 1})
        self.assertEqual(changes(stream.getvalue()), ["x = 1"])

    def test_flags(self):
        path = self.write("import sys; sys.path.insert(0, %r)\n" % PYTHON_DIR + PREAMBLE + '''
def f(x):
    """doc"""
    _instr(5, x=x); return x
f(3)
''')
        for flags in (["-S", "-E", "-I"], ["-O"], ["-OO"], ["-W", "error"], ["-bb"], ["-X", "dev"], ["-u"]):
            with self.subTest(flags=flags):
                done = self.python("-B", *flags, path)
                self.assertEqual((done.returncode, done.stderr), (0, " " * 40 + " # x = 3\n5     return x\n"))

    def test_warnings_are_not_repeated(self):
        source = "from instr import probe as _instr\nx = (_instr(2) or '\\d' + f\"{1}\")\n"
        self.write(source, "p.py")
        # The program silences its own warnings when it is compiled, the log's reading of the file is on its own.
        main = """
            import warnings
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                code = compile(open("p.py").read(), "p.py", "exec")
            exec(code)
        """
        for flags in ((), ("-W", "error"), ("-W", "always"), ("-W", "ignore")):
            with self.subTest(flags=flags):
                done = self.spawn(main, *flags)
                log = [line for line in done.stderr.splitlines() if "open" not in line]
                self.assertEqual((done.returncode, log), (0, ["2 x = '\\d' + f\"{1}\""]))

    def test_no_module_is_imported_by_a_hit(self):
        done = self.spawn(PREAMBLE + '''
import sys
before = set(sys.modules)
x = [{"a"}]
_instr(5, x=x); y = (1)
z = (_instr(6, "w", x=x) or f"{x}")
print(sorted(set(sys.modules) - before))
''')
        self.assertEqual(done.stdout, "[]\n", done.stderr)
        self.assertIn("6 z = f", done.stderr)

    def test_the_program_changes_its_folder(self):
        path = self.write(PREAMBLE + '''
import os
os.chdir(os.sep)
def f(): _instr(4); return 1
f()
''')
        done = self.python(os.path.basename(path))
        self.assertEqual(done.stderr, "4 def f(): return 1\n")

    def test_at_shutdown(self):
        done = self.spawn(PREAMBLE + '''
import builtins, sys, threading, atexit
class A:
    def __init__(self, n): self.n = n
    def __del__(self):
        n = self.n
        _instr(7, "m", n=n, self=self); m = 1
        _instr.after(1, 8, n=n)
a = A(1)
builtins.b = A(2)
sys.c = A(3)
loop = [A(4)]
loop.append(loop)
def late(t=_instr): t(14)
atexit.register(late)
def spin(t=_instr):
    while True: t(17)
threading.Thread(target=spin, daemon=True).start()
''')
        self.assertEqual(done.returncode, 0)
        self.assertNotIn("Traceback", done.stderr)
        self.assertNotIn("Exception ignored", done.stderr)

    @unittest.skipUnless(hasattr(os, "fork"), "no fork")
    def test_fork(self):
        done = self.spawn("import warnings; warnings.simplefilter('ignore'); " + PREAMBLE + '''
import os
def f(n):
    x = "before"
    _instr(5, x=x); pid = os.fork()
    x = "parent" if pid else "child"
    _instr(7, x=x, n=n); n += 1
    if pid: os.waitpid(pid, 0)
    else: os._exit(0)
f(1)
''')
        self.assertEqual(sorted(changes(done.stderr)), ["x = 'before'", "x = 'child', n = 1", "x = 'parent', n = 1"])

    @unittest.skipUnless(hasattr(os, "fork"), "no fork")
    def test_a_forked_child_does_not_think_that_lost_threads_are_busy(self):
        done = self.spawn("import warnings; warnings.simplefilter('ignore'); " + PREAMBLE + '''
import os, sys, threading
from instr.reentrancy import busy
started, go = threading.Event(), threading.Event()
class Stream:
    def write(self, text): started.set(); go.wait()
    def flush(self): pass
sys.stderr, stderr = Stream(), sys.stderr
thread = threading.Thread(target=lambda: _instr(8, x=1))
thread.start()
started.wait()
sys.stderr = stderr
assert busy == {thread.ident}
pid = os.fork()
if not pid: os._exit(len(busy))
go.set()
assert os.waitpid(pid, 0)[1] == 0
''')
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_nothing_shows_in_the_frame(self):
        with caught():
            f = self.load(PREAMBLE + '''
def f(x):
    _instr(3, "y", x=x)
    a = sorted(locals())
    _instr(5, x=x)
    y = 1
    with _instr.leaving(7): pass
    return a, sorted(locals()), dir()
''')["f"]
            self.assertEqual(f(1), (["x"], ["a", "x", "y"], ["a", "x", "y"]))


class Streams(ProgramTest):
    BODY = PREAMBLE + '''
import sys, os
%s
def f(x):
    _instr(5, x=x); return x
print(f(1), len(f("\\u20ac\\ud800")), f([object]) == [object])
'''

    def check(self, setup):
        done = self.spawn(self.BODY % setup)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith("1 ") and done.stdout.endswith("True\n"), done.stdout)
        return done.stderr

    def spawn(self, source, *flags, **env):
        return super().spawn(source, *flags, **env)

    def test_none(self):
        self.assertEqual(self.check("sys.stderr = None"), "")

    def test_deleted(self):
        self.assertEqual(self.check("del sys.stderr"), "")

    def test_closed(self):
        self.assertEqual(self.check("sys.stderr.close()"), "")

    def test_descriptor_closed(self):
        self.assertEqual(self.check("os.close(2)"), "")

    def test_raising(self):
        self.assertEqual(self.check("class S:\n    def write(self, t): raise SystemExit\n    def flush(self): pass\nsys.stderr = S()"), "")

    def test_strict_ascii(self):
        log = self.check("import io; sys.stderr = io.TextIOWrapper(sys.stderr.buffer, 'ascii', 'strict', line_buffering=True)")
        self.assertIn("x = '\\u20ac\\ud800'", log)

    def test_replaced_by_code_with_probes(self):
        log = self.check("class S:\n    def write(self, t): _instr(4, t=t); sys.__stderr__.write(t)\n    def flush(self): pass\nsys.stderr = S()")
        self.assertEqual(changes(log)[0], "x = 1")
        self.assertNotIn("t = ", log)

    def test_order_with_the_programs_own(self):
        done = super().spawn(PREAMBLE + '''
import sys
for i in range(3):
    sys.stderr.write("<")
    _instr(5)
    print(">", file=sys.stderr)
''')
        self.assertEqual(done.stderr, "<5 \n>\n" * 3)


class LogFile(ProgramTest):
    SOURCE = PREAMBLE + '''
import os
%s
for i in range(2):
    _instr(5, i=i); pass
'''
    LOG = " " * 40 + " # i = 0\n5     pass\n" + " " * 40 + " # i = 1\n5     pass\n"

    def read(self):
        with open(os.path.join(self.folder, "log"), encoding="utf-8") as file:
            return file.read()

    def test_appends(self):
        for count in (1, 2):
            done = self.spawn(self.SOURCE % "os.chdir(os.sep)", INSTR_LOG="log")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(self.read(), self.LOG * count)

    def test_unwritable(self):
        done = self.spawn(self.SOURCE % "", INSTR_LOG=os.path.join("no", "such", "folder"))
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr, r"\Ainstr: cannot write the log to .*folder: .*\n\Z")
        self.assertEqual(done.stderr.count("\n"), 1)

    def test_descriptors_of_the_program(self):
        source = self.SOURCE % "_instr(4); print(os.open(os.devnull, 0), os.open(os.devnull, 0))"
        self.assertEqual(self.spawn(source, INSTR_LOG="log").stdout, self.spawn(source).stdout)

    @unittest.skipUnless(hasattr(os, "closerange") and os.name == "posix", "POSIX descriptors")
    def test_a_program_that_closes_all_descriptors(self):
        setup = "_instr(4); os.closerange(3, 1000)\nmine = [os.open('mine', os.O_RDWR | os.O_CREAT) for _ in range(300)]"
        done = self.spawn((self.SOURCE % setup).replace("_instr(5", "_instr(6"), INSTR_LOG="log")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(os.path.getsize(os.path.join(self.folder, "mine")), 0)
        self.assertEqual(numbers(self.read()), [4, 6, 6])


class Tracers(ProgramTest):
    """Debuggers and other tracers, before, during and after."""

    SOURCE = PREAMBLE + '''
def f(n):
    _instr(3, n=n); a = 1
    _instr(4, n=n, a=a); b = 2
    hook()
    _instr(6, n=n, a=a, b=b); c = 3
    _instr(7, n=n, a=a, b=b, c=c); return c
'''

    def test_a_tracer_that_is_switched_on_in_the_frame(self):
        with caught() as stream:
            space = self.load(self.SOURCE)
            events = []

            def tracer(frame, event, arg):
                events.append((frame.f_code.co_name, event))
                return tracer

            saved = sys.gettrace()
            space["hook"] = lambda: sys.settrace(tracer)
            try:
                space["f"](1)
            finally:
                sys.settrace(saved)
        self.assertEqual(changes(stream.getvalue()), ["n = 1", "a = 1", "b = 2", "c = 3"])
        self.assertNotIn(("f", "line"), events)  # as without probes: its frame has no trace function

    def test_a_tracer_that_runs_all_the_time(self):
        def lines(probes):
            source = self.SOURCE if probes else self.SOURCE.replace("_instr(", "id(").replace("n=n", "").replace(
                "a=a", "").replace("b=b", "").replace("c=c", "").replace(", ", "")
            space = self.load(source)
            space["hook"] = int
            seen = []

            def tracer(frame, event, arg):
                if frame.f_code is space["f"].__code__:
                    seen.append((event, frame.f_lineno))
                    return tracer

            saved = sys.gettrace()
            sys.settrace(tracer)
            try:
                space["f"](1)
                space["f"](2)
            finally:
                sys.settrace(saved)
            return seen

        with caught() as stream:
            self.assertEqual(lines(True), lines(False))
        once = ["a = 1", "b = 2", "c = 3"]
        self.assertEqual(changes(stream.getvalue()), ["n = 1"] + once + ["n = 2"] + once)

    PDB = PREAMBLE + '''
import pdb, sys
def g(n):
    debugger.set_trace()
    x = n
    return n
def f(n):
    _instr(8, n=n); a = 1
    b = g(n)
    _instr(10, n=n, a=a, b=b); c = 3
    return c
class Log(pdb.Pdb):
    def user_line(self, frame):
        lines.append((frame.f_code.co_name, frame.f_lineno))
        if len(lines) > 8: self.set_continue()
        else: getattr(self, how)(*([frame] if how == "set_return" or how == "set_next" else []))
    def user_return(self, frame, value): self.set_step()
    def user_call(self, frame, value): self.set_step()
    def user_opcode(self, frame): self.set_step()
for how in ("set_step", "set_next", "set_return"):
    lines = []
    debugger = Log(nosigint=True, skip=["instr*"])
    f(1)
    sys.settrace(None)
    print(how, lines)
'''

    def test_pdb_steps_out_into_a_frame_with_probes(self):
        probed = self.spawn(self.PDB)
        plain = self.spawn(self.PDB.replace("_instr(8, n=n); ", "").replace("_instr(10, n=n, a=a, b=b); ", ""))
        self.assertEqual(probed.returncode, 0, probed.stderr)
        self.assertIn("('f', 11)", plain.stdout)
        self.assertEqual(probed.stdout, plain.stdout)
        self.assertEqual(probed.stderr.count("10     c = 3"), 3)

    BDB = """
import bdb, sys
sys.path.insert(0, ".")
import inner, outer
class Log(bdb.Bdb):
    def user_line(self, frame):
        lines.append((frame.f_code.co_name, frame.f_lineno))
        getattr(self, how)(*([frame] if how != "set_step" else []))
    def user_return(self, frame, value): getattr(self, how)(*([frame] if how != "set_step" else []))
for how in ("set_step", "set_next"):
    lines = []
    debugger = Log(skip=["instr*"])
    debugger.set_break(inner.__file__, 2)
    debugger.reset()
    debugger._set_stopinfo(sys._getframe(), None, -1)
    sys.settrace(debugger.trace_dispatch)
    (lambda: outer.f(inner.g))()
    sys.settrace(None)
    print(how, lines)
"""

    def test_a_debugger_steps_out_of_a_breakpoint_into_a_frame_with_probes(self):
        # bdb puts its trace function where it finds none, or one that is false.
        self.write("def g(n):\n    x = n\n    return x\n", "inner.py")
        source = PREAMBLE + "\ndef f(g):\n    _instr(3); a = 1\n    b = g(a)\n    c = b\n    return c\n"
        self.write(source, "outer.py")
        probed = self.spawn(self.BDB)
        self.write(source.replace("_instr(3); ", ""), "outer.py")
        plain = self.spawn(self.BDB)
        self.assertIn("('f', 5), ('f', 6)", plain.stdout)
        self.assertEqual(probed.stdout, plain.stdout)
        self.assertEqual(numbers(probed.stderr), [3, 3])

    def test_breakpoint_and_quit(self):
        path = self.write(PREAMBLE + '''
def f(n):
    _instr(3, n=n); a = 1
    breakpoint()
    _instr(5, n=n, a=a); b = 2
    _instr(6, n=n, a=a, b=b); return b
f(1)
''')
        done = subprocess.run(
            [sys.executable, "-S", "-B", path], env=dict(os.environ, PYTHONPATH=PYTHON_DIR), input="p n\nn\nn\nc\n",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, timeout=60,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("unknown", done.stdout)
        self.assertEqual([n for n in numbers(done.stderr)], [3, 5, 6])


if __name__ == "__main__":
    unittest.main()
