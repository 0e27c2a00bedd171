"""The bytes of records: `wire/` has the same in Rust, with what reads them.

Numbers are LEB128; texts are UTF-8 behind their length, with half characters as `\\udc80`.
"""

from __future__ import annotations

from binascii import crc32
from builtins import bytearray, bytes, len, range, str

from ..values.value import encode as encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import List, Sequence, Tuple

    from ..values.value import Value

    # Name by its id, whether it is a template, value.
    Fields = Sequence[Tuple[int, bool, Value]]
    # Path by its id, line, function by its id.
    Places = Sequence[Tuple[int, int, int]]

STRING, SITE, THREAD, TASK = b"\x01", b"\x02", b"\x03", b"\x04"
LINE, CALL, RETURN, YIELD, RAISE, WATCH, UNAWAITED, ROW = (
    b"\x10", b"\x11", b"\x12", b"\x13", b"\x14", b"\x15", b"\x16", b"\x17",
)  # fmt: skip
STACK = b"\x19"
NOTE, RAISED, LOADED, PROBLEM, CELL, INCOMPLETE = b"\x20", b"\x21", b"\x22", b"\x23", b"\x24", b"\x25"
# What a cell counts.
HITS, LEFT_OUT = b"\x00", b"\x01"

_SMALL = [bytes((number,)) for number in range(128)]


def unsigned(number: int) -> bytes:
    """A number from 0 on."""
    if number < 128:
        return _SMALL[number]
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def signed(number: int) -> bytes:
    """A number of either sign, zigzag."""
    return unsigned(number << 1 if number >= 0 else (-number << 1) - 1)


def text(value: str) -> bytes:
    """A text."""
    data = value.encode("utf-8", "backslashreplace")
    return unsigned(len(data)) + data


def fields(found: Fields) -> bytes:
    """Named values."""
    parts: List[bytes] = [unsigned(len(found))]
    for name, is_template, value in found:
        parts.append(unsigned(name) + (b"\x01" if is_template else b"\x00") + encode(value))
    return b"".join(parts)


def framed(body: bytes) -> bytes:
    """A record as it stands in the ring."""
    return len(body).to_bytes(4, "little") + crc32(body).to_bytes(4, "little") + body


def places(found: Places) -> bytes:
    """Places in the program."""
    parts: List[bytes] = [unsigned(len(found))]
    for path, line, function in found:
        parts.append(unsigned(path) + unsigned(line) + unsigned(function))
    return b"".join(parts)
