"""Shows the program's values without running its code, within bounds.

- At most `limit` characters: a longer text keeps its head and its tail around `…`.
- A container or an object shows at most `items` items or fields, then `… 970 more`, and `depth` levels.
- Rendering ends when there is no room left, so that a huge value costs what its text costs.
- What a value shows is looked up by its class (`shapes`): containers, types of the standard library, adapters, fields.
- The `__repr__` of a class runs only where `own_repr` asks for it.
"""

from __future__ import annotations

import sys
from _weakref import ref
from builtins import (
    BaseException, Exception, ValueError, bool, bytes, float, hash, id, int, len, max, object, repr, set,
    str, tuple, type,
)  # fmt: skip

from . import errors, escape, foreign, objects, peek, shapes, value as values
from .adapters import Registry
from .escape import clip
from .globs import fits
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterable, List, Optional, Set, Tuple, Union

    from .redact import Redactor

_FAR = sys.maxsize
# Without a bound of the user's, the interpreter's own stack is one.
_DEEPEST = 100
# So many classes are remembered.
_KINDS = 2048
# A longer str is not hashed as a whole: that takes as long as reading it.
_HASHED = 1 << 16
# So much around what is shown of a str is searched for secrets.
_AROUND = 1024


class Digest(str):
    """What is kept of a value in its place: equal to the next one's if that would show the same."""

    __slots__ = ()


class _Absent:
    """Nothing was kept, or nothing that can be compared."""

    __slots__ = ()


_ABSENT = _Absent()


