"""The other forms of probes: after an expression, at the end of a with block, in a pattern, among bases."""

import sys
import unittest

from .support import PREAMBLE, ProgramTest, caught, changes, numbers


class Forms(ProgramTest):
    def test_after(self):
        log = self.log(PREAMBLE + '''
def f(x):
    return _instr.after([x, x], 3, "y", x=x)
assert f(4) == [4, 4]
''')
        self.assertEqual(log, " " * 40 + " # x = 4\n3     return [x, x]\n")

    def test_fires_as_an_operand(self):
        log = self.log(PREAMBLE + '''
x = (_instr(2) or 0)
assert x == 0
''')
        self.assertEqual(log, "2 x = 0\n")

    def test_bases(self):
        log = self.log(PREAMBLE + '''
class B: pass
x = 1
class A(*_instr.bases(4, x=x), B): pass
class C(*_instr.bases(5, x=x),): pass
class D(*_instr.bases(6, x=2)): pass
assert A.__bases__ == (B,) and C.__bases__ == D.__bases__ == (object,)
''')
        margin = " " * 40
        expected = margin + " # x = 1\n4 class A(B): pass\n5 class C: pass\n" + margin + " # x = 2\n6 class D(): pass\n"
        self.assertEqual(log, expected)

    def test_leaving(self):
        log = self.log(PREAMBLE + '''
import contextlib
def f(out):
    with contextlib.suppress(KeyError), _instr.leaving(4, "out", "x", "y"):
        x = 1
        if out: raise KeyError
        y = 2
    return 5
assert f(0) == f(1) == 5
''')
        expected = "4     with contextlib.suppress(KeyError):"
        self.assertEqual(changes(log), ["out = 0, x = 1, y = 2", "out = 1, x = 1"])
        self.assertEqual(log.count(expected), 2)

    def test_leaving_never_suppresses(self):
        with caught() as stream:
            f = self.load(PREAMBLE + '''
def f():
    with _instr.leaving(3):
        raise KeyError(5)
''')["f"]
            try:
                f()
            except KeyError as error:
                raised = error
        self.assertEqual(numbers(stream.getvalue()), [3])
        traceback = raised.__traceback__
        lines = []
        while traceback:
            lines.append(traceback.tb_lineno)
            traceback = traceback.tb_next
        self.assertEqual(lines[1:], [4])
        self.assertIsNone(raised.__context__)

    def test_leaving_by_return_break_and_continue(self):
        log = self.log(PREAMBLE + '''
def f():
    for i in range(3):
        with _instr.leaving(4, "i"):
            if i == 0: continue
            if i == 1: break
    with _instr.leaving(7, "i"):
        return i
assert f() == 1
''')
        self.assertEqual(numbers(log), [4, 4, 7])
        self.assertEqual(changes(log), ["i = 0", "i = 1"])

    def test_async_leaving(self):
        log = self.log(PREAMBLE + '''
import asyncio
class Lock:
    async def __aenter__(self): await asyncio.sleep(0)
    async def __aexit__(self, *e): await asyncio.sleep(0)
async def f(bad):
    async with Lock() as l, _instr.leaving(7, "bad", "z"):
        z = 1
        await asyncio.sleep(0)
        if bad: raise KeyError
    return 3
run = asyncio.run
assert run(f(0)) == 3
try: run(f(1))
except KeyError: pass
else: assert False
''')
        self.assertEqual(changes(log), ["bad = 0, z = 1", "bad = 1, z = 1"])
        self.assertIn("7     async with Lock() as l:", log)

    @unittest.skipIf(sys.version_info < (3, 10), "no match statement")
    def test_case(self):
        log = self.log(PREAMBLE + '''
class P:
    __match_args__ = ("x",)
    def __init__(self, x): self.x = x
def f(v):
    match v:
        case _instr.L7((None)): return "none"
        case _instr.L8(([a, *_] | {"k": a})) if a: return a
        case _instr.L9((P(x))): return x
        case _instr.L10((str() as s)): return s
        case _instr.L11((other)): return other
subjects = None, [1, 2], [0], {"k": 3}, P(4), "s", 2.5, dict, {}
found = [f(v) for v in subjects]
assert found == ["none", 1, [0], 3, 4, "s", 2.5, dict, {}], found
for _ in range(200): f(None)
''')
        expected = [7, 7, 8, 7, 8, 9, 10, 11, 7, 8, 7, 8, 9, 7, 8, 9, 10] + [7, 8, 9, 10, 11] * 3 + [7] * 200
        self.assertEqual(numbers(log), expected)
        self.assertIn('8         case [a, *_] | {"k": a} if a: return a\n', log)

    def test_the_name_is_free(self):
        log = self.log("from instr import probe as _instr2; x = 1\n_instr2(2, x=x); y = 2\n")
        self.assertEqual(log, " " * 40 + " # x = 1\n2 y = 2\n")

    def test_the_probe_is_one_function_that_can_be_pickled(self):
        import copy
        import pickle
        from instr import probe
        self.assertIs(pickle.loads(pickle.dumps(probe)), probe)
        self.assertIs(copy.deepcopy(probe), probe)
