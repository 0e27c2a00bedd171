"""The lines that are shown are the source's own."""

import ast
import io
import os
import sys
import unittest
import zipfile

from instr.inject import original, strip

from .support import PREAMBLE, PYTHON_DIR, ProgramTest

# The original, the rewritten line. In each, the probes tell line 3; the preamble stands above.
PAIRS = [
    ("x = 1", "_instr(3); x = 1"),
    ("x = 1", "_instr(3, 'a', \"b\", c=c); x = 1"),
    ("x = (1)", "_instr(3); x = (1)"),
    ("x = 1; y = 2", "_instr(3); x = 1; _instr(3, x=x); y = 2"),
    ('"doc"', '"doc"; _instr(3)'),
    ("", "_instr(3)"),
    ("def f():\n  x\n  ", "def f():\n  x\n  _instr(3);"),
    ("def f():\n  x\n\n  y", "def f():\n  x\n  _instr(3)\n  y"),
    ("# note", "_instr(3)  # note"),
    ('"doc"', '"doc"; _instr(3); _instr(4)'),
    ("x  # note", "x; _instr(3)  # note"),
    ("x; y", "x; _instr(3); _instr(4); y"),
    ("def f():\n  x\n\n  y", "def f():\n  x\n  _instr(3); _instr(4)\n  y"),
    ("for x in a, b: c", "for x in _instr.each(((a, b)), 3, 'x'): c"),
    ("for x in (a, b): c", "for x in _instr.again((a, b), 3): c"),
    ("[x for x in y if x]", "[x for x in _instr.each(y, 3) if (x or _instr(3))]"),
    ("if a and b: c", "if _instr(3) or a and b or _instr(4): c"),
    ("if lambda: 0: c", "if (lambda: 0) or _instr(4): c"),
    ("f(a if b else c)", "f(((a if b else c) or _instr(4)))"),
    ("f(a if b else c)", "f((_instr(3) or (a if b else c) or _instr(4)))"),
    ("# note", "_instr(3); _instr(3)  # note"),
    ("if a: b", "if _instr(3) or a: b"),
    ("if (a): b", "if (_instr(3) or a): b"),
    ("if a or (b): c", "if _instr(3, a=a) or a or (b): c"),
    ("if (a) or b: c", "if _instr(3, a=a) or (a) or b: c"),
    ("if a if b else c: d", "if _instr(3) or (a if b else c): d"),
    ("while lambda: 0: d", "while _instr(3) or (lambda: 0): d"),
    ("while (x := 1): d", "while (_instr(3) or (x := 1)): d"),
    ("if-1: d", "if _instr(3) or  -1: d"),
    ("if(a): d", "if(_instr(3) or a): d"),
    ("f(a, b)", "f((_instr(3) or a), (_instr(3) or _instr(4) or b))"),
    ("f(a if b else c)", "f((_instr(3) or (a if b else c)))"),
    ("f((a if b else c))", "f(((_instr(3) or (a if b else c))))"),
    ("f((a or b) + c)", "f((_instr(3) or (a or b) + c))"),
    ("f(x for x in y)", "f(_instr(3) or (x for x in y))"),
    ("f(x for x in y)", "f(_instr.after((x for x in y), 3))"),
    ("z = (x for x in y)", "z = (_instr(3) or _instr.after((x for x in y), 3))"),
    ("f(*a, **b)", "f(*(_instr(3) or a), **_instr.after(b, 3))"),
    ("f(a)", "f(_instr.after(_instr.after(a, 3), 4, x=x))"),
    ("f((a))", "f((_instr.after(a, 3)))"),
    ("f((a, b))", "f(_instr.after((a, b), 3))"),
    ("f((a := 1))", "f((_instr.after((a := 1), 3)))"),
    ("f(a)", "f((_instr(3) or _instr.after(a, 3)))"),
    ("f(g(a))", "f((_instr(3) or _instr.after(g((_instr(3) or a)), 3)))"),
    ("def f(): return-1", "def f(): return _instr.after( -1, 3)"),
    ("def f(): return(a)", "def f(): return(_instr.after(a, 3))"),
    ("def f(): x = yield", "def f(): x = (_instr(3) or (yield))"),
    ("def f(): x = yield 1", "def f(): x = _instr.after((yield 1), 3)"),
    ("for x in xs: y", "for x in _instr.each(xs, 3, 'x'): y"),
    ("for x in xs: y", "for x in (_instr(3) or _instr.again(xs, 3)): y"),
    ("[x for x in f(a) if (b)]", "[x for x in _instr.each(f((_instr(2) or a)), 3) if ((b or _instr(4)))]"),
    ("if a: b", "if a or _instr(3): b"),
    ("if (a): b", "if (a or _instr(3)): b"),
    ("if a or (b): c", "if _instr(3) or a or (b) or _instr(4, a=a): c"),
    ("[x for x in y if lambda: 0]", "[x for x in y if ((lambda: 0) or _instr(3))]"),
    ("[x for x in y if (b if c else d)]", "[x for x in y if ((_instr(3) or (b if c else d) or _instr(4)))]"),
    ("with a as b: c", "with a as b, _instr.leaving(3, 'b'): c"),
    ("with (a): c", "with (a), _instr.leaving(3), _instr.leaving(4): c"),
    ("async def f():\n async with a as b: c", "async def f():\n async with a as b, _instr.leaving(3): c"),
    ("class A: pass", "class A(*_instr.bases(3),): pass"),
    ("class A(): pass", "class A(*_instr.bases(3)): pass"),
    ("class A(b.C): pass", "class A((_instr(3) or b).C): pass"),
    ("class A(b[C], d): pass", "class A((_instr(3) or b)[C], d): pass"),
    ("class A(B, m=C): pass", "class A(*_instr.bases(3, x=x), *_instr.bases(4), B, m=C): pass"),
    ("é = 'é'; f(é, 'é')", "é = 'é'; _instr(3, é=é); f(é, (_instr(3) or 'é'))"),
    ("x = '_instr(3); '", "_instr(3); x = '_instr(3); '"),
    ("x = _instr", "x = _instr"),
]
MATCH = [
    ("match a:\n case [a, b] if c: d", "match _instr(3) or a:\n case _instr.L3(([a, b])) if c: d"),
    ("match a, b:\n case a, b: d", "match a, b:\n case _instr.L3((a, b)): d"),
    ("match a:\n case[a]: d", "match a:\n case _instr.L3(( [a])): d"),
    ("match a:\n case (A(x=1) | B()) as c: d", "match a:\n case _instr.L3(((A(x=1) | B()) as c)): d"),
    ("match a:\n case (a): d", "match a:\n case (_instr.L3((_instr.L4((a))))): d"),
]
NESTED = [("x = f'{a!r} {b}'", "x = f'{(_instr(3) or a)!r} {_instr.after(b, 3)}'")]


