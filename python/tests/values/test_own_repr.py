"""Own reprs run only where they are asked for, and nothing of what they raise comes out."""

import gc
import os
import signal
import time
import unittest

from instr.reentrancy import busy, ident
from instr.values import Redactor, Renderer


def text(value, **options):
    options.setdefault("own_repr", True)
    return Renderer(**options).value(value).text


def broken(error):
    class Broken:
        def __repr__(self): raise error
    return Broken()


class Money:
    amount = property(lambda self: 1 / 0)
    def __init__(self): self.cents = 5
    def __repr__(self): return "5 ct"


class OwnReprs(unittest.TestCase):
    def test_which(self):
        module = Money.__module__
        for patterns, runs in (
            (False, False), (True, True), (["Money"], True), ([f"{module}.Money"], True), ([f"{module}.*"], True), (["M*y"], True), (["oney"], False),
            ([], False), (["other.*"], False), (["x", "[LM]oney"], True),
        ):
            self.assertEqual(text(Money(), own_repr=patterns), "5 ct" if runs else "Money(cents=5)", patterns)
        class Inner(Money): pass
        self.assertEqual(text([Inner()], own_repr=["OwnReprs.test_which.Inner"]), "[5 ct]")

    def test_builtins_stay_bounded(self):
        self.assertTrue(text(list(range(1000))).endswith("… 970 more]"))
        class Plain: pass
        plain = Plain()
        plain.a = [Money()]
        self.assertEqual(text(plain), "Plain(a=[5 ct])")

    def test_broken(self):
        class Worse(Exception):
            def __str__(self): raise ValueError
        class NoText:
            def __repr__(self): return 3
        class Endless:
            def __repr__(self): return repr(self)
        self.assertEqual(text(broken(ValueError("why"))), "<repr of Broken raised ValueError: why>")
        self.assertEqual(text(broken(ValueError("a\nb"))), "<repr of Broken raised ValueError: a\\nb>")
        self.assertEqual(text(broken(SystemExit(3))), "<repr of Broken raised SystemExit: 3>")
        self.assertEqual(text(broken(KeyboardInterrupt("no"))), "<repr of Broken raised KeyboardInterrupt: no>")
        self.assertEqual(text(broken(GeneratorExit())), "<repr of Broken raised GeneratorExit: >")
        self.assertIn("<repr of Broken raised Worse: <str of Worse raised ValueError: >>", text(broken(Worse())))
        self.assertTrue(text(NoText()).startswith("<repr of NoText raised TypeError: "))
        self.assertEqual(text([1, broken(OSError("no"))]), "[1, <repr of Broken raised OSError: no>]")
        self.assertLessEqual(len(text(broken(ValueError("x" * 10**5)))), 200)
        # Up to 3.9 the interpreter aborts if garbage is collected, and its finalizers overflow, at the limit.
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)
        self.assertTrue(text(Endless()).startswith("<repr of Endless raised RecursionError: "))
        self.assertEqual(busy, set())

    def test_what_a_signal_handler_raises_comes_out(self):
        class Timeout(Exception): pass
        def handler(number, frame): raise Timeout
        class Slow:
            def __repr__(self):
                signal.raise_signal(signal.SIGUSR1)
                return "slow"
        before = signal.signal(signal.SIGUSR1, handler)
        self.addCleanup(signal.signal, signal.SIGUSR1, before)
        with self.assertRaises(Timeout):
            text([Slow()])
        self.assertEqual(busy, set())

    def test_ctrl_c_comes_out(self):
        class Slow:
            def __repr__(self):
                os.kill(os.getpid(), signal.SIGINT)
                for _ in range(1000): time.sleep(0.001)
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.addCleanup(signal.signal, signal.SIGINT, before)
        with self.assertRaises(KeyboardInterrupt):
            text([Slow()])

    def test_one_line_and_bounded(self):
        class Text:
            def __init__(self, text): self.text = text
            def __repr__(self): return self.text
        self.assertEqual(text(Text("a\r\nb\n")), "a\\r\\nb\\n")
        self.assertEqual(text([Text("\x1b[31m\u202e\u2028\ud800")]), "[\\x1b[31m\\u202e\\u2028\\ud800]")
        long = text(Text("<" + "y" * 10**6 + ">"))
        self.assertEqual((len(long), long[:3], long[-3:]), (200, "<yy", "yy>"))
        self.assertEqual(text(Text("x" * 500), limit=30), "x" * 20 + "…" + "x" * 9)

    def test_str_subclasses_from_repr_run_no_methods(self):
        class Odd(str):
            def __len__(self): raise ValueError
            def __contains__(self, other): raise ValueError
            def isprintable(self): raise ValueError
        class Value:
            def __repr__(self): return Odd("odd")
        self.assertEqual(text(Value()), "odd")

    def test_probes_are_silent_meanwhile(self):
        seen = []
        class Value:
            def __repr__(self): seen.append(ident() in busy); return "v"
        self.assertEqual(text([Value()]), "[v]")
        self.assertEqual((seen, busy), ([True], set()))
        busy.add(ident())
        try:
            text(Value())
            self.assertIn(ident(), busy)
        finally:
            busy.discard(ident())

    def test_secrets_in_it(self):
        class User:
            def __repr__(self): return "User(name='bob', password='hunter2')"
        self.assertEqual(text(User(), redactor=Redactor()), "User(name='bob', password=<redacted>)")


class Adapters(unittest.TestCase):
    def test_the_programs_own(self):
        r = Renderer()
        class Special(Money): pass
        self.assertEqual(r.value(Special()).text, "Special(cents=5)")
        r.register(Money, lambda money: f"€{money.cents}\n")
        self.assertEqual(r.value([Special()]).text, "[€5\\n]")
        r.register(Special, lambda money: 1 / 0)
        self.assertEqual(r.value(Special()).text, "<adapter of Special raised ZeroDivisionError: division by zero>")
        r.register(Special, lambda money: 3)
        self.assertEqual(r.value(Special()).text, "<adapter of Special returned no str but int>")
        self.assertEqual(r.value(Money()).text, "€5\\n")
