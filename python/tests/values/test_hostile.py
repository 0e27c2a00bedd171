"""Nothing of the program runs while its values are rendered."""

import collections
import datetime
import enum
import functools
import os
import pathlib
import subprocess
import sys
import textwrap
import threading
import types
import unittest
import weakref

from instr.values import Redactor, Renderer

from ..support import PYTHON_DIR

RAN = []


def spy(name):
    def method(*args, **kwargs):
        RAN.append(name)
        raise SystemError(name)
    return method


# All that the interpreter may call when an object or its class is looked at.
NAMES = """repr str bytes format eq ne lt le gt ge hash bool len iter next contains getitem missing getattr getattribute get dir
index int float complex round trunc length_hint reversed call instancecheck subclasscheck prepare fspath add radd buffer
reduce reduce_ex sizeof copy deepcopy getstate getnewargs pos neg abs await aiter anext enter exit""".split()
HOSTILE = {f"__{name}__": spy(name) for name in NAMES}
# The test needs these itself.
FOR_CLASSES = {name: HOSTILE[name] for name in HOSTILE if name not in ("__call__", "__prepare__", "__get__", "__instancecheck__", "__subclasscheck__")}


class Meta(type):
    locals().update(FOR_CLASSES)
    __module__ = property(spy("meta module"))
    __name__ = property(spy("meta name"))
    __mro__ = property(spy("meta mro"))
    __dict__ = property(spy("meta dict"))
    __class__ = property(spy("meta class"))


Meta.__qualname__ = "Meta"
type.__setattr__(Meta, "__doc__", None)


def hostile(*bases, **more):
    space = dict(HOSTILE)
    space["__class__"] = property(spy("class"))
    space["x"] = property(spy("property"))
    space.update(more)
    return Meta("Evil", bases, space)


def show(value, **options):
    return Renderer(redactor=Redactor(), **options).value(value).text


