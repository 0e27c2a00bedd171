"""No text of the program moves the cursor, turns the line around or begins another."""

import unittest

from instr.values import Redactor, Renderer

NASTY = [
    "\x1b[2J\x1b[31mred\x1b]0;title\x07", "a\nForged\n4     return y", "a\rb", "nul\0x", "lone\ud800x", "\u202ebidi\u2066", "\x85nel\u2028ls\u2029ps\x0b\x0c",
    "\x9b31m8bit-csi \x9d0;t\x9c", "tab\there", "\x7fdel", "\u061cx\u200e\u200f\u2069", "A" * 10_000_000,
]


class Escapes(unittest.TestCase):
    def check(self, text):
        self.assertTrue(text.isprintable(), ascii(text))
        self.assertLessEqual(len(text), 200)

    def test_everywhere(self):
        for redactor in (None, Redactor()):
            r = Renderer(own_repr=["Shown"], redactor=redactor)
            for nasty in NASTY:
                class Shown:
                    def __repr__(self): return nasty
                class Broken:
                    def __repr__(self): raise ValueError(nasty)
                Broken.__qualname__ = "Shown"
                values = [nasty, nasty.encode("utf-8", "surrogatepass"), [nasty], {nasty: nasty}, ValueError(nasty), OSError(2, nasty, nasty), KeyError(nasty), Shown(), [Shown()], {Shown(): Shown()}, Broken(), bytearray(nasty.encode("utf-8", "replace"))]
                try:
                    named = type(nasty, (Exception,), {})
                    named.__module__ = nasty
                except (ValueError, UnicodeError):
                    named = ValueError
                class Plain: pass
                plain = Plain()
                setattr(plain, nasty, 1)
                def function(): yield
                function.__name__ = function.__qualname__ = nasty
                module = type(unittest)(nasty)
                module.__file__ = nasty
                values += [named, named("m"), [named], plain, function, function(), module, type("T", (), {"__module__": nasty})()]
                for value in values:
                    self.check(r.value(value).text)
                    if isinstance(value, BaseException):
                        for part in r.exception(value):
                            self.check(part)
                self.check(r.text(nasty))
                for name, value in r.fields(plain):
                    self.check(name)

    def test_texts(self):
        r = Renderer()
        self.assertEqual(r.text("a\nb\t\x1b\x9b\u202e\U000e0001\ud800\\"), "a\\nb\\t\\x1b\\x9b\\u202e\\U000e0001\\ud800\\")
        self.assertEqual(r.text("é \U0001f600 '\""), "é \U0001f600 '\"")
