"""Values are kept per activation of a function, and only as long as it lasts."""

import gc
import sys
import threading
import unittest
import weakref

from .support import PREAMBLE, ProgramTest, caught, changes, numbers


class Activations(ProgramTest):
    def test_recursion(self):
        log = self.log(PREAMBLE + '''
def f(n):
    _instr(3, n=n); k = n * 10
    if n:
        f(n - 1)
    _instr(6, n=n, k=k); return k
f(2)
''')
        self.assertEqual(changes(log), ["n = 2", "n = 1", "n = 0", "k = 0", "k = 10", "k = 20"])

    def test_interleaved_generators(self):
        log = self.log(PREAMBLE + '''
def g(name):
    i = 0
    while True:
        _instr(5, name=name, i=i); yield i
        i += 1
a, b = g("a"), g("b")
next(a), next(b), next(a), next(a), next(b)
''')
        self.assertEqual(changes(log), ["name = 'a', i = 0", "name = 'b', i = 0", "i = 1", "i = 2", "i = 1"])

    def test_interleaved_coroutines(self):
        log = self.log(PREAMBLE + '''
import asyncio
async def work(name):
    for i in range(2):
        _instr(5, name=name, i=i); await asyncio.sleep(0)
async def main():
    await asyncio.gather(work("a"), work("b"))
asyncio.run(main())
''')
        self.assertEqual(changes(log), ["name = 'a', i = 0", "name = 'b', i = 0", "i = 1", "i = 1"])

    def test_a_new_call_starts_afresh(self):
        log = self.log(PREAMBLE + '''
def f(n):
    for i in range(2):
        _instr(4, n=n, i=i); pass
for _ in range(50):
    f(7)
''')
        self.assertEqual(changes(log), ["n = 7, i = 0", "i = 1"] * 50)

    def test_a_new_generator_starts_afresh(self):
        log = self.log(PREAMBLE + '''
def g(n):
    _instr(3, n=n); yield n
    _instr(4, n=n); yield n
for _ in range(20):
    list(g(7))
''')
        self.assertEqual(changes(log), ["n = 7"] * 20)

    def test_class_and_module_bodies(self):
        log = self.log(PREAMBLE + '''
x = 1
_instr(3, "y", x=x); y = 2
_instr(4, "y", x=x); pass
class A:
    p = 1
    _instr(7, "q", p=p); q = 3
    _instr(8, "q", p=p); pass
''')
        self.assertEqual(changes(log), ["x = 1", "y = 2", "p = 1", "q = 3"])

    def test_threads_do_not_mix(self):
        with caught() as stream:
            f = self.load(PREAMBLE + '''
def f(name):
    for i in range(200):
        _instr(4, name=name, i=i); pass
''')["f"]
            threads = [threading.Thread(target=f, args=(n,)) for n in "abcd"]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        found = changes(stream.getvalue())
        for i in range(1, 200):
            self.assertEqual(found.count("i = %d" % i), 4)
        self.assertEqual(sorted(c for c in found if "name" in c), ["name = %r, i = 0" % n for n in "abcd"])

    def test_deep_recursion_keeps_all(self):
        log = self.log(PREAMBLE + '''
def f(n):
    _instr(3, n=n); k = n
    if n:
        f(n - 1)
    _instr(6, n=n, k=k); return k
f(200)
''')
        found = changes(log)
        self.assertEqual(found[:201], ["n = %d" % n for n in range(200, -1, -1)])
        self.assertEqual(found[201:], ["k = %d" % n for n in range(201)])