class Nothing(unittest.TestCase):
    def setUp(self):
        del RAN[:]

    def check(self, value, expected=None):
        # To make it has perhaps run something.
        del RAN[:]
        for wrapped in (value, [value], (value,), {"k": value}, {"k": [value]}):
            r = Renderer(redactor=Redactor())
            found = r.value(wrapped).text
            r.changed({}, "k", wrapped)
            kept = {}
            r.changed(kept, "k", wrapped)
            r.changed(kept, "k", wrapped)
            self.assertEqual(RAN, [], found)
            self.assertNotIn("not shown", found)
        if expected is not None:
            self.assertEqual(show(value), expected)

    def test_plain_objects(self):
        kind = hostile()
        value = object.__new__(kind)
        self.check(value)
        object.__setattr__(value, "a", 1)
        self.check(value, "Evil(a=1)")

    def test_a_property_named_dict(self):
        kind = hostile(__dict__=property(spy("dict")))
        self.check(object.__new__(kind))

    def test_slots(self):
        kind = hostile(__slots__=("a", "b"))
        value = object.__new__(kind)
        object.__setattr__(value, "a", 1)
        self.check(value, "Evil(a=1)")

    def test_dict_subclass_as_dict(self):
        class Space(dict):
            locals().update(FOR_CLASSES)
        class Value: pass
        value = Value()
        space = Space()
        dict.__setitem__(space, "a", 1)
        value.__dict__ = space
        del RAN[:]
        self.check(value, "Value(a=1)")

    def test_builtins(self):
        for base, fill, expected in (
            (list, lambda v: list.append(v, 1), "Evil([1])"),
            (dict, lambda v: dict.__setitem__(v, "a", 1), "Evil({'a': 1})"),
            (set, lambda v: set.add(v, 1), "Evil({1})"),
            (frozenset, None, "Evil()"),
            (tuple, None, "Evil(())"),
            (str, None, "Evil('')"),
            (bytes, None, "Evil(b'')"),
            (bytearray, None, "Evil(b'')"),
            (int, None, "Evil(0)"),
            (float, None, "Evil(0.0)"),
            (complex, None, "Evil(0j)"),
            (collections.deque, lambda v: collections.deque.append(v, 1), "Evil([1])"),
            (collections.OrderedDict, None, "Evil()"),
            (collections.defaultdict, None, "Evil(None, {})"),
            (Exception, None, "Evil()"),
            (OSError, None, "Evil()"),
            (types.ModuleType, None, None),
            (types.SimpleNamespace, None, None),
            (weakref.ref, None, None),
            (datetime.timedelta, None, None),
            (functools.partial, None, None),
        ):
            with self.subTest(base=base):
                kind = hostile(base)
                arguments = {weakref.ref: (Meta,), datetime.timedelta: (1,), functools.partial: (len,), types.ModuleType: ("m",)}.get(base, ())
                value = base.__new__(kind, *arguments)
                if base is types.ModuleType:
                    types.ModuleType.__init__(value, "m")
                if fill:
                    fill(value)
                self.check(value, expected)

    def test_as_keys_and_members(self):
        kind = hostile()
        one, other = object.__new__(kind), object.__new__(kind)
        # Hashed while the class allows it.
        type.__setattr__(kind, "__hash__", object.__hash__)
        values = [{one: other}, {one}, frozenset([one]), collections.OrderedDict([(one, 1)]), collections.Counter({one: 1}), collections.deque([one])]
        values += [{one: other}.keys(), {one: other}.items(), types.MappingProxyType({one: other})]
        type.__setattr__(kind, "__hash__", HOSTILE["__hash__"])
        for value in values:
            self.check(value)

    def test_inside_of_what_the_interpreter_makes(self):
        kind = hostile()
        evil = object.__new__(kind)
        text = str.__new__(hostile(str), "x")
        def function(): yield
        function.__name__ = function.__qualname__ = text
        module = types.ModuleType("m")
        module.__file__ = module.__name__ = module.__spec__ = evil
        zone = type("Zone", (datetime.tzinfo,), {n: HOSTILE[n] for n in ("__repr__", "__str__")})()
        for value in (
            kind, function, function(), types.MethodType(evil, evil), types.MethodType(len, evil), staticmethod([evil]), classmethod([evil]), module,
            slice(evil, evil), functools.partial(len, evil, k=evil), weakref.ref(kind), collections.defaultdict(None, k=evil),
            datetime.timezone(datetime.timedelta(1, -1), text), datetime.datetime(2020, 1, 1, tzinfo=zone), types.SimpleNamespace(a=evil),
            ValueError(evil), KeyError(evil), OSError(evil, evil, evil), types.MappingProxyType({1: evil}),
        ):
            self.check(value)
        if sys.version_info >= (3, 9):
            self.check(types.GenericAlias(kind, (evil, kind)))

    def test_mappings_behind_a_proxy(self):
        class Mapping(dict):
            locals().update(FOR_CLASSES)
        proxy = types.MappingProxyType(Mapping())
        del RAN[:]
        self.check(proxy, "mappingproxy(Mapping({}))")

    def test_messages(self):
        evil = object.__new__(hostile())
        text = str.__new__(hostile(str), "x")
        r = Renderer(redactor=Redactor())
        for error in (
            ValueError(evil), KeyError(evil), OSError(evil, evil, evil), SyntaxError(evil), SyntaxError(text), ImportError(text), StopIteration(evil),
            ValueError(text), UnicodeDecodeError("utf-8", b"a", 0, 1, text),
        ):
            r.exception(error)
            self.assertEqual(RAN, [])
        own = hostile(Exception)
        r.exception(Exception.__new__(own, "x"))
        self.assertEqual(RAN, [])
        self.assertEqual(r.exception(ValueError(text)), ("ValueError", "x"))

    def test_names_that_are_no_names(self):
        text = str.__new__(hostile(str), "Odd")
        kind = type("Fine", (), {})
        kind.__qualname__ = kind.__name__ = text
        kind.__module__ = object.__new__(hostile())
        value = kind()
        del RAN[:]
        self.check(value)
        self.assertIn("<Odd object at", show(value))

    def test_lookalikes_of_the_library(self):
        for module, name in (
            ("datetime", "datetime"), ("decimal", "Decimal"), ("uuid", "UUID"), ("pathlib", "PurePath"), ("enum", "Enum"), ("array", "array"),
            ("re", "Pattern"), ("re", "Match"), ("functools", "partial"), ("collections", "Counter"), ("fractions", "Fraction"), ("_thread", "lock"),
            ("zoneinfo", "ZoneInfo"), ("datetime", "timezone"), ("datetime", "timedelta"), ("_io", "_IOBase"), ("collections", "UserDict"),
            ("numpy", "ndarray"), ("numpy", "generic"), ("pandas", "DataFrame"), ("pandas.core.series", "Series"), ("pandas", "Index"),
            ("polars.dataframe.frame", "DataFrame"), ("torch", "Tensor"), ("polars.series.series", "Series"),
        ):
            with self.subTest(name=name):
                bases = (dict,) if name == "Counter" else ()
                space = dict(HOSTILE, __module__=module, __qualname__=name)
                for attribute in "year month span pattern typecode shape dtype key func _name_ _value_ _df _mgr buffer item data".split():
                    space[attribute] = property(spy(attribute))
                kind = Meta(name, bases, space)
                self.check(dict.__new__(kind) if bases else object.__new__(kind))

    def test_a_lookalike_with_a_borrowed_method(self):
        # `object.__str__` asks for the repr.
        space = dict(HOSTILE, __module__="decimal", __qualname__="Decimal", __str__=object.__str__, __sizeof__=object.__sizeof__)
        self.check(object.__new__(type("Decimal", (), space)))

    def test_finders_of_attributes(self):
        class Lazy(types.ModuleType):
            def __getattribute__(self, name): RAN.append(name); raise AttributeError
        self.check(Lazy("m"))

    def test_values_are_not_kept(self):
        class Value: pass
        r = Renderer(redactor=Redactor())
        kept = {}
        value = Value()
        value.a = [Value(), {"password": "hunter2"}]
        gone = [weakref.ref(value), weakref.ref(value.a[0])]
        r.changed(kept, "v", value)
        r.value({"token": value})
        r.changed(kept, "token", value, "token")
        del value
        self.assertEqual([ref() for ref in gone], [None, None])

    def test_classes_are_not_kept(self):
        import gc
        class Value: pass
        r = Renderer()
        r.value(Value())
        r.register(Value, str)
        gone = weakref.ref(Value)
        del Value
        gc.collect()
        self.assertIsNone(gone())
        class Other: pass
        self.assertIn("Other object", r.value(Other()).text)


class Imports(unittest.TestCase):
    def test_no_module_of_the_librarys_is_imported(self):
        source = """
        import sys
        sys.path.insert(0, %r)
        for name in list(sys.modules):
            if name in ("re", "collections", "enum", "datetime", "types", "functools"): del sys.modules[name]
        before = set(sys.modules)
        from instr.values import Redactor, Renderer
        class A: pass
        a = A(); a.b = {1: [2.5, "x", b"y", ValueError(1), {"password": "p"}]}
        r = Renderer(redactor=Redactor())
        r.value(a); r.changed({}, 1, a); r.exception(ValueError("password=x"))
        print(sorted(n for n in set(sys.modules) - before if n.partition(".")[0] not in ("instr", "_collections", "_weakref", "gc", "_signal")))
        """ % PYTHON_DIR
        done = subprocess.run([sys.executable, "-I", "-S", "-c", textwrap.dedent(source)], stdout=subprocess.PIPE, universal_newlines=True)
        self.assertIn(done.stdout.strip(), ("[]", "['__future__']"))