class Renderer:
    """Makes texts of values. It has the options of a session, and remembers only what it found out about classes."""

    __slots__ = ("limit", "items", "depth", "bits", "redactor", "adapters", "_runs_all", "_runs", "_kinds")

    def __init__(
        self,
        limit: Optional[int] = 200,
        items: Optional[int] = 30,
        depth: Optional[int] = 4,
        bits: Optional[int] = 512,
        own_repr: Union[bool, Iterable[str]] = False,
        redactor: Optional[Redactor] = None,
    ) -> None:
        self.limit = _FAR if limit is None else max(limit, 1)
        self.items = _FAR if items is None else items
        self.depth = _DEEPEST if depth is None else depth
        self.bits = _FAR if bits is None else bits
        self.redactor = redactor
        self.adapters = Registry()
        self._runs_all = own_repr is True
        self._runs: Tuple[str, ...] = () if own_repr is True or own_repr is False else tuple(own_repr)
        # By the identity of a class: hashing it would run its metaclass's method.
        self._kinds: Dict[int, Tuple[Any, Any]] = {}

    # What a recorder asks for.

    def value(self, obj: object, name: Optional[str] = None) -> Value:
        """How a value shows. `name`: of the variable or parameter that has it, which may be secret."""
        if name is not None and self.hides(name, obj):
            return values.IS_REDACTED
        kind = type(obj)
        if obj is None:
            return values.IS_NONE
        if kind is str:
            return self._str(obj)
        if kind is int:
            text, is_whole = self._int(obj)
            return Value(values.INT, text, obj) if is_whole else Value(values.TEXT, clip(text, self.limit))
        if kind is bool:
            return values.IS_TRUE if obj else values.IS_FALSE
        if kind is float:
            return Value(values.FLOAT, repr(obj), obj)
        return Value(values.TEXT, clip(self._whole(obj), self.limit))

    def returned(self, function: str, obj: object) -> Value:
        """How what a function returned shows: that of `get_password` does not, unless it is None or a truth value."""
        if obj is None or type(obj) is bool:
            return self.value(obj)
        return self.value(obj, function.rpartition(".")[2])

    def changed(self, kept: Dict[Any, Any], key: Any, obj: Any, name: Optional[str] = None) -> Optional[Value]:
        """The value, if it would show something else than the last one under `key`; `kept` has what is needed to tell."""
        old: Any = kept.get(key, _ABSENT)
        if name is not None and self.hides(name, obj):
            if old is values.IS_REDACTED:
                return None
            kept[key] = values.IS_REDACTED
            return values.IS_REDACTED
        kind = type(obj)
        # Not `kind in …`: that would run the hash of a metaclass.
        if kind is int or kind is str or obj is None or kind is bool or kind is float:
            if kind is type(old) and _shows_same(kind, old, obj):
                return None
            value = self.value(obj)
            new: object = obj
            if kind is int:
                if value.tag != values.INT:
                    new = Digest(f"{hash(obj)} {value.text}")
            elif kind is str and len(obj) > self.limit:
                new = Digest(f"{len(obj)} {_hash(obj)} {value.text}")
        else:
            text = clip(self._whole(obj), self.limit)
            value = Value(values.TEXT, text)
            new = Digest(f"{len(obj)} {_hash(obj)} {text}" if kind is bytes and len(obj) > self.limit else text)
        if type(old) is Digest and type(new) is Digest and new == old:
            return None
        kept[key] = new
        return value

    def text(self, text: str) -> str:
        """Any text of the program, bounded, escaped and without secrets: a name, a message, a template's result."""
        return clip(self.clean(escape.plain(text), self.limit), self.limit)

    def exception(self, error: BaseException) -> Tuple[str, str]:
        """The name of an exception's class, and its message."""
        return peek.class_name(type(error)), self.message(error)

    def message(self, error: BaseException) -> str:
        """The message of an exception."""
        try:
            return clip(errors.message(self, error, type(error)), self.limit)
        except Exception as second:
            if foreign.is_for_program(second):
                raise
            return "?"

    def fields(self, obj: object) -> List[Tuple[str, Value]]:
        """The fields of an object, each with its value."""
        return [(escape.name(name), self.value(item, name)) for name, item in objects.fields(obj, type(obj))]

    def register(self, cls: type, function: Callable[[Any], str]) -> None:
        """Shows a class and its subclasses by a function of the program, which returns a text."""
        self.adapters.register(cls, function)
        self._kinds.clear()

    # What the shapes use.

    def show(self, obj: Any, depth: int, path: Set[int], room: int) -> str:
        """An item of something, in about `room` characters."""
        if room < 20:
            room = 20
        kind = type(obj)
        if peek.is_atomic(kind):
            return self.atom(obj, kind, room)
        return clip(self.describe(obj, depth, path), room)

    def describe(self, obj: Any, depth: int, path: Set[int]) -> str:
        """The text of a value `depth` levels down; it may be a little longer than the limit."""
        kind = type(obj)
        if peek.is_atomic(kind):
            return self.atom(obj, kind, self.limit)
        try:
            shape = self.shape(kind)
            text: str = shape(self, obj, kind, depth, path)
            return text
        except Exception as error:
            # A container that changes meanwhile, a half-built object, no memory.
            if foreign.is_for_program(error):
                raise
            return f"<{peek.class_name(kind)} not shown: {peek.class_name(type(error))}>"

    def atom(self, obj: Any, kind: type, room: int) -> str:
        """The text of a value that is no container, of an exact builtin type."""
        if kind is str:
            return self._str_text(obj, room)[0]
        if kind is int:
            return clip(self._int(obj)[0], room)
        if kind is bytes:
            return self._bytes_text(obj, room)
        return clip(repr(obj), room)

    def clean(self, text: str, room: int) -> str:
        """A text of the program on one line, without secrets; of a long one its head and tail."""
        head, tail = self._parts(text, room)
        if tail is None:
            return escape.escape(head)
        return clip(escape.escape(head) + "…" + escape.escape(tail), room)

    def hides(self, name: object, obj: object) -> bool:
        """Whether a field or a key is secret; then its value is hidden in texts from now on."""
        redactor = self.redactor
        if redactor is None or not redactor.is_secret_key(name):
            return False
        redactor.remember(obj)
        return True

    def hides_name(self, name: str) -> bool:
        """Whether a name is a secret's."""
        return self.redactor is not None and self.redactor.is_secret(name)

    def hides_value(self, obj: object) -> bool:
        """Hides a value in texts from now on."""
        if self.redactor is not None:
            self.redactor.remember(obj)
        return True

    def runs_repr(self, kind: type) -> bool:
        """Whether the own repr of a class is asked for."""
        if self._runs_all or not self._runs:
            return self._runs_all
        module, qualname = peek.raw_names(kind)
        short = qualname.replace(".<locals>.", ".")
        for pattern in self._runs:
            for name in (qualname, short, f"{module}.{qualname}", f"{module}.{short}"):
                if fits(pattern, name):
                    return True
        return False

    def shape(self, kind: type) -> Any:
        """The function that shows values of a class."""
        known = self._kinds.get(id(kind))
        if known is not None and known[0]() is kind:
            return known[1]
        found = shapes.find(self, kind)
        if len(self._kinds) >= _KINDS:
            self._kinds.clear()
        self._kinds[id(kind)] = (ref(kind), found)
        return found

    # Parts of the above.

    def _whole(self, obj: object) -> str:
        return self.describe(obj, 0, set())

    def _str(self, obj: Any) -> Value:
        text, is_whole = self._str_text(obj, self.limit)
        if not is_whole:
            return Value(values.TEXT, text)
        is_simple = obj.isascii() and obj.isprintable()
        return Value(values.STR if is_simple else values.STR_REPR, text, obj)

    def _str_text(self, obj: str, room: int) -> Tuple[str, bool]:
        """The repr of a str, and whether all of it is shown."""
        head, tail = self._parts(obj, room)
        if tail is None:
            text = repr(head)
            # What was scrubbed is another str.
            is_whole = len(text) <= room and (head is obj or head == obj)
            return (text if is_whole else clip(text, room)), is_whole
        return _around(repr(head + tail), room), False

    def _bytes_text(self, obj: bytes, room: int) -> str:
        redactor = self.redactor
        if redactor is None:
            if len(obj) <= room:
                return clip(repr(obj), room)
            head = room * 2 // 3
            return _around(repr(obj[:head] + obj[len(obj) - (room - head) :]), room)
        reach = room + _AROUND
        parts = (obj,) if len(obj) <= 2 * reach else (obj[:reach], obj[-reach:])
        texts = [redactor.scrub(part.decode("latin-1")).encode("latin-1") for part in parts]
        if len(texts) == 1 and len(texts[0]) <= room:
            return clip(repr(texts[0]), room)
        head = room * 2 // 3
        return _around(repr(texts[0][:head] + texts[-1][max(len(texts[-1]) - (room - head), 0) :]), room)

    def _parts(self, text: str, room: int) -> Tuple[str, Optional[str]]:
        """A text without secrets; of a long one what its head and its tail are to show."""
        redactor = self.redactor
        if len(text) <= 2 * (room + _AROUND):
            if redactor is not None:
                text = redactor.scrub(text)
            if len(text) <= room:
                return text, None
            first = last = text
        else:
            reach = room + _AROUND
            first, last = text[:reach], text[-reach:]
            if redactor is not None:
                first, last = redactor.scrub(first), redactor.scrub(last)
        head = room * 2 // 3
        return first[:head], last[max(len(last) - (room - head), 0) :]

    def _int(self, obj: Any) -> Tuple[str, bool]:
        # Larger ones take quadratic time as decimals, and CPython may refuse them.
        if obj.bit_length() < self.bits:
            try:
                text = repr(obj)
                if len(text) <= self.limit:
                    return text, True
                return clip(text, self.limit), False
            except ValueError as error:
                if not peek.is_from_c(error):
                    raise
        return f"<int of {obj.bit_length()} bits>", False


def _around(text: str, room: int) -> str:
    """A repr of what is left of a long text, with a mark where its middle was."""
    if len(text) > room:
        return clip(text, room)
    head = len(text) * 2 // 3
    return text[:head] + "…" + text[head:]


def _shows_same(kind: type, old: Any, new: Any) -> bool:
    if old is new:
        return True
    if kind is float:
        # 0.0 equals -0.0, and no NaN equals another.
        return repr(old) == repr(new)
    return old == new  # type: ignore[no-any-return]


def _hash(obj: Any) -> int:
    """A hash of a str or bytes; of a very long one it takes samples."""
    return hash(obj if len(obj) <= _HASHED else obj[:: len(obj) // 4096])
