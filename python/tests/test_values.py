"""Values as text: bounded, on one line, never an exception."""

import gc
import builtins
import collections
import unittest

from instr.values.render import Renderer

from .support import PREAMBLE, ProgramTest, changes


LIMIT = 200


def text(value):
    """As values show without a session's options."""
    return Renderer().value(value).text


def asked(value):
    """As values show whose own reprs are asked for."""
    return Renderer(own_repr=True).value(value).text


def is_seen(old, new):
    """Whether a change from one value to another is recorded."""
    renderer, kept = Renderer(), {}
    renderer.changed(kept, 0, old)
    return renderer.changed(kept, 0, new) is not None


class Reprs(unittest.TestCase):
    def test_small_values_show_as_their_repr(self):
        nested = {"a": [1, (2,), {3}], "b": {"c": None}}
        loop = [1]
        loop.append(loop)
        knot = {"k": 1}
        knot["self"] = knot
        class Names(list): pass
        class Table(dict): pass
        class Bag(set): pass
        point = collections.namedtuple("Point", "x y")(1, 2)
        for value in (
            None, True, 3, 1.5, 2j, "a'b", b"\x00", [], (), {}, set(), frozenset(), [1, 2], (1,), (1, 2), {1}, frozenset([1]),
            nested, loop, knot, Bag([1]), Bag(), point, range(3), len, int, collections.deque([1]),
            collections.OrderedDict(a=1), collections.defaultdict(int, a=1), collections.Counter("aa"), bytearray(b"x"),
        ):
            with self.subTest(value=value):
                self.assertEqual(text(value), repr(value))
        # Of subclasses CPython shows some without their names.
        self.assertEqual([text(Names([1])), text(Table(a=1))], ["Names([1])", "Table({'a': 1})"])

    def test_large_values_are_bounded(self):
        deep = []
        for _ in range(100000):
            deep = [deep]
        wide = {i: "x" * 1000 for i in range(1000)}
        for value in (
            "x" * 10**6, b"x" * 10**6, "\U0001f600\n" * 1000, list(range(10**6)), set(range(10**5)), wide, deep, 10**5000,
            [10**5000], [["x" * 10**6] * 100] * 100, tuple("abc" * 100), frozenset(range(1000)), bytearray(10**5),
            collections.deque(range(10**5)), collections.OrderedDict.fromkeys(range(1000)),
            collections.defaultdict(list, wide), "\0" * 150,
        ):
            with self.subTest(type=type(value)):
                self.assertLessEqual(len(text(value)), LIMIT)
        while deep:  # a repr of it would overflow
            deep = deep[0]

    def test_long_lists_tell_what_is_left_out(self):
        self.assertTrue(text(list(range(1000))).startswith("[0, 1, 2, "))
        self.assertTrue(text(list(range(1000))).endswith(", … 970 more]"))
        self.assertTrue(is_seen(list(range(1000)), list(range(1001))))

    def test_exceptions_show_their_arguments(self):
        groups = getattr(builtins, "ExceptionGroup", None)
        cases = [ValueError(), KeyError("x", 1), OSError(2, "x"), StopIteration([3]), SystemExit((1, 2))]
        if groups:
            cases += [groups("eg", [ValueError(1)]), groups("eg", (ValueError(1), KeyError("a")))]
        for case in cases:
            self.assertEqual(text(case), repr(case))

    def test_exceptions_within_exceptions_are_bounded(self):
        error = ValueError()
        for _ in range(10_000):
            error = ValueError(error)
        self.assertTrue(text(error).startswith("ValueError(ValueError(ValueError("))
        self.assertLessEqual(len(text(error)), LIMIT)

    def test_the_programs_own_repr_does_not_run(self):
        class Loud:
            def __init__(self): self.x = 1
            def __repr__(self): raise KeyboardInterrupt
            __str__ = __format__ = __repr__
        self.assertEqual(text(Loud()), "Loud(x=1)")
        self.assertEqual(text([Loud()]), "[Loud(x=1)]")

    def test_a_long_repr_keeps_head_and_tail(self):
        class Long:
            def __repr__(self): return "<" + "y" * 1000 + ">"
        self.assertTrue(asked(Long()).startswith("<yyy"))
        self.assertTrue(asked(Long()).endswith("yyy>"))
        self.assertIn("…", asked(Long()))
        self.assertEqual(len(asked(Long())), LIMIT)

    def test_changes_in_the_hidden_middle_of_a_string_are_seen(self):
        a, b = ["y" * 500 + c + "y" * 500 for c in "ab"]
        self.assertEqual(text(a), text(b))
        self.assertTrue(is_seen(a, b))
        self.assertFalse(is_seen(a, a + ""))
        self.assertTrue(is_seen(a.encode(), b.encode()))

    def test_broken_reprs(self):
        def broken(error):
            class Broken:
                def __repr__(self): raise error
            return Broken()
        class Worse(Exception):
            def __str__(self): raise ValueError
        class NoText:
            def __repr__(self): return 3
        class Endless:
            def __repr__(self): return repr(self)
        self.assertEqual(asked(broken(ValueError("why"))), "<repr of Broken raised ValueError: why>")
        self.assertEqual(asked(broken(ValueError("a\nb"))), "<repr of Broken raised ValueError: a\\nb>")
        self.assertEqual(asked(broken(SystemExit(3))), "<repr of Broken raised SystemExit: 3>")
        self.assertTrue(asked(broken(Worse())).startswith("<repr of Broken raised Worse: "))
        self.assertTrue(asked(NoText()).startswith("<repr of NoText "))
        # Up to 3.9 the interpreter aborts if garbage is collected, and its finalizers overflow, at the limit.
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)
        self.assertTrue(asked(Endless()).startswith("<repr of Endless raised RecursionError: "))
        self.assertEqual(asked([1, broken(OSError("no"))]), "[1, <repr of Broken raised OSError: no>]")
        self.assertLessEqual(len(asked(broken(ValueError("x" * 10**5)))), LIMIT)

    def test_one_line(self):
        class Frame:
            def __repr__(self): return "a\r\nb\n"
        self.assertEqual(asked(Frame()), "a\\r\\nb\\n")
        self.assertEqual(asked([Frame()]), "[a\\r\\nb\\n]")

    def test_str_subclasses_from_repr_run_no_methods(self):
        class Odd(str):
            def __len__(self): raise ValueError
            def __contains__(self, other): raise ValueError
        class Value:
            def __repr__(self): return Odd("odd")
        self.assertEqual(asked(Value()), "odd")

    def test_odd_classes(self):
        class Meta(type):
            def __getattribute__(cls, name): raise ValueError(name)
            def __hash__(cls): raise ValueError
            def __eq__(cls, other): raise ValueError
        class Odd(metaclass=Meta):
            def __repr__(self): return "odd"
        class Plain(list):
            def __iter__(self): raise ValueError
            def __len__(self): raise ValueError
        self.assertEqual(asked(Odd()), "odd")
        self.assertIn("Odd", text(Odd()))
        self.assertIn("[1]", text(Plain([1])))


