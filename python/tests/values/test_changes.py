"""A value is recorded again if it would show something else."""

import unittest

from instr.values import Redactor, Renderer


class Node:
    def __init__(self, **fields):
        self.__dict__.update(fields)


class Changes(unittest.TestCase):
    def setUp(self):
        self.r = Renderer(redactor=Redactor())

    def seen(self, *values, name=None):
        kept = {}
        found = [self.r.changed(kept, "k", value, name) for value in values]
        return [None if value is None else value.text for value in found]

    def test_atoms(self):
        self.assertEqual(self.seen(1, 1, 2, True, 1, 1.0, 1.0, None, None, "1", "1", b"1", b"1"), ["1", None, "2", "True", "1", "1.0", None, "None", None, "'1'", None, "b'1'", None])

    def test_floats_by_what_they_show(self):
        nan = float("nan")
        self.assertEqual(self.seen(nan, float("nan"), 0.0, -0.0, -0.0, 0j, -0j), ["nan", None, "0.0", "-0.0", None, "0j", "(-0-0j)"])

    def test_containers(self):
        value = [1]
        kept = {}
        self.assertEqual(self.r.changed(kept, "k", value).text, "[1]")
        self.assertIsNone(self.r.changed(kept, "k", value))
        self.assertIsNone(self.r.changed(kept, "k", [1]))
        value.append(2)
        self.assertEqual(self.r.changed(kept, "k", value).text, "[1, 2]")
        self.assertIsNone(self.r.changed(kept, "k", [1, 2]))
        self.assertEqual(self.r.changed(kept, "k", (1, 2)).text, "(1, 2)")

    def test_a_text_is_not_what_shows_like_it(self):
        self.assertEqual(self.seen([1], "[1]", [1]), ["[1]", "'[1]'", "[1]"])

    def test_fields(self):
        value = Node(a=1)
        kept = {}
        self.r.changed(kept, "k", value)
        value.a = 2
        self.assertEqual(self.r.changed(kept, "k", value).text, "Node(a=2)")

    def test_keys_are_apart(self):
        kept = {}
        self.assertIsNotNone(self.r.changed(kept, "a", 1))
        self.assertIsNotNone(self.r.changed(kept, "b", 1))
        self.assertIsNone(self.r.changed(kept, "a", 1))

    def test_large_ones(self):
        s = "x" * 10**6
        self.assertEqual([v is None for v in self.seen(s, s + "", s + "y", "x" * 10**6)], [False, True, False, False])
        n = 10**5000
        self.assertEqual([v is None for v in self.seen(n, n + 0, n + 1)], [False, True, False])
        middle = ["a" * 500 + c + "a" * 500 for c in "bbc"]
        self.assertEqual([v is None for v in self.seen(*middle)], [False, True, False])
        self.assertEqual([v is None for v in self.seen(*[m.encode() for m in middle])], [False, True, False])

    def test_lists_of_other_lengths(self):
        self.assertEqual([v is None for v in self.seen(list(range(1000)), list(range(1000)), list(range(1001)))], [False, True, False])

    def test_what_is_kept(self):
        kept = {}
        for key, value in enumerate((1, "x", None, [1], Node(a=1), "x" * 10**6, 10**5000, b"x" * 10**6)):
            self.r.changed(kept, key, value)
        for value in kept.values():
            self.assertTrue(value is None or isinstance(value, (int, str)))
            self.assertLess(len(str(value)), 300)

    def test_secrets_once(self):
        self.assertEqual(self.seen("hunter2", "hunter3", name="password"), ["<redacted>", None])
        self.assertEqual(self.seen(None, "hunter3", name="password"), ["<redacted>", None])