class Strip(unittest.TestCase):
    def pairs(self):
        yield from PAIRS
        if sys.version_info >= (3, 10):
            yield from MATCH
            yield ("with (a as b, c,): d", "with (a as b, c, _instr.leaving(3),): d")
        if sys.version_info >= (3, 12):
            yield from NESTED

    def test_each_form(self):
        head = ["# a comment", "from instr import probe as _instr" + strip.HINT]
        for expected, rewritten in self.pairs():
            with self.subTest(rewritten=rewritten):
                found = strip.stripped(head + rewritten.split("\n"))
                self.assertEqual(found, ["# a comment", ""] + expected.split("\n"))

    def test_the_quick_way_agrees(self):
        for expected, rewritten in PAIRS:
            found = original.without_prefix(rewritten)
            if found is not None:
                self.assertEqual(found, expected)
        self.assertEqual(original.without_prefix("    _instr(3, x=x); y = f(x)"), "    y = f(x)")
        self.assertIsNone(original.without_prefix("_instr(3); f((_instr(3) or 1))"))
        self.assertIsNone(original.without_prefix("    b), 3)"))

    def test_preambles(self):
        rest = ["_instr(2); x = (1)"]
        for expected, rewritten in [
            ("import os", "from instr import probe as _instr; import os"),
            ("import os", "from instr import probe as _instr; _instr(1); import os" + strip.HINT),
            ('"doc"', '"doc"; from instr import probe as _instr' + strip.HINT),
            ('"doc"', '"doc"; from instr import probe as _instr; _instr(1)' + strip.HINT),
            ("# note", "from instr import probe as _instr  # note" + strip.HINT),
            ("", "from instr import probe as _instr"),
        ]:
            with self.subTest(rewritten=rewritten):
                self.assertEqual(strip.stripped([rewritten] + rest), [expected, "x = (1)"])

    def test_other_names(self):
        lines = ["from instr import probe as _instr2", "_instr2(2); f(_instr(3) or 1)"]
        self.assertEqual(strip.stripped(lines), ["", "f(_instr(3) or 1)"])

    def test_a_text_without_the_import_stays(self):
        lines = ["_instr(1); x = 1", "class A(*_instr.bases(2)): pass"]
        self.assertEqual(strip.stripped(lines), lines)


class Sources(ProgramTest):
    def test_a_statement_over_several_lines(self):
        log = self.log(PREAMBLE + '''
def f(a, b):
    _instr(3, a=a, b=b); return max(
        (_instr(4, a=a, b=b) or a),
        (_instr(5, a=a, b=b) or _instr.after(b
            .real, 3, a=a, b=b)))
f(1, 2)
''')
        lines = ["3     return max(", "4         a,", "5         b", "3     return max("]
        self.assertEqual(log.splitlines()[1:], lines)

    def test_encodings_and_line_ends(self):
        for head, coding in (("", "utf-8"), ("# coding: latin-1\n", "latin-1"), ("\ufeff", "utf-8")):
            for end in ("\n", "\r\n", "\r"):
                with self.subTest(coding=coding, end=end):
                    text = head + PREAMBLE + "x = 1\nif _instr(%d) or 'é': é = (1)\n" % (3 if "#" in head else 2)
                    log = self.log(text.replace("\n", end).encode(coding))
                    self.assertEqual(log[1:], " if 'é': é = (1)\n")

    def test_no_source(self):
        with self.subTest("exec"):
            import instr
            from .support import caught
            with caught() as stream:
                exec("_instr(1, x=x)", {"_instr": instr.probe, "x": 3})
            self.assertEqual(stream.getvalue(), " " * 40 + " # x = 3\n1 \n")

    def test_a_zip(self):
        path = os.path.join(self.folder, "lib.zip")
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("inside.py", PREAMBLE + "\nx = (_instr(2) or 1)\n")
        done = self.spawn("import sys; sys.path.insert(0, %r); import inside" % path)
        self.assertEqual(done.stderr, "2 x = 1\n")

    def test_a_file_that_is_rewritten_and_run_again(self):
        self.assertEqual(self.log(PREAMBLE + "\n_instr(2); a = 1\n"), "2 a = 1\n")
        self.assertEqual(self.log(PREAMBLE + "\n_instr(2); b = 1\n"), "2 b = 1\n")

    def test_a_file_that_changed_under_the_program(self):
        log = self.log(PREAMBLE + '''
with open(__file__, "w") as file: file.write("broken (\\n_instr(2")
_instr(3); _instr(2)
''')
        self.assertEqual(log, "3 \n2 _instr(2\n")


if __name__ == "__main__":
    unittest.main()
