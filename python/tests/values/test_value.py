"""The bytes of each kind of value, read back here."""

import math
import struct
import unittest

from instr.values import Renderer, encode, failed
from instr.values import value as values


def decode(data):
    """As `wire/` reads it: the tag and what follows."""
    tag, at = data[0], 1

    def unsigned():
        nonlocal at
        number = shift = 0
        while True:
            byte = data[at]
            at += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    def string():
        nonlocal at
        size = unsigned()
        at += size
        return data[at - size : at].decode("utf-8")

    if tag == 3:
        number = unsigned()
        found = (tag, number >> 1 ^ -(number & 1))
    elif tag == 4:
        at += 8
        found = (tag, struct.unpack("<d", data[1:9])[0])
    elif tag in (5, 7, 12):
        found = (tag, string())
    elif tag == 6:
        found = (tag, string(), string())
    else:
        assert tag in (0, 1, 2, 9, 10, 11)
        found = (tag,)
    assert at == len(data), data
    return found


class Bytes(unittest.TestCase):
    def check(self, obj, *expected):
        self.assertEqual(decode(encode(Renderer().value(obj))), expected)

    def test_simple(self):
        self.check(None, 0)
        self.check(False, 1)
        self.check(True, 2)

    def test_ints(self):
        for number in (0, 1, -1, 63, 64, -64, -65, 127, 128, 300, 2**31, -(2**31), 2**63 - 1, -(2**63)):
            self.check(number, 3, number)
        for number in (2**63, -(2**63) - 1, 2**500):
            self.check(number, 7, str(number))
        self.check(2**600, 7, "<int of 601 bits>")

    def test_floats(self):
        for number in (0.0, 1.5, -1e300, float("inf"), 5e-324):
            self.check(number, 4, number)
        self.assertTrue(math.isnan(decode(encode(Renderer().value(float("nan"))))[1]))

    def test_strings(self):
        self.check("", 5, "")
        self.check("a'b\"\\c ~", 5, "a'b\"\\c ~")
        self.check("é", 6, "é", "'é'")
        self.check("a\nb\x7f", 6, "a\nb\x7f", "'a\\nb\\x7f'")
        self.check("\u2028\U0001f600", 6, "\u2028\U0001f600", "'\\u2028\U0001f600'")
        # A lone surrogate has no UTF-8.
        self.check("a\udc80", 6, "a\\udc80", "'a\\udc80'")
        self.check("x" * 300, 7, "'" + "x" * 132 + "…" + "x" * 65 + "'")

    def test_texts(self):
        self.check([1, "é"], 7, "[1, 'é']")
        self.check(b"x", 7, "b'x'")
        self.check(1j, 7, "1j")
        # Not that of a subclass, which may be anything.
        class Count(int): pass
        self.check(Count(3), 7, "Count(3)")

    def test_others(self):
        for value, expected in (
            (values.IS_REDACTED, (9,)), (values.IS_UNSET, (10,)), (values.IS_UNBOUND, (11,)), (failed("ValueError: why"), (12, "ValueError: why")),
        ):
            self.assertEqual(decode(encode(value)), expected)
        self.assertEqual([v.text for v in (values.IS_REDACTED, values.IS_UNSET, values.IS_UNBOUND, failed("E: x"))], ["<redacted>", "<unset>", "<unbound>", "<E: x>"])
