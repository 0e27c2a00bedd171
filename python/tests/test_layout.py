"""The log has the layout of the tracer that it takes after."""

from .support import PREAMBLE, ProgramTest

# Its lines carry the numbers 222 to 239.
MARKUP = "\n" * 220 + PREAMBLE + "\n" + '''\
def remove_html_markup(s):
    _instr(223, s=s); tag   = False
    _instr(224, s=s, tag=tag); quote = False
    _instr(225, s=s, tag=tag, quote=quote); out   = ""

    for c in (_instr(227, "c", s=s, tag=tag, quote=quote, out=out) or s):
        _instr(228, s=s, tag=tag, quote=quote, out=out, c=c); assert tag or not quote

        if _instr(230, s=s, tag=tag, quote=quote, out=out, c=c) or c == '<' and not quote:
            _instr(231, s=s, tag=tag, quote=quote, out=out, c=c); tag = True
        elif _instr(232, s=s, tag=tag, quote=quote, out=out, c=c) or c == '>' and not quote:
            _instr(233, s=s, tag=tag, quote=quote, out=out, c=c); tag = False
        elif _instr(234, s=s, tag=tag, quote=quote, out=out, c=c) or (c == '"' or c == "'") and tag:
            _instr(235, s=s, tag=tag, quote=quote, out=out, c=c); quote = not quote
        elif _instr(236, s=s, tag=tag, quote=quote, out=out, c=c) or not tag:
            _instr(237, s=s, tag=tag, quote=quote, out=out, c=c); out = out + c
        _instr(227, s=s, tag=tag, quote=quote, out=out, c=c)
    _instr(239, "c", s=s, tag=tag, quote=quote, out=out); return out
'''

# As the chapter shows it, but for its line `Calling remove_html_markup(s = '<b>x</b>')`: here s comes with line 223.
GOLDEN = """\
                                         # s = '<b>x</b>'
223     tag   = False
                                         # tag = False
224     quote = False
                                         # quote = False
225     out   = ""
                                         # out = ''
227     for c in s:
                                         # c = '<'
228         assert tag or not quote
230         if c == '<' and not quote:
231             tag = True
                                         # tag = True
227     for c in s:
                                         # c = 'b'
228         assert tag or not quote
230         if c == '<' and not quote:
232         elif c == '>' and not quote:
234         elif (c == '"' or c == "'") and tag:
236         elif not tag:
227     for c in s:
                                         # c = '>'
228         assert tag or not quote
230         if c == '<' and not quote:
232         elif c == '>' and not quote:
233             tag = False
                                         # tag = False
227     for c in s:
                                         # c = 'x'
228         assert tag or not quote
230         if c == '<' and not quote:
232         elif c == '>' and not quote:
234         elif (c == '"' or c == "'") and tag:
236         elif not tag:
237             out = out + c
                                         # out = 'x'
227     for c in s:
"""


class Layout(ProgramTest):
    def test_every_line_as_in_the_chapter(self):
        log = self.log(MARKUP + "\nremove_html_markup('<b>x</b>')\n")
        self.assertEqual(log[: len(GOLDEN)], GOLDEN)
        self.assertTrue(log.endswith("\n239     return out\n"), log[-200:])

    def test_two_breakpoints_as_in_the_chapter(self):
        source = "\n" * 220 + PREAMBLE + "\n" + '''\
def remove_html_markup(s):
    tag   = False
    quote = False
    out   = ""

    for c in s:
        _instr(228, s=s, tag=tag, quote=quote, out=out, c=c); assert tag or not quote

        if c == '<' and not quote:
            tag = True
        elif c == '>' and not quote:
            tag = False
        elif (c == '"' or c == "'") and tag:
            quote = not quote
        elif not tag:
            out = out + c

    _instr(239, "c", s=s, tag=tag, quote=quote, out=out); return out
remove_html_markup('<b title="bar">"foo"</b>')
'''
        lines = self.log(source).splitlines()
        margin = " " * 40
        self.assertEqual(lines[0], margin + """ # s = '<b title="bar">"foo"</b>', tag = False, quote = False, out = '', c = '<'""")
        self.assertEqual(lines[1], "228         assert tag or not quote")
        self.assertEqual(lines[2], margin + " # tag = True, c = 'b'")
        self.assertEqual(lines[4], margin + " # c = ' '")
        self.assertEqual(lines[-2], margin + " # tag = False")
        self.assertEqual(lines[-1], "239     return out")
        self.assertEqual(lines.count("228         assert tag or not quote"), 24)

    def test_names_that_may_be_unbound_come_in_the_order_of_the_frame(self):
        log = self.log(PREAMBLE + "\n" + '''\
def f(a):
    for b in a:
        c = 1
    _instr(5, "b", a=a, c=1); return
f("x")
f("")
''')
        self.assertEqual(log.splitlines()[0::2], [" " * 40 + " # a = 'x', b = 'x', c = 1", " " * 40 + " # a = '', c = 1"])
