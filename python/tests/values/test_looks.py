"""How values look: as their own repr where that is plain, else by their fields under the class's name."""

import array
import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import os
import pathlib
import re
import sys
import threading
import types
import typing
import unittest
import uuid
import weakref

from instr.values import Renderer


def text(value, **options):
    return Renderer(**options).value(value).text


def generator():
    yield


class Color(enum.Enum):
    RED = 1


class Number(enum.IntEnum):
    ONE = 1


class Right(enum.Flag):
    READ = 1
    WRITE = 2


Point = collections.namedtuple("Point", "x y")


class Typed(typing.NamedTuple):
    a: int


class Plain:
    pass


class AsTheirRepr(unittest.TestCase):
    def check(self, *values):
        for value in values:
            with self.subTest(value=repr(value)):
                self.assertEqual(text(value), repr(value))

    def test_atoms_and_containers(self):
        nested = {"a": [1, (2,), {3}], "b": {"c": None}}
        loop = [1]
        loop.append(loop)
        knot = {"k": 1}
        knot["self"] = knot
        self.check(
            None, True, False, 3, -(10**30), 1.5, float("nan"), 2j, "a'b", "é\n", b"\x00", [], (), {}, set(), frozenset(), [1, 2], (1,),
            (1, 2), {1}, frozenset([1]), nested, loop, knot, range(3), range(1, 9, 2), slice(1, None), bytearray(b"x"), bytearray(),
            {"a": 1}.keys(), {"a": 1}.values(), {"a": 1}.items(), types.MappingProxyType({"a": 1}), ..., NotImplemented,
        )

    def test_collections(self):
        moved = collections.OrderedDict(a=1, b=2)
        moved.move_to_end("a")
        self.check(
            collections.deque([1]), collections.deque([1], 4), moved, collections.OrderedDict(), collections.defaultdict(int, a=1),
            collections.defaultdict(None), collections.Counter("aab"), collections.Counter(), Point(1, 2), Typed(1),
            array.array("i", [1, 2]), array.array("d"), os.stat("/"), sys.version_info,
        )

    def test_the_librarys(self):
        zone = datetime.timezone(datetime.timedelta(hours=1), "x")
        self.check(
            datetime.datetime(2020, 1, 2), datetime.datetime(2020, 1, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc),
            datetime.datetime(2020, 1, 2, tzinfo=zone, fold=1), datetime.date(2020, 1, 1), datetime.time(1), datetime.time(1, 2, 3, 4),
            datetime.timedelta(days=-1, seconds=3), datetime.timedelta(0), zone, decimal.Decimal("1.50"), decimal.Decimal("NaN"),
            fractions.Fraction(1, 3), uuid.UUID(int=5), Color.RED, Number.ONE, Right.READ, re.compile("x", re.I | re.M), re.compile(b"x"),
            re.match("a", "abc"), threading.Lock(), threading.RLock(), types.SimpleNamespace(a=1),
        )

    def test_paths(self):
        for kind in (pathlib.PurePosixPath, pathlib.PureWindowsPath, pathlib.Path):
            for parts in (("/a/b/../c",), ("a//b/./c/", "d"), (), ("/",), ("a", "/b"), (".",)):
                path = kind(*parts)
                before = text(path)
                self.assertEqual(before, repr(path))
                # Now it has worked out its text.
                self.assertEqual(text(path), repr(path))

    def test_what_the_interpreter_makes(self):
        async def coroutine(): pass
        started = coroutine()
        started.close()
        running = generator()
        self.check(
            len, [].append, int, Plain, Color, list.append, generator, running, started, Plain.__init__, Plain().__init__, sys, os, re,
            generator.__code__, sys._getframe(), memoryview(b"ab"), staticmethod, lambda: 1,
            KeyError("x"), ValueError(), OSError(2, "no", "f"), ValueError("a", [1]), Plain(), object(),
        )
        if sys.version_info >= (3, 10):
            self.check(list[int], int | None, dict[str, list[int]], staticmethod(len), classmethod(len))
        self.assertEqual(text(weakref.ref(Plain))[:12], "<weakref at ")

    def test_a_bound_method_shows_its_object(self):
        class Cart:
            def __init__(self): self.total = 3
            def __repr__(self): raise ValueError
            def pay(self): pass
        self.assertTrue(text(Cart().pay).endswith("Cart.pay of Cart(total=3)>"))

    def test_files(self):
        with open(os.devnull) as file:
            self.assertEqual(text(file), repr(file))
        with open(os.devnull, "rb") as file:
            self.assertEqual(text(file), repr(file))
        with open(os.devnull, "rb", buffering=0) as file:
            self.assertIn("name='/dev/null'", text(file))


