"""However large a value is, its text is short and costs little."""

import collections
import dataclasses
import decimal
import time
import unittest

from instr.values import Redactor, Renderer
from instr.values.value import TEXT


def text(value, **options):
    return Renderer(**options).value(value).text


class Node:
    def __init__(self, **fields):
        self.__dict__.update(fields)


@dataclasses.dataclass
class Box:
    rows: list


def huge():
    wide = {i: "x" * 1000 for i in range(1000)}
    deep = []
    for _ in range(10_000):
        deep = [deep]
    error = ValueError()
    for _ in range(10_000):
        error = ValueError(error)
    chain = Node()
    for _ in range(10_000):
        chain = Node(next=chain, data=[1] * 1000)
    return [
        "x" * 10**6, b"x" * 10**6, "\U0001f600\n" * 1000, list(range(10**6)), set(range(10**5)), wide, deep, 10**5000, -(10**5000), [10**5000],
        [["x" * 10**6] * 100] * 100, tuple("abc" * 100), frozenset(range(1000)), bytearray(10**5), collections.deque(range(10**5)),
        collections.OrderedDict.fromkeys(range(1000)), collections.defaultdict(list, wide), "\0" * 150, error, chain, Box(list(range(10**6))),
        Node(**{f"field{i}": i for i in range(10**5)}), {"k" * 10**6: {"k" * 10**6: 1}}, [[[[[1] * 1000] * 1000] * 1000] * 1000] * 1000,
        type("N" * 10**6, (), {})(), decimal.Decimal("1" * 10**6), collections.Counter(range(10**5)), dict.fromkeys(range(10**5)).keys(),
        [Box([Box([Box([Node(a=Node(b=wide))] * 100)] * 100)] * 100)] * 100, OSError("x" * 10**6), 1e300j, KeyError(wide),
    ]


def small(deep):
    # A repr or a dealloc of it would overflow.
    while deep:
        deep = deep[0]


class Bounds(unittest.TestCase):
    def test_all_is_short(self):
        values = huge()
        for redactor in (None, Redactor()):
            for limit in (200, 30, 1, 1000):
                r = Renderer(limit=limit, redactor=redactor)
                for value in values:
                    with self.subTest(type=type(value), limit=limit):
                        self.assertLessEqual(len(r.value(value).text), limit)
                        self.assertLessEqual(len(r.changed({}, 1, value).text), limit)
                        if isinstance(value, BaseException):
                            self.assertLessEqual(len(r.exception(value)[1]), limit)
        small(values[6])

    def test_it_costs_what_is_shown(self):
        values = huge()
        big = "x" * 10**8
        values += [big, [big] * 10, {"a": big}, b"x" * 10**8, bytearray(10**8)]
        r = Renderer(redactor=Redactor())
        for value in values:
            start = time.perf_counter()
            for _ in range(5):
                r.changed({}, 1, value)
            took = (time.perf_counter() - start) / 5
            self.assertLess(took, 0.02, type(value))
        small(values[6])

    def test_what_is_left_out_is_counted(self):
        self.assertTrue(text(list(range(1000))).startswith("[0, 1, 2, "))
        self.assertTrue(text(list(range(1000))).endswith(", … 970 more]"))
        self.assertEqual(text([1, 2, 3], items=2), "[1, 2, … 1 more]")
        self.assertEqual(text({1: 1, 2: 2, 3: 3}, items=1), "{1: 1, … 2 more}")
        self.assertEqual(text(Node(a=1, b=2, c=3), items=2), "Node(a=1, b=2, … 1 more)")
        self.assertEqual(text(collections.Counter("aabc"), items=1), "Counter({'a': 2, … 2 more})")

    def test_depth(self):
        self.assertEqual(text([[[[[[1]]]]]]), "[[[[[…]]]]]")
        self.assertEqual(text([[1]], depth=1), "[[…]]")
        self.assertEqual(text([[]], depth=1), "[[]]")
        self.assertEqual(text(Node(a=Node(b=1)), depth=1), "Node(a=Node(…))")
        error = ValueError()
        for _ in range(100):
            error = ValueError(error)
        self.assertEqual(text(error), "ValueError(ValueError(ValueError(ValueError(ValueError(…)))))")

    def test_long_texts_keep_head_and_tail(self):
        self.assertEqual(text("a" * 10 + "b" * 1000 + "c" * 10, limit=10), "'aaaaa…cc'")
        found = Renderer().value("a" * 100 + "b" * 1000 + "c" * 100)
        self.assertEqual((found.tag, len(found.text), found.text[:3], found.text[-3:]), (TEXT, 200, "'aa", "cc'"))

    def test_large_ints(self):
        self.assertEqual(text(10**5000), "<int of 16610 bits>")
        self.assertEqual(text(1 << 20, bits=8), "<int of 21 bits>")
        self.assertEqual(text([10**5000]), "[<int of 16610 bits>]")

    def test_no_limit(self):
        r = Renderer(limit=None, items=None, depth=None, bits=None)
        self.assertEqual(r.value("x" * 5000).text, repr("x" * 5000))
        self.assertEqual(r.value(list(range(5000))).text, repr(list(range(5000))))
        self.assertEqual(r.value([[[[[[[1]]]]]]]).text, "[[[[[[[1]]]]]]]")
        self.assertEqual(r.value(1 << 1000).text, repr(1 << 1000))
        self.assertTrue(r.value(huge()[6]).text.startswith("[[[[[["))

    def test_cycles(self):
        node = Node()
        node.me = node
        node.list = [node]
        self.assertEqual(text(node), "Node(me=Node(...), list=[Node(...)])")
        loop = collections.deque()
        loop.append(loop)
        self.assertEqual(text(loop), "deque([deque([...])])")
        factory = collections.defaultdict(None)
        factory["a"] = factory
        self.assertIn("...", text(factory))
        error = ValueError()
        error.args = (error,)
        self.assertEqual(text(error), "ValueError(ValueError(...))")
        twice = [1]
        self.assertEqual(text([twice, twice]), "[[1], [1]]")

    def test_changing_meanwhile(self):
        class Noisy:
            # Its repr runs while the dict is gone over.
            def __repr__(self): owner[len(owner)] = 1; return "noisy"
        owner = {1: Noisy(), 2: 3}
        self.assertEqual(text(owner, own_repr=True), "{1: noisy, 2: 3}")

    def test_near_the_limit_of_recursion(self):
        r = Renderer()
        found = []
        def deeper():
            try:
                found.append(r.value({"a": [Node(b=1)]}).text)
            except RecursionError:
                # Up to 3.9 the interpreter aborts if one goes on from here.
                return
            deeper()
        try:
            deeper()
        except RecursionError:
            pass
        self.assertEqual(found[0], "{'a': [Node(b=1)]}")