class Changes(ProgramTest):
    def test_mutation_in_place_is_seen(self):
        log = self.log(PREAMBLE + '''
xs = []
for i in (1, 2, 2):
    xs.append(i)
    _instr(5, xs=xs)
    _instr(6, xs=xs)
''')
        self.assertEqual(changes(log), ["xs = [1]", "xs = [1, 2]", "xs = [1, 2, 2]"])

    def test_type_and_equality(self):
        log = self.log(PREAMBLE + '''
for x in (1, 1, True, 1.0, "1", b"1", None, None, "None", 10**20, 10**20 + 0):
    _instr(3, x=x)
''')
        expected = ["1", "True", "1.0", "'1'", "b'1'", "None", "'None'", "100000000000000000000"]
        self.assertEqual(changes(log), ["x = " + e for e in expected])

    def test_a_text_is_not_taken_for_the_object_that_shows_as_it(self):
        log = self.log(PREAMBLE + '''
for x in ([1], "[1]", [1]):
    _instr(3, x=x)
''')
        self.assertEqual(changes(log), ["x = [1]", "x = '[1]'", "x = [1]"])

    def test_equality_of_objects_is_never_asked(self):
        log = self.log(PREAMBLE + '''
class Bad:
    def __eq__(self, other): raise SystemError("asked")
    __hash__ = None
    def __init__(self): self.n = 1
for x in (1, Bad(), Bad(), 1, "s", Bad()):
    _instr(7, x=x)
''')
        self.assertEqual(changes(log), ["x = 1", "x = Bad(n=1)", "x = 1", "x = 's'", "x = Bad(n=1)"])


class Lifetimes(ProgramTest):
    """Objects die when they would without probes."""

    def check(self, body, probe_line):
        for line in (probe_line, "pass"):
            with self.subTest(line=line), caught():
                space = self.load(PREAMBLE + body.replace("PROBE", line))
                gc.disable()
                try:
                    self.assertEqual(space["run"](), [True, True])
                finally:
                    gc.enable()

    BODY = '''
import weakref
class Thing: pass
def inner(seen):
    thing = Thing()
    ref = weakref.ref(thing)
    PROBE
    del thing
    PROBE2
    seen.append(ref() is None)
    thing = Thing()
    PROBE
    return weakref.ref(thing)
def run():
    seen = []
    ref = inner(seen)
    seen.append(ref() is None)
    return seen
'''

    def test_values(self):
        body = self.BODY.replace("PROBE2", "_instr(9, seen=seen, ref=ref)")
        self.check(body, "_instr(7, seen=seen, thing=thing, ref=ref)")

    def test_values_that_may_be_unbound(self):
        body = self.BODY.replace("PROBE2", "_instr(9, 'thing', seen=seen)")
        self.check(body, "_instr(7, 'thing', 'ref', seen=seen)")

    def test_leaving(self):
        body = self.BODY.replace("PROBE2", "pass")
        self.check(body, "\n    with _instr.leaving(7, 'thing', 'seen'): pass")

    def test_an_abandoned_generator_is_closed_at_once(self):
        with caught():
            run = self.load(PREAMBLE + '''
def g(seen):
    try:
        with _instr.leaving(4, "seen"):
            _instr(5, seen=seen); yield 1
    finally:
        seen.append(1)
def run():
    seen = []
    next(g(seen))
    return seen
''')["run"]
            gc.disable()
            try:
                self.assertEqual(run(), [1])
            finally:
                gc.enable()

    def test_nothing_piles_up(self):
        with caught():
            space = self.load(PREAMBLE + '''
def f(n):
    _instr(3, "m", n=n); m = [n]
    _instr(4, "m", n=n); return m
''')
            for _ in range(300):
                space["f"](1)
            gc.collect()
            before = len(gc.get_objects())
            for _ in range(3000):
                space["f"](1)
            gc.collect()
            self.assertLess(len(gc.get_objects()) - before, 200)

    @unittest.skipIf(sys.version_info >= (3, 13), "f_locals is no snapshot")
    def test_a_snapshot_that_the_program_holds_is_left_alone(self):
        with caught():
            space = self.load(PREAMBLE + '''
import sys
def caller():
    return sys._getframe(1).f_locals
def f(n):
    held = caller()
    _instr(6, "m", n=n); m = 1
    return held
''')
            self.assertEqual(space["f"](5)["n"], 5)


if __name__ == "__main__":
    unittest.main()