class ByFields(unittest.TestCase):
    def test_plain_objects(self):
        cart = Plain()
        self.assertEqual(text(cart), repr(cart))
        cart.total, cart.items = 3, [1, Plain()]
        cart.items[1].a = None
        self.assertEqual(text(cart), "Plain(total=3, items=[1, Plain(a=None)])")

    def test_slots_of_all_bases_in_their_order(self):
        class Base:
            __slots__ = ("z", "__own")
            def __init__(self): self.z, self.__own = 1, 2
        class Derived(Base):
            __slots__ = ["b", "a", "unset"]
        class Open(Derived): pass
        value = Open()
        value.b, value.a, value.x = 3, 4, 5
        self.assertEqual(text(value), "Open(z=1, _Base__own=2, b=3, a=4, x=5)")

    def test_dataclasses(self):
        @dataclasses.dataclass
        class Box:
            rows: list
            hidden: int = dataclasses.field(default=3, repr=False)
            kind: typing.ClassVar[int] = 1
        box = Box([1])
        self.assertEqual(text(box), "Box(rows=[1])")
        del box.rows
        self.assertEqual(text(box), f"<{Box.__module__}.{Box.__qualname__} object at 0x{id(box):x}>")

    def test_half_built_objects(self):
        seen = []
        class Late:
            __slots__ = ("a", "b")
            def __init__(self):
                seen.append(text(self))
                self.a = 1
                seen.append(text(self))
        Late()
        self.assertIn("Late object at 0x", seen[0])
        self.assertEqual(seen[1], "Late(a=1)")
        class Meta(type):
            def mro(cls):
                seen.append(text(cls))
                return type.mro(cls)
        Meta("Made", (), {})
        self.assertIn("Made", seen[2])
        self.assertEqual(text(object.__new__(Color))[:1], "<")

    def test_subclasses_of_builtins(self):
        class Names(list): pass
        class Table(dict): pass
        class Pair(tuple): pass
        class Text(str): pass
        class Count(int): pass
        class Data(bytes): pass
        class Share(float): pass
        class Wave(complex): pass
        class Day(datetime.date): pass
        class Money(decimal.Decimal): pass
        class Bag(set): pass
        found = [text(v) for v in (Names([1]), Table(a=1), Pair([1]), Text("x"), Count(3), Data(b"x"), Share(1.5), Wave(1j), Bag([1]), Day(2020, 1, 1), Money("1.5"))]
        self.assertEqual(found, [
            "Names([1])", "Table({'a': 1})", "Pair((1,))", "Text('x')", "Count(3)", "Data(b'x')", "Share(1.5)", "Wave(1j)", "Bag({1})",
            "Day(2020, 1, 1)", "Money('1.5')",
        ])

    def test_enums(self):
        self.assertEqual(text([Color.RED]), "[<Color.RED: 1>]")
        self.assertIn("3>", text(Right.READ | Right.WRITE))

    def test_partials(self):
        self.assertEqual(text(functools.partial(len, 1, key=2)), "functools.partial(func=<built-in function len>, args=(1,), key=2)")

    def test_user_collections(self):
        self.assertEqual(text(collections.UserDict(a=1)), "UserDict({'a': 1})")

    def test_fields(self):
        value = Plain()
        value.a, value.password = 1, "x"
        self.assertEqual([(n, v.tag, v.text) for n, v in Renderer().fields(value)], [("a", 3, "1"), ("password", 5, "'x'")])


class Exceptions(unittest.TestCase):
    def test_messages_as_theirs(self):
        for error in (
            ValueError(), ValueError("a"), ValueError("a", 1), ValueError([1]), KeyError("x"), KeyError("x", 1), KeyError(), OSError(2, "no"),
            OSError(2, "no", "f"), OSError(2, "no", "f", None, "g"), OSError("x"), OSError(), ImportError("m"), ImportError("m", name="n"),
            UnicodeDecodeError("utf-8", b"a", 0, 1, "why"), UnicodeEncodeError("ascii", "é", 0, 1, "why"), SyntaxError("m", ("f", 1, 2, "t")),
            SyntaxError("m"), SystemExit(2), StopIteration(3), StopIteration(None), AttributeError("a"), AssertionError(),
        ):
            self.assertEqual(Renderer().exception(error), (type(error).__name__, str(error)))

    def test_groups(self):
        if sys.version_info >= (3, 11):
            group = ExceptionGroup("eg", [ValueError(1)])  # noqa: F821
            self.assertEqual(Renderer().exception(group), ("ExceptionGroup", "eg (1 sub-exception)"))
            self.assertEqual(text(group), repr(group))

    def test_no_message_of_its_own_is_asked_for(self):
        class Own(Exception):
            def __str__(self): raise SystemError
        class Given(Exception):
            def __init__(self, *, code): self.code = code
        self.assertEqual(Renderer().exception(Own("x", 1)), ("Own", "('x', 1)"))
        self.assertEqual(Renderer().exception(Given(code=3)), ("Given", "code=3"))
        self.assertEqual(Renderer(own_repr=True).exception(Own("x")), ("Own", "<str of Own raised SystemError: >"))
