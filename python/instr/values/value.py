"""A value as it is recorded: its type as far as that is a plain one, and its text. `encode` makes the record's bytes."""

from __future__ import annotations

import sys
from builtins import bytearray, bytes, float, hash, int, isinstance, len, memoryview, object, reversed, str

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NONE, FALSE, TRUE, INT, FLOAT = 0, 1, 2, 3, 4
STR = 5  # printable ASCII, and whole: its repr follows from it
STR_REPR = 6  # any other whole str, with its repr
TEXT = 7  # all else
REDACTED, UNSET, UNBOUND, FAILED = 9, 10, 11, 12


class Value:
    """`text` is what people see; `raw` is the typed value of INT, FLOAT, STR and STR_REPR, and of FAILED the reason."""

    __slots__ = ("tag", "text", "raw")

    def __init__(self, tag: int, text: str, raw: Any = None) -> None:
        self.tag = tag
        self.text = text
        self.raw = raw

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Value):
            return False
        return self.tag == other.tag and self.text == other.text

    def __hash__(self) -> int:
        return hash((self.tag, self.text))

    def __repr__(self) -> str:
        return f"Value({self.tag}, {self.text!r})"


IS_NONE = Value(NONE, "None")
IS_FALSE = Value(FALSE, "False")
IS_TRUE = Value(TRUE, "True")
IS_REDACTED = Value(REDACTED, "<redacted>")
IS_UNSET = Value(UNSET, "<unset>")
IS_UNBOUND = Value(UNBOUND, "<unbound>")


def failed(why: str) -> Value:
    """In place of the value of an expression that raised: `ValueError: no`."""
    return Value(FAILED, f"<{why}>", why)


def encode(value: Value) -> bytes:
    """The bytes of a value in a record."""
    tag, raw = value.tag, value.raw
    if tag == INT:
        if -_HALF <= raw < _HALF:
            return b"\x03" + _unsigned(raw << 1 if raw >= 0 else (-raw << 1) - 1)
        return b"\x07" + _string(value.text)
    if tag == STR:
        return b"\x05" + _string(raw)
    if tag == TEXT:
        return b"\x07" + _string(value.text)
    if tag == STR_REPR:
        return b"\x06" + _string(raw) + _string(value.text)
    if tag == FLOAT:
        return b"\x04" + _double(raw)
    if tag == FAILED:
        return b"\x0c" + _string(raw)
    return bytes((tag,))


def _unsigned(number: int) -> bytes:
    if number < 0x80:
        return bytes((number,))
    data = bytearray()
    while number > 0x7F:
        data.append(number & 0x7F | 0x80)
        number >>= 7
    data.append(number)
    return bytes(data)


def _string(text: str) -> bytes:
    # A lone surrogate has no UTF-8: it becomes the text `\udc80`.
    data = text.encode("utf-8", "backslashreplace")
    return _unsigned(len(data)) + data


def _double(number: float) -> bytes:
    # Not by `struct`: that module is the program's to import.
    data = bytearray(8)
    memoryview(data).cast("d")[0] = number
    return bytes(data) if _IS_LITTLE else bytes(reversed(data))


_HALF = 1 << 63
_IS_LITTLE = sys.byteorder == "little"