class Hits(ProgramTest):
    def test_huge_values_in_variables(self):
        log = self.log(PREAMBLE + '''
n = 10 ** 5000
s = "x" * 10**6
for t in (s, s + "", s + "y", "x" * 10**6):
    _instr(5, n=n, t=t)
''')
        found = changes(log)
        self.assertEqual(len(found), 3)
        self.assertTrue(found[0].startswith("n = <int of 16610 bits>, t = 'xxx"))
        self.assertTrue(all(len(c) < 2 * LIMIT + 20 for c in found))
        self.assertTrue(found[1].endswith("xy'"))

    def test_a_hit_runs_no_repr_and_a_repr_may_hit(self):
        log = self.log(PREAMBLE + '''
class A:
    def __init__(self): self.n = 1
    def __repr__(self):
        _instr(5, self=self); return "A()"
a = A()
_instr(7, a=a)
repr(a)
''')
        self.assertEqual(changes(log), ["a = A(n=1)", "self = A(n=1)"])

    def test_names_as_of_the_parameters(self):
        log = self.log(PREAMBLE + '''
def f(line, maybe, values, value, self, frame, name):
    _instr(3, line=line, maybe=maybe, values=values, value=value, self=self, frame=frame, name=name)
    return _instr.after(line, 4, line=line, value=8)
f(1, 2, 3, 4, 5, 6, 7)
''')
        self.assertEqual(changes(log), ["line = 1, maybe = 2, values = 3, value = 4, self = 5, frame = 6, name = 7", "value = 8"])
